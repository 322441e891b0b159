//! Things that are made for the rows that name them, so that a stranger is told from those whose
//! they are.

use super::{NOW, Things};
use domain::{
    ConnectionDraft, DraftSecrets, HandoverId, IncomingId, JobState, KeyScope, Language, MemberId,
    ProjectDraft, Refusal, Role, Sender, notice::Notice,
};
use engine::{Clock as _, SystemClock};
use serde_json::json;
use store::{
    Actor, DeliveryFilter, IncomingIn, JobDefinition, Letter, MailArguments, NewInvitation,
};

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
            "{mail}" => self.mail().await,
            "{incoming}" => self.incoming().await,
            "{handover}" => self.handover().await.to_string(),
            "{new_member}" => self.member().await.to_string(),
            "{new_invitation}" => self.invitation().await,
            "{new_connection}" => self.connection().await,
            "{new_project}" => self.project().await,
            "{owner_view}" => self.view().await,
            other => panic!("nobody makes {other}"),
        }
    }

    async fn mail(&self) -> String {
        let letter = Letter {
            notice: Notice::SupportLooks,
            tenant: Some(self.tenant),
            recipient: "olena@shop.example".to_owned(),
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
        let (member, now) = (self.member().await, SystemClock.now_ms());
        let asking = self
            .scope
            .ask_handover(&Actor::System, member, "Nobody answers", now);
        asking.await.unwrap();
        self.scope.find_handover().await.unwrap().unwrap().id
    }

    async fn member(&self) -> MemberId {
        let email = someone();
        let made = self
            .scope
            .create_member(&Actor::System, &email, Role::Viewer, None, NOW);
        made.await.unwrap()
    }

    async fn invitation(&self) -> String {
        let new = NewInvitation {
            email: someone(),
            role: Role::Viewer,
            ends_at: None,
        };
        let now = SystemClock.now_ms();
        let inviting = self.scope.invite(&Actor::System, &new, now);
        inviting.await.unwrap();
        let waiting = self.scope.list_invitations(now).await.unwrap();
        let made = waiting.iter().find(|row| row.email == new.email);
        made.unwrap().id.to_string()
    }

    async fn connection(&self) -> String {
        let draft = json!({"name": "CRM", "url": self.url});
        let draft: ConnectionDraft = serde_json::from_value(draft).unwrap();
        let (actor, secrets) = (Actor::System, DraftSecrets::default());
        let making = self
            .scope
            .create_connection(&actor, draft, secrets, &self.policy, NOW);
        making.await.unwrap().id.to_string()
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
        let owner = members.iter().find(|row| row.email == "olena@shop.example");
        let query = "state=failed";
        let making = self
            .scope
            .create_saved_view(owner.unwrap().id, "Failed", query, NOW);
        making.await.unwrap().to_string()
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

const NAMES: [&str; 8] = [
    "{mail}",
    "{incoming}",
    "{handover}",
    "{new_member}",
    "{new_invitation}",
    "{new_connection}",
    "{new_project}",
    "{owner_view}",
];

/// An address that nobody has.
fn someone() -> String {
    format!("{:x}@shop.example", rand::random::<u128>())
}
