//! What bulk jobs ask of the server.

use crate::{components::deliveries::query::LogQuery, error::AppError, stamp::Stamp};
use domain::{
    IntegrationId, JobId, JobKind, JobState, Kept,
    job::{Pace, Sample},
};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// Jobs that are shown.
#[cfg(feature = "ssr")]
const SHOWN: u64 = 50;

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobsView {
    /// The newest jobs.
    pub lines: Vec<JobLine>,
    /// When they stood so, in milliseconds since 1970.
    pub now: i64,
}

/// A job, in ready words where they depend on zone or role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobLine {
    /// Which.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// What a release keeps.
    pub keep: Option<Kept>,
    /// To what it does it, each in a few words.
    pub marks: Vec<String>,
    /// Where it stands.
    pub state: JobState,
    /// How many rows it looks at.
    pub total: i64,
    /// Deliveries that it made, or called off.
    pub done: i64,
    /// Rows that it left as they were.
    pub skipped: i64,
    /// Who asked for it; none for a program.
    pub author: Option<String>,
    /// When.
    pub created: Stamp,
    /// Where the log shows what it is about.
    pub log: String,
}

impl JobLine {
    /// How far it has come at a time.
    #[must_use]
    pub const fn sample(&self, at: i64) -> Sample {
        Sample {
            looked_at: self.done + self.skipped,
            at,
        }
    }

    /// How fast it goes since it was first seen.
    #[must_use]
    pub fn pace(&self, first: Sample, now: i64) -> Option<Pace> {
        Pace::between(first, self.sample(now), self.total)
    }
}

/// What a person wants done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    /// Send again what a view of the log shows.
    SendAgain(LogQuery),
    /// Send what an integration never got of a period of the log.
    Backfill {
        /// Which integration.
        integration: IntegrationId,
        /// One of the periods of the log.
        period: String,
    },
    /// Call off what a paused integration holds, but for what is kept, and switch it on.
    Release {
        /// Which integration.
        integration: IntegrationId,
        /// What is kept.
        keep: Kept,
    },
}

/// The newest jobs.
#[server]
pub async fn list_jobs() -> Result<JobsView, AppError> {
    let scope = crate::session::require_seat()?;
    let rows = scope.tenant.list_jobs(SHOWN).await?;
    server::view(&scope, rows).await
}

/// How many rows a job would look at.
#[server(input = Json)]
pub async fn count_job(wish: Wish) -> Result<i64, AppError> {
    let scope = server::allowed(&wish)?;
    let definition = server::definition(&scope, wish).await?;
    Ok(scope.tenant.count_job(definition, scope.now()).await?)
}

/// Makes a job.
#[server(input = Json)]
pub async fn create_job(wish: Wish) -> Result<JobId, AppError> {
    let scope = server::allowed(&wish)?;
    let definition = server::definition(&scope, wish).await?;
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.tenant.create_job(&actor, definition, now).await?)
}

/// Pauses a job, lets it go on, or stops it.
#[server]
pub async fn set_job_state(id: JobId, state: JobState) -> Result<(), AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::SendAgain)?;
    let (actor, now) = (scope.actor(), scope.now());
    Ok(scope.tenant.set_job_state(&actor, id, state, now).await?)
}

#[cfg(feature = "ssr")]
mod server {
    //! From wishes to jobs, and from jobs to what a person may see.

    use super::{JobLine, JobsView, Wish};
    use crate::{
        components::deliveries::{
            marks::{Names, period},
            query::{self, LogQuery, filter},
        },
        error::AppError,
        session::{Scope, require_seat},
    };
    use domain::Right;
    use std::collections::HashMap;
    use store::{JobDefinition, JobRow};

    /// Refuses a role that may not wish for it.
    pub(super) fn allowed(wish: &Wish) -> Result<Scope, AppError> {
        let right = match wish {
            Wish::SendAgain(_) | Wish::Backfill { .. } => Right::SendAgain,
            Wish::Release { .. } => Right::SetUp,
        };
        require_seat()?.allowed(right)
    }

    pub(super) async fn definition(scope: &Scope, wish: Wish) -> Result<JobDefinition, AppError> {
        Ok(match wish {
            Wish::SendAgain(query) => JobDefinition::SendAgain {
                filter: filter(scope, &query).await?,
            },
            Wish::Backfill {
                integration,
                period,
            } => {
                let zone = &scope.seat.tenant.zone;
                let (from, to) = query::period(zone, scope.now(), &period);
                JobDefinition::Backfill {
                    integration,
                    from: from.unwrap_or_default(),
                    to: to.unwrap_or(i64::MAX),
                }
            }
            Wish::Release { integration, keep } => JobDefinition::Release { integration, keep },
        })
    }

    pub(super) async fn view(scope: &Scope, rows: Vec<JobRow>) -> Result<JobsView, AppError> {
        let names = Names::read(scope).await?;
        let members = scope.tenant.list_members().await?;
        let emails: HashMap<String, String> = members
            .into_iter()
            .map(|member| (member.id.to_string(), member.email))
            .collect();
        let lines = rows.into_iter().map(|row| JobLine {
            id: row.id,
            kind: row.definition.kind(),
            keep: row.definition.kept(),
            marks: marks(scope, &names, &row.definition),
            state: row.state,
            total: row.total,
            done: row.done,
            skipped: row.skipped,
            author: emails.get(&row.author).cloned(),
            created: scope.stamp(row.created_at),
            log: log(&row.definition).address(&[]),
        });
        Ok(JobsView {
            lines: lines.collect(),
            now: scope.now(),
        })
    }

    /// The view of the log with what a job is about. How it stood then is not asked for: that is
    /// what the job changes.
    fn log(definition: &JobDefinition) -> LogQuery {
        match definition {
            JobDefinition::SendAgain { filter } => LogQuery {
                integration: filter
                    .integration
                    .map(|id| id.to_string())
                    .unwrap_or_default(),
                project: filter.project.map(|id| id.to_string()).unwrap_or_default(),
                moment: filter
                    .moment
                    .map(|moment| moment.key().to_owned())
                    .unwrap_or_default(),
                ..LogQuery::default()
            },
            JobDefinition::Backfill { integration, .. }
            | JobDefinition::Release { integration, .. } => LogQuery {
                integration: integration.to_string(),
                ..LogQuery::default()
            },
        }
    }

    fn marks(scope: &Scope, names: &Names, definition: &JobDefinition) -> Vec<String> {
        match definition {
            JobDefinition::SendAgain { filter } => names.marks(scope, filter),
            JobDefinition::Backfill {
                integration,
                from,
                to,
            } => {
                let to = (*to < i64::MAX).then_some(*to);
                vec![
                    names.integration(scope.texts(), *integration),
                    period(scope, Some(*from), to).unwrap_or_default(),
                ]
            }
            JobDefinition::Release { integration, .. } => {
                vec![names.integration(scope.texts(), *integration)]
            }
        }
    }
}
