//! What the page of a delivery asks of the server.

use crate::{
    components::deliveries::line::DeliveryLine, error::AppError, stamp::Stamp, told::Told,
};
use domain::{Cause, Connection, DeliveryId, Facts, IntegrationDraft, TenantId, delivery::Timings};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A delivery with all that is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryView {
    /// Its line in the log.
    pub line: DeliveryLine,
    /// Whose it is.
    pub tenant_id: TenantId,
    /// When the event happened.
    pub occurred: Stamp,
    /// Since when the incident lasts, or lasted, that it is part of.
    pub part_of: Option<Stamp>,
    /// Why the last try ended as it did.
    pub cause: Option<Cause>,
    /// The same in words, where the receiver did not take it.
    pub told: Option<Told>,
    /// The version that was sent last, or will be.
    pub version: i32,
    /// That version and each that was sent before.
    pub versions: BTreeMap<i32, VersionView>,
    /// The current version with its number, where it is another than the one sent last.
    pub current: Option<(i32, VersionView)>,
    /// What was known of the call and what its steps took from their answers, numbers masked
    /// where the role does not see them.
    pub facts: Facts,
    /// Its tries, oldest first.
    pub attempts: Vec<AttemptView>,
    /// Whether numbers are masked.
    pub masked: bool,
}

/// A version of an integration, as it is rendered again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionView {
    /// Its words.
    pub draft: IntegrationDraft,
    /// The connection that it belonged to, as that stood then.
    pub connection: Option<Connection>,
}

/// A request of a try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptView {
    /// Which try it was, from 1.
    pub try_no: i32,
    /// Which step of it, from 0.
    pub step: usize,
    /// What that step is called, where there are several.
    pub step_name: Option<String>,
    /// The version that was sent.
    pub version: i32,
    /// Whether there was anything to send.
    pub rendered: bool,
    /// Whether what is rendered again is not, to the byte, what was sent.
    pub differs: bool,
    /// When it began.
    pub started: Stamp,
    /// Why it ended so.
    pub cause: Cause,
    /// The status of the answer.
    pub status: Option<u16>,
    /// Where the time went.
    pub timings: Timings,
    /// Headers of the answer.
    pub headers: Vec<(String, String)>,
    /// Body of the answer, as text.
    pub body: String,
    /// Whether the body was cut.
    pub body_cut: bool,
    /// A technical sentence.
    pub detail: String,
    /// Whether it came back too late to count.
    pub late: bool,
}

/// One delivery.
#[server]
pub async fn get_delivery(id: DeliveryId) -> Result<DeliveryView, AppError> {
    let scope = crate::session::require_seat()?;
    let detail = scope.tenant.get_delivery(id).await?;
    let part_of = crate::components::incidents::api::part_of(&scope, &detail.row).await?;
    Ok(server::view(&scope, detail, part_of))
}

/// Makes a new delivery of the same event, with the integration as it is now.
#[server]
pub async fn send_again(id: DeliveryId) -> Result<DeliveryId, AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::SendAgain)?;
    let again = scope
        .tenant
        .send_again(&scope.actor(), id, scope.now())
        .await?;
    scope.desk.wake();
    Ok(again)
}

/// Says of an unanswered delivery that it arrived, or takes that back.
#[server]
pub async fn set_arrived(id: DeliveryId, arrived: bool) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::SendAgain)?;
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.tenant.set_arrived(&actor, id, arrived, now).await?)
}

/// Makes answers like the doubtful one of a delivery count as failed, in the integration as it is
/// now.
#[server]
pub async fn count_as_failed(id: DeliveryId) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::SetUp)?;
    server::doubt(&scope, id).await
}

#[cfg(feature = "ssr")]
mod server {
    //! From rows of the store to what a person may see.

    use super::{AttemptView, DeliveryView, VersionView};
    use crate::{
        components::deliveries::line::DeliveryLine, error::AppError, i18n::text, privacy::Masked,
        session::Scope, stamp::Stamp, told::Told,
    };
    use domain::{
        Cause, DeliveryId, DraftSecrets, Facts, Integration,
        answer::{Answer, suspicion},
        request,
    };
    use sha2::{Digest, Sha256};
    use store::{AttemptRow, DeliveryDetail};

    pub(super) fn view(
        scope: &Scope,
        detail: DeliveryDetail,
        part_of: Option<Stamp>,
    ) -> DeliveryView {
        let masked = scope.masked();
        let mut facts = detail.facts.clone();
        facts.merge(&detail.progress.taken);
        let attempts = detail.attempts.iter();
        let attempts = attempts.map(|row| attempt(scope, &detail, &facts, row, masked));
        DeliveryView {
            tenant_id: scope.seat.tenant.id,
            occurred: scope.stamp(detail.occurred_at),
            part_of,
            cause: detail.row.cause,
            told: told(scope, &detail),
            version: detail.integration.version,
            attempts: attempts.collect(),
            facts: masked.facts(&facts),
            versions: detail
                .earlier
                .into_iter()
                .chain([detail.integration])
                .map(version)
                .collect(),
            current: detail.current.map(version),
            line: DeliveryLine::of(scope, detail.row),
            masked: masked.hides(),
        }
    }

    /// Why the last try failed, where it did.
    fn told(scope: &Scope, detail: &DeliveryDetail) -> Option<Told> {
        let cause = detail.row.cause.filter(|cause| *cause != Cause::Accepted)?;
        let status = detail.attempts.last().and_then(|row| row.outcome.status);
        let name = &detail.row.integration_name;
        Some(Told::of(scope.texts(), name, cause, status))
    }

    /// Adds the rule that fits the first doubtful answer to the step that got it.
    pub(super) async fn doubt(scope: &Scope, id: DeliveryId) -> Result<(), AppError> {
        let detail = scope.tenant.get_delivery(id).await?;
        let doubtful = detail
            .attempts
            .iter()
            .find(|row| row.outcome.cause == Cause::Doubtful);
        let found = doubtful.and_then(|row| {
            let outcome = &row.outcome;
            let answer = Answer::new(outcome.status.unwrap_or(200), &outcome.body);
            Some((row.step, suspicion(&answer)?.rule()))
        });
        let (step, rule) = found.ok_or_else(|| AppError::NotFound.answered())?;
        let integration = scope
            .tenant
            .get_integration(detail.row.integration_id)
            .await?;
        let mut draft = integration.draft;
        let success = match step.checked_sub(1) {
            None => &mut draft.success,
            Some(index) => match draft.steps.get_mut(index) {
                Some(step) => &mut step.success,
                None => return Err(AppError::NotFound.answered()),
            },
        };
        let rules = &mut success.get_or_insert_default().answers;
        if !rules.contains(&rule) {
            rules.push(rule);
        }
        let (actor, policy) = (scope.actor(), scope.desk.policy());
        let expected = Some(integration.version);
        let secrets = DraftSecrets::default();
        let now = scope.now();
        scope
            .tenant
            .update_integration(
                &actor,
                integration.id,
                expected,
                draft,
                secrets,
                policy,
                now,
            )
            .await?;
        let tenant = scope.seat.tenant.id;
        scope.desk.changed(tenant, integration.id).await;
        Ok(())
    }

    fn version(integration: Integration) -> (i32, VersionView) {
        let version = VersionView {
            draft: integration.draft,
            connection: integration.connection.as_deref().cloned(),
        };
        (integration.version, version)
    }

    /// Whether the request of a try, rendered again, has another hash than was kept. A try that
    /// sent nothing has none.
    fn differs(
        integration: &Integration,
        step: usize,
        facts: &Facts,
        try_no: i32,
        kept: &str,
    ) -> bool {
        if kept.is_empty() {
            return false;
        }
        let rendered = request::render_step(integration, step, facts, try_no);
        let hash = rendered.map(|request| Sha256::digest(request.canonical()));
        hash.is_ok_and(|hash| {
            hash.iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
                != kept
        })
    }

    fn attempt(
        scope: &Scope,
        detail: &DeliveryDetail,
        facts: &Facts,
        row: &AttemptRow,
        masked: Masked,
    ) -> AttemptView {
        let integration = detail.sent_by(row);
        let is_covered = is_covered(masked, integration, facts, row.step, row.try_no);
        let shown = |said: &str| {
            if is_covered || said.is_empty() {
                masked.text(said, facts)
            } else {
                scope.texts().get(text::WITHHELD_ANSWER).to_owned()
            }
        };
        let outcome = &row.outcome;
        AttemptView {
            try_no: row.try_no,
            step: row.step,
            step_name: step_name(integration, row.step),
            version: row.version,
            rendered: !row.request_hash.is_empty(),
            differs: differs(integration, row.step, facts, row.try_no, &row.request_hash),
            started: scope.stamp(row.started_at),
            cause: outcome.cause,
            status: outcome.status,
            timings: outcome.timings,
            headers: outcome
                .headers
                .iter()
                .filter(|_| is_covered)
                .map(|(name, value)| (name.clone(), shown(value)))
                .collect(),
            body: shown(&outcome.body),
            body_cut: outcome.body_cut,
            detail: shown(&outcome.detail),
            late: row.late,
        }
    }

    /// Whether the receiver was sent numbers only so that they are found again in its answers, up
    /// to the step of a try.
    fn is_covered(
        masked: Masked,
        integration: &Integration,
        facts: &Facts,
        step: usize,
        try_no: i32,
    ) -> bool {
        (0..=step).all(|step| {
            masked.covers(facts, |facts| {
                let request = request::render_step(integration, step, facts, try_no).ok()?;
                Some(String::from_utf8_lossy(&request.canonical()).into_owned())
            })
        })
    }

    /// What a step is called, where there are several: the first bears the integration's name.
    fn step_name(integration: &Integration, step: usize) -> Option<String> {
        let further = integration.further_step(step).map(|step| step.name.clone());
        let is_one_of_many = integration.step_count() > 1;
        further.or_else(|| is_one_of_many.then(|| integration.draft.name.clone()))
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use domain::{IntegrationDraft, IntegrationId, Moment, TenantId, Value, sample};
        use serde_json::json;

        /// What the engine keeps for this request; its own test holds the same text.
        const KEPT: &str = "faf4a9e980a815bd23a413835e9fc1e16ddff8b5c4756e5a659f2538934cefc8";

        #[test]
        fn what_the_engine_sent_does_not_differ() {
            let draft: IntegrationDraft = serde_json::from_value(json!({
                "name": "Sample",
                "url": "https://crm.example/hook",
                "moment": "after_call",
                "method": "POST",
                "body_format": "form",
                "parameters": [{"name": "phone", "value": {"parameter": "caller_number"}}],
                "key": {"place": "query", "name": "key"},
            }))
            .unwrap();
            let tenant = format!("{}_{:032}", TenantId::PREFIX, 1).parse().unwrap();
            let id = format!("{}_{:032}", IntegrationId::PREFIX, 1).parse();
            let integration = Integration::compile(tenant, id.unwrap(), 1, draft, None).unwrap();
            let mut facts = Facts::default();
            facts.set("caller_number", Value::text("+380500000001"));
            assert!(!differs(&integration, 0, &facts, 1, KEPT));
            assert!(!differs(&integration, 0, &facts, 1, ""));
            facts.set("caller_number", Value::text("+380500000002"));
            assert!(differs(&integration, 0, &facts, 1, KEPT));
        }

        #[test]
        fn the_answer_to_a_piece_of_a_number_is_not_covered() {
            let tenant = TenantId(Default::default());
            let facts = sample::facts(Moment::AfterCall);
            let is_shown = |sees: bool, value: &str| {
                let draft: IntegrationDraft = serde_json::from_value(json!({
                    "name": "Sample",
                    "url": "https://crm.example/hook",
                    "moment": "after_call",
                    "method": "POST",
                    "body_format": "json",
                    "parameters": [{"name": "phone", "value": {"template": value}}],
                }))
                .unwrap();
                let id = IntegrationId(tenant.0);
                let integration = Integration::compile(tenant, id, 1, draft, None).unwrap();
                is_covered(Masked::unless(sees), &integration, &facts, 0, 1)
            };
            for (value, shown) in [
                ("{{caller_number}}", true),
                ("{{caller_number | phone:national_spaced}}", true),
                ("{{caller_number | phone:last:9}}", true),
                ("{{call_id}}", true),
                ("{{caller_number | first:7}}", false),
                ("{{caller_number | last:6}}", false),
            ] {
                assert_eq!(is_shown(false, value), shown, "{value}");
                assert!(is_shown(true, value), "{value}");
            }
        }
    }
}
