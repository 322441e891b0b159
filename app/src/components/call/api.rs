//! What the page of a call asks of the server.

use super::view::CallView;
use crate::error::AppError;
use leptos::prelude::*;

/// One call.
#[server]
pub async fn get_call(call_id: String) -> Result<CallView, AppError> {
    let scope = crate::session::require_seat()?;
    let detail = scope.tenant.get_call(&call_id).await?;
    server::view(&scope, detail).await
}

/// Sends everything of a call again that did not arrive and was not sent again yet: what failed,
/// or what nobody answered; how many.
#[server]
pub async fn send_failed(
    call_id: String,
    #[server(default)] unanswered: bool,
) -> Result<i64, AppError> {
    use store::StoreError;
    let scope = crate::session::require_seat()?.allowed(domain::Right::SendAgain)?;
    let detail = scope.tenant.get_call(&call_id).await?;
    let lines: Vec<_> = detail
        .deliveries
        .into_iter()
        .map(|row| crate::components::deliveries::line::DeliveryLine::of(&scope, row))
        .collect();
    let lost = super::stations::unarrived(&lines, unanswered);
    let lost: Vec<_> = lost.map(|line| line.id).collect();
    let mut count = 0;
    for id in scope.tenant.one_of_each_event(&lost).await? {
        let again = scope
            .tenant
            .send_again(&scope.actor(), id, scope.now())
            .await;
        match again {
            Ok(_) => count += 1,
            // The others can be sent all the same.
            Err(StoreError::Deleted { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    scope.desk.wake();
    Ok(count)
}

#[cfg(feature = "ssr")]
mod server {
    //! From rows of the store to what a person may see.

    use crate::{
        components::{
            call::{
                verdicts::verdicts,
                view::{CallView, EventView, UnmetView},
            },
            calls::api::CallLine,
            deliveries::line::DeliveryLine,
        },
        error::AppError,
        privacy::Masked,
        session::Scope,
    };
    use domain::Facts;
    use store::{CallDetail, EventRow, Unmet};

    /// What every event has of its own, and its station says already.
    const OF_EACH_EVENT: [&str; 6] = [
        "moment",
        "event_id",
        "occurred_at",
        "event_seq",
        "attempt",
        "is_test",
    ];

    pub(super) async fn view(scope: &Scope, detail: CallDetail) -> Result<CallView, AppError> {
        let masked = scope.masked();
        let mut events = Vec::with_capacity(detail.events.len());
        let nothing = Facts::default();
        let mut before = &nothing;
        for row in &detail.events {
            let mut event = event(scope, row).await?;
            for unmet in &mut event.unmet {
                unmet.value = masked.text(&unmet.value, &detail.facts);
            }
            event.learnt = learnt(before, &row.facts, masked);
            before = &row.facts;
            let sent = detail.deliveries.iter();
            let sent = sent.filter(|delivery| delivery.event_id == row.event_id);
            event.deliveries = sent.map(|delivery| delivery.id).collect();
            events.push(event);
        }
        let integrations = scope.tenant.list_integrations().await?;
        let verdicts = verdicts(scope, &detail, &events, integrations);
        Ok(CallView {
            verdicts,
            line: CallLine::of(scope, &detail.row),
            facts: masked.facts(&detail.facts),
            events,
            deliveries: detail
                .deliveries
                .into_iter()
                .map(|row| DeliveryLine::of(scope, row))
                .collect(),
        })
    }

    /// What differs from what was known before.
    fn learnt(before: &Facts, known: &Facts, masked: Masked) -> Facts {
        let shown = masked.facts(known);
        let is_new =
            |name: &str| !OF_EACH_EVENT.contains(&name) && before.get(name) != known.get(name);
        let new = shown.iter().filter(|(name, _)| is_new(name));
        new.map(|(name, value)| (name.to_owned(), value.clone()))
            .collect()
    }

    async fn event(scope: &Scope, row: &EventRow) -> Result<EventView, AppError> {
        let mut unmet = Vec::with_capacity(row.unmet.len());
        for reason in &row.unmet {
            unmet.push(why(scope, reason).await?);
        }
        Ok(EventView {
            moment: row.moment,
            occurred: scope.stamp(row.occurred_at),
            learnt: Facts::default(),
            deliveries: Vec::new(),
            unmet,
        })
    }

    /// The words of the version that judged the event.
    async fn why(scope: &Scope, unmet: &Unmet) -> Result<UnmetView, AppError> {
        let draft = scope
            .tenant
            .find_version(unmet.integration_id, unmet.version)
            .await?;
        let index = usize::try_from(unmet.condition_index).ok();
        let condition = draft
            .zip(index)
            .and_then(|(draft, index)| draft.conditions.into_iter().nth(index));
        Ok(UnmetView {
            integration_id: unmet.integration_id,
            name: unmet.integration_name.clone(),
            condition,
            value: unmet.value.clone(),
        })
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use domain::{Moment, Value, sample};

        #[test]
        fn an_event_tells_what_is_new_and_what_became_otherwise() {
            let before = sample::facts(Moment::BeforeCall);
            let mut known = sample::facts(Moment::Answered);
            known.set("caller_name", Value::text("Olena"));
            let learnt = learnt(&before, &known, Masked::unless(false));
            assert_eq!(learnt.text("caller_name"), Some("Olena"));
            assert!(learnt.is_known("employee_name") && learnt.is_known("destination_number"));
            for name in ["caller_number", "event_id", "occurred_at", "moment"] {
                assert!(!learnt.is_known(name), "{name}");
            }
            let number = learnt.phone("destination_number").unwrap();
            assert!(number.raw.contains('•'), "{}", number.raw);
        }
    }
}
