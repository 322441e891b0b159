//! What a tenant allows the operator's support, and how it is told of looks.

use super::LookRow;
use crate::{
    Actor, StoreError, TenantStore,
    audit::{self, Entry},
    outbox::{
        self, LINK,
        argument::{MINUTES, TICKET},
    },
    sql, text,
};
use domain::{SupportAccess, TenantId, notice::Notice};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};

/// Where the tenant reads of looks, answers and ends them.
const AUDIT_PATH: &str = "/audit";

/// What a tenant allows the operator's support.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupportRules {
    /// Whether it may look in.
    pub access: SupportAccess,
    /// Whether it may change things.
    pub writes: bool,
    /// Whether owners are told by mail when it begins to look in.
    pub mails: bool,
}

#[derive(FromQueryResult)]
struct Rules {
    support_access: String,
    support_writes: bool,
    support_mail: bool,
}

impl TenantStore {
    /// What the tenant allows support.
    ///
    /// # Errors
    /// `NotFound` without the tenant.
    pub async fn support_rules(&self) -> Result<SupportRules, StoreError> {
        rules(self.store.reader(), self.id).await
    }

    /// Says what support may do. What is not allowed any more ends at once.
    ///
    /// # Errors
    /// `NotFound` without the tenant.
    pub async fn set_support_rules(
        &self,
        actor: &Actor,
        rules: SupportRules,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        let set = "UPDATE tenant SET support_access = ?, support_writes = ?, support_mail = ?
            WHERE id = ?";
        let values = vec![
            rules.access.key().into(),
            rules.writes.into(),
            rules.mails.into(),
            self.id.0.into(),
        ];
        self.change(&db, set, values).await?;
        let allows = match (rules.access, rules.writes) {
            (SupportAccess::Closed, _) => "support.rules_closed",
            (SupportAccess::Consent, false) => "support.rules_consent",
            (SupportAccess::Consent, true) => "support.rules_consent_writes",
            (SupportAccess::Open, false) => "support.rules_open",
            (SupportAccess::Open, true) => "support.rules_open_writes",
        };
        audit::write(&db, self, actor, Entry::new(allows, &self.id), now).await?;
        db.commit().await?;
        Ok(())
    }
}

pub(super) async fn rules(
    db: &impl ConnectionTrait,
    id: TenantId,
) -> Result<SupportRules, StoreError> {
    let get = "SELECT support_access, support_writes, support_mail FROM tenant WHERE id = ?";
    let row: Result<Option<Rules>, DbErr> = sql::row(db, get, vec![id.0.into()]).await;
    let row = row?.ok_or(StoreError::NotFound)?;
    Ok(SupportRules {
        access: text::key("an access", &row.support_access)?,
        writes: row.support_writes,
        mails: row.support_mail,
    })
}

/// Tells the owners of a look: always where it waits for them, else where they want that.
pub(super) async fn tell(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    look: &LookRow,
    now: i64,
) -> Result<(), StoreError> {
    let notice = if look.waits(now) {
        Notice::SupportAsks
    } else if rules(db, tenant.id).await?.mails {
        Notice::SupportLooks
    } else {
        return Ok(());
    };
    let named = [
        (TICKET, look.ticket.clone()),
        (MINUTES, look.minutes.to_string()),
        (LINK, AUDIT_PATH.to_owned()),
    ];
    let named = named.map(|(name, value)| (name.to_owned(), value)).into();
    outbox::tell_owners(db, tenant, notice, &named, now).await
}
