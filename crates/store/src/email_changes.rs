//! A change of the e-mail of a person: confirmed at the new address, so that it is theirs, and
//! at the old one, so that nobody takes it away.

use crate::{
    Store, StoreError, audit, links,
    outbox::{self, Letter, MailArguments, argument},
    sign_ins, sql,
};
use domain::{Language, SignInId, notice::Notice};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

/// How long a change waits to be confirmed, in milliseconds: a day.
pub const EMAIL_CHANGE_KEPT_MS: i64 = 24 * 3_600_000;
/// Where a change is confirmed; the token follows.
pub const EMAIL_CHANGE_PATH: &str = "/email/";

const PUT: &str = "INSERT INTO email_change (sign_in_id, email, old_hash, new_hash, expires_at)
    VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (sign_in_id) DO UPDATE SET email = excluded.email, old_hash = excluded.old_hash,
        new_hash = excluded.new_hash, old_confirmed_at = NULL, new_confirmed_at = NULL,
        expires_at = excluded.expires_at";
const FIND: &str = "SELECT sign_in_id, email, old_hash, old_confirmed_at, new_confirmed_at
    FROM email_change WHERE (old_hash = ? OR new_hash = ?) AND expires_at > ?";

/// A change that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailChange {
    /// Whose.
    pub sign_in_id: SignInId,
    /// The new address.
    pub email: String,
    /// Whether the link went to the old address.
    pub is_old: bool,
    /// Whether the old address has confirmed.
    pub old_confirmed: bool,
    /// Whether the new one has.
    pub new_confirmed: bool,
}

#[derive(FromQueryResult)]
struct Row {
    sign_in_id: Uuid,
    email: String,
    old_hash: Vec<u8>,
    old_confirmed_at: Option<i64>,
    new_confirmed_at: Option<i64>,
}

impl Store {
    /// Asks both addresses whether a person's e-mail may change, in place of an earlier change.
    /// An address that somebody else has is asked nothing, and the asker is not told so.
    ///
    /// # Errors
    /// `NotFound` without the person.
    pub async fn begin_email_change(
        &self,
        id: SignInId,
        email: &str,
        language: Language,
        now: i64,
    ) -> Result<(), StoreError> {
        let person = self.get_sign_in(id).await?;
        let language = person.language.unwrap_or(language);
        let (old, new) = (links::make(), links::make());
        let db = self.write().await?;
        let until = now + EMAIL_CHANGE_KEPT_MS;
        let values = vec![
            id.0.into(),
            email.into(),
            old.hash.into(),
            new.hash.into(),
            until.into(),
        ];
        sql::execute(&db, PUT, values).await?;
        let is_taken = sign_ins::find(&db, email).await?.is_some();
        let mut wanted = vec![(person.email, old.token)];
        if !is_taken {
            wanted.push((email.to_owned(), new.token));
        }
        for (recipient, token) in wanted {
            let letter = Letter {
                notice: Notice::EmailConfirm,
                tenant: None,
                recipient,
                language,
                arguments: arguments(email, &token, until),
            };
            outbox::post(&db, self, letter, now).await?;
        }
        audit::note_person(&db, self, id, "email.change_asked", now).await?;
        db.commit().await?;
        Ok(())
    }

    /// The change that a link confirms.
    ///
    /// # Errors
    /// `NotFound` where it was done, replaced, or is too old.
    pub async fn get_email_change(&self, token: &str, now: i64) -> Result<EmailChange, StoreError> {
        find(self.reader(), token, now).await
    }

    /// Confirms a change by one of its links; once both have, the e-mail is the new one. Whether
    /// it is.
    ///
    /// # Errors
    /// `NotFound` where the link opens nothing; `Taken` where somebody else took the address.
    pub async fn confirm_email_change(&self, token: &str, now: i64) -> Result<bool, StoreError> {
        let db = self.write().await?;
        let change = find(&db, token, now).await?;
        let id = change.sign_in_id;
        let note = if change.is_old {
            "UPDATE email_change SET old_confirmed_at = ? WHERE sign_in_id = ?"
        } else {
            "UPDATE email_change SET new_confirmed_at = ? WHERE sign_in_id = ?"
        };
        sql::execute(&db, note, vec![now.into(), id.0.into()]).await?;
        let is_done =
            (change.is_old || change.old_confirmed) && (!change.is_old || change.new_confirmed);
        if is_done {
            self.change_email(&db, &change, now).await?;
        }
        db.commit().await?;
        Ok(is_done)
    }

    async fn change_email(
        &self,
        db: &impl ConnectionTrait,
        change: &EmailChange,
        now: i64,
    ) -> Result<(), StoreError> {
        let id = change.sign_in_id;
        let person = self.get_sign_in(id).await?;
        let set = "UPDATE sign_in SET email = ? WHERE id = ?";
        let values = vec![change.email.clone().into(), id.0.into()];
        let done = sql::execute(db, set, values).await;
        done.map_err(|error| StoreError::from(error).taken("email"))?;
        let forget = "DELETE FROM email_change WHERE sign_in_id = ?";
        sql::execute(db, forget, vec![id.0.into()]).await?;
        let resets = "DELETE FROM password_reset WHERE sign_in_id = ?";
        sql::execute(db, resets, vec![id.0.into()]).await?;
        audit::note_person(db, self, id, "email.change", now).await?;
        let told = [(argument::EMAIL.to_owned(), change.email.clone())];
        let letter = Letter {
            notice: Notice::EmailChanged,
            tenant: None,
            recipient: person.email,
            language: person.language.unwrap_or(Language::En),
            arguments: MailArguments::from(told),
        };
        outbox::post(db, self, letter, now).await
    }
}

fn arguments(email: &str, token: &str, until: i64) -> MailArguments {
    let arguments = [
        (argument::EMAIL, email.to_owned()),
        (argument::UNTIL, until.to_string()),
        (argument::LINK, format!("{EMAIL_CHANGE_PATH}{token}")),
    ];
    MailArguments::from(arguments.map(|(name, value)| (name.to_owned(), value)))
}

async fn find(db: &impl ConnectionTrait, token: &str, now: i64) -> Result<EmailChange, StoreError> {
    let hash = links::hash(token);
    let values = vec![hash.clone().into(), hash.clone().into(), now.into()];
    let row: Option<Row> = sql::row(db, FIND, values).await?;
    let row = row.ok_or(StoreError::NotFound)?;
    Ok(EmailChange {
        sign_in_id: SignInId(row.sign_in_id),
        email: row.email,
        is_old: row.old_hash == hash,
        old_confirmed: row.old_confirmed_at.is_some(),
        new_confirmed: row.new_confirmed_at.is_some(),
    })
}
