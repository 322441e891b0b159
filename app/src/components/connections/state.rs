//! How a connection stands: its sign-in first, then what its integrations say.

use crate::{
    components::integrations::standing::Standing,
    i18n::{Key, text},
};
use serde::{Deserialize, Serialize};

/// How it stands with a sign-in that a person or a token server has to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignIn {
    /// Nobody has agreed yet: nothing can be sent.
    NotYet,
    /// There are tokens, or they are got when they are needed.
    Good,
    /// The last try to get a token did not work.
    Broken,
}

impl SignIn {
    /// Its word.
    #[must_use]
    pub const fn word(self) -> Key {
        match self {
            Self::NotYet => text::CONNECTIONS_SIGN_IN_NOT_YET,
            Self::Good => text::CONNECTIONS_SIGN_IN_GOOD,
            Self::Broken => text::CONNECTIONS_SIGN_IN_BROKEN,
        }
    }

    /// The class of its shape and colour.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::NotYet => "state held",
            Self::Good => "state delivered",
            Self::Broken => "state failed",
        }
    }
}

/// The word and the class for a connection as a whole.
#[must_use]
pub fn overall(sign_in: Option<SignIn>, below: &[Standing]) -> (Key, &'static str) {
    match sign_in {
        Some(trouble @ (SignIn::NotYet | SignIn::Broken)) => (trouble.word(), trouble.class()),
        Some(SignIn::Good) | None => worst(below)
            .map_or((text::CONNECTIONS_UNUSED, "state skipped"), |standing| {
                (standing.word(), standing.class())
            }),
    }
}

/// What most needs somebody.
fn worst(below: &[Standing]) -> Option<Standing> {
    let order = [
        Standing::Failing,
        Standing::Retrying,
        Standing::Delivering,
        Standing::Idle,
        Standing::Paused,
    ];
    order.into_iter().find(|standing| below.contains(standing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_that_is_missing_goes_before_what_integrations_say() {
        let all = [Standing::Paused, Standing::Delivering];
        let said = |sign_in| overall(sign_in, &all).1;
        assert_eq!(said(Some(SignIn::Broken)), "state failed");
        assert_eq!(said(Some(SignIn::NotYet)), "state held");
        assert_eq!(said(Some(SignIn::Good)), "state delivered");
        assert_eq!(said(None), "state delivered");
        assert_eq!(overall(None, &[]).0, text::CONNECTIONS_UNUSED);
    }
}
