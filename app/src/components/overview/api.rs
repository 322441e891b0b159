//! What the overview asks of the server.

use super::bars::Bar;
use crate::{components::integrations::standing::Standing, error::AppError, stamp::Stamp};
use domain::{Cause, ConnectionId, DeliveryId, IntegrationId, Moment};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The day in figures, and the last hours as a strip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Live {
    /// Calls that began today.
    pub total: i64,
    /// Those that a CRM has.
    pub arrived: i64,
    /// Those of which something is on its way.
    pub waiting: i64,
    /// Those that wait for a person.
    pub needs_you: i64,
    /// Those that no CRM has.
    pub nowhere: i64,
    /// The steps of the strip, the oldest first.
    pub bars: Vec<Bar>,
    /// Where the axis is marked: hundredths of its length, and the clock.
    pub axis: Vec<(i64, String)>,
}

/// Everything else on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// The first steps, until all are taken.
    pub steps: Option<Steps>,
    /// The telephony that brings no calls, although it usually would.
    pub silent: Vec<SilentLine>,
    /// What nothing happens to unless a person does something.
    pub needs: Vec<Need>,
    /// What ended without arriving, by integration.
    pub lost: Vec<LostLine>,
    /// Whether there is more of it than was looked at.
    pub lost_is_cut: bool,
    /// What ended in the last day, by moment.
    pub volume: Vec<MomentVolume>,
    /// The project that the figures are about: its id, empty for all.
    pub project: String,
    /// What can be chosen as the project: id and name.
    pub projects: Vec<(String, String)>,
    /// The integrations by name.
    pub integrations: Vec<IntegrationLine>,
}

/// A telephony key or platform that brings no calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SilentLine {
    /// What it is called.
    pub name: String,
    /// Since when.
    pub since: Stamp,
    /// Hours since then in which it usually brings something.
    pub hours: i64,
    /// How many events it usually brings in them.
    pub events: i64,
}

/// Which of the first steps are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps {
    /// The telephony has a key.
    pub has_key: bool,
    /// There is an integration.
    pub has_integration: bool,
    /// A call has come, made up or real.
    pub has_call: bool,
}

/// An integration that needs a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Which.
    pub id: IntegrationId,
    /// What it is called.
    pub name: String,
    /// Where its key lies, if it belongs to a connection.
    pub connection: Option<ConnectionId>,
    /// Deliveries that wait for it.
    pub open: i64,
    /// What is wrong with it.
    pub kind: NeedKind,
}

/// Why an integration needs a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NeedKind {
    /// It fails.
    Failing {
        /// Since when.
        since: Stamp,
        /// Why the try failed that showed it.
        cause: Cause,
        /// The status of its answer.
        status: Option<u16>,
        /// The delivery that showed it.
        sample: DeliveryId,
    },
    /// It was switched off because it did nothing but fail.
    SwitchedOff,
    /// It is paused and holds what came.
    Held,
}

/// What an integration lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostLine {
    /// Which.
    pub id: IntegrationId,
    /// What it is called.
    pub name: String,
    /// Whether nobody knows that they did not arrive: they were not answered.
    pub unanswered: bool,
    /// So many calls.
    pub calls: i64,
    /// So many requests.
    pub requests: i64,
    /// The first and the last of them.
    pub between: (Stamp, Stamp),
    /// Why the last one failed.
    pub why: Option<(Cause, Option<u16>)>,
}

/// What ended in the last day of one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MomentVolume {
    /// Which.
    pub moment: Moment,
    /// Its hours, the oldest first.
    pub bars: Vec<Bar>,
    /// Delivered.
    pub delivered: i64,
    /// Ended otherwise.
    pub failed: i64,
}

/// An integration as a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrationLine {
    /// Which.
    pub id: IntegrationId,
    /// What it is called.
    pub name: String,
    /// When it fires.
    pub moment: Moment,
    /// How it stands.
    pub standing: Standing,
    /// Since when it fails, if it does.
    pub failing_since: Option<String>,
    /// Delivered in the last 24 hours, of the project.
    pub delivered: i64,
    /// Ended otherwise in the last 24 hours, of the project.
    pub failed: i64,
    /// How long its receiver usually takes, in milliseconds.
    pub usually_ms: Option<i64>,
}

/// The day in figures, and the last hours as a strip; of a project, where its id is said.
#[server]
pub async fn get_live(#[server(default)] project: String) -> Result<Live, AppError> {
    let scope = crate::session::require_seat()?;
    server::live(&scope, project.parse().ok()).await
}

/// Everything else on the page. What was lost, the volume and what integrations sent are those of
/// a project, where its id is said; the rest is of all.
#[server]
pub async fn get_overview(#[server(default)] project: String) -> Result<Overview, AppError> {
    let scope = crate::session::require_seat()?;
    server::overview(&scope, project).await
}

/// Sends again what an integration lost, the newest first, as many as one press may: what failed,
/// or what nobody answered; how many. Of a project, where its id is said.
#[server]
pub async fn send_lost(
    id: IntegrationId,
    #[server(default)] project: String,
    #[server(default)] unanswered: bool,
) -> Result<i64, AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::SendAgain)?;
    let project = project.parse().ok();
    let count = server::send_lost(&scope, id, project, unanswered).await?;
    scope.desk.wake();
    Ok(count)
}

#[cfg(feature = "ssr")]
mod server {
    //! From the store's figures to what is shown of them.

    use super::{
        IntegrationLine, Live, LostLine, MomentVolume, Need, NeedKind, Overview, SilentLine, Steps,
    };
    use crate::{
        components::{
            integrations::standing::Standing,
            overview::bars::{Bar, BarState},
        },
        error::AppError,
        session::Scope,
        stamp::{clock, day_start},
    };
    use domain::{DeliveryState, IntegrationId, KeyScope, Moment, ProjectId};
    use std::collections::{BTreeMap, BTreeSet};
    use store::{CallFilter, HourCount, IncidentRow, IntegrationCard, Lost, StoreError};

    const HOUR_MS: i64 = 3_600_000;
    const DAY_MS: i64 = 24 * HOUR_MS;
    /// What a bar of the strip spans.
    const STEP_MS: i64 = 120_000;
    /// How many bars the strip has: three hours.
    const STEPS: i64 = 90;
    /// Hours that the volume shows.
    const HOURS: i64 = 24;
    /// How far back something lost is told.
    const LOST_MS: i64 = 7 * DAY_MS;
    /// Most lost deliveries that are looked at.
    const LOST_MAX: u64 = 300;
    /// Most deliveries that one press sends again.
    const SENT_MAX: usize = 200;
    /// Most incidents that are shown.
    const INCIDENTS_MAX: u64 = 20;

    pub(super) async fn live(scope: &Scope, project: Option<ProjectId>) -> Result<Live, AppError> {
        let (zone, now) = (&scope.seat.tenant.zone, scope.now());
        let today = day_start(zone, now, 0);
        let counts = scope.tenant.count_calls(today, project).await?;
        // Whole steps, so that a bar keeps what it holds while it moves.
        let from = (now / STEP_MS - STEPS + 1) * STEP_MS;
        let mut bars: Vec<Bar> = (0..STEPS)
            .map(|step| Bar::at(clock(zone, from + step * STEP_MS)))
            .collect();
        for count in scope.tenant.pulse(from, STEP_MS, project).await? {
            let step = usize::try_from(count.step).ok();
            if let Some(bar) = step.and_then(|step| bars.get_mut(step)) {
                bar.add(count.state.into(), count.count);
            }
        }
        let axis = [0, 30, 60].map(|step| (step * 100 / STEPS, clock(zone, from + step * STEP_MS)));
        Ok(Live {
            total: counts.total,
            arrived: counts.arrived,
            waiting: counts.waiting,
            needs_you: counts.needs_you,
            nowhere: counts.nowhere,
            bars,
            axis: axis.into(),
        })
    }

    pub(super) async fn overview(scope: &Scope, project: String) -> Result<Overview, AppError> {
        let now = scope.now();
        let of: Option<ProjectId> = project.parse().ok();
        let mut cards = scope.tenant.list_integration_cards(now).await?;
        let incidents = scope.tenant.list_incidents(now, INCIDENTS_MAX).await?;
        let incidents: BTreeMap<IntegrationId, IncidentRow> = incidents
            .into_iter()
            .filter(|incident| incident.closed.is_none())
            .map(|incident| (incident.integration_id, incident))
            .collect();
        let lost = scope.tenant.list_lost(now - LOST_MS, LOST_MAX, of).await?;
        let hours_from = (now / HOUR_MS - HOURS + 1) * HOUR_MS;
        let volume = match of {
            None => scope.tenant.hourly_volume(hours_from).await?,
            Some(of) => {
                let counts = scope.tenant.project_volume(of, hours_from).await?;
                count_project(&mut cards, &counts);
                counts.into_iter().map(|(_, count)| count).collect()
            }
        };
        let need = |card: &IntegrationCard| need(scope, card, incidents.get(&card.id));
        let row = |card: &IntegrationCard| row(scope, card, incidents.get(&card.id));
        Ok(Overview {
            steps: steps(scope, !cards.is_empty()).await?,
            silent: silent(scope).await?,
            needs: cards.iter().filter_map(need).collect(),
            lost_is_cut: u64::try_from(lost.len()).is_ok_and(|count| count >= LOST_MAX),
            lost: lost_lines(scope, &cards, &lost),
            volume: moments(&scope.seat.tenant.zone, hours_from, &volume),
            project,
            projects: crate::projects::choices(scope).await?,
            integrations: cards.iter().map(row).collect(),
        })
    }

    /// Counts on the cards what ended of a project, and nothing else.
    fn count_project(cards: &mut [IntegrationCard], counts: &[(IntegrationId, HourCount)]) {
        for card in cards {
            let of_card = counts.iter().filter(|(of, _)| *of == card.id);
            (card.delivered_24h, card.failed_24h) = (0, 0);
            for (_, count) in of_card {
                match BarState::of_final(count.state) {
                    Some(BarState::Delivered) => card.delivered_24h += count.count,
                    Some(_) => card.failed_24h += count.count,
                    None => {}
                }
            }
        }
    }

    async fn silent(scope: &Scope) -> Result<Vec<SilentLine>, AppError> {
        let mut lines = Vec::new();
        for row in scope.tenant.list_silences(scope.now()).await? {
            lines.push(SilentLine {
                name: scope.tenant.sender_name(row.sender).await?,
                since: scope.stamp(row.silence.since),
                hours: row.silence.usual_hours,
                events: row.silence.usual_events,
            });
        }
        Ok(lines)
    }

    async fn steps(scope: &Scope, has_integration: bool) -> Result<Option<Steps>, AppError> {
        let calls = scope
            .tenant
            .list_calls(&CallFilter::default(), None, 1)
            .await?;
        let has_call = !calls.items.is_empty();
        if has_call && has_integration {
            return Ok(None);
        }
        let keys = scope.tenant.list_keys().await?;
        let opens = |key: &store::KeyRow| key.scope == KeyScope::Ingest && key.revoked_at.is_none();
        let has_key = keys.iter().any(opens) || !scope.tenant.list_sources().await?.is_empty();
        Ok(Some(Steps {
            has_key,
            has_integration,
            has_call,
        }))
    }

    fn need(scope: &Scope, card: &IntegrationCard, incident: Option<&IncidentRow>) -> Option<Need> {
        let kind = match incident {
            Some(incident) => NeedKind::Failing {
                since: scope.stamp(incident.opened_at),
                cause: incident.cause,
                status: incident.code.and_then(|code| u16::try_from(code).ok()),
                sample: incident.sample,
            },
            None if card.switched_off => NeedKind::SwitchedOff,
            None if !card.enabled && card.open > 0 => NeedKind::Held,
            None => return None,
        };
        Some(Need {
            id: card.id,
            name: card.name.clone(),
            connection: card.connection,
            open: card.open,
            kind,
        })
    }

    fn row(
        scope: &Scope,
        card: &IntegrationCard,
        incident: Option<&IncidentRow>,
    ) -> IntegrationLine {
        let states: Vec<_> = card.recent.iter().map(|recent| recent.state).collect();
        let standing = match incident {
            Some(_) => Standing::Failing,
            None => Standing::of(card.enabled, &states),
        };
        IntegrationLine {
            id: card.id,
            name: card.name.clone(),
            moment: card.moment,
            standing,
            failing_since: incident.map(|incident| scope.stamp(incident.opened_at).text),
            delivered: card.delivered_24h,
            failed: card.failed_24h,
            usually_ms: usually(card),
        }
    }

    /// The middle of the last answers: half of them came sooner.
    fn usually(card: &IntegrationCard) -> Option<i64> {
        let arrived = card.recent.iter();
        let arrived = arrived.filter(|recent| recent.state == DeliveryState::Delivered);
        let mut took: Vec<i64> = arrived.filter_map(|recent| recent.took_ms).collect();
        took.sort_unstable();
        took.get(took.len() / 2).copied()
    }

    /// Newest first within each integration, and so are the integrations.
    fn lost_lines(scope: &Scope, cards: &[IntegrationCard], lost: &[Lost]) -> Vec<LostLine> {
        let mut by_integration: BTreeMap<(IntegrationId, bool), Vec<&Lost>> = BTreeMap::new();
        for one in lost {
            by_integration
                .entry((one.integration_id, is_unanswered(one)))
                .or_default()
                .push(one);
        }
        let lines = by_integration.into_iter().filter_map(|(of, lost)| {
            let (id, unanswered) = of;
            let card = cards.iter().find(|card| card.id == id)?;
            let (newest, oldest) = (lost.first()?, lost.last()?);
            let calls: BTreeSet<&str> = lost.iter().map(|one| one.call_id.as_str()).collect();
            let status = newest.code.and_then(|code| u16::try_from(code).ok());
            Some(LostLine {
                id,
                name: card.name.clone(),
                unanswered,
                calls: i64::try_from(calls.len()).unwrap_or(i64::MAX),
                requests: i64::try_from(lost.len()).unwrap_or(i64::MAX),
                between: (
                    scope.stamp(oldest.accepted_at),
                    scope.stamp(newest.accepted_at),
                ),
                why: newest.cause.map(|cause| (cause, status)),
            })
        });
        let mut lines: Vec<LostLine> = lines.collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.between.1.at_ms));
        lines
    }

    fn is_unanswered(lost: &Lost) -> bool {
        lost.state == DeliveryState::Unanswered
    }

    fn moments(zone: &str, from: i64, counts: &[HourCount]) -> Vec<MomentVolume> {
        let of_moment = |moment: Moment| {
            let counts = counts.iter().filter(|count| count.moment == moment);
            let mut volume = MomentVolume {
                moment,
                bars: (0..HOURS)
                    .map(|hour| Bar::at(clock(zone, from + hour * HOUR_MS)))
                    .collect(),
                delivered: 0,
                failed: 0,
            };
            for count in counts {
                let Some(state) = BarState::of_final(count.state) else {
                    continue;
                };
                let hour = usize::try_from((count.hour_at - from) / HOUR_MS).ok();
                if let Some(bar) = hour.and_then(|hour| volume.bars.get_mut(hour)) {
                    bar.add(state, count.count);
                }
                match count.state {
                    DeliveryState::Delivered => volume.delivered += count.count,
                    _ => volume.failed += count.count,
                }
            }
            (volume.delivered + volume.failed > 0).then_some(volume)
        };
        Moment::ALL
            .iter()
            .filter_map(|moment| of_moment(*moment))
            .collect()
    }

    pub(super) async fn send_lost(
        scope: &Scope,
        id: IntegrationId,
        project: Option<ProjectId>,
        unanswered: bool,
    ) -> Result<i64, AppError> {
        let from = scope.now() - LOST_MS;
        let lost = scope.tenant.list_lost(from, LOST_MAX, project).await?;
        let wanted = |one: &Lost| one.integration_id == id && is_unanswered(one) == unanswered;
        let lost = lost.into_iter().filter(wanted);
        let mut count = 0;
        for one in lost.take(SENT_MAX) {
            match scope
                .tenant
                .send_again(&scope.actor(), one.id, scope.now())
                .await
            {
                Ok(_) => count += 1,
                Err(StoreError::Deleted { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(count)
    }
}
