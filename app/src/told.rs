//! Why something did not arrive, in the reader's words: the server says them, so that the browser
//! need not carry the table.

use serde::{Deserialize, Serialize};

/// A failure in two sentences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What happened.
    pub what: String,
    /// What there is to do about it.
    pub advice: String,
}

#[cfg(feature = "ssr")]
impl Told {
    /// Of a try that ended so at the integration of this name.
    #[must_use]
    pub fn of(
        t: crate::i18n::Texts,
        name: &str,
        cause: domain::Cause,
        status: Option<u16>,
    ) -> Self {
        let mut explained = domain::explain::explain(cause, status);
        explained
            .arguments
            .insert("name".to_owned(), name.to_owned());
        Self {
            what: t.find_with(&explained.what_key(), &explained.arguments),
            advice: t.find_with(&explained.do_key(), &explained.arguments),
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::i18n::Texts;
    use domain::{Cause, Language};

    #[test]
    fn what_happened_names_the_integration_and_the_status() {
        let t = Texts::of(Language::En);
        let told = Told::of(t, "Leads", Cause::Status, Some(404));
        assert_eq!(told.what, "There is nothing at the address of Leads (404).");
        assert!(told.advice.starts_with("Compare the URL"), "{told:?}");
    }

    #[test]
    fn nothing_is_told_by_the_name_of_a_text_or_with_a_gap() {
        let by_cause = Cause::ALL.iter().map(|cause| (*cause, 200));
        let by_status = (100..=600).map(|status| (Cause::Status, status));
        for (cause, status) in by_cause.chain(by_status) {
            for language in Language::ALL {
                let told = Told::of(Texts::of(*language), "CRM", cause, Some(status));
                for said in [&told.what, &told.advice] {
                    let is_said = !said.starts_with("explain.") && !said.contains('{');
                    assert!(is_said, "{cause} {status}: {said}");
                }
            }
        }
    }
}
