//! What the guides say. Their texts stay on the server until one is wanted.

use crate::error::AppError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Guide {
    /// From nothing to a call in the CRM.
    FirstIntegration,
    /// Bitrix24.
    Bitrix24,
    /// How a receiver checks Hookline's stamp.
    Signature,
    /// What to do when it fails.
    WhenItFails,
}

impl Guide {
    /// All of them, in the order of the list.
    pub const ALL: [Self; 4] = [
        Self::FirstIntegration,
        Self::Bitrix24,
        Self::Signature,
        Self::WhenItFails,
    ];

    /// Its name in the address.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::FirstIntegration => "first_integration",
            Self::Bitrix24 => "bitrix24",
            Self::Signature => "signature",
            Self::WhenItFails => "when_it_fails",
        }
    }

    /// The guide of an address.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|guide| guide.key() == key)
    }

    /// Where it is read.
    #[must_use]
    pub fn path(self) -> String {
        format!("/help/{}", self.key())
    }
}

/// A guide in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideText {
    /// Its heading.
    pub title: String,
    /// What it is for.
    pub intro: String,
    /// What to do, in order.
    pub steps: Vec<Step>,
    /// Where to do it.
    pub links: Vec<Link>,
}

/// A step of a guide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// In a few words.
    pub title: String,
    /// In full.
    pub text: String,
}

/// A place that a guide leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideView {
    /// Which guide.
    pub guide: Guide,
    /// Its words in the language of whoever asks.
    pub text: GuideText,
}

/// A guide in the language of whoever asks.
#[server]
pub async fn get_guide(guide: Guide) -> Result<GuideView, AppError> {
    crate::session::require_person()?;
    let language = crate::session::request_visitor().language;
    let text = server::guide(guide, language).map_err(|error| AppError::broken(&error))?;
    Ok(GuideView { guide, text })
}

#[cfg(feature = "ssr")]
mod server {
    //! The texts, compiled in.

    use super::{Guide, GuideText};
    use domain::Language;

    macro_rules! files {
        ($($guide:ident = $file:literal,)*) => {
            const fn file(guide: Guide, language: Language) -> &'static str {
                match (guide, language) {
                    $(
                        (Guide::$guide, Language::En) => include_str!(concat!("../../../locales/en/help/", $file)),
                        (Guide::$guide, Language::Ru) => include_str!(concat!("../../../locales/ru/help/", $file)),
                        (Guide::$guide, Language::Uk) => include_str!(concat!("../../../locales/uk/help/", $file)),
                    )*
                }
            }
        };
    }

    files! {
        FirstIntegration = "first_integration.json",
        Bitrix24 = "bitrix24.json",
        Signature = "signature.json",
        WhenItFails = "when_it_fails.json",
    }

    pub(super) fn guide(guide: Guide, language: Language) -> Result<GuideText, serde_json::Error> {
        serde_json::from_str(file(guide, language))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn every_guide_has_the_same_steps_and_places_in_every_language() {
            for which in Guide::ALL {
                let english = guide(which, Language::En).expect("a guide");
                let places = |text: &GuideText| -> Vec<String> {
                    text.links.iter().map(|link| link.href.clone()).collect()
                };
                for &language in Language::ALL {
                    let text = guide(which, language).expect("a guide");
                    assert_eq!(
                        text.steps.len(),
                        english.steps.len(),
                        "{which:?} {language:?}"
                    );
                    assert_eq!(places(&text), places(&english), "{which:?} {language:?}");
                }
            }
        }
    }
}
