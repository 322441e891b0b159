//! The sites or brands of a tenant.

mod moves;

use crate::{Actor, StoreError, TenantStore, audit, sql, tenants};
use domain::{
    Fault, FieldError, Project, ProjectDraft, ProjectId, TenantId,
    project::{Named, PROJECTS_MAX, Told},
};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use std::iter;
use uuid::Uuid;

const LIST: &str = "SELECT id, name, told_id, told_name, zone, country, created_at, merged_into
    FROM project WHERE tenant_id = ? ORDER BY id";
const INSERT: &str = "INSERT INTO project
        (tenant_id, id, name, told_id, told_name, zone, country, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
const UPDATE: &str = "UPDATE project SET name = ?, zone = ?, country = ?
    WHERE tenant_id = ? AND id = ?";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    told_id: Option<String>,
    told_name: Option<String>,
    zone: Option<String>,
    country: Option<String>,
    created_at: i64,
    merged_into: Option<Uuid>,
}

impl From<Row> for Project {
    fn from(row: Row) -> Self {
        Self {
            id: ProjectId(row.id),
            draft: ProjectDraft {
                name: row.name,
                zone: row.zone,
                country: row.country,
            },
            told: Told {
                id: row.told_id,
                name: row.told_name,
            },
            merged: Vec::new(),
            created_at: row.created_at,
        }
    }
}

impl TenantStore {
    /// The projects, by name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn list_projects(&self) -> Result<Vec<Project>, StoreError> {
        let mut projects = load(self.store.reader(), self.id).await?;
        projects.sort_by_cached_key(|project| project.draft.name.to_lowercase());
        Ok(projects)
    }

    /// Makes a project. Events that name it so from now on are its own.
    ///
    /// # Errors
    /// `Invalid` where one is called so already, or for one more than there may be; `NotFound`
    /// without the tenant.
    pub async fn create_project(
        &self,
        actor: &Actor,
        draft: ProjectDraft,
        now: i64,
    ) -> Result<Project, StoreError> {
        let db = self.store.write().await?;
        // Holds the tenant's row, so that no name is given twice.
        tenants::raise_revision(&db, self.id).await?;
        let known = load(&db, self.id).await?;
        if known.len() >= PROJECTS_MAX {
            let fault = FieldError::new("name", Fault::TooMany).with("max", PROJECTS_MAX);
            return Err(StoreError::Invalid(vec![fault]));
        }
        let name = draft.name.as_str();
        check_name(&known, name)?;
        let mut told = known.iter().flat_map(Project::names);
        if told.any(|told| told.name.as_deref() == Some(name)) {
            return Err(taken(name));
        }
        let project = Project {
            id: ProjectId(self.store.inner.ids.at(now)),
            told: Told {
                id: None,
                name: Some(draft.name.clone()),
            },
            merged: Vec::new(),
            draft,
            created_at: now,
        };
        insert(&db, self, actor, &project).await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(project)
    }

    /// Renames a project, and says by which zone and country the values of its calls are read
    /// from now on. Events go on to name it as they did.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` where another is called so.
    pub async fn update_project(
        &self,
        actor: &Actor,
        id: ProjectId,
        draft: ProjectDraft,
        now: i64,
    ) -> Result<Project, StoreError> {
        let db = self.store.write().await?;
        tenants::raise_revision(&db, self.id).await?;
        let (same, others): (Vec<_>, Vec<_>) = load(&db, self.id)
            .await?
            .into_iter()
            .partition(|project| project.id == id);
        let project = same.into_iter().next().ok_or(StoreError::NotFound)?;
        check_name(&others, &draft.name)?;
        let values = vec![
            draft.name.as_str().into(),
            draft.zone.clone().into(),
            draft.country.clone().into(),
            self.id.0.into(),
            id.0.into(),
        ];
        sql::execute(&db, UPDATE, values).await?;
        audit::note(&db, self, actor, "project.update", &id.to_string(), now).await?;
        db.commit().await?;
        self.store.inner.setups.forget(self.id);
        Ok(Project { draft, ..project })
    }
}

/// The projects of a tenant, the oldest first.
pub(crate) async fn load(
    db: &impl ConnectionTrait,
    tenant: TenantId,
) -> Result<Vec<Project>, DbErr> {
    let rows: Vec<Row> = sql::rows(db, LIST, vec![tenant.0.into()]).await?;
    let (own, merged): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| row.merged_into.is_none());
    let mut projects: Vec<Project> = own.into_iter().map(Project::from).collect();
    for row in merged {
        let mut all = projects.iter_mut();
        if let Some(project) = all.find(|project| Some(project.id.0) == row.merged_into) {
            project.merged.push(Project::from(row).told);
        }
    }
    Ok(projects)
}

/// Makes the projects that are named for the first time, as far as there may be more; all of
/// them, the oldest first.
pub(crate) async fn learn(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    named: &[Named<'_>],
    now: i64,
) -> Result<Vec<Project>, StoreError> {
    // Whoever is told the same name at the same time waits here, and then finds it.
    tenants::raise_revision(db, tenant.id).await?;
    let mut known = load(db, tenant.id).await?;
    for named in named {
        if known.len() >= PROJECTS_MAX || named.find(&known).is_some() {
            continue;
        }
        let project = Project {
            id: ProjectId(tenant.store.inner.ids.at(now)),
            draft: ProjectDraft {
                name: free_name(&known, *named),
                zone: None,
                country: None,
            },
            told: named.told(),
            merged: Vec::new(),
            created_at: now,
        };
        insert(db, tenant, &Actor::System, &project).await?;
        known.push(project);
    }
    Ok(known)
}

async fn insert(
    db: &impl ConnectionTrait,
    tenant: &TenantStore,
    actor: &Actor,
    project: &Project,
) -> Result<(), DbErr> {
    let (id, now) = (project.id, project.created_at);
    let values = vec![
        tenant.id.0.into(),
        id.0.into(),
        project.draft.name.as_str().into(),
        project.told.id.clone().into(),
        project.told.name.clone().into(),
        project.draft.zone.clone().into(),
        project.draft.country.clone().into(),
        now.into(),
    ];
    sql::execute(db, INSERT, values).await?;
    audit::note(db, tenant, actor, "project.create", &id.to_string(), now).await
}

/// What a project is called that an event names: told apart by its id or a number, where another
/// has its name.
fn free_name(known: &[Project], named: Named<'_>) -> String {
    let name = named.name().or(named.id()).unwrap_or_default();
    let numbers = (2..=known.len() + 2).map(|number| number.to_string());
    let marks = named.id().map(str::to_owned).into_iter().chain(numbers);
    let marked = marks.map(|mark| format!("{name} ({mark})"));
    let mut names = iter::once(name.to_owned()).chain(marked);
    let free = names.find(|name| check_name(known, name).is_ok());
    free.unwrap_or_default()
}

fn check_name(others: &[Project], name: &str) -> Result<(), StoreError> {
    if others.iter().any(|project| project.draft.name == name) {
        return Err(taken(name));
    }
    Ok(())
}

fn taken(name: &str) -> StoreError {
    let fault = FieldError::new("name", Fault::DuplicateName).with("name", name);
    StoreError::Invalid(vec![fault])
}
