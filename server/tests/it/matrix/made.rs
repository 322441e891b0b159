//! Things that are made for the rows that name them, so that a stranger is told from those whose
//! they are.

use super::{NOW, Things, integration};
use crate::{api_adapters::SECRET, api_receiver::PATIENCE};
use domain::{
    Adapter, ConnectionDraft, ConnectionId, DeliveryState, DraftSecrets, ExportFormat, ExportState,
    HandoverId, IncomingId, JobState, KeyScope, Language, MemberId, Moment, ProjectDraft, Refusal,
    Role, Sender, SenderDraft, SignInId, SourceId, notice::Notice,
};
use engine::{Clock as _, SystemClock};
use serde_json::{Value, json};
use store::{
    Actor, DeliveryFilter, IncomingIn, JobDefinition, Letter, MailArguments, NewExport,
    NewInvitation, SessionRow, mail_argument::LINK,
};

/// By what the first owner signs in.
const OWNER: &str = "olena@shop.example";

impl Things {
    /// A text with the names of such things put in.
    pub(super) async fn made(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for name in NAMES {
            while text.contains(name) {
                text = text.replacen(name, &self.one(name).await, 1);
            }
        }
        if text.contains("{new_job}") {
            let (id, state) = self.job().await;
            text = text
                .replace("{new_job}", &id)
                .replace("{job_state}", &state);
        }
        text
    }

    async fn one(&self, name: &str) -> String {
        match name {
            "{incoming}" => self.incoming().await,
            "{new_connection}" => self.connection(Value::Null).await.to_string(),
            "{agreed_connection}" => self.agreed_connection().await.to_string(),
            "{deleted_connection}" => self.deleted_connection().await,
            "{deleted_integration}" => self.deleted_integration().await,
            "{new_source}" => self.source(Adapter::Zadarma).await.to_string(),
            "{twilio_source}" => self.source(Adapter::Twilio).await.to_string(),
            "{deleted_source}" => self.deleted_source().await,
            "{new_project}" => self.project().await,
            "{preset}" => "slack".to_owned(),
            "{export}" => self.export().await,
            of_somebody => self.of_somebody(of_somebody).await,
        }
    }

    /// What belongs to a person, or is on its way to one.
    async fn of_somebody(&self, name: &str) -> String {
        match name {
            "{mail}" => self.mail().await,
            "{handover}" => self.handover().await.to_string(),
            "{new_member}" => self.member().await.0.to_string(),
            "{new_invitation}" => self.invitation().await.0,
            "{invitation}" => self.invitation().await.1,
            "{reset}" => self.reset().await,
            "{email_change}" => self.email_change().await,
            "{owner_view}" => self.view().await,
            "{owner_session}" => self.session().await,
            "{owner_code}" => self.wrong_code().await,
            other => panic!("nobody makes {other}"),
        }
    }

    async fn mail(&self) -> String {
        let letter = Letter {
            notice: Notice::SupportLooks,
            tenant: Some(self.tenant),
            recipient: OWNER.to_owned(),
            language: Language::En,
            arguments: MailArguments::default(),
        };
        self.store.post_mail(letter, NOW).await.unwrap();
        self.store.list_mail(None, 1).await.unwrap().items[0]
            .id
            .to_string()
    }

    /// A request that was refused.
    async fn incoming(&self) -> String {
        let id = IncomingId(uuid::Uuid::from_u128(rand::random()));
        let request = IncomingIn {
            tenant_id: self.tenant,
            id,
            sender_id: self.key(KeyScope::Ingest).await.0.0,
            sender: Sender::Key,
            received_at: NOW,
            event_count: 0,
            refused: Some((Refusal::Malformed, "JSON".to_owned())),
            body: "{".to_owned(),
            body_cut: false,
        };
        let requests = [request];
        let noting = self.store.note_incoming(&requests, &[], NOW);
        noting.await.unwrap();
        id.to_string()
    }

    /// The one that waits.
    async fn handover(&self) -> HandoverId {
        if let Some(waiting) = self.scope.find_handover().await.unwrap() {
            return waiting.id;
        }
        let (member, now) = (self.member().await.0, SystemClock.now_ms());
        let asking = self
            .scope
            .ask_handover(&Actor::System, member, "Nobody answers", now);
        asking.await.unwrap();
        self.scope.find_handover().await.unwrap().unwrap().id
    }

    /// A new member, and by what they sign in.
    async fn member(&self) -> (MemberId, String) {
        let email = someone();
        let made = self
            .scope
            .create_member(&Actor::System, &email, Role::Viewer, None, NOW);
        (made.await.unwrap(), email)
    }

    /// An invitation, and the token of its link.
    async fn invitation(&self) -> (String, String) {
        let new = NewInvitation {
            email: someone(),
            role: Role::Viewer,
            ends_at: None,
        };
        let now = SystemClock.now_ms();
        let inviting = self.scope.invite(&Actor::System, &new, now);
        let token = inviting.await.unwrap();
        let waiting = self.scope.list_invitations(now).await.unwrap();
        let made = waiting.iter().find(|row| row.email == new.email);
        (made.unwrap().id.to_string(), token)
    }

    /// The token of a link that sets somebody's password.
    async fn reset(&self) -> String {
        let (email, now) = (self.member().await.1, SystemClock.now_ms());
        let asking = self.store.forget_password(&email, Language::En, now);
        asking.await.unwrap();
        self.mailed_token(&email, now).await
    }

    /// The token of a link that confirms a change of somebody's e-mail.
    async fn email_change(&self) -> String {
        let (email, now) = (self.member().await.1, SystemClock.now_ms());
        let person = self.store.find_sign_in(&email).await.unwrap().unwrap();
        let new = someone();
        let asking = self
            .store
            .begin_email_change(person.id, &new, Language::En, now);
        asking.await.unwrap();
        self.mailed_token(&email, now).await
    }

    /// The token of the link that was mailed to somebody.
    async fn mailed_token(&self, email: &str, now: i64) -> String {
        let mails = self.store.take_mail(now + 1, 1_000).await.unwrap();
        let mail = mails.iter().find(|mail| mail.recipient == email).unwrap();
        let (_, token) = mail.arguments[LINK].rsplit_once('/').unwrap();
        token.to_owned()
    }

    /// A connection that signs in so, or not at all.
    async fn connection(&self, auth: Value) -> ConnectionId {
        let secrets = match auth {
            Value::Null => DraftSecrets::default(),
            _ => DraftSecrets([("client_secret".to_owned(), "s".to_owned())].into()),
        };
        let draft = json!({"name": "CRM", "url": self.url, "auth": auth});
        let draft: ConnectionDraft = serde_json::from_value(draft).unwrap();
        let making =
            self.scope
                .create_connection(&Actor::System, draft, secrets, &self.policy, NOW);
        making.await.unwrap().id
    }

    /// A connection to which a person agrees at the CRM.
    async fn agreed_connection(&self) -> ConnectionId {
        let agreed = json!({"oauth2": {
            "grant": "authorization_code", "client_id": "7", "scope": "crm",
            "token_url": self.url, "authorize_url": "https://crm.example/agree",
        }});
        self.connection(agreed).await
    }

    async fn deleted_connection(&self) -> String {
        let (id, now) = (self.connection(Value::Null).await, SystemClock.now_ms());
        let deleting = self.scope.delete_connection(&Actor::System, id, now);
        deleting.await.unwrap();
        id.to_string()
    }

    async fn deleted_integration(&self) -> String {
        let id = integration(&self.scope, &self.url, "after_call", &self.policy).await;
        let now = SystemClock.now_ms();
        let deleting = self.scope.delete_integration(&Actor::System, id, now);
        deleting.await.unwrap();
        id.to_string()
    }

    /// A telephony platform that signs with [`SECRET`].
    async fn source(&self, adapter: Adapter) -> SourceId {
        let (actor, draft) = (Actor::System, SenderDraft::default());
        let making = self
            .scope
            .create_source(&actor, draft, adapter, SECRET, NOW);
        making.await.unwrap()
    }

    async fn deleted_source(&self) -> String {
        let (id, now) = (self.source(Adapter::Zadarma).await, SystemClock.now_ms());
        let deleting = self.scope.delete_source(&Actor::System, id, now);
        deleting.await.unwrap();
        id.to_string()
    }

    /// The delivery whose answer reads like an error, once it is there.
    pub(super) async fn doubted(&self) -> String {
        let answered = async {
            loop {
                let all = DeliveryFilter::default();
                let page = self.scope.list_deliveries(&all, None, 10).await.unwrap();
                let found = page.items.into_iter().find(|row| {
                    row.moment == Moment::AfterRating && row.state == DeliveryState::Delivered
                });
                if let Some(row) = found {
                    return row.id.to_string();
                }
                tokio::task::yield_now().await;
            }
        };
        let answered = tokio::time::timeout(PATIENCE, answered).await;
        answered.expect("it is answered in time")
    }

    async fn project(&self) -> String {
        let draft = ProjectDraft {
            name: someone(),
            zone: None,
            country: None,
        };
        let making = self.scope.create_project(&Actor::System, draft, NOW);
        making.await.unwrap().id.to_string()
    }

    /// A view of the first owner.
    async fn view(&self) -> String {
        let members = self.scope.list_members().await.unwrap();
        let owner = members.iter().find(|row| row.email == OWNER);
        let query = "state=failed";
        let making = self
            .scope
            .create_saved_view(owner.unwrap().id, "Failed", query, NOW);
        making.await.unwrap().to_string()
    }

    /// By what the first owner is known who signs in.
    async fn owner(&self) -> SignInId {
        self.store.find_sign_in(OWNER).await.unwrap().unwrap().id
    }

    /// Another session of the first owner.
    async fn session(&self) -> String {
        let (id, now) = (someone(), SystemClock.now_ms());
        let row = SessionRow {
            id: id.clone(),
            sign_in_id: Some(self.owner().await),
            data: "{}".to_owned(),
            expires_at: now + 3_600_000,
            began_at: now,
            seen_at: now,
            address: String::new(),
            device: String::new(),
        };
        assert!(self.store.create_session(&row).await.unwrap());
        id
    }

    /// A wrong code for the second factor that the first owner has begun to set up.
    async fn wrong_code(&self) -> String {
        let owner = self.owner().await;
        let beginning = self.store.begin_second_factor(owner, b"sesame", NOW);
        beginning.await.unwrap();
        "wrong".to_owned()
    }

    /// An export of Hookline itself that is over.
    async fn export(&self) -> String {
        let new = NewExport {
            mark: "",
            format: ExportFormat::Csv,
            query: "",
            period: None,
            filter: &DeliveryFilter::default(),
            counted_max: 1,
        };
        let now = SystemClock.now_ms();
        let beginning = self.scope.begin_export(&Actor::System, &new, now);
        let id = beginning.await.unwrap().unwrap();
        let ending = self.scope.note_export(id, ExportState::Whole, 0, now);
        assert!(ending.await.unwrap());
        id.to_string()
    }

    /// A job that is over, and how it ended.
    async fn job(&self) -> (String, String) {
        let (actor, now) = (Actor::System, SystemClock.now_ms());
        let filter = DeliveryFilter::default();
        let making = self
            .scope
            .create_job(&actor, JobDefinition::SendAgain { filter }, now);
        let id = making.await.unwrap();
        // It may be done by itself by now.
        let _ = self
            .scope
            .set_job_state(&actor, id, JobState::Stopped, now)
            .await;
        let state = self.scope.get_job(id).await.unwrap().state;
        (id.to_string(), state.key().to_owned())
    }
}

const NAMES: [&str; 21] = [
    "{mail}",
    "{incoming}",
    "{handover}",
    "{new_member}",
    "{new_invitation}",
    "{invitation}",
    "{reset}",
    "{email_change}",
    "{new_connection}",
    "{agreed_connection}",
    "{deleted_connection}",
    "{deleted_integration}",
    "{new_source}",
    "{twilio_source}",
    "{deleted_source}",
    "{new_project}",
    "{preset}",
    "{owner_view}",
    "{owner_session}",
    "{owner_code}",
    "{export}",
];

/// An address that nobody has.
fn someone() -> String {
    format!("{:x}@shop.example", rand::random::<u128>())
}
