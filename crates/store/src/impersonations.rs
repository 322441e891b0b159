//! Support that looks into a cabinet: with a reason, for a limited time, as the tenant allows.
//!
//! The row is the session: whatever ends it, the next request finds it ended.

mod rules;

pub use rules::SupportRules;

use crate::{
    Actor, Store, StoreError, TenantStore,
    audit::{self, Entry},
    sql, text,
};
use domain::{ImpersonationId, MemberId, Role, StaffId, SupportAccess, TenantId};
use rules::rules;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

/// How long a consent is waited for, and may be used, in milliseconds.
const ASKED_FOR_MS: i64 = 24 * 3_600_000;
/// A minute, in milliseconds.
const MINUTE_MS: i64 = 60_000;
/// The same thing looked at again within so long is one look, in milliseconds.
const ONE_LOOK_MS: i64 = 60_000;

const COLUMNS: &str = "p.tenant_id, p.id, p.staff_id, p.member_id, m.role, s.email, p.ticket,
    p.reason, p.minutes, p.writes AND t.support_writes AS writes, p.asked_at, p.agreed_at,
    p.began_at, p.ends_at, p.ended_at, t.support_access, t.support_writes
    FROM impersonation p
    JOIN tenant t ON t.id = p.tenant_id
    JOIN member m ON m.tenant_id = p.tenant_id AND m.id = p.member_id
    JOIN sign_in s ON s.id = m.sign_in_id";

const INSERT: &str = "INSERT INTO impersonation (tenant_id, id, staff_id, member_id, ticket,
        reason, minutes, writes, asked_at, agreed_at, began_at, ends_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, FALSE, ?, ?, ?, ?)";

const OPEN_OF: &str = "SELECT tenant_id, id FROM impersonation
    WHERE staff_id = ? AND ended_at IS NULL";

const END: &str = "UPDATE impersonation SET ended_at = ?
    WHERE tenant_id = ? AND id = ? AND ended_at IS NULL";

const AGREE: &str = "UPDATE impersonation SET agreed_at = ?
    WHERE tenant_id = ? AND id = ? AND ended_at IS NULL AND agreed_at IS NULL AND ends_at > ?";

const ENTER: &str = "UPDATE impersonation SET began_at = ?, ends_at = ?
    WHERE tenant_id = ? AND id = ? AND staff_id = ? AND ended_at IS NULL
        AND agreed_at IS NOT NULL AND began_at IS NULL AND ends_at > ?";

const WRITE: &str = "UPDATE impersonation SET writes = TRUE
    WHERE tenant_id = ? AND id = ? AND ended_at IS NULL AND ends_at > ? AND EXISTS (
        SELECT 1 FROM tenant t WHERE t.id = impersonation.tenant_id AND t.support_writes)";

/// Why and for how long somebody looks in.
#[derive(Debug, Clone)]
pub struct NewLook {
    /// Who looks.
    pub staff_id: StaffId,
    /// As whom.
    pub member_id: MemberId,
    /// The ticket that it is for.
    pub ticket: String,
    /// Why; holds no phone number.
    pub reason: String,
    /// For how long.
    pub minutes: i32,
}

/// A look into a cabinet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookRow {
    /// Which.
    pub id: ImpersonationId,
    /// Into whose cabinet.
    pub tenant_id: TenantId,
    /// Who looks.
    pub staff_id: StaffId,
    /// As whom.
    pub member_id: MemberId,
    /// With which role that is.
    pub role: Role,
    /// By what that member signs in.
    pub email: String,
    /// The ticket that it is for.
    pub ticket: String,
    /// Why.
    pub reason: String,
    /// For how long.
    pub minutes: i32,
    /// Whether it may change things, and the tenant still allows that.
    pub writes: bool,
    /// Whether the tenant lets support change things.
    pub may_write: bool,
    /// When it was asked for.
    pub asked_at: i64,
    /// When the tenant agreed, or it needed no consent.
    pub agreed_at: Option<i64>,
    /// When it was entered.
    pub began_at: Option<i64>,
    /// When it ends by itself.
    pub ends_at: i64,
    /// When it was ended.
    pub ended_at: Option<i64>,
    access: SupportAccess,
}

impl LookRow {
    /// Whether it is going on.
    #[must_use]
    pub fn is_open(&self, now: i64) -> bool {
        self.began_at.is_some() && self.is_wanted(now)
    }

    /// Whether it waits for the tenant's consent.
    #[must_use]
    pub fn waits(&self, now: i64) -> bool {
        self.agreed_at.is_none() && self.is_wanted(now)
    }

    /// Whether the tenant agreed and it was not entered yet.
    #[must_use]
    pub fn may_enter(&self, now: i64) -> bool {
        self.agreed_at.is_some() && self.began_at.is_none() && self.is_wanted(now)
    }

    fn is_wanted(&self, now: i64) -> bool {
        self.ended_at.is_none() && self.ends_at > now && self.access != SupportAccess::Closed
    }
}

#[derive(FromQueryResult)]
struct Row {
    tenant_id: Uuid,
    id: Uuid,
    staff_id: Uuid,
    member_id: Uuid,
    role: String,
    email: String,
    ticket: String,
    reason: String,
    minutes: i32,
    writes: bool,
    asked_at: i64,
    agreed_at: Option<i64>,
    began_at: Option<i64>,
    ends_at: i64,
    ended_at: Option<i64>,
    support_access: String,
    support_writes: bool,
}

#[derive(FromQueryResult)]
struct Key {
    tenant_id: Uuid,
    id: Uuid,
}

impl Store {
    /// A look by its id, as it stands.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_look(&self, id: ImpersonationId) -> Result<Option<LookRow>, StoreError> {
        let find = format!("SELECT {COLUMNS} WHERE p.id = ?");
        let row: Option<Row> = sql::row(self.reader(), &find, vec![id.0.into()]).await?;
        row.map(look).transpose()
    }

    /// Ends every look of a person of the operator: signing out anywhere leaves every cabinet.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn end_looks_of(&self, staff: StaffId, now: i64) -> Result<(), StoreError> {
        let open: Vec<Key> = sql::rows(self.reader(), OPEN_OF, vec![staff.0.into()]).await?;
        for Key { tenant_id, id } in open {
            let id = ImpersonationId(id);
            let actor = Actor::Support(staff, id);
            self.tenant(TenantId(tenant_id))
                .end_look(&actor, id, now)
                .await?;
        }
        Ok(())
    }
}

impl TenantStore {
    /// Begins to look in; where the tenant wants to be asked, the look waits for its consent.
    /// Any other look of the same person ends.
    ///
    /// # Errors
    /// `Conflict` where the tenant forbids it, `NotFound` where there is no such member.
    pub async fn begin_look(&self, new: NewLook, now: i64) -> Result<LookRow, StoreError> {
        self.store.end_looks_of(new.staff_id, now).await?;
        let db = self.store.write().await?;
        let access = rules(&db, self.id).await?.access;
        let id = ImpersonationId(self.store.inner.ids.at(now));
        let (entered, ends_at) = match access {
            SupportAccess::Closed => return Err(StoreError::Conflict),
            SupportAccess::Open => (Some(now), now + i64::from(new.minutes) * MINUTE_MS),
            SupportAccess::Consent => (None, now + ASKED_FOR_MS),
        };
        let values = vec![
            self.id.0.into(),
            id.0.into(),
            new.staff_id.0.into(),
            new.member_id.0.into(),
            new.ticket.as_str().into(),
            text::storable(&new.reason).into(),
            new.minutes.into(),
            now.into(),
            entered.into(),
            entered.into(),
            ends_at.into(),
        ];
        sql::execute(&db, INSERT, values).await?;
        let action = match entered {
            Some(_) => "support.begin",
            None => "support.ask",
        };
        let entry = Entry::new(action, &new.member_id).because(&new.reason);
        let row = self.note_begun(&db, new.staff_id, id, entry, now).await?;
        db.commit().await?;
        Ok(row)
    }

    /// Agrees to a look that support asked for, or refuses it.
    ///
    /// # Errors
    /// `NotFound` where none waits.
    pub async fn answer_look(
        &self,
        actor: &Actor,
        id: ImpersonationId,
        agreed: bool,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        let (change, action, values) = if agreed {
            let values = vec![now.into(), self.id.0.into(), id.0.into(), now.into()];
            (AGREE, "support.agree", values)
        } else {
            let values = vec![now.into(), self.id.0.into(), id.0.into()];
            (END, "support.refuse", values)
        };
        self.change(&db, change, values).await?;
        audit::write(&db, self, actor, Entry::new(action, &id), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Enters a look that the tenant agreed to: from now on its time runs.
    ///
    /// # Errors
    /// `NotFound` where there is none that this person may enter.
    pub async fn enter_look(
        &self,
        staff: StaffId,
        id: ImpersonationId,
        now: i64,
    ) -> Result<LookRow, StoreError> {
        let db = self.store.write().await?;
        let asked = get(&db, self.id, id).await?;
        let ends_at = now + i64::from(asked.minutes) * MINUTE_MS;
        let values = vec![
            now.into(),
            ends_at.into(),
            self.id.0.into(),
            id.0.into(),
            staff.0.into(),
            now.into(),
        ];
        self.change(&db, ENTER, values).await?;
        let entry = Entry::new("support.begin", &asked.member_id).because(&asked.reason);
        let row = self.note_begun(&db, staff, id, entry, now).await?;
        db.commit().await?;
        Ok(row)
    }

    /// Writes down that a look was asked for or begun, and owes the owners their mail of it.
    async fn note_begun(
        &self,
        db: &impl ConnectionTrait,
        staff: StaffId,
        id: ImpersonationId,
        entry: Entry<'_>,
        now: i64,
    ) -> Result<LookRow, StoreError> {
        audit::write(db, self, &Actor::Support(staff, id), entry, now).await?;
        let row = get(db, self.id, id).await?;
        rules::tell(db, self, &row, now).await?;
        Ok(row)
    }

    /// Lets a look change things from now on.
    ///
    /// # Errors
    /// `NotFound` where it is over, or the tenant does not let support change anything.
    pub async fn let_write(
        &self,
        actor: &Actor,
        id: ImpersonationId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        let values = vec![self.id.0.into(), id.0.into(), now.into()];
        self.change(&db, WRITE, values).await?;
        audit::write(&db, self, actor, Entry::new("support.write", &id), now).await?;
        db.commit().await?;
        Ok(())
    }

    /// Ends a look, if it goes on.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn end_look(
        &self,
        actor: &Actor,
        id: ImpersonationId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        let values = vec![now.into(), self.id.0.into(), id.0.into()];
        if sql::execute(&db, END, values).await?.rows_affected() > 0 {
            audit::write(&db, self, actor, Entry::new("support.end", &id), now).await?;
        }
        db.commit().await?;
        Ok(())
    }

    /// Writes down what support looks at; the same again within a minute is one look.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn note_look(
        &self,
        actor: &Actor,
        subject: &str,
        now: i64,
    ) -> Result<(), StoreError> {
        let known = "SELECT COUNT(*) FROM audit WHERE tenant_id = ? AND noted_at > ?
            AND actor = ? AND action = 'support.look' AND subject = ?";
        let values = vec![
            self.id.0.into(),
            (now - ONE_LOOK_MS).into(),
            actor.to_string().into(),
            subject.into(),
        ];
        if sql::number(self.store.reader(), known, values).await? == 0 {
            self.note(actor, "support.look", subject, now).await?;
        }
        Ok(())
    }

    /// The looks into the cabinet, newest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_looks(&self, limit: u64) -> Result<Vec<LookRow>, StoreError> {
        let list = format!("SELECT {COLUMNS} WHERE p.tenant_id = ? ORDER BY p.id DESC LIMIT ?");
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let values = vec![self.id.0.into(), limit.into()];
        let rows: Vec<Row> = sql::rows(self.store.reader(), &list, values).await?;
        rows.into_iter().map(look).collect()
    }

    /// Runs a change of one row.
    async fn change(
        &self,
        db: &impl ConnectionTrait,
        change: &str,
        values: Vec<sea_orm::Value>,
    ) -> Result<(), StoreError> {
        match sql::execute(db, change, values).await?.rows_affected() {
            0 => Err(StoreError::NotFound),
            _ => Ok(()),
        }
    }
}

async fn get(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    id: ImpersonationId,
) -> Result<LookRow, StoreError> {
    let get = format!("SELECT {COLUMNS} WHERE p.tenant_id = ? AND p.id = ?");
    let row: Option<Row> = sql::row(db, &get, vec![tenant.0.into(), id.0.into()]).await?;
    look(row.ok_or(StoreError::NotFound)?)
}

fn look(row: Row) -> Result<LookRow, StoreError> {
    Ok(LookRow {
        id: ImpersonationId(row.id),
        tenant_id: TenantId(row.tenant_id),
        staff_id: StaffId(row.staff_id),
        member_id: MemberId(row.member_id),
        role: text::key("a role", &row.role)?,
        email: row.email,
        ticket: row.ticket,
        reason: row.reason,
        minutes: row.minutes,
        writes: row.writes,
        may_write: row.support_writes,
        asked_at: row.asked_at,
        agreed_at: row.agreed_at,
        began_at: row.began_at,
        ends_at: row.ends_at,
        ended_at: row.ended_at,
        access: text::key("an access", &row.support_access)?,
    })
}
