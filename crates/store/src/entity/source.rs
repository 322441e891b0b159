//! Telephony platforms that report events; their secrets are rows of `secret`.

use sea_orm::entity::prelude::*;

/// A row of `source`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub adapter: String,
    pub created_at: i64,
    pub name: String,
    pub networks: String,
    pub last_used_at: Option<i64>,
    pub old_ends_at: Option<i64>,
    pub old_used_at: Option<i64>,
    pub deleted_at: Option<i64>,
}

/// Joins are written where they are asked for.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
