//! What narrows the log, in a few words for each thing: how a job and an export say what they
//! are about.

use crate::{
    components::moment::moment_name,
    error::AppError,
    i18n::{Texts, text},
    session::Scope,
    stamp::{clock, date, day_and_clock},
};
use domain::{IntegrationId, ProjectId, Right};
use std::collections::HashMap;
use store::{DeliveryFilter, StateFilter};

/// Digits from which on a text may be a number.
const DIGITS_MIN: usize = 5;

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

    /// What an integration is called, or that it was deleted.
    #[must_use]
    pub fn integration(&self, t: Texts, id: IntegrationId) -> String {
        let name = self.integrations.get(&id).cloned();
        name.unwrap_or_else(|| t.get(text::JOBS_DELETED_INTEGRATION).to_owned())
    }

    /// The same of a project; one that was merged into another was deleted, too.
    fn project(&self, t: Texts, id: ProjectId) -> String {
        let name = self.projects.get(&id).cloned();
        name.unwrap_or_else(|| t.get(text::JOBS_DELETED_PROJECT).to_owned())
    }

    /// What a filter asks for; of what may be a number nothing more to whoever sees none.
    #[must_use]
    pub fn marks(&self, scope: &Scope, filter: &DeliveryFilter) -> Vec<String> {
        let t = scope.texts();
        let state = |state: StateFilter| t.named(&format!("state.{state}"));
        let is_hidden = hides_number(scope, filter);
        let phone = filter.phone.as_ref().map(|phone| spoken(scope, phone));
        let searched = phone.or_else(|| filter.call_id.clone());
        let code = filter
            .code
            .map(|code| t.with(text::JOBS_CODE, &[("code", &code.to_string())]));
        let (searched, code) = if is_hidden {
            (Some(t.get(text::JOBS_A_NUMBER).to_owned()), None)
        } else {
            (searched, code)
        };
        let marks = [
            filter.integration.map(|id| self.integration(t, id)),
            filter.project.map(|id| self.project(t, id)),
            filter.state.map(state),
            filter.moment.map(|moment| moment_name(t, moment)),
            code,
            searched,
            period(scope, filter.from, filter.to),
        ];
        marks.into_iter().flatten().collect()
    }
}

/// A number that is searched by, as rows show it; the end of one stays as it was typed.
fn spoken(scope: &Scope, phone: &str) -> String {
    if !phone.starts_with('+') {
        return phone.to_owned();
    }
    let number = scope.desk.read_number(phone, &scope.seat.tenant.country);
    scope.masked().phone(&number)
}

/// Whether a filter may name a number, and the visitor sees none. What is typed with other signs
/// than numbers have is taken for the id of a call, and any number can be typed as a code.
#[must_use]
pub fn hides_number(scope: &Scope, filter: &DeliveryFilter) -> bool {
    let is_like_one = |id: &String| {
        let digits = id.chars().filter(char::is_ascii_digit).count();
        digits >= DIGITS_MIN && !id.chars().any(char::is_alphabetic)
    };
    let may_name_one = filter.phone.is_some()
        || filter.call_id.as_ref().is_some_and(is_like_one)
        || filter.code != filter.status();
    may_name_one && !scope.seat.may(Right::SeeNumbers)
}

/// A period on the tenant's clock, in milliseconds since 1970; none where it is all time.
#[must_use]
pub fn period(scope: &Scope, from: Option<i64>, to: Option<i64>) -> Option<String> {
    let t = scope.texts();
    // A clock alone would be read by its own day, and a job or an export lasts for longer.
    let at = |at: i64| day_and_clock(t, &scope.seat.tenant.zone, at);
    match (from, to) {
        (None, None) => None,
        (Some(from), None) => Some(t.with(text::JOBS_SINCE, &[("from", &at(from))])),
        (None, Some(to)) => Some(t.with(text::JOBS_UNTIL, &[("to", &at(to))])),
        (Some(from), Some(to)) => {
            let zone = &scope.seat.tenant.zone;
            let end = if date(zone, from) == date(zone, to) {
                clock(zone, to)
            } else {
                at(to)
            };
            Some(format!("{} – {end}", at(from)))
        }
    }
}
