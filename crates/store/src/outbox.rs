//! Mail that is owed: written in the transaction of what it tells, sent by whoever takes it,
//! kept for a while afterwards so that it can be read.

pub mod argument;

pub(crate) use argument::LINK;

use crate::{
    Page, Store, StoreError, TenantStore, ids, integrations, page, seal::Place, sql, text,
};
use argument::{BOUNCED, INCIDENT, INTEGRATION};
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::{IncidentId, IntegrationId, Language, MailId, MemberId, TenantId, notice::Notice};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Value};
use std::{collections::BTreeMap, fmt::Display};
use uuid::Uuid;

/// What a mail names: ids, counts and times, under names that its words know.
pub type MailArguments = BTreeMap<String, String>;

/// For so long a mail belongs to whoever took it, in milliseconds.
const TAKEN_MS: i64 = 120_000;
/// For so long a mail is kept, in milliseconds: 30 days.
const KEPT_MS: i64 = 30 * 24 * 3_600_000;

const INSERT: &str = "INSERT INTO mail (id, tenant_id, kind, recipient, language, arguments,
        state, tries, created_at, due_at)
    VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, ?, ?)";

/// Members with a role of these, or named by id, with where and how they are told.
const PEOPLE: &str = "SELECT m.id, m.role, s.email, COALESCE(s.language, t.language) AS language
    FROM member m
    JOIN sign_in s ON s.id = m.sign_in_id
    JOIN tenant t ON t.id = m.tenant_id
    WHERE m.tenant_id = ? ORDER BY m.id";

const COLUMNS: &str = "id, tenant_id, kind, recipient, language, arguments, state, tries, error,
    created_at, due_at, sent_at";

/// A mail as it is kept.
#[derive(Debug, Clone)]
pub struct MailRow {
    /// Which.
    pub id: MailId,
    /// Of which tenant.
    pub tenant_id: Option<TenantId>,
    /// What it tells.
    pub notice: Notice,
    /// To whom.
    pub recipient: String,
    /// In which language.
    pub language: Language,
    /// What it names.
    pub arguments: MailArguments,
    /// Where it stands.
    pub state: MailState,
    /// How often it was tried.
    pub tries: i32,
    /// Why the last try failed.
    pub error: Option<String>,
    /// When it was written, in milliseconds since 1970.
    pub created_at: i64,
    /// When it is tried next.
    pub due_at: i64,
    /// When the mail server took it.
    pub sent_at: Option<i64>,
}

/// Where a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    /// It is to be sent; without a mail server it stays so.
    Waiting,
    /// The mail server took it.
    Sent,
    /// The mail server refused it for good.
    Failed,
}

impl MailState {
    /// Its stable text.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        let mut all = [Self::Waiting, Self::Sent, Self::Failed].into_iter();
        all.find(|state| state.key() == key)
    }
}

/// A mail to one person, whatever they are.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What it tells.
    pub notice: Notice,
    /// In whose name: the owners are told where it cannot be delivered.
    pub tenant: Option<TenantId>,
    /// To whom.
    pub recipient: String,
    /// In which language.
    pub language: Language,
    /// What it names, by [`argument`].
    pub arguments: MailArguments,
}

/// What is to be told of an integration.
pub(crate) struct Told {
    notice: Notice,
    integration: IntegrationId,
    arguments: MailArguments,
}

impl Told {
    /// Something about an integration.
    pub(crate) fn of(notice: Notice, integration: IntegrationId) -> Self {
        let told = Self {
            notice,
            integration,
            arguments: MailArguments::new(),
        };
        told.with(INTEGRATION, integration)
    }

    /// Something about an incident of it.
    pub(crate) fn of_incident(
        notice: Notice,
        integration: IntegrationId,
        incident: IncidentId,
    ) -> Self {
        Self::of(notice, integration).with(INCIDENT, incident)
    }

    /// Names something more.
    pub(crate) fn with(mut self, name: &str, value: impl Display) -> Self {
        self.arguments.insert(name.to_owned(), value.to_string());
        self
    }
}

#[derive(FromQueryResult)]
struct Person {
    id: Uuid,
    role: String,
    email: String,
    language: String,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    tenant_id: Option<Uuid>,
    kind: String,
    recipient: String,
    language: String,
    arguments: String,
    state: String,
    tries: i32,
    error: Option<String>,
    created_at: i64,
    due_at: i64,
    sent_at: Option<i64>,
}

impl Store {
    /// Owes a mail to one person. Where it tells of something that is written, it is owed in the
    /// same transaction instead.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn post_mail(&self, letter: Letter, now: i64) -> Result<(), StoreError> {
        post(&self.inner.writer, self, letter, now).await
    }

    /// Takes mails that are due: each is taken by one process, and comes back after a while
    /// where that one ends without a word.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn take_mail(&self, now: i64, limit: u64) -> Result<Vec<MailRow>, StoreError> {
        let lock = if self.is_sqlite() {
            ""
        } else {
            "FOR UPDATE SKIP LOCKED"
        };
        let take = format!(
            "UPDATE mail SET tries = tries + 1, due_at = ? WHERE id IN (
                SELECT id FROM mail WHERE state = 'waiting' AND due_at <= ?
                ORDER BY due_at LIMIT ? {lock}
            ) RETURNING {COLUMNS}"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let values = vec![(now + TAKEN_MS).into(), now.into(), limit.into()];
        let rows: Vec<Row> = sql::rows(&self.inner.writer, &take, values).await?;
        let taken = rows.into_iter().map(|row| self.opened(row));
        taken.collect()
    }

    /// Notes that the mail server took a mail. A link in it is forgotten.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn mail_sent(&self, mail: &MailRow, now: i64) -> Result<(), StoreError> {
        let sql = "UPDATE mail SET state = 'sent', sent_at = ?, error = NULL, arguments = ?
            WHERE id = ?";
        let values = vec![
            now.into(),
            without_link(&mail.arguments)?.into(),
            mail.id.0.into(),
        ];
        sql::execute(&self.inner.writer, sql, values).await?;
        Ok(())
    }

    /// Notes that a try failed, and when the next is due.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn mail_put_off(
        &self,
        id: MailId,
        error: &str,
        due_at: i64,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE mail SET error = ?, due_at = ? WHERE id = ?";
        let values = vec![text::storable(error).into(), due_at.into(), id.0.into()];
        sql::execute(&self.inner.writer, sql, values).await?;
        Ok(())
    }

    /// Notes that a mail came too late to be worth sending. Nobody is told.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn mail_outdated(&self, mail: &MailRow, error: &str) -> Result<(), StoreError> {
        fail(&self.inner.writer, mail, error).await
    }

    /// Notes that a mail cannot be delivered. Its tenant's owners are told, unless it was for
    /// one of them because of another.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn mail_bounced(
        &self,
        mail: &MailRow,
        error: &str,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.write().await?;
        fail(&db, mail, error).await?;
        let is_first = !mail.arguments.contains_key(BOUNCED);
        if let Some(tenant) = mail.tenant_id.filter(|_| is_first) {
            let mut arguments = mail.arguments.clone();
            arguments.remove(LINK);
            arguments.insert(BOUNCED.to_owned(), mail.recipient.clone());
            for person in people(&db, tenant).await? {
                if person.role == "owner" && person.email != mail.recipient {
                    let told = person.told(tenant, mail.notice, &arguments)?;
                    post(&db, self, told, now).await?;
                }
            }
        }
        db.commit().await?;
        Ok(())
    }

    /// Lets go of mails that were kept for long enough.
    pub(crate) async fn purge_mail(&self, now: i64) -> Result<(), StoreError> {
        let values = vec![ids::first_at(now - KEPT_MS).into()];
        sql::execute(&self.inner.writer, "DELETE FROM mail WHERE id < ?", values).await?;
        Ok(())
    }

    /// The mails, newest first, without the links in them.
    ///
    /// # Errors
    /// `NotFound` where `after` is no cursor of this list.
    pub async fn list_mail(
        &self,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Page<MailRow>, StoreError> {
        let after: Option<MailId> = page::cursor(after)?;
        let after = after.map_or(Uuid::max(), |after| after.0);
        let list = format!("SELECT {COLUMNS} FROM mail WHERE id < ? ORDER BY id DESC LIMIT ?");
        let values = vec![after.into(), page::one_more(limit).into()];
        let rows: Vec<Row> = sql::rows(self.reader(), &list, values).await?;
        let listed = rows.into_iter().map(|row| {
            let mut mail = shown(row)?;
            mail.arguments.remove(LINK);
            Ok(mail)
        });
        let rows: Vec<MailRow> = listed.collect::<Result<_, StoreError>>()?;
        Ok(Page::cut(rows, limit, |row| row.id.to_string()))
    }

    /// A mail with its link, if it has one still.
    fn opened(&self, row: Row) -> Result<MailRow, StoreError> {
        let mut mail = shown(row)?;
        if let Some(sealed) = mail.arguments.get_mut(LINK) {
            let bytes = BASE64_STANDARD
                .decode(&*sealed)
                .map_err(|error| StoreError::unreadable("a link", error))?;
            *sealed = self.inner.sealer.open(place_of_link(mail.id.0), &bytes)?;
        }
        Ok(mail)
    }
}

/// Where the link of a mail stands.
fn place_of_link(mail: Uuid) -> Place<'static> {
    Place {
        tenant: TenantId(Uuid::nil()),
        owner: mail,
        name: LINK,
    }
}

/// Notes that a mail is not tried any more.
async fn fail(db: &impl ConnectionTrait, mail: &MailRow, error: &str) -> Result<(), StoreError> {
    let sql = "UPDATE mail SET state = 'failed', error = ?, arguments = ? WHERE id = ?";
    let values = vec![
        text::storable(error).into(),
        without_link(&mail.arguments)?.into(),
        mail.id.0.into(),
    ];
    sql::execute(db, sql, values).await?;
    Ok(())
}

/// What stays readable of a mail: a link lets in whoever has it.
fn without_link(arguments: &MailArguments) -> Result<String, StoreError> {
    let mut kept = arguments.clone();
    kept.remove(LINK);
    text::json("the arguments of a mail", &kept)
}

fn shown(row: Row) -> Result<MailRow, StoreError> {
    let state = MailState::from_key(&row.state);
    Ok(MailRow {
        id: MailId(row.id),
        tenant_id: row.tenant_id.map(TenantId),
        notice: text::key("a notice", &row.kind)?,
        recipient: row.recipient,
        language: text::key("a language", &row.language)?,
        arguments: text::parsed("the arguments of a mail", &row.arguments)?,
        state: state.ok_or_else(|| StoreError::unreadable("a state", &row.state))?,
        tries: row.tries,
        error: row.error,
        created_at: row.created_at,
        due_at: row.due_at,
        sent_at: row.sent_at,
    })
}

/// Owes a mail to everyone who is told of an integration: those it names, or owners and
/// managers; where none of those is left, the owners.
pub(crate) async fn tell(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    told: Told,
    now: i64,
) -> Result<(), StoreError> {
    let wanted = integrations::failure_recipients(db, tenant.id, told.integration).await?;
    let all = people(db, tenant.id).await?;
    for person in recipients(&all, &wanted) {
        let mail = person.told(tenant.id, told.notice, &told.arguments)?;
        post(db, &tenant.store, mail, now).await?;
    }
    Ok(())
}

async fn people(db: &impl ConnectionTrait, tenant: TenantId) -> Result<Vec<Person>, DbErr> {
    sql::rows(db, PEOPLE, vec![tenant.0.into()]).await
}

fn recipients<'a>(all: &'a [Person], wanted: &[MemberId]) -> Vec<&'a Person> {
    let with = |fits: &dyn Fn(&Person) -> bool| -> Vec<&'a Person> {
        all.iter().filter(|person| fits(person)).collect()
    };
    let named = with(&|person| wanted.contains(&MemberId(person.id)));
    if !named.is_empty() {
        return named;
    }
    if wanted.is_empty() {
        with(&|person| matches!(person.role.as_str(), "owner" | "manager"))
    } else {
        with(&|person| person.role == "owner")
    }
}

impl Person {
    fn told(
        &self,
        tenant: TenantId,
        notice: Notice,
        arguments: &MailArguments,
    ) -> Result<Letter, StoreError> {
        Ok(Letter {
            notice,
            tenant: Some(tenant),
            recipient: self.email.clone(),
            language: text::key("a language", &self.language)?,
            arguments: arguments.clone(),
        })
    }
}

/// Owes a mail in the transaction of what it tells.
pub(crate) async fn post(
    db: &impl ConnectionTrait,
    store: &Store,
    mut letter: Letter,
    now: i64,
) -> Result<(), StoreError> {
    let id = store.inner.ids.at(now);
    if let Some(link) = letter.arguments.get_mut(LINK) {
        let sealed = store.inner.sealer.seal(place_of_link(id), link)?;
        *link = BASE64_STANDARD.encode(sealed);
    }
    let values: Vec<Value> = vec![
        id.into(),
        letter.tenant.map(|tenant| tenant.0).into(),
        letter.notice.key().into(),
        letter.recipient.into(),
        letter.language.key().into(),
        text::json("the arguments of a mail", &letter.arguments)?.into(),
        now.into(),
        now.into(),
    ];
    sql::execute(db, INSERT, values).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: u128, role: &str) -> Person {
        Person {
            id: Uuid::from_u128(id),
            role: role.to_owned(),
            email: format!("{id}@example.com"),
            language: "en".to_owned(),
        }
    }

    #[test]
    fn those_who_are_named_are_told_and_the_owners_where_none_of_them_is_left() {
        let all = [
            person(1, "owner"),
            person(2, "manager"),
            person(3, "viewer"),
        ];
        let told = |wanted: &[u128]| {
            let wanted: Vec<_> = wanted
                .iter()
                .map(|&id| MemberId(Uuid::from_u128(id)))
                .collect();
            let told = recipients(&all, &wanted);
            told.iter()
                .map(|person| person.id.as_u128())
                .collect::<Vec<_>>()
        };
        assert_eq!(told(&[]), [1, 2]);
        assert_eq!(told(&[3]), [3]);
        assert_eq!(told(&[3, 9]), [3]);
        assert_eq!(told(&[9]), [1]);
    }
}
