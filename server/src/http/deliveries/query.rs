//! The filters of the delivery log, from the address.

use crate::http::{
    ingest,
    problem::{ApiError, FieldFault},
};
use domain::{DeliveryState, IdError, Moment};
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::str::FromStr;
use store::{DeliveryFilter, StateFilter};
use utoipa::IntoParams;

/// Rows of a page where none is asked for.
pub const PAGE_ROWS: u64 = 50;
/// Most rows of a page.
pub const PAGE_ROWS_MAX: u64 = 200;

/// What is asked for; all that is said has to hold.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct DeliveryQuery {
    /// `scheduled`, `sending`, `retrying`, `delivered`, `failed`, `expired`, `unanswered`, `cancelled`; `open` is every one
    /// that is not over yet, `held` what waits because its integration is paused; `lost` is what failed,
    /// `lost_unanswered` what nobody answered, of real calls, and was not sent again.
    state: Option<String>,
    /// The id of an integration.
    integration: Option<String>,
    /// The id of a project: of its calls.
    project: Option<String>,
    /// The key of a moment.
    moment: Option<String>,
    /// The status of the last answer.
    code: Option<String>,
    /// The caller's number in any spelling; from 5 digits its end is enough.
    phone: Option<String>,
    /// The telephony's name of the call.
    call_id: Option<String>,
    /// Accepted at or after: RFC 3339, or Unix seconds or milliseconds.
    from: Option<String>,
    /// Accepted before.
    to: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// Rows of the page: 1 to 200; 50 where it is not said.
    limit: Option<String>,
}

/// The filters, read.
#[derive(Debug)]
pub struct Wanted {
    /// Which deliveries.
    pub filter: DeliveryFilter,
    /// From where.
    pub after: Option<String>,
    /// How many.
    pub limit: u64,
}

impl DeliveryQuery {
    /// Reads the filters; an empty one asks for nothing. A number is read as it is dialled in
    /// `country`.
    ///
    /// # Errors
    /// `Fields`, at the first filter that cannot be read.
    pub fn read(self, country: &str) -> Result<Wanted, ApiError> {
        let (from, to) = period(self.from, self.to)?;
        let filter = DeliveryFilter {
            state: each("state", self.state, state)?,
            integration: each("integration", self.integration, id)?,
            project: each("project", self.project, id)?,
            moment: each("moment", self.moment, |text| {
                text.parse::<Moment>().map_err(|error| error.to_string())
            })?,
            code: each("code", self.code, |text| {
                text.parse().map_err(|_error| "an HTTP status".to_owned())
            })?,
            phone: said(self.phone).map(|typed| ingest::searched_phone(&typed, country)),
            call_id: said(self.call_id),
            from,
            to,
        };
        let limit = each("limit", self.limit, limit)?.unwrap_or(PAGE_ROWS);
        Ok(Wanted {
            filter,
            after: said(self.after),
            limit,
        })
    }
}

/// Reads a period.
///
/// # Errors
/// `Fields`, at the first time that cannot be read.
pub fn period(
    from: Option<String>,
    to: Option<String>,
) -> Result<(Option<i64>, Option<i64>), ApiError> {
    Ok((each("from", from, time)?, each("to", to, time)?))
}

/// A filter that cannot be read.
pub fn fault(field: &str, expected: &str) -> ApiError {
    let (field, expected) = (field.to_owned(), expected.to_owned());
    ApiError::Fields(vec![FieldFault {
        index: None,
        field,
        expected,
        code: None,
    }])
}

/// What was said and is not empty.
pub fn said(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

/// Reads a filter that may be absent.
///
/// # Errors
/// `Fields`, where it cannot be read.
pub fn each<T>(
    field: &str,
    text: Option<String>,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, ApiError> {
    let read = said(text).map(|text| read(text.trim())).transpose();
    read.map_err(|expected| fault(field, &expected))
}

fn id<T: FromStr<Err = IdError>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: IdError| error.to_string())
}

fn state(text: &str) -> Result<StateFilter, String> {
    StateFilter::from_key(text).ok_or_else(|| {
        let keys = DeliveryState::KEYS.iter().chain(&StateFilter::DERIVED);
        let keys: Vec<&str> = keys.copied().collect();
        format!("one of: {}", keys.join(", "))
    })
}

fn time(text: &str) -> Result<i64, String> {
    let time = ingest::read_time(text, &TimeZone::UTC).map(|time| time.at_ms);
    time.ok_or_else(|| "a time as RFC 3339, or Unix seconds or milliseconds".to_owned())
}

/// How many rows.
///
/// # Errors
/// Where it is no number of a page.
pub fn limit(text: &str) -> Result<u64, String> {
    let rows = text
        .parse()
        .ok()
        .filter(|rows| (1..=PAGE_ROWS_MAX).contains(rows));
    rows.ok_or_else(|| format!("1 to {PAGE_ROWS_MAX} rows"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_filters_ask_for_nothing() {
        let query = DeliveryQuery {
            state: Some(String::new()),
            phone: Some(" ".to_owned()),
            ..DeliveryQuery::default()
        };
        let wanted = query.read("UA").unwrap();
        assert_eq!(
            (wanted.filter, wanted.limit),
            (DeliveryFilter::default(), PAGE_ROWS)
        );
    }

    #[test]
    fn what_is_no_stored_state_can_be_asked_for() {
        for state in [
            StateFilter::Open,
            StateFilter::Held,
            StateFilter::Lost,
            StateFilter::LostUnanswered,
        ] {
            let query = DeliveryQuery {
                state: Some(state.to_string()),
                ..DeliveryQuery::default()
            };
            assert_eq!(query.read("UA").unwrap().filter.state, Some(state));
        }
    }

    #[test]
    fn a_filter_that_cannot_be_read_is_named() {
        let query = DeliveryQuery {
            from: Some("yesterday".to_owned()),
            ..DeliveryQuery::default()
        };
        let Err(ApiError::Fields(faults)) = query.read("UA") else {
            panic!("taken")
        };
        assert_eq!(faults[0].field, "from");
    }
}
