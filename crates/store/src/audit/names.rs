//! What ids of the audit log are called now, and what is gone by the name it had.

use crate::{Store, StoreError, TenantStore, sql};
use domain::{MemberId, ProjectId, StaffId};
use sea_orm::{DbErr, FromQueryResult, Value};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The beginning of an id, and where its thing says what it is called.
const TABLES: [(&str, &str); 9] = [
    (
        "mem",
        "SELECT m.id, s.email AS name FROM member m JOIN sign_in s ON s.id = m.sign_in_id
         WHERE m.id IN ",
    ),
    (
        "stf",
        "SELECT f.id, s.email AS name FROM staff f JOIN sign_in s ON s.id = f.sign_in_id
         WHERE f.id IN ",
    ),
    ("int", "SELECT id, name FROM integration WHERE id IN "),
    ("con", "SELECT id, name FROM connection WHERE id IN "),
    ("prj", "SELECT id, name FROM project WHERE id IN "),
    ("ten", "SELECT id, name FROM tenant WHERE id IN "),
    // What nobody gave a name shows how it begins, cut off by `…`, and which telephony it is of.
    (
        "key",
        "SELECT id, CASE WHEN name = '' THEN hint || '…' ELSE name END AS name FROM api_key
         WHERE id IN ",
    ),
    (
        "src",
        "SELECT id, CASE WHEN name = '' THEN adapter ELSE name END AS name FROM source
         WHERE id IN ",
    ),
    (
        "imp",
        "SELECT id, ticket AS name FROM impersonation WHERE id IN ",
    ),
];

/// What is gone with its row: the entry of its end keeps what it was called. Each with the
/// beginnings of the ids that it knows.
const GONE: [(&str, &[&str]); 2] = [
    (
        "SELECT subject, detail AS name FROM audit
         WHERE detail IS NOT NULL AND action IN ('member.remove', 'project.delete')
            AND subject IN ",
        &[MemberId::PREFIX, ProjectId::PREFIX],
    ),
    (
        "SELECT subject, detail AS name FROM staff_audit
         WHERE detail IS NOT NULL AND action = 'staff.remove' AND subject IN ",
        &[StaffId::PREFIX],
    ),
];

#[derive(FromQueryResult)]
struct Named {
    id: Uuid,
    name: String,
}

#[derive(FromQueryResult)]
struct Gone {
    subject: String,
    name: String,
}

impl Store {
    /// What people and things are called, by their ids as the audit log writes them; a look of
    /// support is called by its ticket, and a removed member, one of the staff who was removed or a
    /// deleted project as it was then. Whatever has no name is left out.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn names_of<'a>(
        &self,
        ids: impl IntoIterator<Item = &'a str>,
    ) -> Result<HashMap<String, String>, StoreError> {
        let ids: BTreeSet<&str> = ids.into_iter().collect();
        let mut names = HashMap::new();
        for (prefix, select) in TABLES {
            let asked = ids.iter().filter_map(|id| {
                let (found, hex) = id.split_once('_')?;
                let id = Uuid::try_parse(hex).ok()?;
                (found == prefix).then_some(id)
            });
            let rows: Vec<Named> = self.among(select, asked.map(Value::from).collect()).await?;
            let named = rows.into_iter();
            names.extend(named.map(|row| (format!("{prefix}_{}", row.id.simple()), row.name)));
        }
        for (select, kinds) in GONE {
            let may_be_gone = |id: &&str| {
                !names.contains_key(*id) && kinds.iter().any(|kind| id.starts_with(kind))
            };
            let gone = ids.iter().copied().filter(may_be_gone);
            let gone = gone.map(Value::from).collect();
            let gone: Vec<Gone> = self.among(select, gone).await?;
            names.extend(gone.into_iter().map(|row| (row.subject, row.name)));
        }
        Ok(names)
    }

    /// The rows of a query that ends in `IN`, for these values.
    async fn among<T: FromQueryResult>(
        &self,
        select: &str,
        values: Vec<Value>,
    ) -> Result<Vec<T>, DbErr> {
        if values.is_empty() {
            return Ok(Vec::new());
        }
        let marks = vec!["?"; values.len()].join(", ");
        sql::rows(self.reader(), &format!("{select}({marks})"), values).await
    }
}

impl TenantStore {
    /// The same for the eyes of a tenant: the operator's people stay unnamed.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn names_of(&self, ids: &[String]) -> Result<HashMap<String, String>, StoreError> {
        let ids = ids.iter().map(String::as_str);
        let ids: Vec<&str> = ids.filter(|id| !id.starts_with(StaffId::PREFIX)).collect();
        self.store.names_of(ids).await
    }
}
