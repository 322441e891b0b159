//! The filters of the log, as the address bar holds them.

use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

/// What is asked for; an empty text asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LogQuery {
    /// A phone number in any spelling, or a call id.
    pub q: String,
    /// A state, or one of `DERIVED_STATES`.
    pub state: String,
    /// An integration's id.
    pub integration: String,
    /// A project's id.
    pub project: String,
    /// A moment.
    pub moment: String,
    /// A status of HTTP.
    pub code: String,
    /// One of `PERIODS`.
    pub period: String,
    /// Where the page goes on.
    pub after: String,
}

/// The page of the log.
pub const PATH: &str = "/deliveries";

/// What failed and was not sent again.
pub const LOST: &str = "lost";
/// What nobody answered and was not sent again.
pub const LOST_UNANSWERED: &str = "lost_unanswered";
/// What can be chosen as a state and is none that is stored, in the order of the list.
pub const DERIVED_STATES: [&str; 4] = ["open", "held", LOST, LOST_UNANSWERED];

/// The periods that can be chosen, in the order of the list.
pub const PERIODS: [&str; 6] = ["hour", "day", "today", "yesterday", "week", "month"];

impl LogQuery {
    /// Reads the address.
    #[must_use]
    pub fn read(address: &ParamsMap) -> Self {
        let field = |name| address.get_str(name).unwrap_or_default().trim().to_owned();
        Self {
            q: field("q"),
            state: field("state"),
            integration: field("integration"),
            project: field("project"),
            moment: field("moment"),
            code: field("code"),
            period: field("period"),
            after: field("after"),
        }
    }

    /// Whether anything narrows the log.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        self.fields().any(|(_, value)| !value.is_empty())
    }

    /// The address of the same view from another row on, or of a delivery beside it.
    #[must_use]
    pub fn address(&self, further: &[(&'static str, &str)]) -> String {
        format!("{PATH}{}", self.query(further))
    }

    /// The address of the same view as a file with this ending; `mark` tells it from others.
    #[must_use]
    pub fn file(&self, ending: &str, mark: &str) -> String {
        format!(
            "/export/deliveries.{ending}{}",
            self.query(&[("mark", mark)])
        )
    }

    /// The query of such an address with its question mark; nothing where it asks for nothing.
    #[must_use]
    pub fn query(&self, further: &[(&'static str, &str)]) -> String {
        let mut address = ParamsMap::new();
        let further = further.iter().map(|(name, value)| (*name, *value));
        for (name, value) in self
            .fields()
            .chain(further)
            .filter(|(_, value)| !value.is_empty())
        {
            address.insert(name, value.to_owned());
        }
        address.to_query_string()
    }

    fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("q", &self.q),
            ("state", &self.state),
            ("integration", &self.integration),
            ("project", &self.project),
            ("moment", &self.moment),
            ("code", &self.code),
            ("period", &self.period),
        ]
        .into_iter()
        .map(|(name, value)| (name, value.as_str()))
    }
}

#[cfg(feature = "ssr")]
pub use server::{filter, filter_at, period};

#[cfg(feature = "ssr")]
mod server {
    //! What the store is asked.

    use super::LogQuery;
    use crate::{error::AppError, session::Scope, stamp::day_start};
    use domain::{Moment, value::is_phone};
    use store::{DeliveryFilter, StateFilter};

    const HOUR_MS: i64 = 3_600_000;

    impl LogQuery {
        /// Empties what its filter could not read, so that nothing is kept that asks for nothing.
        pub fn leave_out_unread(&mut self, filter: &DeliveryFilter) {
            let fields = [
                (&mut self.state, filter.state.is_some()),
                (&mut self.integration, filter.integration.is_some()),
                (&mut self.project, filter.project.is_some()),
                (&mut self.moment, filter.moment.is_some()),
                (&mut self.code, filter.code.is_some()),
                (&mut self.period, filter.from.or(filter.to).is_some()),
            ];
            for (field, _) in fields.into_iter().filter(|(_, is_read)| !is_read) {
                field.clear();
            }
        }
    }

    /// Turns the words of the address into a filter that the log is asked by; what cannot be read
    /// narrows nothing.
    ///
    /// # Errors
    /// Those of [`Scope::searched_phone`].
    pub async fn filter(scope: &Scope, query: &LogQuery) -> Result<DeliveryFilter, AppError> {
        let mut filter = filter_at(scope, query, scope.now());
        if filter.phone.is_some() {
            filter.phone = Some(scope.searched_phone(&query.q).await?);
        }
        Ok(filter)
    }

    /// The same as it was, or will be, at a time in milliseconds since 1970, for showing what it
    /// asks for: no search is made by it.
    #[must_use]
    pub fn filter_at(scope: &Scope, query: &LogQuery, at: i64) -> DeliveryFilter {
        let (from, to) = period(&scope.seat.tenant.zone, at, &query.period);
        let (phone, call_id) = match query.q.as_str() {
            "" => (None, None),
            typed if is_phone(typed) => (Some(scope.read_phone(typed)), None),
            typed => (None, Some(typed.to_owned())),
        };
        DeliveryFilter {
            state: StateFilter::from_key(&query.state),
            integration: query.integration.parse().ok(),
            project: query.project.parse().ok(),
            moment: Moment::from_key(&query.moment),
            code: query.code.parse().ok(),
            phone,
            call_id,
            from,
            to,
        }
    }

    /// Where a period begins and ends in a zone, in milliseconds since 1970.
    #[must_use]
    pub fn period(zone: &str, now: i64, period: &str) -> (Option<i64>, Option<i64>) {
        match period {
            "hour" => (Some(now - HOUR_MS), None),
            "day" => (Some(now - 24 * HOUR_MS), None),
            "today" => (Some(day_start(zone, now, 0)), None),
            "yesterday" => (Some(day_start(zone, now, 1)), Some(day_start(zone, now, 0))),
            "week" => (Some(day_start(zone, now, 6)), None),
            "month" => (Some(day_start(zone, now, 29)), None),
            _ => (None, None),
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::components::deliveries::query::DERIVED_STATES;

        #[test]
        fn every_state_that_can_be_chosen_is_known_to_the_store() {
            for key in DERIVED_STATES {
                let read = StateFilter::from_key(key).map(|state| state.to_string());
                assert_eq!(read.as_deref(), Some(key));
            }
            assert_eq!(DERIVED_STATES, StateFilter::DERIVED);
        }

        #[test]
        fn yesterday_ends_where_today_begins() {
            let now = 1_772_871_785_208;
            let (_, to) = period("Europe/Kyiv", now, "yesterday");
            assert_eq!(period("Europe/Kyiv", now, "today"), (to, None));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_holds_what_narrows_and_nothing_else() {
        let query = LogQuery {
            q: "+380 50".into(),
            state: "failed".into(),
            after: "cursor".into(),
            ..LogQuery::default()
        };
        assert!(query.is_narrow());
        let address = query.address(&[("after", "x")]);
        assert!(address.starts_with("/deliveries?q="), "{address}");
        assert!(address.ends_with("&state=failed&after=x"), "{address}");
        assert_eq!(LogQuery::default().address(&[]), "/deliveries");
    }
}
