//! Events, each with all that was known of its call then.

use sea_orm::entity::prelude::*;

/// A row of `event`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub call_key: Option<Uuid>,
    pub call_id: String,
    pub event_id: String,
    pub moment: String,
    pub seq: i32,
    pub facts: String,
    pub derived: String,
    pub occurred_at: i64,
    pub accepted_at: i64,
    pub is_test: bool,
}

/// Joins are written where they are asked for.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
