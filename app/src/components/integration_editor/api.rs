//! What the editor asks of the server. Each function begins with who is asking.

use super::view::{EditorData, Loaded, Saving, TestReport, Testing};
use crate::error::AppError;
use domain::{IntegrationId, contract::Probe};
use leptos::{prelude::*, server_fn::codec::Json};

/// The editor's data for an integration, or for a new one.
#[server(input = Json)]
pub async fn load_editor(id: Option<String>) -> Result<EditorData, AppError> {
    let scope = crate::session::require_seat()?;
    let integration = match id {
        None => None,
        Some(text) => {
            let id = text.parse().map_err(|_| AppError::NotFound.answered())?;
            Some(server::loaded(scope.tenant.get_integration(id).await?))
        }
    };
    Ok(EditorData {
        tenant_id: scope.seat.tenant.id,
        may_change: scope.seat.may(domain::Right::SetUp),
        has_hours: scope.seat.tenant.hours.is_some(),
        integration,
        calls: server::last_calls(&scope).await?,
        connections: connections(&scope).await?,
    })
}

/// Saves the form as a new integration or as the next version of one.
#[server(input = Json)]
pub async fn save_integration(saving: Saving) -> Result<Loaded, AppError> {
    let scope = server::changing()?;
    let Saving {
        id,
        version,
        draft,
        secrets,
    } = saving;
    let (actor, now, policy) = (scope.actor(), scope.now(), scope.desk.policy());
    let row = match id {
        None => {
            scope
                .tenant
                .create_integration(&actor, draft, secrets, policy, now)
                .await?
        }
        Some(id) => {
            scope
                .tenant
                .update_integration(&actor, id, version, draft, secrets, policy, now)
                .await?
        }
    };
    scope.desk.changed(scope.seat.tenant.id, row.id).await;
    Ok(server::loaded(row))
}

/// Sends the form as it stands, for real.
#[server(input = Json)]
pub async fn test_integration(testing: Testing) -> Result<TestReport, AppError> {
    let scope = server::changing()?;
    let facts = server::test_facts(&scope, testing.call, testing.draft.moment).await?;
    server::tested(
        &scope,
        crate::desk::TestRequest {
            tenant_id: scope.seat.tenant.id,
            actor: scope.actor(),
            integration_id: testing.id,
            draft: testing.draft,
            secrets: testing.secrets,
            facts,
            twice: false,
        },
    )
    .await
}

/// Sends a made-up call by an integration as it is saved.
#[server(input = Json)]
pub async fn test_saved(id: IntegrationId) -> Result<TestReport, AppError> {
    let scope = server::changing()?;
    let draft = scope.tenant.get_integration(id).await?.draft;
    let facts = domain::sample::facts(draft.moment);
    server::tested(&scope, server::saved_test(&scope, id, draft, facts, false)).await
}

/// Sends one probe of the receiver of an integration, as it is saved but for its moment. `run`
/// tells the calls of one report from those of another.
#[server(input = Json)]
pub async fn test_probe(id: IntegrationId, probe: Probe, run: i64) -> Result<TestReport, AppError> {
    let scope = server::changing()?;
    let draft = probe.draft(scope.tenant.get_integration(id).await?.draft);
    let facts = probe.facts(&run.to_string());
    let test = server::saved_test(&scope, id, draft, facts, probe.is_twice());
    server::tested(&scope, test).await
}

/// Enables or pauses an integration, as a version of its own.
#[server(input = Json)]
pub async fn enable_integration(id: IntegrationId, enabled: bool) -> Result<Loaded, AppError> {
    let scope = server::changing()?;
    let row = scope
        .tenant
        .set_enabled(&scope.actor(), id, enabled, scope.now())
        .await?;
    scope.desk.changed(scope.seat.tenant.id, row.id).await;
    Ok(server::loaded(row))
}

/// The secret of the stamp, shown when a person asks for it.
#[server(input = Json)]
pub async fn show_signature_secret(id: IntegrationId) -> Result<String, AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::SeeSecrets)?;
    Ok(scope
        .tenant
        .get_secret(id, domain::integration::SIGNATURE_SECRET)
        .await?)
}

#[cfg(feature = "ssr")]
pub(super) use server::connections;

#[cfg(feature = "ssr")]
mod server {
    //! What the functions share.

    use crate::{
        components::integration_editor::view::{
            CallChoice, ConnectionChoice, LastCall, Loaded, StepReport, TestReport,
        },
        desk::{TestAnswer, TestRequest, TestStep},
        error::AppError,
        i18n::Texts,
        privacy::Masked,
        session::{Scope, require_seat},
        stamp::stamp,
    };
    use domain::{
        Connection, DraftSecrets, Facts, IntegrationDraft, IntegrationId, Moment, Outcome,
        PlainRequest, Value, sample,
    };
    use std::fmt::Write as _;
    use store::IntegrationRow;

    /// The person who asks, if their role may change integrations.
    pub fn changing() -> Result<Scope, AppError> {
        require_seat()?.allowed(domain::Right::SetUp)
    }

    /// A test of a saved integration, with the secrets that it has.
    pub fn saved_test(
        scope: &Scope,
        id: IntegrationId,
        draft: IntegrationDraft,
        facts: Facts,
        twice: bool,
    ) -> TestRequest {
        TestRequest {
            tenant_id: scope.seat.tenant.id,
            actor: scope.actor(),
            integration_id: Some(id),
            draft,
            secrets: DraftSecrets::default(),
            facts,
            twice,
        }
    }

    /// Sends a test, and tells what came of it as the person may see it.
    pub async fn tested(scope: &Scope, test: TestRequest) -> Result<TestReport, AppError> {
        let facts = test.facts.clone();
        let answer = scope.desk.send_test(test).await?;
        Ok(report(scope.masked(), &facts, answer))
    }

    pub fn loaded(row: IntegrationRow) -> Loaded {
        Loaded {
            id: row.id,
            version: row.version,
            draft: row.draft,
            secret_names: row.secret_names,
        }
    }

    pub async fn connections(scope: &Scope) -> Result<Vec<ConnectionChoice>, AppError> {
        let rows = scope.tenant.list_connections().await?;
        let choices = rows.into_iter().map(|row| ConnectionChoice {
            connection: Connection {
                id: row.id,
                version: row.version,
                draft: row.draft,
            },
            secret_names: row.secret_names,
        });
        Ok(choices.collect())
    }

    pub async fn last_calls(scope: &Scope) -> Result<Vec<LastCall>, AppError> {
        let mut calls = Vec::new();
        for &moment in Moment::ALL {
            if let Some((call_id, occurred_at, facts)) = scope.tenant.latest_facts(moment).await? {
                let facts = scope.masked().facts(&facts);
                let at = stamp(
                    Texts::of(scope.language),
                    &scope.seat.tenant.zone,
                    occurred_at,
                    scope.now(),
                );
                calls.push(LastCall {
                    moment,
                    call_id,
                    at,
                    facts,
                });
            }
        }
        Ok(calls)
    }

    /// The real call goes out with its whole numbers, whoever sends it: the receiver is the
    /// tenant's own.
    pub async fn test_facts(
        scope: &Scope,
        call: CallChoice,
        moment: Moment,
    ) -> Result<Facts, AppError> {
        let last = match call {
            CallChoice::MadeUp => None,
            CallChoice::Last => scope.tenant.latest_facts(moment).await?,
        };
        let mut facts = last.map_or_else(|| sample::facts(moment), |(_, _, facts)| facts);
        facts.set("is_test", Value::Boolean(true));
        Ok(facts)
    }

    /// What came back: a CRM that repeats what it was sent tells no numbers to a role that does
    /// not see them.
    pub fn report(masked: Masked, facts: &Facts, answer: TestAnswer) -> TestReport {
        let shown = |text: String| masked.text(&text, facts);
        let step = |step: &TestStep| StepReport {
            step: step.step,
            request: step.request.as_ref().map(|request| shown(text_of(request))),
            accepted: step.outcome.cause.is_accepted(),
            cause: step.outcome.cause,
            status: step.outcome.status,
            took_ms: took_ms(&step.outcome),
            body: shown(step.outcome.body.clone()),
        };
        let all = answer.earlier.iter().chain([&answer.last]);
        let steps = all.map(step).collect();
        let outcome = answer.last.outcome;
        TestReport {
            accepted: answer.accepted,
            cause: outcome.cause,
            status: outcome.status,
            took_ms: took_ms(&outcome),
            body: shown(outcome.body),
            body_cut: outcome.body_cut,
            detail: shown(outcome.detail),
            delivery_id: answer.delivery_id,
            steps,
        }
    }

    /// From the name to the last byte of the answer.
    const fn took_ms(outcome: &Outcome) -> i64 {
        let timings = outcome.timings;
        (timings.dns_us + timings.connect_us + timings.receiver_us) / 1_000
    }

    /// A request as it goes over the wire, near enough to read.
    fn text_of(request: &PlainRequest) -> String {
        let mut text = format!("{} {}\n", request.method, request.url);
        for (name, value) in &request.headers {
            let _ = writeln!(text, "{name}: {value}");
        }
        if let Some(body) = &request.body {
            text.push('\n');
            text.push_str(body);
        }
        text
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use domain::{Cause, Outcome, Timings};

        /// A CRM that says back whom it was told of.
        fn echo() -> TestAnswer {
            TestAnswer {
                last: TestStep {
                    step: 0,
                    request: None,
                    outcome: Outcome {
                        cause: Cause::Status,
                        status: Some(422),
                        retry_after_ms: None,
                        headers: Vec::new(),
                        body: r#"{"phone":"+380501112233"}"#.to_owned(),
                        body_cut: false,
                        detail: "no lead 0501112233".to_owned(),
                        timings: Timings::default(),
                    },
                },
                earlier: Vec::new(),
                accepted: false,
                delivery_id: None,
            }
        }

        #[test]
        fn an_answer_tells_no_numbers_to_who_does_not_see_them() {
            let facts = sample::facts(Moment::AfterCall);
            let hidden = report(Masked::unless(false), &facts, echo());
            assert_eq!(hidden.body, r#"{"phone":"+38050•••••33"}"#);
            assert_eq!(hidden.detail, "no lead 050•••••33");
            let whole = report(Masked::unless(true), &facts, echo());
            assert_eq!(whole.body, r#"{"phone":"+380501112233"}"#);
        }
    }
}
