//! What pages ask of the server beyond the store. The server gives one as context.

use crate::error::AppError;
use domain::{
    AddressPolicy, DraftSecrets, Facts, Integration, IntegrationDraft, IntegrationId, Language,
    Outcome, Refusal, Sender, SignInId, TenantId, preset::Preset, signing::Verdict,
    simulation::Act,
};
use serde_json::Value;
use store::{Actor, InspectedRequest, MailRow};

/// One request of a test.
#[derive(Debug, Clone)]
pub struct TestStep {
    /// Which step of the integration it was, from 0.
    pub step: usize,
    /// What was sent, secrets masked; none where it could not be rendered.
    pub request: Option<domain::PlainRequest>,
    /// What came back.
    pub outcome: Outcome,
}

/// What came of a test.
#[derive(Debug, Clone)]
pub struct TestAnswer {
    /// The step that was sent last: the one that was not accepted, if one was not.
    pub last: TestStep,
    /// Those before it.
    pub earlier: Vec<TestStep>,
    /// Whether every answer counts as accepted.
    pub accepted: bool,
    /// The delivery under which it is in the log; none for a form that is not saved.
    pub delivery_id: Option<domain::DeliveryId>,
    /// By what it was sent.
    pub integration: Integration,
    /// What was known of the call, and what the steps took from their answers.
    pub facts: Facts,
}

/// What a test sends.
#[derive(Debug, Clone)]
pub struct TestRequest {
    /// Whose.
    pub tenant_id: TenantId,
    /// Who tests.
    pub actor: Actor,
    /// The saved integration, if there is one: its secrets serve, and if `draft` is its current
    /// version word for word the test is written to the log.
    pub integration_id: Option<IntegrationId>,
    /// The form as it stands.
    pub draft: IntegrationDraft,
    /// Secrets typed into the form and not saved yet.
    pub secrets: DraftSecrets,
    /// The call it carries.
    pub facts: Facts,
    /// Whether it is sent a second time, word for word: the answer is that of the second.
    pub twice: bool,
}

/// A ready-made set that is built in.
#[derive(Debug)]
pub struct KnownPreset {
    /// Its key.
    pub key: &'static str,
    /// What it asks and makes.
    pub preset: Preset,
}

/// What the engine of this process is doing right now, and its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EngineNow {
    /// Claimed deliveries that wait in memory.
    pub queued: usize,
    /// Requests that were sent and whose answer is not read yet.
    pub in_flight: usize,
    /// Deliveries settled since the process started.
    pub settled: u64,
    /// Whether the last write to storage failed and is being repeated.
    pub storage_away: bool,
    /// Most requests in flight at once, over all tenants.
    pub parallel_total: usize,
    /// Most requests in flight at once of one tenant.
    pub parallel_tenant: usize,
}

/// A password that was made here.
pub struct MadePassword {
    /// As it is told, once.
    pub plain: String,
    /// As it is kept.
    pub hash: String,
}

/// A moment of a made-up call.
#[derive(Debug, Clone)]
pub struct SimulatedMoment {
    /// Whose.
    pub tenant_id: TenantId,
    /// Its name of the call.
    pub call_id: String,
    /// The client's number, in any spelling.
    pub phone: String,
    /// What is told.
    pub act: Act,
    /// The one integration that it is for; none means all of them.
    pub only: Option<IntegrationId>,
}

/// What came of a mended request.
pub type TakenAgain = Result<usize, (Refusal, String)>;

/// Somebody who changes something about their own sign-in.
#[derive(Debug, Clone)]
pub struct Account {
    /// Whose it is.
    pub sign_in_id: SignInId,
    /// By which they sign in.
    pub email: String,
    /// Their session, as the table knows it: it stays where others end.
    pub session: Option<String>,
    /// By what wrong passwords are counted.
    pub address: String,
    /// The language of the page.
    pub language: Language,
}

/// What an authenticator app needs.
#[derive(Debug, Clone)]
pub struct SecondFactorSetUp {
    /// For typing.
    pub secret: String,
    /// For the camera: an SVG.
    pub picture: String,
}

/// What pages ask of the server.
#[async_trait::async_trait]
pub trait Desk: Send + Sync + 'static {
    /// Which addresses may be sent to.
    fn policy(&self) -> &AddressPolicy;

    /// Tells the engine that something became due.
    fn wake(&self);

    /// Tells the engine that an integration was changed or switched on: it is looked at anew,
    /// however it failed before.
    async fn changed(&self, tenant: TenantId, integration: IntegrationId);

    /// Sends a test for real, through the same guard as everything else. One that is accepted
    /// switches an integration on again that Hookline had switched off.
    async fn send_test(&self, test: TestRequest) -> Result<TestAnswer, AppError>;

    /// Whether there is a mail server to send mails by.
    fn sends_mail(&self) -> bool;

    /// A mail of the outbox in words: its subject and its text; none where what it tells of is
    /// gone.
    async fn compose_mail(&self, mail: &MailRow) -> Result<Option<(String, String)>, AppError>;

    /// Tells the engine a moment of a made-up call, on the way of every event.
    async fn simulate(&self, told: SimulatedMoment) -> Result<(), AppError>;

    /// Takes a refused request of the telephony again, mended; how many events it told, or why
    /// it is refused again.
    async fn take_again(
        &self,
        tenant: TenantId,
        sender: Sender,
        body: String,
    ) -> Result<TakenAgain, AppError>;

    /// What a receiver that checks Hookline's stamp would say of a request to the inspector.
    async fn check_stamp(
        &self,
        tenant: TenantId,
        request: &InspectedRequest,
    ) -> Result<Verdict, AppError>;

    /// What calls and deliveries are searched by for a number that somebody in `country` typed.
    fn searched_phone(&self, typed: &str, country: &str) -> String;

    /// A number of a call in all its spellings, as it is dialled in `country`.
    fn read_number(&self, text: &str, country: &str) -> domain::Phone;

    /// Changes a password; the person's other sessions end.
    async fn change_password(
        &self,
        who: &Account,
        old: String,
        new: String,
    ) -> Result<(), AppError>;

    /// Makes a secret for an authenticator app, which is not asked for yet.
    async fn begin_second_factor(
        &self,
        who: &Account,
        password: String,
    ) -> Result<SecondFactorSetUp, AppError>;

    /// Puts it into use with a code of the app; the recovery codes, told this once.
    async fn confirm_second_factor(
        &self,
        who: &Account,
        code: &str,
    ) -> Result<Vec<String>, AppError>;

    /// Takes it out of use.
    async fn remove_second_factor(&self, who: &Account, password: String) -> Result<(), AppError>;

    /// Asks both addresses whether the e-mail may change.
    async fn change_email(
        &self,
        who: &Account,
        password: String,
        email: &str,
    ) -> Result<(), AppError>;

    /// A number that somebody in `country` typed in the international form; nothing where it is
    /// no whole number.
    fn whole_number(&self, typed: &str, country: &str) -> Option<String>;

    /// The addresses from which requests leave this service, as the operator says.
    fn source_addresses(&self) -> Vec<String>;

    /// The document of the machine API, the same that programs read.
    fn api_document(&self) -> &Value;

    /// The ready-made sets, in the order in which they are offered.
    fn presets(&self) -> &[KnownPreset];

    /// What the engine is doing right now.
    fn engine_now(&self) -> EngineNow;

    /// How much room is left on SQLite's disk, in bytes; of PostgreSQL's nothing is known.
    fn free_bytes(&self) -> Option<i64>;

    /// A new random password, hashed.
    async fn make_password(&self) -> Result<MadePassword, AppError>;

    /// Milliseconds since 1970.
    fn now(&self) -> i64;
}
