//! Browsers that a person has signed in with, known by a cookie of their own. A sign-in with
//! another one is told by mail.

use crate::{
    Store, StoreError,
    outbox::{self, Letter, MailArguments, argument},
    sign_ins, sql,
};
use domain::{Language, SignInId, notice::Notice};
use sha2::{Digest, Sha256};

/// For so long a browser that is not seen stays known, in milliseconds: a year.
pub(crate) const DEVICE_KEPT_MS: i64 = 365 * 24 * 3_600_000;
/// Where the person sees their sessions.
const SECURITY_PATH: &str = "/settings/security";

/// A sign-in that just happened.
#[derive(Debug, Clone)]
pub struct Arrival<'a> {
    /// The cookie of the browser.
    pub device: &'a str,
    /// What the browser is, such as `Firefox, Linux`.
    pub name: &'a str,
    /// The address it came from.
    pub address: &'a str,
    /// The language of the page, for a person who chose none.
    pub language: Language,
}

impl Store {
    /// Whether a person has signed in with a browser before.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn knows_device(&self, id: SignInId, device: &str) -> Result<bool, StoreError> {
        let count = "SELECT COUNT(*) FROM known_device WHERE sign_in_id = ? AND hash = ?";
        let values = vec![id.0.into(), hash(device).into()];
        Ok(sql::number(self.reader(), count, values).await? > 0)
    }

    /// Notes a sign-in with a browser. The person is told by mail where it is not known and
    /// others are.
    ///
    /// # Errors
    /// `NotFound` without the person.
    pub async fn note_arrival(
        &self,
        id: SignInId,
        arrival: &Arrival<'_>,
        now: i64,
    ) -> Result<(), StoreError> {
        let person = self.get_sign_in(id).await?;
        let db = self.write().await?;
        let count = "SELECT COUNT(*) FROM known_device WHERE sign_in_id = ?";
        let known = sql::number(&db, count, vec![id.0.into()]).await?;
        let seen = "UPDATE known_device SET seen_at = ? WHERE sign_in_id = ? AND hash = ?";
        let hash = hash(arrival.device);
        let values = vec![now.into(), id.0.into(), hash.clone().into()];
        if sql::execute(&db, seen, values).await?.rows_affected() == 0 {
            let insert = "INSERT INTO known_device (sign_in_id, hash, seen_at) VALUES (?, ?, ?)";
            sql::execute(&db, insert, vec![id.0.into(), hash.into(), now.into()]).await?;
            if known > 0 {
                outbox::post(&db, self, letter(person, arrival, now), now).await?;
            }
        }
        db.commit().await?;
        Ok(())
    }
}

fn letter(person: sign_ins::SignIn, arrival: &Arrival<'_>, now: i64) -> Letter {
    let arguments = [
        (argument::AT, now.to_string()),
        (argument::DEVICE, arrival.name.to_owned()),
        (argument::ADDRESS, arrival.address.to_owned()),
        (argument::LINK, SECURITY_PATH.to_owned()),
    ];
    let arguments = arguments.map(|(name, value)| (name.to_owned(), value));
    Letter {
        notice: Notice::NewDevice,
        tenant: None,
        recipient: person.email,
        language: person.language.unwrap_or(arrival.language),
        arguments: MailArguments::from(arguments),
    }
}

fn hash(device: &str) -> Vec<u8> {
    Sha256::digest(device).to_vec()
}
