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
        is_failing: match &integration {
            Some(loaded) => server::is_failing(&scope, loaded.id).await?,
            None => false,
        },
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
    let (facts, is_real) = server::test_facts(&scope, testing.call, testing.draft.moment).await?;
    let masked = if is_real {
        scope.masked()
    } else {
        server::MADE_UP
    };
    let test = crate::desk::TestRequest {
        tenant_id: scope.seat.tenant.id,
        actor: scope.actor(),
        integration_id: testing.id,
        draft: testing.draft,
        secrets: testing.secrets,
        facts,
        twice: false,
    };
    server::tested(&scope, test, masked).await
}

/// Sends a made-up call by an integration as it is saved.
#[server(input = Json)]
pub async fn test_saved(id: IntegrationId) -> Result<TestReport, AppError> {
    let scope = server::changing()?;
    let draft = scope.tenant.get_integration(id).await?.draft;
    let facts = domain::sample::facts(draft.moment);
    let test = server::saved_test(&scope, id, draft, facts, false);
    server::tested(&scope, test, server::MADE_UP).await
}

/// Sends one probe of the receiver of an integration, as it is saved but for its moment. `run`
/// tells the calls of one report from those of another.
#[server(input = Json)]
pub async fn test_probe(id: IntegrationId, probe: Probe, run: i64) -> Result<TestReport, AppError> {
    let scope = server::changing()?;
    let draft = probe.draft(scope.tenant.get_integration(id).await?.draft);
    let facts = probe.facts(&run.to_string());
    let test = server::saved_test(&scope, id, draft, facts, probe.is_twice());
    server::tested(&scope, test, server::MADE_UP).await
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
        i18n::{Texts, text},
        privacy::Masked,
        session::{Scope, require_seat},
        stamp::stamp,
        told::Told,
    };
    use domain::{
        Connection, DraftSecrets, Facts, IntegrationDraft, IntegrationId, Moment, Outcome,
        PlainRequest, Value, request::render_step, sample,
    };
    use std::fmt::Write as _;
    use store::{IncidentFilter, IntegrationRow};

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

    /// A call that is made up has a number of nobody.
    pub const MADE_UP: Masked = Masked::unless(true);

    /// Sends a test, and tells what came of it as the person may see it.
    pub async fn tested(
        scope: &Scope,
        test: TestRequest,
        masked: Masked,
    ) -> Result<TestReport, AppError> {
        let answer = scope.desk.send_test(test).await?;
        Ok(report(scope.texts(), masked, answer))
    }

    pub fn loaded(row: IntegrationRow) -> Loaded {
        Loaded {
            id: row.id,
            version: row.version,
            draft: row.draft,
            secret_names: row.secret_names,
        }
    }

    /// Whether an incident of an integration lasts.
    pub async fn is_failing(scope: &Scope, id: IntegrationId) -> Result<bool, AppError> {
        let lasting = IncidentFilter {
            integration: Some(id),
            open: Some(true),
        };
        let incidents = scope.tenant.incident_history(&lasting, None, 1).await?;
        Ok(!incidents.items.is_empty())
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
    /// tenant's own. Says whether it is a real one.
    pub async fn test_facts(
        scope: &Scope,
        call: CallChoice,
        moment: Moment,
    ) -> Result<(Facts, bool), AppError> {
        let last = match call {
            CallChoice::MadeUp => None,
            CallChoice::Last => scope.tenant.latest_facts(moment).await?,
        };
        let is_real = last.is_some();
        let mut facts = last.map_or_else(|| sample::facts(moment), |(_, _, facts)| facts);
        facts.set("is_test", Value::Boolean(true));
        Ok((facts, is_real))
    }

    /// What came back: a CRM that repeats what it was sent tells no numbers to a role that does
    /// not see them.
    pub fn report(t: Texts, masked: Masked, answer: TestAnswer) -> TestReport {
        let sight = Sight {
            t,
            masked,
            answer: &answer,
        };
        let all = answer.earlier.iter().chain([&answer.last]);
        let steps = all.map(|step| sight.step(step)).collect();
        let outcome = &answer.last.outcome;
        let name = &answer.integration.draft.name;
        TestReport {
            accepted: answer.accepted,
            cause: outcome.cause,
            status: outcome.status,
            told: (!answer.accepted).then(|| Told::of(t, name, outcome.cause, outcome.status)),
            took_ms: took_ms(outcome),
            body: sight.said(&outcome.body, answer.last.step),
            body_cut: outcome.body_cut,
            detail: sight.said(&outcome.detail, answer.last.step),
            delivery_id: answer.delivery_id,
            steps,
        }
    }

    /// What somebody sees of a test.
    struct Sight<'a> {
        t: Texts,
        masked: Masked,
        answer: &'a TestAnswer,
    }

    impl Sight<'_> {
        fn step(&self, step: &TestStep) -> StepReport {
            StepReport {
                step: step.step,
                request: step
                    .request
                    .as_ref()
                    .and_then(|sent| self.request(step.step, sent)),
                accepted: step.outcome.cause.is_accepted(),
                cause: step.outcome.cause,
                status: step.outcome.status,
                took_ms: took_ms(&step.outcome),
                body: self.said(&step.outcome.body, step.step),
            }
        }

        /// The request as it was sent; where numbers are hidden, as it would be of the masked
        /// ones: pieces of a number cannot be found in it afterwards.
        fn request(&self, step: usize, sent: &PlainRequest) -> Option<String> {
            if !self.masked.hides() {
                return Some(text_of(sent));
            }
            let facts = self.masked.facts(&self.answer.facts);
            let rendered = render_step(&self.answer.integration, step, &facts, 1);
            rendered.ok().map(|request| text_of(&request.masked()))
        }

        /// What was answered to a step, with its numbers hidden; a sentence in its place where it
        /// may repeat a piece of one that it was sent.
        fn said(&self, text: &str, step: usize) -> String {
            if text.is_empty() || self.is_covered(step) {
                self.masked.text(text, &self.answer.facts)
            } else {
                self.t.get(text::WITHHELD_TEST).to_owned()
            }
        }

        /// Whether the receiver was sent numbers only so that they are found again in its answers,
        /// up to a step.
        fn is_covered(&self, step: usize) -> bool {
            let integration = &self.answer.integration;
            (0..=step).all(|step| {
                self.masked.covers(&self.answer.facts, |facts| {
                    let request = render_step(integration, step, facts, 1).ok()?;
                    Some(text_of(&request.masked()))
                })
            })
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
        use domain::{Cause, Integration, Language, Outcome, TenantId, Timings};

        /// A test whose receiver says back whom it was told of. `value` is what it is sent, and
        /// `body` what it says.
        fn echo(value: &str, body: &str) -> TestAnswer {
            let draft: IntegrationDraft = serde_json::from_value(serde_json::json!({
                "name": "CRM",
                "url": "https://crm.example/hook",
                "moment": "after_call",
                "method": "POST",
                "body_format": "form",
                "parameters": [{"name": "phone", "value": {"template": value}}],
            }))
            .unwrap();
            let tenant = TenantId(Default::default());
            let id = IntegrationId(tenant.0);
            let integration = Integration::compile(tenant, id, 1, draft, None).unwrap();
            let facts = sample::facts(Moment::AfterCall);
            let sent = render_step(&integration, 0, &facts, 1).unwrap();
            TestAnswer {
                last: TestStep {
                    step: 0,
                    request: Some(sent.masked()),
                    outcome: Outcome {
                        cause: Cause::Status,
                        status: Some(422),
                        retry_after_ms: None,
                        headers: Vec::new(),
                        body: body.to_owned(),
                        body_cut: false,
                        detail: "no lead 0501112233".to_owned(),
                        timings: Timings::default(),
                    },
                },
                earlier: Vec::new(),
                accepted: false,
                delivery_id: None,
                integration,
                facts,
            }
        }

        fn seen(whole: bool, answer: TestAnswer) -> TestReport {
            report(Texts::of(Language::En), Masked::unless(whole), answer)
        }

        #[test]
        fn an_answer_tells_no_numbers_to_who_does_not_see_them() {
            let answer = || echo("{{caller_number}}", r#"{"phone":"+380501112233"}"#);
            let hidden = seen(false, answer());
            assert_eq!(hidden.body, r#"{"phone":"+38050•••••33"}"#);
            assert_eq!(hidden.detail, "no lead 050•••••33");
            let request = hidden.steps[0].request.clone().unwrap();
            assert!(!request.contains("1112233"), "{request}");
            let whole = seen(true, answer());
            assert_eq!(whole.body, r#"{"phone":"+380501112233"}"#);
            let request = whole.steps[0].request.clone().unwrap();
            assert!(request.contains("380501112233"), "{request}");
        }

        #[test]
        fn what_was_not_accepted_is_told_with_the_name_of_the_integration() {
            let told = |accepted| {
                let answer = TestAnswer {
                    accepted,
                    ..echo("{{caller_number}}", "")
                };
                seen(true, answer).told.map(|told| told.what)
            };
            let what = "CRM does not accept one of the values (422).";
            assert_eq!(told(false).as_deref(), Some(what));
            assert_eq!(told(true), None);
        }

        #[test]
        fn pieces_of_a_number_are_shown_neither_as_sent_nor_as_answered() {
            let pieces = "{{caller_number | first:7}}-{{caller_number | last:6}}";
            let report = seen(false, echo(pieces, r#"{"a":"+380501","b":"112233"}"#));
            let step = &report.steps[0];
            let request = step.request.clone().unwrap();
            assert!(request.contains("phone="), "{request}");
            for shown in [&report.body, &report.detail, &step.body, &request] {
                for piece in ["380501", "112233", "2233"] {
                    assert!(!shown.contains(piece), "{shown}");
                }
            }
            assert!(report.body.starts_with("Not shown"), "{}", report.body);
        }
    }
}
