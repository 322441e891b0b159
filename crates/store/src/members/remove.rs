//! Removing a member: what hangs on them, and who takes it over.

use super::{get, is_last_owner, leaves_an_owner};
use crate::{
    Actor, KeyRow, StoreError, TenantStore,
    audit::{self, Entry},
    entity::member::Entity,
    integrations, keys, sign_ins, sql, tenants,
};
use domain::{IntegrationId, MemberId};
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult};

/// Keys that a member made, at first or anew, by the entries of the audit log.
const MADE_KEYS: &str = "SELECT subject FROM audit WHERE tenant_id = ? AND actor = ?
    AND action IN ('key.create', 'key.rotate')";

/// What hangs on a member.
#[derive(Debug, Clone)]
pub struct MemberTies {
    /// Integrations whose failures are told to them by name: id and name.
    pub alerts: Vec<(IntegrationId, String)>,
    /// Keys that they made and that still open something. They may know them.
    pub keys: Vec<KeyRow>,
    /// Whether they are the one owner: then they cannot go.
    pub is_last_owner: bool,
}

/// How a member is removed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Removal {
    /// Who is told instead of them from now on; nobody in particular where there is none.
    pub successor: Option<MemberId>,
    /// Whether the keys that they made are revoked.
    pub revoke_keys: bool,
}

#[derive(FromQueryResult)]
struct Subject {
    subject: String,
}

impl TenantStore {
    /// What hangs on a member.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn member_ties(&self, id: MemberId) -> Result<MemberTies, StoreError> {
        let db = self.store.reader();
        let row = get(db, self, id).await?;
        let made = made_keys(db, self, id).await?;
        let keys = self.list_keys().await?.into_iter();
        let lives = |key: &KeyRow| key.revoked_at.is_none() && made.contains(&key.id.to_string());
        Ok(MemberTies {
            alerts: integrations::told_to(db, self, id).await?,
            keys: keys.filter(lives).collect(),
            is_last_owner: is_last_owner(db, self, &row).await?,
        })
    }

    /// Takes a person out of the tenant; their sign-in stays theirs.
    ///
    /// # Errors
    /// `NotFound`, also for the successor; `Invalid` where no owner would be left.
    pub async fn remove_member(
        &self,
        actor: &Actor,
        id: MemberId,
        removal: Removal,
        now: i64,
    ) -> Result<(), StoreError> {
        let ties = self.member_ties(id).await?;
        let keys = ties.keys.iter().filter(|_| removal.revoke_keys);
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        let row = get(&db, self, id).await?;
        leaves_an_owner(&db, self, &row).await?;
        if let Some(successor) = removal.successor {
            get(&db, self, successor).await?;
        }
        integrations::tell_instead(&db, self, actor, (id, removal.successor), now).await?;
        for key in keys.clone() {
            keys::revoke(&db, self, actor, key.id, now).await?;
        }
        Entity::delete_by_id((self.id.0, id.0)).exec(&db).await?;
        let emails = sign_ins::emails(&db, std::iter::once(row.sign_in_id)).await?;
        let email = emails.values().next().map(String::as_str);
        let entry = Entry::new("member.remove", &id).of_whom(email);
        audit::write(&db, self, actor, entry, now).await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        for key in keys {
            self.store.inner.keys.forget(key.id);
        }
        Ok(())
    }
}

async fn made_keys(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    id: MemberId,
) -> Result<Vec<String>, StoreError> {
    let values = vec![tenant.id.0.into(), id.to_string().into()];
    let rows: Vec<Subject> = sql::rows(db, MADE_KEYS, values).await?;
    Ok(rows.into_iter().map(|row| row.subject).collect())
}
