//! Bodies of forms, as telephony platforms post them.

use crate::http::problem::ApiError;
use std::borrow::Cow;

/// Most fields of a form.
pub const FORM_FIELDS_MAX: usize = 250;

/// The fields of a form, in the order in which they came.
#[derive(Debug, Clone, Default)]
pub struct Form<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Form<'a> {
    /// Reads a body.
    ///
    /// # Errors
    /// `Malformed` where it has more fields than any platform sends.
    pub fn read(body: &'a [u8]) -> Result<Self, ApiError> {
        let fields: Vec<_> = form_urlencoded::parse(body)
            .take(FORM_FIELDS_MAX + 1)
            .collect();
        if fields.len() > FORM_FIELDS_MAX {
            return Err(ApiError::Malformed(format!(
                "a form may have at most {FORM_FIELDS_MAX} fields"
            )));
        }
        Ok(Self(fields))
    }

    /// The text of a field; empty where it is absent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    /// The text of a field that is there and not empty.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&str> {
        let field = self.0.iter().find(|(field, _)| field == name);
        field
            .map(|(_, text)| text.as_ref())
            .filter(|text| !text.is_empty())
    }

    /// Every field, sorted by name and then by text.
    #[must_use]
    pub fn sorted(&self) -> Vec<(&str, &str)> {
        let mut fields: Vec<_> = self
            .0
            .iter()
            .map(|(name, text)| (name.as_ref(), text.as_ref()))
            .collect();
        fields.sort_unstable();
        fields
    }
}
