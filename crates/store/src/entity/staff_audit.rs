//! Who did what to the operator's own people, in ids.

use sea_orm::entity::prelude::*;

/// A row of `staff_audit`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_audit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub actor: String,
    pub action: String,
    pub subject: String,
    pub noted_at: i64,
    pub detail: Option<String>,
    pub seq: Option<i64>,
    pub hash: Option<Vec<u8>>,
}

/// Joins are written where they are asked for.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
