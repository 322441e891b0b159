//! The filters of the list of calls, as the address bar holds them.

use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

/// What is asked for; an empty text asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallQuery {
    /// A phone number in any spelling, or a call id.
    pub q: String,
    /// One of the periods of the log.
    pub period: String,
    /// How they stand with the CRM.
    pub standing: String,
    /// A project's id.
    pub project: String,
    /// Where the page goes on.
    pub after: String,
}

impl CallQuery {
    /// Reads the address.
    #[must_use]
    pub fn read(address: &ParamsMap) -> Self {
        let field = |name| address.get_str(name).unwrap_or_default().trim().to_owned();
        Self {
            q: field("q"),
            period: field("period"),
            standing: field("standing"),
            project: field("project"),
            after: field("after"),
        }
    }

    /// Whether anything narrows the list.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        self.fields().iter().any(|(_, value)| !value.is_empty())
    }

    /// The address of the same list from another row on; from the newest where it is empty.
    #[must_use]
    pub fn address(&self, after: &str) -> String {
        let mut address = ParamsMap::new();
        let fields = self.fields().into_iter().chain([("after", after)]);
        for (name, value) in fields.filter(|(_, value)| !value.is_empty()) {
            address.insert(name, value.to_owned());
        }
        format!("/calls{}", address.to_query_string())
    }

    fn fields(&self) -> [(&'static str, &str); 4] {
        [
            ("q", &self.q),
            ("period", &self.period),
            ("standing", &self.standing),
            ("project", &self.project),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_holds_what_narrows_and_nothing_else() {
        let query = CallQuery {
            period: "today".into(),
            standing: "waiting".into(),
            after: "cursor".into(),
            ..CallQuery::default()
        };
        assert!(query.is_narrow());
        assert_eq!(
            query.address("x"),
            "/calls?period=today&standing=waiting&after=x"
        );
        assert_eq!(CallQuery::default().address(""), "/calls");
    }
}
