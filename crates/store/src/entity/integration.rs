//! Integrations, with what queries ask for; the words are in `integration_version`.

use sea_orm::entity::prelude::*;

/// A row of `integration`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "integration")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i32,
    pub name: String,
    pub connection_id: Option<Uuid>,
    pub slot: i32,
    pub enabled: bool,
    pub created_at: i64,
    pub updated_at: i64,
    pub paused_at: Option<i64>,
    pub switched_off: Option<String>,
    pub deleted_at: Option<i64>,
}

/// Joins are written where they are asked for.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
