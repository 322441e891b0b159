//! All SQL: domain types in, domain types out. SQLite and PostgreSQL behind one surface.
//!
//! Everything that belongs to a tenant is reached through [`Store::tenant`]; the functions of
//! [`Store`] itself are the few that look across tenants.

mod actor;
mod agreements;
mod attempts;
mod audit;
mod batch;
mod by_operator;
mod call_values;
mod calls;
mod checkpoint;
mod claims;
mod connections;
mod counters;
mod deliveries;
mod devices;
mod digests;
mod doubts;
mod email_changes;
mod entity;
mod error;
mod exports;
mod finish;
mod group;
mod handovers;
mod ids;
mod impersonations;
mod incidents;
mod incoming;
mod inspector;
mod integrations;
mod invitations;
mod jobs;
mod joined;
mod key_check;
mod key_ends;
mod keys;
mod ledger;
mod links;
mod lock;
mod members;
mod noted;
mod notifications;
mod once;
mod open;
mod outbox;
mod page;
mod personal;
mod phone;
mod pool;
mod projects;
mod recording;
mod resets;
mod retention;
mod rotate;
mod saved_views;
mod seal;
mod searches;
mod second_factors;
mod secrets;
mod senders;
mod sessions;
mod setups;
mod sign_ins;
mod silences;
mod sizes;
mod sources;
mod sql;
mod staff;
mod system;
mod tenants;
mod test_records;
#[cfg(test)]
mod testing;
mod text;
mod throttle;
mod tokens;
mod told;
mod undo;
mod upkeep;
mod waiting;
mod wake;
mod workers;

pub use actor::Actor;
pub use agreements::AGREEMENT_MS;
pub use attempts::AttemptRow;
pub use audit::{AuditCheck, AuditEnd, AuditRow};
pub use calls::{
    CallCounts, CallDetail, CallFilter, CallRow, CallSearch, EventRow, KnownCall, LOOKED_AT_MAX,
    Matching, MissingPage, MissingRow, Seen, Unmet,
};
pub use connections::ConnectionRow;
pub use counters::HourCount;
pub use deliveries::{
    Again, DeliveryDetail, DeliveryFilter, DeliveryRow, Lost, LostCount, PulseCount, PulseState,
    SentVersion, StateFilter,
};
pub use devices::Arrival;
pub use email_changes::{EMAIL_CHANGE_KEPT_MS, EMAIL_CHANGE_PATH, EmailChange};
pub use error::StoreError;
pub use exports::{EXPORT_ALIVE_MS, EXPORTS_AT_ONCE, ExportRow, NewExport};
pub use handovers::{HANDOVER_WAIT_MS, HandoverRow};
pub use impersonations::{LookRow, NewLook, SupportRules};
pub use incidents::{Closed, IncidentFilter, IncidentRow, NoticeRules};
pub use incoming::{INCOMING_KEPT_MAX, IncomingFilter, IncomingIn, IncomingRow};
pub use inspector::{INSPECTED_KEPT_MAX, INSPECTED_LINE_CHARS, InspectedLine, InspectedRequest};
pub use integrations::{
    Author, Background, IntegrationCard, IntegrationRow, LastChange, NewStamp, OldStamp,
    RecentDelivery, VersionRow,
};
pub use invitations::{
    Guest, INVITATION_KEPT_MS, INVITATION_PATH, INVITATIONS_MAX, Invitation, InvitationRow,
    NewInvitation,
};
pub use jobs::{JOB_ROWS_MAX, JOBS_OPEN_MAX, JobDefinition, JobRow, JobTurn};
pub use key_ends::KeyEndRow;
pub use keys::{ApiKey, KeyRow};
pub use ledger::{
    AcceptFault, AcceptanceIn, AcceptedOut, BatchIn, CommittedOut, IdempotencyIn, SettledIn,
    StandingOut, TestIn, WantIn,
};
pub use members::{MemberRow, MemberTies, Membership, Removal};
pub use notifications::Notifications;
pub use once::ONCE_KEPT_MS;
pub use outbox::{Letter, MailArguments, MailRow, MailState, argument as mail_argument};
pub use page::Page;
pub use personal::{CALLS_IN_FILE_MAX, Erasure, KeptValue, NumberFile, Received};
pub use resets::{RESET_KEPT_MS, RESET_PATH};
pub use retention::{ANSWERS_DAYS, CALLS_DAYS, Retention};
pub use saved_views::{SAVED_VIEWS_MAX, SavedViewRow, VIEW_NAME_CHARS_MAX};
pub use second_factors::SecondFactor;
pub use senders::Replaced;
pub use sessions::{SESSION_SEEN_EVERY_MS, SessionRow};
pub use sign_ins::SignIn;
pub use silences::{BroughtIn, SilenceRow};
pub use sizes::SizeRow;
pub use sources::{Source, SourceRow};
pub use staff::StaffRow;
pub use system::{
    HourRow, MailCounts, OpenIncident, QUEUE_COUNTED_MAX, QueueRow, ReceiverRow, RecentEvent,
    WorkerRow,
};
pub use tenants::{NewTenant, TenantStanding};
pub use throttle::NotedTry;
pub use tokens::{KeptToken, RenewalSecrets, TokenStanding};
pub use undo::UNDO_MS;
pub use upkeep::JOB_KEPT_MS;
pub use wake::{Call, Calls};

use crate::{checkpoint::Ahead, doubts::Doubts, ids::Ids, pool::Pools, seal::Sealer};
use domain::{SenderId, TenantId};
use keys::{KeyCache, USE_NOTED_EVERY_MS};
use noted::Noted;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use setups::SetupCache;
use std::{
    fmt,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::Notify;

/// A statement that takes so long is logged, at the level `debug`.
const SLOW: Duration = Duration::from_millis(100);

/// What it takes to open the storage.
pub struct StoreOptions {
    /// `sqlite:path` or `postgres://...`.
    pub url: String,
    /// The key that seals secrets at rest.
    pub key: [u8; 32],
}

/// The storage of a whole installation. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    committer: DatabaseConnection,
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    sealer: Sealer,
    ids: Ids,
    statements: Arc<AtomicU64>,
    keys: KeyCache,
    uses: Noted<(SenderId, bool)>,
    sessions: Noted<String>,
    setups: SetupCache,
    doubts: Doubts,
    /// Of SQLite alone.
    ahead: Option<Ahead>,
    /// Told when a job is made or changed.
    jobs: Notify,
    /// When something was last deleted that is still to be finished.
    deleted_at: Mutex<Option<i64>>,
    /// Whether a replaced secret of a stamp may go on that is still to be forgotten.
    old_stamps: AtomicBool,
}

/// What belongs to one tenant; another tenant's things are not found through it.
#[derive(Clone)]
pub struct TenantStore {
    store: Store,
    id: TenantId,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

impl Store {
    /// Opens the pools; creates the file of a SQLite database, but no tables.
    ///
    /// # Errors
    /// `Unavailable` where the database cannot be reached.
    pub async fn connect(options: &StoreOptions) -> Result<Self, StoreError> {
        let mut pools = pool::open(&options.url).await?;
        let statements = Arc::new(AtomicU64::new(0));
        let both = [&mut pools.writer, &mut pools.reader];
        for pool in both.into_iter().chain(&mut pools.committer) {
            let counter = Arc::clone(&statements);
            pool.set_metric_callback(move |info| {
                counter.fetch_add(1, Ordering::Relaxed);
                if info.elapsed >= SLOW {
                    // The text alone: values are calls and people.
                    let (took, sql) = (info.elapsed, &info.statement.sql);
                    tracing::debug!(?took, sql, "a slow statement");
                }
            });
        }
        let Pools {
            writer,
            reader,
            committer,
            checkpoints,
        } = pools;
        let inner = Inner {
            committer: committer.unwrap_or_else(|| writer.clone()),
            writer,
            reader,
            sealer: Sealer::new(options.key),
            ids: Ids::default(),
            statements,
            keys: KeyCache::default(),
            uses: Noted::every(USE_NOTED_EVERY_MS),
            sessions: Noted::every(SESSION_SEEN_EVERY_MS),
            setups: SetupCache::default(),
            doubts: Doubts::default(),
            ahead: checkpoints.map(Ahead::new),
            jobs: Notify::new(),
            deleted_at: Mutex::default(),
            // A process before this one may have left some.
            old_stamps: AtomicBool::new(true),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The connection that writes, for the migrations alone.
    #[must_use]
    pub fn writer(&self) -> &DatabaseConnection {
        &self.inner.writer
    }

    /// Whether this is SQLite, where one process owns the file.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        self.inner.writer.get_database_backend() == DbBackend::Sqlite
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// `Unavailable` where it gives none.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.reader().ping().await?;
        Ok(())
    }

    /// The time on the database server's clock, in milliseconds since 1970; none on SQLite,
    /// which has no other than ours.
    ///
    /// # Errors
    /// `Unavailable` where it cannot be asked.
    pub async fn server_time(&self) -> Result<Option<i64>, StoreError> {
        if self.is_sqlite() {
            return Ok(None);
        }
        let sql = "SELECT CAST(EXTRACT(EPOCH FROM now()) * 1000 AS BIGINT) AS at";
        Ok(Some(sql::number(self.reader(), sql, Vec::new()).await?))
    }

    /// What belongs to a tenant. Cheap; asks nothing.
    #[must_use]
    pub fn tenant(&self, id: TenantId) -> TenantStore {
        TenantStore {
            store: self.clone(),
            id,
        }
    }

    /// How many SQL statements were sent since the start, for measurements.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.inner.statements.load(Ordering::Relaxed)
    }

    /// Where to read from outside of a transaction.
    pub(crate) fn reader(&self) -> &DatabaseConnection {
        &self.inner.reader
    }

    /// Begins a transaction that writes. On SQLite it takes the lock at once: one that reads
    /// first and then writes would fail instead of waiting.
    pub(crate) async fn write(&self) -> Result<DatabaseTransaction, DbErr> {
        begin(&self.inner.writer).await
    }

    /// The same for the engine's batches, which wait for no other writer of this process on
    /// PostgreSQL.
    pub(crate) async fn write_batch(&self) -> Result<DatabaseTransaction, DbErr> {
        begin(&self.inner.committer).await
    }
}

async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    db.begin_with_options(TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    })
    .await
}
