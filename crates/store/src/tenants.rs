//! The customer companies.

mod standing;

pub use standing::TenantStanding;
pub(crate) use standing::names_number;

use crate::{
    Actor, Store, StoreError, TenantStore, audit,
    entity::tenant::{ActiveModel, Entity, Model},
    sql, text,
};
use domain::{Language, Suspension, Tenant, TenantId, WorkingHours};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, NotSet, PaginatorTrait, Set};

/// A customer company that does not exist yet.
#[derive(Debug, Clone)]
pub struct NewTenant {
    /// As it calls itself.
    pub name: String,
    /// IANA time zone.
    pub zone: String,
    /// ISO 3166 country by which national numbers are read.
    pub country: String,
    /// The language of mails to nobody in particular.
    pub language: Language,
}

impl Store {
    /// Makes a tenant.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn create_tenant(
        &self,
        actor: &Actor,
        new: NewTenant,
        now: i64,
    ) -> Result<Tenant, StoreError> {
        let row = ActiveModel {
            id: Set(self.inner.ids.at(now)),
            name: Set(new.name),
            zone: Set(new.zone),
            country: Set(new.country),
            language: Set(new.language.key().to_owned()),
            revision: Set(1),
            created_at: Set(now),
            suspended_at: Set(None),
            suspended_reason: Set(None),
            working_hours: Set(None),
        };
        let db = self.write().await?;
        let made = tenant(row.insert(&db).await?)?;
        let (scope, subject) = (self.tenant(made.id), made.id.to_string());
        audit::note(&db, &scope, actor, "tenant.create", &subject, now).await?;
        db.commit().await?;
        Ok(made)
    }

    /// One tenant, if there is one.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_tenant(&self, id: TenantId) -> Result<Option<Tenant>, StoreError> {
        find(self.reader(), id).await
    }

    /// Every tenant, the oldest first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn tenant_ids(&self) -> Result<Vec<TenantId>, StoreError> {
        let rows = Entity::find().all(self.reader()).await?;
        let mut ids: Vec<TenantId> = rows.into_iter().map(|row| TenantId(row.id)).collect();
        ids.sort_unstable();
        Ok(ids)
    }

    /// How many tenants there are.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn count_tenants(&self) -> Result<u64, StoreError> {
        Ok(Entity::find().count(self.reader()).await?)
    }
}

impl TenantStore {
    /// The tenant itself.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn get(&self) -> Result<Tenant, StoreError> {
        let found = find(self.store.reader(), self.id).await?;
        found.ok_or(StoreError::NotFound)
    }

    /// Changes the settings of the tenant.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn update(
        &self,
        actor: &Actor,
        name: &str,
        zone: &str,
        country: &str,
        language: Language,
        now: i64,
    ) -> Result<Tenant, StoreError> {
        let db = self.store.write().await?;
        raise_revision(&db, self.id).await?;
        let row = ActiveModel {
            id: Set(self.id.0),
            name: Set(name.to_owned()),
            zone: Set(zone.to_owned()),
            country: Set(country.to_owned()),
            language: Set(language.key().to_owned()),
            revision: NotSet,
            created_at: NotSet,
            suspended_at: NotSet,
            suspended_reason: NotSet,
            working_hours: NotSet,
        };
        let changed = tenant(row.update(&db).await?)?;
        audit::note(&db, self, actor, "tenant.update", &self.id.to_string(), now).await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(changed)
    }

    /// Changes when the company works; none says nothing of it. Calls from now on are read by it.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn set_hours(
        &self,
        actor: &Actor,
        hours: Option<&WorkingHours>,
        now: i64,
    ) -> Result<(), StoreError> {
        let set = "UPDATE tenant SET working_hours = ? WHERE id = ?";
        let hours = hours.map(|hours| text::json("working hours", hours));
        let db = self.store.write().await?;
        raise_revision(&db, self.id).await?;
        sql::execute(&db, set, vec![hours.transpose()?.into(), self.id.0.into()]).await?;
        audit::note(&db, self, actor, "tenant.hours", &self.id.to_string(), now).await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(())
    }
}

/// One tenant, inside or outside of a transaction.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: TenantId,
) -> Result<Option<Tenant>, StoreError> {
    let row = Entity::find_by_id(id.0).one(db).await?;
    row.map(tenant).transpose()
}

/// Says that a set-up read before is stale. Holds the tenant's row until the transaction ends,
/// so that changes of one tenant follow each other.
///
/// # Errors
/// `RecordNotUpdated` without the tenant.
pub(crate) async fn raise_revision(db: &impl ConnectionTrait, id: TenantId) -> Result<(), DbErr> {
    let raise = "UPDATE tenant SET revision = revision + 1 WHERE id = ?";
    match sql::execute(db, raise, vec![id.0.into()])
        .await?
        .rows_affected()
    {
        0 => Err(DbErr::RecordNotUpdated),
        _ => Ok(()),
    }
}

/// Whether a tenant's deliveries are held back.
pub(crate) async fn is_suspended(db: &impl ConnectionTrait, id: TenantId) -> Result<bool, DbErr> {
    let count = "SELECT COUNT(*) FROM tenant WHERE id = ? AND suspended_at IS NOT NULL";
    Ok(sql::number(db, count, vec![id.0.into()]).await? > 0)
}

pub(crate) fn tenant(row: Model) -> Result<Tenant, StoreError> {
    Ok(Tenant {
        id: TenantId(row.id),
        name: row.name,
        zone: row.zone,
        country: row.country,
        language: text::key("a language", &row.language)?,
        revision: row.revision,
        created_at: row.created_at,
        suspended: row.suspended_at.map(|since| Suspension {
            since,
            reason: row.suspended_reason.unwrap_or_default(),
        }),
        hours: match &row.working_hours {
            Some(hours) => Some(text::parsed("working hours", hours)?),
            None => None,
        },
    })
}
