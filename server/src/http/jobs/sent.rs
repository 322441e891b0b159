//! Bodies of jobs.

use crate::http::{
    deliveries::query::{self, DeliveryQuery},
    grammar::{self, Field, Shape, optional, required},
    problem::{ApiError, FieldFault},
};
use domain::{IntegrationId, JobKind, JobState, Kept, Moment, ProjectId};
use serde_json::{Map, Value};
use store::{DeliveryFilter, JobDefinition, StateFilter};
use utoipa::ToSchema;

const JOB: &[Field] = &[
    required("kind", Shape::OneOf(JobKind::KEYS)),
    optional("filter", Shape::Object(FILTER)),
    optional("integration", Shape::Id(IntegrationId::PREFIX)),
    optional("from", Shape::Text),
    optional("to", Shape::Text),
    optional("keep", Shape::OneOf(Kept::KEYS)),
];

/// The filters of the log, by the names that they have there.
const FILTER: &[Field] = &[
    optional("state", Shape::Text),
    optional("integration", Shape::Id(IntegrationId::PREFIX)),
    optional("project", Shape::Id(ProjectId::PREFIX)),
    optional("moment", Shape::OneOf(Moment::KEYS)),
    optional("code", Shape::Status),
    optional("phone", Shape::Text),
    optional("call_id", Shape::Text),
    optional("from", Shape::Text),
    optional("to", Shape::Text),
];

/// What a person may bring a job to.
const STATES: &[&str] = &[
    JobState::Running.key(),
    JobState::Paused.key(),
    JobState::Stopped.key(),
];

const CHANGE: &[Field] = &[required("state", Shape::OneOf(STATES))];

/// What a job does to which deliveries.
#[derive(ToSchema)]
#[schema(as = Job)]
#[expect(dead_code, reason = "It describes the body for the documentation.")]
pub struct JobShape {
    /// `send_again`, `backfill` or `release`.
    #[schema(example = "send_again")]
    kind: String,
    /// Of `send_again`: the filters of the log by their names, such as
    /// `{"state":"failed","from":"2026-03-07T00:00:00Z"}`. Only what has ended is sent again.
    #[schema(example = json!({"state": "failed"}))]
    filter: Option<Value>,
    /// Of `backfill` and `release`: which integration.
    integration: Option<String>,
    /// Of `backfill`: accepted at or after, as RFC 3339, or Unix seconds or milliseconds.
    from: Option<String>,
    /// Of `backfill`: accepted before; now, where it is not said.
    to: Option<String>,
    /// Of `release`: `newest` of each call, or `none`.
    keep: Option<String>,
}

/// Where a job shall stand.
#[derive(ToSchema)]
#[schema(as = JobChange)]
#[expect(dead_code, reason = "It describes the body for the documentation.")]
pub struct ChangeShape {
    /// `running`, `paused` or `stopped`.
    #[schema(example = "paused")]
    state: String,
}

/// Reads a job. Numbers are read as they are dialled in `country`.
///
/// # Errors
/// `Malformed` or `Fields`.
pub fn job(body: &[u8], country: &str) -> Result<JobDefinition, ApiError> {
    let mut fields = read(JOB, body)?;
    let kind = text(&fields, "kind").and_then(JobKind::from_key);
    match kind.ok_or_else(|| missing("kind"))? {
        JobKind::SendAgain => {
            let filter = fields.remove("filter").ok_or_else(|| missing("filter"))?;
            let filter = filter_of(filter, country)?;
            if let Some(state) = open_state(&filter) {
                let expected = format!("a state that is final; `{state}` goes by itself");
                return Err(query::fault("filter.state", &expected));
            }
            Ok(JobDefinition::SendAgain { filter })
        }
        JobKind::Backfill => {
            let period = ["from", "to"].map(|name| Some(text(&fields, name)?.to_owned()));
            let [from, to] = period;
            let (from, to) = query::period(from, to)?;
            Ok(JobDefinition::Backfill {
                integration: integration(&fields)?,
                from: from.ok_or_else(|| missing("from"))?,
                to: to.unwrap_or(i64::MAX),
            })
        }
        JobKind::Release => Ok(JobDefinition::Release {
            integration: integration(&fields)?,
            keep: text(&fields, "keep")
                .and_then(Kept::from_key)
                .ok_or_else(|| missing("keep"))?,
        }),
    }
}

/// Reads where a job shall stand.
///
/// # Errors
/// `Malformed` or `Fields`.
pub fn state(body: &[u8]) -> Result<JobState, ApiError> {
    let fields = read(CHANGE, body)?;
    let state = text(&fields, "state").and_then(JobState::from_key);
    state.ok_or_else(|| missing("state"))
}

fn read(fields: &[Field], body: &[u8]) -> Result<Map<String, Value>, ApiError> {
    let value: Value = serde_json::from_slice(body)
        .map_err(|error| ApiError::Malformed(format!("the body is not JSON: {error}")))?;
    let Value::Object(mut object) = value else {
        return Err(ApiError::Malformed("send a JSON object".to_owned()));
    };
    let faults = grammar::faults(fields, &mut object);
    if faults.is_empty() {
        Ok(object)
    } else {
        Err(ApiError::Fields(faults))
    }
}

fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    fields.get(name)?.as_str()
}

fn integration(fields: &Map<String, Value>) -> Result<IntegrationId, ApiError> {
    let id = text(fields, "integration").and_then(|id| id.parse().ok());
    id.ok_or_else(|| missing("integration"))
}

fn missing(field: &str) -> ApiError {
    query::fault(field, "it is required for this kind of job")
}

/// The filter of the log that an object says: its values as texts, as an address has them.
fn filter_of(filter: Value, country: &str) -> Result<DeliveryFilter, ApiError> {
    let Value::Object(fields) = filter else {
        return Err(missing("filter"));
    };
    let texts = fields.into_iter().map(|(name, value)| {
        let text = value.as_str().map(ToOwned::to_owned);
        (
            name,
            Value::String(text.unwrap_or_else(|| value.to_string())),
        )
    });
    let query: DeliveryQuery = serde_json::from_value(Value::Object(texts.collect()))
        .map_err(|error| ApiError::Broken(format!("a filter cannot be read: {error}")))?;
    match query.read(country) {
        Ok(wanted) => Ok(wanted.filter),
        Err(ApiError::Fields(faults)) => Err(ApiError::Fields(
            faults.into_iter().map(within_filter).collect(),
        )),
        Err(other) => Err(other),
    }
}

fn within_filter(fault: FieldFault) -> FieldFault {
    FieldFault {
        field: format!("filter.{}", fault.field),
        ..fault
    }
}

/// A state that is asked for and is not final.
fn open_state(filter: &DeliveryFilter) -> Option<String> {
    let asked = filter.state?;
    let is_final = match asked {
        StateFilter::State(state) => state.is_final(),
        StateFilter::Lost | StateFilter::LostUnanswered => true,
        StateFilter::Open | StateFilter::Held => false,
    };
    (!is_final).then(|| asked.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn taken(body: &Value) -> JobDefinition {
        job(body.to_string().as_bytes(), "UA").unwrap()
    }

    fn refused(body: &Value) -> String {
        match job(body.to_string().as_bytes(), "UA") {
            Err(ApiError::Fields(faults)) => faults[0].field.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_kind_is_read() {
        let id = format!("int_{:032x}", 1);
        let filter = json!({"state": "failed", "code": 500, "phone": "050 111 22 33"});
        let JobDefinition::SendAgain { filter } =
            taken(&json!({"kind": "send_again", "filter": filter}))
        else {
            panic!("another kind")
        };
        assert_eq!(filter.code, Some(500));
        let backfill =
            json!({"kind": "backfill", "integration": id, "from": "2026-03-07T00:00:00Z"});
        assert!(matches!(
            taken(&backfill),
            JobDefinition::Backfill {
                from: 1_772_841_600_000,
                to: i64::MAX,
                ..
            }
        ));
        let release = json!({"kind": "release", "integration": id, "keep": "newest"});
        let keep = Kept::Newest;
        assert!(
            matches!(taken(&release), JobDefinition::Release { keep: kept, .. } if kept == keep)
        );
    }

    #[test]
    fn what_is_missing_or_wrong_is_told_at_its_field() {
        let id = format!("int_{:032x}", 1);
        for (body, field) in [
            (json!({"kind": "send"}), "kind"),
            (json!({"kind": "send_again"}), "filter"),
            (
                json!({"kind": "send_again", "filter": {"state": "gone"}}),
                "filter.state",
            ),
            (
                json!({"kind": "send_again", "filter": {"state": "held"}}),
                "filter.state",
            ),
            (
                json!({"kind": "send_again", "filter": {"project": id}}),
                "filter.project",
            ),
            (
                json!({"kind": "send_again", "filter": {"colour": "red"}}),
                "filter.colour",
            ),
            (json!({"kind": "backfill", "integration": id}), "from"),
            (
                json!({"kind": "backfill", "from": "2026-03-07T00:00:00Z"}),
                "integration",
            ),
            (json!({"kind": "release", "integration": id}), "keep"),
        ] {
            assert_eq!(refused(&body), field, "{body}");
        }
    }
}
