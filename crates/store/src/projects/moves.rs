//! Projects that end: merged into another one, or deleted. What is theirs follows, so many rows
//! at once: the first with the change itself, the rest from time to time.

use super::load;
use crate::{
    Actor, Store, StoreError, TenantStore,
    audit::{self, Entry},
    sql, tenants,
};
use domain::{
    Fault, FieldError, Project, ProjectId, TenantId, project::PROJECT_NAMES_MAX, value::is_phone,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

/// Rows of a table that are moved in one transaction.
const MOVED_AT_ONCE: i64 = 2_000;
/// Moves that have their turn at once.
const MOVES_AT_ONCE: i64 = 100;
/// For so long it is looked for what came later, in milliseconds: from a batch that had read the
/// project before it ended, or was held by one.
const LATE_MS: i64 = 3_600_000;

/// Calls first: a delivery that ends takes the project of its call.
const MOVE: [&str; 2] = [
    "UPDATE call SET project_id = ? WHERE tenant_id = ? AND id IN (
        SELECT id FROM call WHERE tenant_id = ? AND project_id = ? LIMIT ?{lock})",
    "UPDATE delivery_log SET project_id = ? WHERE tenant_id = ? AND id IN (
        SELECT id FROM delivery_log WHERE tenant_id = ? AND project_id = ? LIMIT ?{lock})",
];

const MOVING: &str = "SELECT tenant_id, project_id, into_id, created_at FROM project_move
    ORDER BY created_at LIMIT ?";
const TAKE: &str = "SELECT tenant_id, project_id, into_id, created_at FROM project_move
    WHERE tenant_id = ? AND project_id = ? ";
const INSERT: &str = "INSERT INTO project_move (tenant_id, project_id, into_id, created_at)
    VALUES (?, ?, ?, ?)";
/// What is on its way to a project that ends itself goes where that goes.
const TURN: &str = "UPDATE project_move SET into_id = ? WHERE tenant_id = ? AND into_id = ?";
const FORGET: &str = "DELETE FROM project_move WHERE tenant_id = ? AND project_id = ?";

const MERGE: &str = "UPDATE project SET merged_into = ?
    WHERE tenant_id = ? AND (id = ? OR merged_into = ?)";
const DELETE: &str = "DELETE FROM project WHERE tenant_id = ? AND (id = ? OR merged_into = ?)";

/// Names another project in what keeps the query of a view of the log, or none.
const RENAME: &str = "UPDATE {table} SET query = REPLACE(query, ?, ?)
    WHERE tenant_id = ? AND query LIKE ?";
/// Jobs that are not over and name a project: with another one, or none, they would send more
/// than was asked for.
const HELD: &str = "SELECT COUNT(*) FROM job
    WHERE tenant_id = ? AND state IN ('running', 'paused') AND definition LIKE ?";

#[derive(FromQueryResult)]
struct Move {
    tenant_id: Uuid,
    project_id: Uuid,
    into_id: Option<Uuid>,
    created_at: i64,
}

impl TenantStore {
    /// Merges a project into another: its calls and what is sent of them, now and later, are
    /// that one's. Many rows follow with [`Store::move_projects`].
    ///
    /// # Errors
    /// `NotFound` without one of the two, or where they are the same; `Invalid` where a job is
    /// about it, and where events would name the other in more ways than they may.
    pub async fn merge_project(
        &self,
        actor: &Actor,
        id: ProjectId,
        into: ProjectId,
        now: i64,
    ) -> Result<Project, StoreError> {
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        let mut known = load(&db, self.id).await?;
        let gone = take(&mut known, id)?;
        let mut kept = take(&mut known, into)?;
        kept.merged.push(gone.told);
        kept.merged.extend(gone.merged);
        if kept.names().count() > PROJECT_NAMES_MAX {
            let fault = FieldError::new("into", Fault::TooMany).with("max", PROJECT_NAMES_MAX);
            return Err(StoreError::Invalid(vec![fault]));
        }
        let (from, to) = (Value::from(id.0), Value::from(into.0));
        let values = vec![to, self.id.0.into(), from.clone(), from];
        sql::execute(&db, MERGE, values).await?;
        self.follow(&db, id, Some(into), now).await?;
        let into = into.to_string();
        let entry = Entry::new("project.merge", &id).because(&into);
        audit::write(&db, self, actor, entry, now).await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(kept)
    }

    /// Deletes a project: its calls go on without one. An event that names it makes it anew. Many
    /// rows follow with [`Store::move_projects`].
    ///
    /// # Errors
    /// `NotFound`; `Invalid` where a job is about it.
    pub async fn delete_project(
        &self,
        actor: &Actor,
        id: ProjectId,
        now: i64,
    ) -> Result<(), StoreError> {
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        let gone = take(&mut load(&db, self.id).await?, id)?;
        let values = vec![self.id.0.into(), id.0.into(), id.0.into()];
        sql::execute(&db, DELETE, values).await?;
        self.follow(&db, id, None, now).await?;
        // With its row gone nothing else tells what it was called. The log holds no numbers.
        let name = gone.draft.name;
        let mut entry = Entry::new("project.delete", &id);
        if !is_phone(&name) {
            entry = entry.because(&name);
        }
        audit::write(&db, self, actor, entry, now).await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(())
    }

    /// Makes everything that names a project follow it, the first rows at once.
    async fn follow(
        &self,
        db: &impl ConnectionTrait,
        id: ProjectId,
        into: Option<ProjectId>,
        now: i64,
    ) -> Result<(), StoreError> {
        let tenant = Value::from(self.id.0);
        let naming = Value::from(format!("%{id}%"));
        let values = vec![tenant.clone(), naming.clone()];
        if sql::number(db, HELD, values).await? > 0 {
            let fault = FieldError::new("project", Fault::HeldByJob);
            return Err(StoreError::Invalid(vec![fault]));
        }
        let name = into.map_or(String::new(), |into| into.to_string());
        let values = vec![id.to_string().into(), name.into(), tenant.clone(), naming];
        // Without a project an export would seem to be one of the whole log.
        let kept: &[&str] = match into {
            Some(_) => &["saved_view", "export"],
            None => &["saved_view"],
        };
        for table in kept {
            let rename = RENAME.replace("{table}", table);
            sql::execute(db, &rename, values.clone()).await?;
        }
        let into = Value::from(into.map(|into| into.0));
        let values = vec![into.clone(), tenant.clone(), id.0.into()];
        sql::execute(db, TURN, values).await?;
        let values = vec![tenant, id.0.into(), into.clone(), now.into()];
        sql::execute(db, INSERT, values).await?;
        move_some(db, self.id, id.0, &into).await?;
        Ok(())
    }

    /// Moves the next rows of a project that has ended; whether there are more of them.
    async fn move_on(&self, id: Uuid, now: i64) -> Result<bool, StoreError> {
        let db = self.store.write().await?;
        let find = format!("{TAKE}{}", sql::for_update(&db));
        let key = vec![self.id.0.into(), id.into()];
        let Some(row) = sql::row::<Move>(&db, &find, key.clone()).await? else {
            return Ok(false);
        };
        let moved = move_some(&db, self.id, id, &row.into_id.into()).await?;
        if moved.iter().all(|count| *count == 0) && row.created_at <= now - LATE_MS {
            sql::execute(&db, FORGET, key).await?;
        }
        db.commit().await?;
        let full = MOVED_AT_ONCE.unsigned_abs();
        Ok(moved.iter().any(|count| *count >= full))
    }
}

impl Store {
    /// Moves what is left of projects that were merged or deleted to where it goes.
    ///
    /// # Errors
    /// `Unavailable`; what was moved stays moved.
    pub async fn move_projects(&self, now: i64) -> Result<(), StoreError> {
        let rows: Vec<Move> = sql::rows(self.reader(), MOVING, vec![MOVES_AT_ONCE.into()]).await?;
        for row in rows {
            let tenant = self.tenant(TenantId(row.tenant_id));
            while tenant.move_on(row.project_id, now).await? {}
        }
        Ok(())
    }
}

/// Takes one out of those that are known.
fn take(known: &mut Vec<Project>, id: ProjectId) -> Result<Project, StoreError> {
    let at = known.iter().position(|project| project.id == id);
    let at = at.ok_or(StoreError::NotFound)?;
    Ok(known.remove(at))
}

/// Moves some calls and some rows of the log; how many of each. What a batch holds is left to the
/// next time: waiting for it here could be waiting for each other.
async fn move_some(
    db: &impl ConnectionTrait,
    tenant: TenantId,
    from: Uuid,
    into: &Value,
) -> Result<[u64; 2], StoreError> {
    let lock = match sql::for_update(db) {
        "" => String::new(),
        lock => format!(" {lock} SKIP LOCKED"),
    };
    let mut moved = [0; 2];
    for (statement, moved) in MOVE.iter().zip(&mut moved) {
        let statement = statement.replace("{lock}", &lock);
        let values = vec![
            into.clone(),
            tenant.0.into(),
            tenant.0.into(),
            from.into(),
            MOVED_AT_ONCE.into(),
        ];
        let done = sql::execute(db, &statement, values).await?;
        *moved = done.rows_affected();
    }
    Ok(moved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::assert_served;

    #[tokio::test]
    async fn what_moves_is_found_by_its_project() {
        let found = ["call_by_project", "delivery_log_by_project"];
        for (statement, index) in MOVE.iter().zip(found) {
            let statement = statement.replace("{lock}", "");
            let found = format!("{index} (tenant_id=? AND project_id=?");
            assert_served(&statement, &[&found]).await;
        }
    }
}
