//! Forgotten passwords: a link by mail that sets a new one, once, within the hour.

use crate::{
    Store, StoreError, links,
    outbox::{self, Letter, MailArguments, argument},
    sessions, sign_ins, sql,
};
use domain::{SignInId, notice::Notice};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

/// How long a link opens, in milliseconds.
pub const RESET_KEPT_MS: i64 = 3_600_000;
/// Most links of one person at a time; further ones are not sent.
const RESETS_MAX: i64 = 3;
/// Where a link is opened; its token follows.
pub const RESET_PATH: &str = "/reset/";

const INSERT: &str =
    "INSERT INTO password_reset (hash, sign_in_id, created_at, expires_at) VALUES (?, ?, ?, ?)";
const OPEN: &str = "SELECT sign_in_id FROM password_reset
    WHERE hash = ? AND expires_at > ? AND sign_in_id IS NOT NULL";

#[derive(FromQueryResult)]
struct Row {
    sign_in_id: Uuid,
}

impl Store {
    /// Sends a link to the person with this e-mail. For an e-mail that nobody has the same is
    /// written, but no mail, so that the answer takes as long.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn forget_password(
        &self,
        email: &str,
        language: domain::Language,
        now: i64,
    ) -> Result<(), StoreError> {
        let link = links::make();
        let db = self.write().await?;
        let known = sign_ins::find(&db, email).await?;
        let id = known.as_ref().map(|sign_in| sign_in.id.0);
        let count = "SELECT COUNT(*) FROM password_reset WHERE sign_in_id = ? AND created_at > ?";
        let sent = sql::number(&db, count, vec![id.into(), (now - RESET_KEPT_MS).into()]).await?;
        let until = now + RESET_KEPT_MS;
        let values = vec![link.hash.into(), id.into(), now.into(), until.into()];
        sql::execute(&db, INSERT, values).await?;
        if let Some(sign_in) = known.filter(|_| sent < RESETS_MAX) {
            let path = format!("{RESET_PATH}{}", link.token);
            let letter = Letter {
                notice: Notice::PasswordReset,
                tenant: None,
                language: sign_in.language.unwrap_or(language),
                recipient: sign_in.email,
                arguments: MailArguments::from([
                    (argument::LINK.to_owned(), path),
                    (argument::UNTIL.to_owned(), until.to_string()),
                ]),
            };
            outbox::post(&db, self, letter, now).await?;
        }
        db.commit().await?;
        Ok(())
    }

    /// Whose password a link sets.
    ///
    /// # Errors
    /// `NotFound` where it was used or is too old.
    pub async fn get_reset(&self, token: &str, now: i64) -> Result<SignInId, StoreError> {
        find(self.reader(), token, now).await
    }

    /// Sets the password by a link, once; every session and every other link of the person ends.
    ///
    /// # Errors
    /// `NotFound` where the link opens nothing.
    pub async fn reset_password(
        &self,
        token: &str,
        hash: String,
        now: i64,
    ) -> Result<SignInId, StoreError> {
        let db = self.write().await?;
        let id = find(&db, token, now).await?;
        let forget = "DELETE FROM password_reset WHERE sign_in_id = ?";
        let gone = sql::execute(&db, forget, vec![id.0.into()]).await?;
        if gone.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        sign_ins::set_password(&db, self, id, hash, "password.reset", now).await?;
        sessions::end_all(&db, id, None).await?;
        db.commit().await?;
        Ok(id)
    }
}

async fn find(db: &impl ConnectionTrait, token: &str, now: i64) -> Result<SignInId, StoreError> {
    let values = vec![links::hash(token).into(), now.into()];
    let row: Option<Row> = sql::row(db, OPEN, values).await?;
    row.map(|row| SignInId(row.sign_in_id))
        .ok_or(StoreError::NotFound)
}
