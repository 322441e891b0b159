//! What narrows the log, in a few words for each thing: how a job and an export say what they
//! are about.

use crate::{components::moment::moment_name, error::AppError, i18n::text, session::Scope};
use domain::{IntegrationId, ProjectId, Right};
use std::{collections::HashMap, fmt::Display, hash::Hash};
use store::{DeliveryFilter, StateFilter};

/// What the log may be narrowed to, by name.
pub struct Names {
    integrations: HashMap<IntegrationId, String>,
    projects: HashMap<ProjectId, String>,
}

impl Names {
    /// Those of a tenant.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn read(scope: &Scope) -> Result<Self, AppError> {
        let integrations = scope.tenant.list_integrations().await?.into_iter();
        let projects = scope.tenant.list_projects().await?.into_iter();
        Ok(Self {
            integrations: integrations.map(|row| (row.id, row.draft.name)).collect(),
            projects: projects.map(|row| (row.id, row.draft.name)).collect(),
        })
    }

    /// What an integration is called, or its id where it is gone.
    #[must_use]
    pub fn integration(&self, id: IntegrationId) -> String {
        named(&self.integrations, id)
    }

    /// What a filter asks for; of a number nothing more to whoever sees none.
    #[must_use]
    pub fn marks(&self, scope: &Scope, filter: &DeliveryFilter) -> Vec<String> {
        let t = scope.texts();
        let state = |state: StateFilter| t.named(&format!("state.{state}"));
        let phone = filter.phone.as_ref().map(|phone| {
            if scope.seat.may(Right::SeeNumbers) {
                phone.clone()
            } else {
                t.get(text::JOBS_A_NUMBER).to_owned()
            }
        });
        let marks = [
            filter.integration.map(|id| self.integration(id)),
            filter.project.map(|id| named(&self.projects, id)),
            filter.state.map(state),
            filter.moment.map(|moment| moment_name(t, moment)),
            filter.code.map(|code| code.to_string()),
            phone,
            filter.call_id.clone(),
            period(scope, filter.from, filter.to),
        ];
        marks.into_iter().flatten().collect()
    }
}

fn named<I: Eq + Hash + Display>(names: &HashMap<I, String>, id: I) -> String {
    names.get(&id).cloned().unwrap_or_else(|| id.to_string())
}

/// A period on the tenant's clock, in milliseconds since 1970; none where it is all time.
#[must_use]
pub fn period(scope: &Scope, from: Option<i64>, to: Option<i64>) -> Option<String> {
    let t = scope.texts();
    let at = |at: i64| scope.stamp(at).text;
    match (from, to) {
        (None, None) => None,
        (Some(from), None) => Some(t.with(text::JOBS_SINCE, &[("from", &at(from))])),
        (None, Some(to)) => Some(t.with(text::JOBS_UNTIL, &[("to", &at(to))])),
        (Some(from), Some(to)) => Some(format!("{} – {}", at(from), at(to))),
    }
}
