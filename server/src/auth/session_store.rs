//! The sessions of `tower-sessions`, kept in our own table.
//!
//! The table holds a hash of the cookie, not the cookie: who reads the database cannot sign in.
//! A session holds ids only; two requests that write at once then cannot undo each other.

use sha2::{Digest, Sha256};
use std::{collections::HashMap, fmt};
use store::{SessionRow, Store};
use time::OffsetDateTime;
use tower_sessions::{
    Session, SessionStore,
    session::{Id, Record},
    session_store,
};

/// Under which a session keeps who signed in.
pub const SIGN_IN: &str = "sign_in";
/// Under which a session keeps the tenant that the person looks at.
pub const TENANT: &str = "tenant";

/// Under which a session keeps the look into a cabinet that it entered.
pub const LOOK: &str = "look";
/// Under which a session keeps when the person signed in.
pub const BEGAN_AT: &str = "began_at";
/// Under which a session keeps with which browser the person signed in.
pub const DEVICE: &str = "device";
/// Under which a session keeps from which address the person signed in.
pub const ADDRESS: &str = "address";

/// New ids drawn before a session is given up; one collision is unheard of.
const CREATE_TRIES_MAX: usize = 3;

/// Sessions in the database.
#[derive(Clone)]
pub struct Sessions {
    store: Store,
}

impl Sessions {
    /// Sessions kept in this store.
    #[must_use]
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions")
    }
}

#[async_trait::async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        for _ in 0..CREATE_TRIES_MAX {
            let row = row(record)?;
            if self.store.create_session(&row).await.map_err(backend)? {
                return Ok(());
            }
            record.id = Id::default();
        }
        Err(session_store::Error::Backend("no free id".to_owned()))
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let row = row(record)?;
        self.store.save_session(&row).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        // The session layer dates its records by the system's clock, too.
        let now = milliseconds(OffsetDateTime::now_utc());
        let found = self.store.find_session(&key(id), now).await;
        found
            .map_err(backend)?
            .map(|row| record(*id, &row))
            .transpose()
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.store.delete_session(&key(id)).await.map_err(backend)
    }
}

/// What the table knows the session of a request by, if it has one.
#[must_use]
pub fn key_of(session: &Session) -> Option<String> {
    session.id().map(|id| key(&id))
}

/// What the table knows a session by: SHA-256 of the cookie's value, in hexadecimal.
fn key(id: &Id) -> String {
    use fmt::Write as _;
    Sha256::digest(id.to_string())
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

fn row(record: &Record) -> session_store::Result<SessionRow> {
    let data = serde_json::to_string(&record.data)
        .map_err(|error| session_store::Error::Encode(error.to_string()))?;
    let said = |name| record.data.get(name).and_then(|value| value.as_str());
    let text = |name| said(name).unwrap_or_default().to_owned();
    let began_at = record
        .data
        .get(BEGAN_AT)
        .and_then(serde_json::Value::as_i64);
    let began_at = began_at.unwrap_or_default();
    Ok(SessionRow {
        id: key(&record.id),
        sign_in_id: said(SIGN_IN).and_then(|text| text.parse().ok()),
        data,
        expires_at: milliseconds(record.expiry_date),
        began_at,
        seen_at: began_at,
        address: text(ADDRESS),
        device: text(DEVICE),
    })
}

fn record(id: Id, row: &SessionRow) -> session_store::Result<Record> {
    let decode = |error: String| session_store::Error::Decode(error);
    let data: HashMap<_, _> =
        serde_json::from_str(&row.data).map_err(|error| decode(error.to_string()))?;
    let expiry_date = OffsetDateTime::from_unix_timestamp(row.expires_at.div_euclid(1000))
        .map_err(|error| decode(error.to_string()))?;
    Ok(Record {
        id,
        data,
        expiry_date,
    })
}

fn milliseconds(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

#[expect(clippy::needless_pass_by_value, reason = "an argument of `map_err`")]
fn backend(error: store::StoreError) -> session_store::Error {
    session_store::Error::Backend(error.to_string())
}
