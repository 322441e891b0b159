//! The inspector: a request bin of each tenant, for trying out.

use crate::{
    Store, StoreError, TenantStore,
    entity::{inspected, inspector},
    sql, text,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{InspectedId, TenantId};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, Set, prelude::Uuid,
    sea_query::OnConflict,
};

/// How many requests are kept for a tenant; the oldest go first.
pub const INSPECTED_KEPT_MAX: u64 = 200;
/// How much of address and body a line of the list holds, in characters.
pub const INSPECTED_LINE_CHARS: i32 = 120;

/// A request as the inspector got it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectedRequest {
    /// Which; its UUIDv7 orders the list.
    pub id: InspectedId,
    /// Milliseconds since 1970.
    pub received_at: i64,
    /// Its method.
    pub method: String,
    /// Path and query after the token.
    pub url: String,
    /// Its headers, in order.
    pub headers: Vec<(String, String)>,
    /// Its body as text, cut at the inspector's limit.
    pub body: String,
    /// Whether it was cut.
    pub body_cut: bool,
}

/// A request as the list shows it: without what may be large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectedLine {
    /// Which.
    pub id: InspectedId,
    /// Milliseconds since 1970.
    pub received_at: i64,
    /// Its method.
    pub method: String,
    /// The beginning of path and query after the token.
    pub url: String,
    /// The beginning of its body.
    pub body: String,
}

impl Store {
    /// Whose inspector has this token.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_inspector(&self, token: &str) -> Result<Option<TenantId>, StoreError> {
        let row = inspector::Entity::find()
            .filter(inspector::Column::Token.eq(token))
            .one(self.reader())
            .await?;
        Ok(row.map(|row| TenantId(row.tenant_id)))
    }

    /// Keeps a request, and lets the oldest go beyond [`INSPECTED_KEPT_MAX`].
    ///
    /// # Errors
    /// `NotFound` where no inspector has the token.
    pub async fn keep_inspected(
        &self,
        token: &str,
        request: &InspectedRequest,
    ) -> Result<(), StoreError> {
        let tenant = self.find_inspector(token).await?;
        let tenant = tenant.ok_or(StoreError::NotFound)?;
        let db = self.write().await?;
        inspected::Entity::insert(stored(tenant, request)?)
            .exec_without_returning(&db)
            .await?;
        let kept = i64::try_from(INSPECTED_KEPT_MAX).unwrap_or(i64::MAX);
        let values = vec![tenant.0.into(), tenant.0.into(), kept.into()];
        sql::execute(&db, DROP_OLDEST, values).await?;
        db.commit().await?;
        Ok(())
    }
}

const DROP_OLDEST: &str = "DELETE FROM inspected WHERE tenant_id = ? AND id <= (
    SELECT id FROM inspected WHERE tenant_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?)";

const LINES: &str = "SELECT id, received_at, method, substr(url, 1, ?) AS url,
    substr(body, 1, ?) AS body FROM inspected WHERE tenant_id = ? ORDER BY id DESC LIMIT ?";

#[derive(FromQueryResult)]
struct LineRow {
    id: Uuid,
    received_at: i64,
    method: String,
    url: String,
    body: String,
}

impl From<LineRow> for InspectedLine {
    fn from(row: LineRow) -> Self {
        Self {
            id: InspectedId(row.id),
            received_at: row.received_at,
            method: row.method,
            url: row.url,
            body: row.body,
        }
    }
}

impl TenantStore {
    /// The token of the tenant's inspector, made at first use.
    ///
    /// # Errors
    /// `NotFound` without the tenant.
    pub async fn inspector_token(&self) -> Result<String, StoreError> {
        let find = || inspector::Entity::find_by_id(self.id.0);
        if let Some(row) = find().one(self.store.reader()).await? {
            return Ok(row.token);
        }
        let created_at = self.get().await?.created_at;
        let row = inspector::ActiveModel {
            tenant_id: Set(self.id.0),
            token: Set(BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 24]>())),
            created_at: Set(created_at),
        };
        let first_wins = OnConflict::column(inspector::Column::TenantId)
            .do_nothing()
            .to_owned();
        let writer = &self.store.inner.writer;
        inspector::Entity::insert(row)
            .on_conflict(first_wins)
            .exec_without_returning(writer)
            .await?;
        let row = find().one(writer).await?;
        Ok(row.ok_or(StoreError::NotFound)?.token)
    }

    /// What the inspector got, newest first; never more than is kept.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_inspected(&self) -> Result<Vec<InspectedLine>, StoreError> {
        let chars = INSPECTED_LINE_CHARS;
        let kept = i64::try_from(INSPECTED_KEPT_MAX).unwrap_or(i64::MAX);
        let values = vec![chars.into(), chars.into(), self.id.0.into(), kept.into()];
        let rows: Vec<LineRow> = sql::rows(self.store.reader(), LINES, values).await?;
        Ok(rows.into_iter().map(InspectedLine::from).collect())
    }

    /// One request, if it is still kept.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn find_inspected(
        &self,
        id: InspectedId,
    ) -> Result<Option<InspectedRequest>, StoreError> {
        let row = inspected::Entity::find_by_id((self.id.0, id.0))
            .one(self.store.reader())
            .await?;
        row.map(shown).transpose()
    }

    /// Empties the inspector.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn clear_inspected(&self) -> Result<(), StoreError> {
        inspected::Entity::delete_many()
            .filter(inspected::Column::TenantId.eq(self.id.0))
            .exec(&self.store.inner.writer)
            .await?;
        Ok(())
    }
}

fn stored(
    tenant: TenantId,
    request: &InspectedRequest,
) -> Result<inspected::ActiveModel, StoreError> {
    Ok(inspected::ActiveModel {
        tenant_id: Set(tenant.0),
        id: Set(request.id.0),
        received_at: Set(request.received_at),
        method: Set(text::storable(&request.method)),
        url: Set(text::storable(&request.url)),
        headers: Set(text::json("headers", &request.headers)?),
        body: Set(text::storable(&request.body)),
        body_cut: Set(request.body_cut),
    })
}

fn shown(row: inspected::Model) -> Result<InspectedRequest, StoreError> {
    Ok(InspectedRequest {
        id: InspectedId(row.id),
        received_at: row.received_at,
        method: row.method,
        url: row.url,
        headers: text::parsed("headers", &row.headers)?,
        body: row.body,
        body_cut: row.body_cut,
    })
}
