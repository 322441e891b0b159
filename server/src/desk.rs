//! What pages ask of the server beyond the store: the address rules, the time, and a test.

mod account;
mod bench;

use crate::{
    auth::password::{self, Passwords},
    doctor,
    http::{ingest, openapi},
    ids, mail,
    presets::PRESETS,
    state::AppState,
};
use account::Office;
use app::{
    desk::{
        Account, Desk, EngineNow, KnownPreset, MadePassword, SecondFactorSetUp, SimulatedMoment,
        TakenAgain, TestAnswer, TestRequest, TestStep,
    },
    error::AppError,
};
use async_trait::async_trait;
use domain::{
    AddressPolicy, Attempt, Connection, ConnectionDraft, DeliveryId, DeliveryState, EventId,
    EventSnapshot, Facts, Fault, FieldError, Integration, IntegrationDraft, IntegrationId,
    Receivers, Sender, Settlement, TenantId, Value,
    connection::needs_new_token,
    integration::SIGNATURE_SECRET,
    receivers::tell_withheld,
    signing::Verdict,
    validate::{Surroundings, tidy_draft, validate},
};
use engine::TestOutcome;
use serde_json::Value as JsonValue;
use std::{collections::HashMap, sync::Arc};
use store::{Actor, InspectedRequest, IntegrationRow, MailRow, StoreError, TestIn};

/// Secrets by name, in plain text.
type Secrets = HashMap<String, String>;

/// The desk of this server.
pub struct PortalDesk {
    state: AppState,
    policy: AddressPolicy,
    passwords: Passwords,
}

impl PortalDesk {
    /// A desk over the server's own store and engine.
    #[must_use]
    pub fn new(state: AppState) -> Self {
        let policy = state.config.address_policy();
        Self {
            state,
            policy,
            passwords: Passwords::default(),
        }
    }

    /// The same, where passwords wait for their turn together with those of the sign-in.
    #[must_use]
    pub fn sharing(mut self, passwords: Passwords) -> Self {
        self.passwords = passwords;
        self
    }

    fn office(&self) -> Office<'_> {
        Office {
            state: &self.state,
            passwords: &self.passwords,
        }
    }

    async fn saved(&self, test: &TestRequest) -> Result<Option<IntegrationRow>, AppError> {
        let Some(id) = test.integration_id else {
            return Ok(None);
        };
        let tenant = self.state.store.tenant(test.tenant_id);
        Ok(Some(tenant.get_integration(id).await?))
    }

    /// The connection that the form names, with its secrets.
    async fn connection(
        &self,
        test: &TestRequest,
    ) -> Result<Option<(Connection, Secrets)>, AppError> {
        let tenant = self.state.store.tenant(test.tenant_id);
        match test.draft.connection {
            Some(id) => Ok(Some(tenant.get_connection_to_send(id).await?)),
            None => Ok(None),
        }
    }

    /// The names of the saved secrets that the form does not get, since it sends to others than
    /// they were typed for. Whoever looks in sends to the saved addresses only.
    async fn withheld(
        &self,
        test: &TestRequest,
        saved: Option<&IntegrationRow>,
        connection: Option<&ConnectionDraft>,
    ) -> Result<Vec<String>, AppError> {
        let kept_for = match test.integration_id {
            Some(id) => {
                let tenant = self.state.store.tenant(test.tenant_id);
                tenant.receivers(id).await?
            }
            None => Receivers::default(),
        };
        let receivers = Receivers::of(&tidy_draft(test.draft.clone()), connection);
        let names = saved.map_or(&[][..], |row| row.secret_names.as_slice());
        let withheld = kept_for.withheld(&receivers, names, &test.secrets.0);
        let shared = connection.map(Receivers::of_connection);
        let known = kept_for.and(shared.unwrap_or_default());
        if matches!(test.actor, Actor::Support(..)) && !receivers.are_among(&known) {
            let fault = FieldError::new("url", Fault::AddressUnsaved);
            return Err(invalid(vec![fault]));
        }
        Ok(withheld)
    }

    /// The secrets of the connection, over them the saved ones, and over those the typed ones;
    /// an empty one is taken away. The saved ones are those of the form's own integration, but
    /// for the `withheld`.
    async fn secrets(
        &self,
        test: &TestRequest,
        connection: Option<&(Connection, Secrets)>,
        withheld: &[String],
    ) -> Result<Secrets, AppError> {
        let mut secrets = connection
            .map(|(_, secrets)| secrets.clone())
            .unwrap_or_default();
        if let Some(id) = test.integration_id {
            let tenant = self.state.store.tenant(test.tenant_id);
            let mut saved = tenant.own_secrets(id).await?;
            saved.retain(|name, _| !withheld.contains(name));
            secrets.extend(saved);
        }
        for (name, text) in &test.secrets.0 {
            if text.is_empty() {
                secrets.remove(name);
            } else {
                secrets.insert(name.clone(), text.clone());
            }
        }
        Ok(secrets)
    }

    /// The form as an integration that can be sent, or every fault of it.
    fn integration(
        &self,
        test: &TestRequest,
        (saved, withheld): (Option<&IntegrationRow>, &[String]),
        connection: Option<Connection>,
        secrets: &Secrets,
    ) -> Result<Integration, AppError> {
        let mut draft = tidy_draft(test.draft.clone());
        // Its signing secret is made when it is saved; until then there is none to sign with.
        draft.signature &= secrets.contains_key(SIGNATURE_SECRET);
        let names: Vec<String> = secrets.keys().cloned().collect();
        let around = Surroundings {
            secret_names: &names,
            policy: &self.policy,
            connection: connection.as_ref().map(|connection| &connection.draft),
        };
        let mut errors = validate(&draft, around);
        tell_withheld(&mut errors, withheld, draft.auth.as_ref());
        let kept = saved.and_then(|row| row.draft.auth.as_ref());
        if needs_new_token(draft.auth.as_ref(), kept, &test.secrets.0) {
            errors.push(FieldError::new("auth", Fault::SaveFirst));
        }
        if !errors.is_empty() {
            return Err(invalid(errors));
        }
        let (id, version) = saved.map_or_else(
            || (IntegrationId(ids::new(self.now())), 1),
            |row| (row.id, row.version),
        );
        let connection = connection.map(Arc::new);
        Integration::compile(test.tenant_id, id, version, draft, connection).map_err(invalid)
    }

    fn snapshot(&self, test: &TestRequest) -> EventSnapshot {
        let id = EventId(ids::new(self.now()));
        let mut facts = test.facts.clone();
        facts.set("is_test", Value::Boolean(true));
        facts.set("event_id", Value::text(id.to_string()));
        facts.set("moment", Value::text(test.draft.moment.key()));
        EventSnapshot {
            id,
            event_id: id.to_string(),
            call_id: facts
                .get("call_id")
                .map_or_else(|| id.to_string(), Value::plain),
            moment: test.draft.moment,
            facts,
        }
    }

    /// Writes the test to the log.
    async fn record(
        &self,
        integration: &Integration,
        event: &EventSnapshot,
        sent: &TestOutcome,
        delivery_id: DeliveryId,
    ) -> Result<(), AppError> {
        let state = if sent.accepted {
            DeliveryState::Delivered
        } else {
            DeliveryState::Failed
        };
        let attempts = sent.exchanges.iter();
        let attempts: Vec<Attempt> = attempts.map(|it| it.attempt.clone()).collect();
        let test = TestIn {
            tenant_id: integration.tenant_id,
            delivery_id,
            integration_id: integration.id,
            event,
            attempts: &attempts,
            taken: &sent.taken,
            settlement: Settlement::Final(state),
            at: self.now(),
        };
        Ok(self.state.store.record_test(&test).await?)
    }

    /// Lets an integration send again that was switched off because it failed.
    async fn switch_on(&self, test: &TestRequest, id: IntegrationId) -> Result<(), AppError> {
        let tenant = self.state.store.tenant(test.tenant_id);
        tenant
            .set_enabled(&test.actor, id, true, self.now())
            .await?;
        self.changed(test.tenant_id, id).await;
        Ok(())
    }
}

/// What came of a test, step by step.
fn answer(
    sent: TestOutcome,
    delivery_id: Option<DeliveryId>,
    integration: Integration,
    mut facts: Facts,
) -> Result<TestAnswer, AppError> {
    let accepted = sent.accepted;
    facts.merge(&sent.taken);
    let mut steps: Vec<TestStep> = sent
        .exchanges
        .into_iter()
        .map(|exchange| TestStep {
            step: exchange.attempt.step,
            request: exchange.request,
            outcome: exchange.attempt.outcome,
        })
        .collect();
    let last = steps.pop().ok_or_else(|| AppError::NotFound.answered())?;
    Ok(TestAnswer {
        last,
        earlier: steps,
        accepted,
        delivery_id,
        integration,
        facts,
    })
}

#[async_trait]
impl Desk for PortalDesk {
    fn policy(&self) -> &AddressPolicy {
        &self.policy
    }

    fn wake(&self) {
        self.state.engine.wake();
    }

    async fn changed(&self, tenant: TenantId, integration: IntegrationId) {
        self.state.engine.look_again(tenant, integration).await;
    }

    async fn send_test(&self, test: TestRequest) -> Result<TestAnswer, AppError> {
        let saved = self.saved(&test).await?;
        let connection = self.connection(&test).await?;
        let base = connection.as_ref().map(|(connection, _)| &connection.draft);
        let withheld = self.withheld(&test, saved.as_ref(), base).await?;
        let secrets = self.secrets(&test, connection.as_ref(), &withheld).await?;
        let connection = connection.map(|(connection, _)| connection);
        let kept = (saved.as_ref(), withheld.as_slice());
        let integration = self.integration(&test, kept, connection, &secrets)?;
        let event = self.snapshot(&test);
        let id = DeliveryId(ids::new(self.now()));
        let engine = &self.state.engine;
        if test.twice {
            let first = engine.send_test(&integration, secrets.clone(), &event, id);
            first.await;
        }
        let sent = engine.send_test(&integration, secrets, &event, id).await;
        let saved = saved.filter(|row| is_same(&test, &integration.draft, &row.draft));
        if let Some(row) = &saved {
            self.record(&integration, &event, &sent, id).await?;
            if sent.accepted && row.switched_off {
                self.switch_on(&test, row.id).await?;
            }
        }
        answer(sent, saved.map(|_| id), integration, event.facts)
    }

    fn sends_mail(&self) -> bool {
        self.state.config.smtp_url.is_some()
    }

    async fn compose_mail(&self, mail: &MailRow) -> Result<Option<(String, String)>, AppError> {
        let house = mail::House::of(&self.state.config);
        match mail::compose(&self.state.store, &house, mail).await {
            Ok(words) => Ok(Some((words.subject.clone(), words.plain()))),
            Err(StoreError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn simulate(&self, told: SimulatedMoment) -> Result<(), AppError> {
        bench::simulate(&self.state, told).await
    }

    async fn take_again(
        &self,
        tenant: TenantId,
        sender: Sender,
        body: String,
    ) -> Result<TakenAgain, AppError> {
        bench::take_again(&self.state, tenant, sender, &body).await
    }

    async fn check_stamp(
        &self,
        tenant: TenantId,
        request: &InspectedRequest,
    ) -> Result<Verdict, AppError> {
        bench::check_stamp(&self.state, tenant, request).await
    }

    fn searched_phone(&self, typed: &str, country: &str) -> String {
        ingest::searched_phone(typed, country)
    }

    fn read_number(&self, text: &str, country: &str) -> domain::Phone {
        ingest::read_phone(text, country)
    }

    fn engine_now(&self) -> EngineNow {
        let engine = &self.state.engine;
        let (figures, options) = (engine.figures(), engine.options());
        EngineNow {
            queued: figures.queued,
            in_flight: figures.in_flight,
            settled: figures.settled,
            storage_away: figures.storage_away,
            parallel_total: options.parallel_total,
            parallel_tenant: options.parallel_tenant,
        }
    }

    fn free_bytes(&self) -> Option<i64> {
        i64::try_from(doctor::free_bytes(&self.state.config)?).ok()
    }

    async fn make_password(&self) -> Result<MadePassword, AppError> {
        let plain = password::generate();
        let hashed = plain.clone();
        let hash = tokio::task::spawn_blocking(move || password::hash(&hashed))
            .await
            .map_err(|error| AppError::broken(&error))?
            .map_err(|error| AppError::broken(&error))?;
        Ok(MadePassword { plain, hash })
    }

    async fn change_password(
        &self,
        who: &Account,
        old: String,
        new: String,
    ) -> Result<(), AppError> {
        self.office().change_password(who, old, new).await
    }

    async fn begin_second_factor(
        &self,
        who: &Account,
        password: String,
    ) -> Result<SecondFactorSetUp, AppError> {
        self.office().begin_second_factor(who, password).await
    }

    async fn confirm_second_factor(
        &self,
        who: &Account,
        code: &str,
    ) -> Result<Vec<String>, AppError> {
        self.office().confirm_second_factor(who, code).await
    }

    async fn remove_second_factor(&self, who: &Account, password: String) -> Result<(), AppError> {
        self.office().remove_second_factor(who, password).await
    }

    async fn change_email(
        &self,
        who: &Account,
        password: String,
        email: &str,
    ) -> Result<(), AppError> {
        self.office().change_email(who, password, email).await
    }

    fn whole_number(&self, typed: &str, country: &str) -> Option<String> {
        ingest::whole_number(typed, country)
    }

    fn source_addresses(&self) -> Vec<String> {
        self.state.config.source_addresses.written()
    }

    fn api_document(&self) -> &JsonValue {
        &openapi::DOCUMENT
    }

    fn presets(&self) -> &[KnownPreset] {
        &PRESETS
    }

    fn now(&self) -> i64 {
        self.state.now()
    }
}

/// Whether what was sent is the saved version word for word, with its own secrets: only then
/// can the log render it again.
fn is_same(test: &TestRequest, sent: &IntegrationDraft, saved: &IntegrationDraft) -> bool {
    test.secrets.0.is_empty() && sent == saved
}

fn invalid(errors: Vec<FieldError>) -> AppError {
    AppError::Invalid { errors }.answered()
}
