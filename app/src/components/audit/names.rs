//! What things of the audit log are called: by their name, a job by what it does, and what was
//! deleted by what is left of it.

use super::entry;
use crate::{
    components::jobs::row::title,
    error::AppError,
    i18n::{Key, Texts, text},
    session::{Scope, StaffScope},
};
use domain::{IntegrationId, JobId, KeyId, MemberId, ProjectId, StaffId, TenantId};
use std::collections::{BTreeMap, HashMap};
use store::{AuditRow, JobDefinition};

/// What may be gone, and what is said where it has no name any more.
const GONE: [(&str, Key); 4] = [
    (MemberId::PREFIX, text::AUTHOR_FORMER),
    (StaffId::PREFIX, text::STAFF_AUDIT_FORMER),
    (IntegrationId::PREFIX, text::JOBS_DELETED_INTEGRATION),
    (ProjectId::PREFIX, text::JOBS_DELETED_PROJECT),
];

/// What some ids are called in the language of whoever reads.
pub struct Names {
    texts: Texts,
    called: HashMap<String, String>,
    jobs: HashMap<JobId, JobDefinition>,
}

impl Names {
    /// As a tenant is told: the operator's people stay unnamed.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn of_tenant(scope: &Scope, ids: &[String]) -> Result<Self, AppError> {
        let jobs: Vec<JobId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        let jobs = scope.tenant.find_jobs(&jobs).await?;
        let mut ids = ids.to_vec();
        ids.extend(about(&jobs));
        let texts = scope.texts();
        let mut called = scope.names_of(&ids).await?;
        let operator = texts.get(text::STAFF_AUDIT_OPERATOR);
        let staff = ids.into_iter().filter(|id| id.starts_with(StaffId::PREFIX));
        called.extend(staff.map(|id| (id, operator.to_owned())));
        Ok(Self {
            texts,
            called,
            jobs,
        })
    }

    /// As the operator is told, with the tenants of the entries.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn of_all(scope: &StaffScope, rows: &[AuditRow]) -> Result<Self, AppError> {
        let mut asked: BTreeMap<TenantId, Vec<JobId>> = BTreeMap::new();
        for row in rows {
            if let (Some(tenant), Ok(job)) = (row.tenant_id, row.subject.parse::<JobId>()) {
                asked.entry(tenant).or_default().push(job);
            }
        }
        let mut jobs = HashMap::new();
        for (tenant, ids) in asked {
            jobs.extend(scope.store.tenant(tenant).find_jobs(&ids).await?);
        }
        let mut ids: Vec<String> = rows.iter().flat_map(entry::ids).collect();
        // Support that looks in is written as whoever it is, and the look.
        let actors = rows.iter().flat_map(|row| row.actor.split('/'));
        ids.extend(actors.map(str::to_owned));
        let tenants = rows.iter().filter_map(|row| row.tenant_id);
        ids.extend(tenants.map(|tenant| tenant.to_string()));
        ids.extend(about(&jobs));
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        Ok(Self {
            texts: Texts::of(scope.language),
            called: scope.store.names_of(ids).await?,
            jobs,
        })
    }

    /// The texts of whoever reads.
    #[must_use]
    pub const fn texts(&self) -> Texts {
        self.texts
    }

    /// What an id is called: by its name, as something that is gone, or as it is written.
    #[must_use]
    pub fn of(&self, id: &str) -> String {
        if let Some(name) = self.called.get(id) {
            // Of a key without a name the store tells the beginning alone.
            let is_cut_off = id.starts_with(KeyId::PREFIX) && name.ends_with('…');
            return if is_cut_off {
                self.texts.with(text::AUDIT_PAGE_KEY, &[("key", name)])
            } else {
                name.clone()
            };
        }
        let prefix = id.split_once('_').map(|(prefix, _)| prefix);
        let gone = GONE.iter().find(|(known, _)| prefix == Some(*known));
        let word = gone.map_or(id, |(_, key)| self.texts.get(*key));
        word.to_owned()
    }

    /// Who did something, and where they looked in for it, for which ticket.
    #[must_use]
    pub fn actor(&self, actor: &str) -> String {
        let parts: Vec<String> = actor.split('/').map(|part| self.of(part)).collect();
        parts.join(" · ")
    }

    /// What a job does, and to which integration where it is about one; none of one that is
    /// forgotten.
    #[must_use]
    pub fn job(&self, id: JobId) -> Option<String> {
        let does = self.jobs.get(&id)?;
        let word = self.texts.get(title(does.kind(), does.kept()));
        Some(match does.integration() {
            Some(integration) => format!("{word} · {}", self.of(&integration.to_string())),
            None => word.to_owned(),
        })
    }
}

/// The integrations that jobs are about.
fn about(jobs: &HashMap<JobId, JobDefinition>) -> impl Iterator<Item = String> {
    let integrations = jobs.values().filter_map(JobDefinition::integration);
    integrations.map(|id| id.to_string())
}
