//! The second factor of a person: the sealed secret of their codes, and recovery codes.

use crate::{Store, StoreError, audit, seal::Place, sql};
use domain::{SignInId, TenantId};
use sea_orm::{ConnectionTrait, FromQueryResult};
use sha2::{Digest, Sha256};
use uuid::Uuid;

const PUT: &str = "INSERT INTO second_factor (sign_in_id, sealed, last_step, created_at)
    VALUES (?, ?, 0, ?)
    ON CONFLICT (sign_in_id) DO UPDATE SET sealed = excluded.sealed, last_step = 0,
        created_at = excluded.created_at
    WHERE second_factor.confirmed_at IS NULL";
const FIND: &str = "SELECT sealed, confirmed_at FROM second_factor WHERE sign_in_id = ?";
const TAKE_STEP: &str =
    "UPDATE second_factor SET last_step = ? WHERE sign_in_id = ? AND last_step < ?";

/// The second factor of a person.
pub struct SecondFactor {
    /// The plain secret from which codes are made.
    pub secret: Vec<u8>,
    /// Whether the person has shown that they can make codes: only then it is asked for.
    pub is_confirmed: bool,
}

#[derive(FromQueryResult)]
struct Row {
    sealed: Vec<u8>,
    confirmed_at: Option<i64>,
}

impl Store {
    /// The second factor of a person, if they have one.
    ///
    /// # Errors
    /// `Broken` where the secret was sealed with another key.
    pub async fn find_second_factor(
        &self,
        id: SignInId,
    ) -> Result<Option<SecondFactor>, StoreError> {
        let row: Option<Row> = sql::row(self.reader(), FIND, vec![id.0.into()]).await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let plain = self.inner.sealer.open(place(id), &row.sealed)?;
        Ok(Some(SecondFactor {
            secret: from_hex(&plain),
            is_confirmed: row.confirmed_at.is_some(),
        }))
    }

    /// Keeps a secret that is not asked for yet, in place of an earlier one of that kind.
    ///
    /// # Errors
    /// `Conflict` where a second factor is in use already.
    pub async fn begin_second_factor(
        &self,
        id: SignInId,
        secret: &[u8],
        now: i64,
    ) -> Result<(), StoreError> {
        let sealed = self.inner.sealer.seal(place(id), &to_hex(secret))?;
        let values = vec![id.0.into(), sealed.into(), now.into()];
        let put = sql::execute(&self.inner.writer, PUT, values).await?;
        match put.rows_affected() {
            0 => Err(StoreError::Conflict),
            _ => Ok(()),
        }
    }

    /// Puts the second factor into use with the code of a step, and keeps hashes of recovery
    /// codes.
    ///
    /// # Errors
    /// `Conflict` where there is none to confirm.
    pub async fn confirm_second_factor(
        &self,
        id: SignInId,
        step: i64,
        recovery_codes: &[String],
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.write().await?;
        let confirm = "UPDATE second_factor SET confirmed_at = ?, last_step = ?
            WHERE sign_in_id = ? AND confirmed_at IS NULL";
        let values = vec![now.into(), step.into(), id.0.into()];
        if sql::execute(&db, confirm, values).await?.rows_affected() == 0 {
            return Err(StoreError::Conflict);
        }
        forget_codes(&db, id).await?;
        for code in recovery_codes {
            let insert = "INSERT INTO recovery_code (sign_in_id, hash) VALUES (?, ?)";
            sql::execute(&db, insert, vec![id.0.into(), hash(code).into()]).await?;
        }
        audit::note_person(&db, self, id, "second_factor.create", now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Takes the code of a step, once; false where it or a later one was taken before.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn take_step(&self, id: SignInId, step: i64) -> Result<bool, StoreError> {
        let values = vec![step.into(), id.0.into(), step.into()];
        let taken = sql::execute(&self.inner.writer, TAKE_STEP, values).await?;
        Ok(taken.rows_affected() == 1)
    }

    /// Takes a recovery code, once; false where it is none.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn take_recovery_code(
        &self,
        id: SignInId,
        code: &str,
        now: i64,
    ) -> Result<bool, StoreError> {
        let db = self.write().await?;
        let take = "DELETE FROM recovery_code WHERE sign_in_id = ? AND hash = ?";
        let taken = sql::execute(&db, take, vec![id.0.into(), hash(code).into()]).await?;
        if taken.rows_affected() == 0 {
            return Ok(false);
        }
        audit::note_person(&db, self, id, "second_factor.recover", now).await?;
        db.commit().await?;
        Ok(true)
    }

    /// How many recovery codes a person has left.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn count_recovery_codes(&self, id: SignInId) -> Result<i64, StoreError> {
        let count = "SELECT COUNT(*) FROM recovery_code WHERE sign_in_id = ?";
        Ok(sql::number(self.reader(), count, vec![id.0.into()]).await?)
    }

    /// Takes the second factor out of use, with its recovery codes.
    ///
    /// # Errors
    /// `NotFound` where there is none.
    pub async fn remove_second_factor(&self, id: SignInId, now: i64) -> Result<(), StoreError> {
        let db = self.write().await?;
        let remove = "DELETE FROM second_factor WHERE sign_in_id = ?";
        if sql::execute(&db, remove, vec![id.0.into()])
            .await?
            .rows_affected()
            == 0
        {
            return Err(StoreError::NotFound);
        }
        forget_codes(&db, id).await?;
        audit::note_person(&db, self, id, "second_factor.remove", now).await?;
        db.commit().await?;
        Ok(())
    }
}

async fn forget_codes(db: &impl ConnectionTrait, id: SignInId) -> Result<(), StoreError> {
    let forget = "DELETE FROM recovery_code WHERE sign_in_id = ?";
    sql::execute(db, forget, vec![id.0.into()]).await?;
    Ok(())
}

/// Where the secret of a person stands.
pub(crate) fn place(id: SignInId) -> Place<'static> {
    Place {
        tenant: TenantId(Uuid::nil()),
        owner: id.0,
        name: "second_factor",
    }
}

/// Codes are as random as keys, so that a plain hash gives nothing away.
fn hash(code: &str) -> Vec<u8> {
    Sha256::digest(code).to_vec()
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        use std::fmt::Write as _;
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn from_hex(text: &str) -> Vec<u8> {
    let digits: Vec<char> = text.chars().collect();
    digits
        .chunks(2)
        .filter_map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_comes_back_as_it_was() {
        let secret = [0, 7, 255, 16];
        assert_eq!(from_hex(&to_hex(&secret)), secret);
    }
}
