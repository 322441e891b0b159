//! Mail that is owed: written in the transaction of what it tells, sent by whoever takes it,
//! kept for a while afterwards so that it can be read.

pub mod argument;
mod link;
mod people;

pub(crate) use argument::LINK;
pub(crate) use link::reseal;
pub(crate) use people::{tell_managers, tell_owners, tell_wanted};

use crate::{Page, Store, StoreError, ids, page, sql, text};
use argument::BOUNCED;
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::{Language, MailId, TenantId, notice::Notice};
use link::place_of_link;
use people::people;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use std::collections::BTreeMap;
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

/// What could not be read is let go of, so that the list of mails can be read.
const UNREADABLE: &str =
    "UPDATE mail SET state = 'failed', error = ?, arguments = '{}' WHERE id = ?";

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
    /// where that one ends without a word. One that cannot be opened has failed.
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
        let mut taken = Vec::new();
        for row in rows {
            let id = row.id;
            match self.opened(row) {
                Ok(mail) => taken.push(mail),
                Err(error) => {
                    tracing::error!(mail = %MailId(id), %error, "a mail cannot be opened");
                    let values = vec![error.to_string().into(), id.into()];
                    sql::execute(&self.inner.writer, UNREADABLE, values).await?;
                }
            }
        }
        Ok(taken)
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
            for person in people(&db, tenant, now).await? {
                if person.owns_beside(&mail.recipient) {
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

    /// One mail, with its link, if it has one still.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn get_mail(&self, id: MailId) -> Result<MailRow, StoreError> {
        let get = format!("SELECT {COLUMNS} FROM mail WHERE id = ?");
        let row: Option<Row> = sql::row(self.reader(), &get, vec![id.0.into()]).await?;
        self.opened(row.ok_or(StoreError::NotFound)?)
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
