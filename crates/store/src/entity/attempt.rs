//! Tries to send.

use sea_orm::entity::prelude::*;

/// A row of `attempt`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub delivery_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub try_no: i32,
    pub step: i32,
    pub version: i32,
    pub started_at: i64,
    pub cause: String,
    pub status: Option<i32>,
    pub retry_after_ms: Option<i64>,
    pub headers: String,
    pub body: String,
    pub body_cut: bool,
    pub detail: String,
    pub queue_us: i64,
    pub dns_us: i64,
    pub connect_us: i64,
    pub receiver_us: i64,
    pub request_hash: String,
    pub is_late: bool,
}

/// Joins are written where they are asked for.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
