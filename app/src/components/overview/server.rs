//! From the store's figures to what is shown of them.

use super::view::{
    IntegrationLine, LOST_PERIOD, Live, LostLine, MomentVolume, Need, NeedKind, Overview,
    SilentLine, Steps,
};
use crate::{
    components::{
        deliveries::query::period,
        integrations::standing::Standing,
        overview::bars::{Bar, BarState},
    },
    error::AppError,
    session::Scope,
    stamp::{clock, day_start},
    told::Told,
};
use domain::{DeliveryState, IntegrationId, KeyScope, Moment, ProjectId};
use futures::TryFutureExt as _;
use std::collections::{BTreeMap, HashMap};
use store::{CallFilter, HourCount, IncidentRow, IntegrationCard, Lost, LostCount, StoreError};

const HOUR_MS: i64 = 3_600_000;
/// What a bar of the strip spans.
const STEP_MS: i64 = 120_000;
/// How many bars the strip has: three hours.
const STEPS: i64 = 90;
/// Hours that the volume shows.
const HOURS: i64 = 24;
/// Most lost deliveries of each way of ending that are looked at.
const LOST_MAX: u64 = 300;
/// Most deliveries that one press sends again.
const SENT_MAX: usize = 200;
/// Most incidents that are shown.
const INCIDENTS_MAX: u64 = 20;

pub(super) async fn live(scope: &Scope, project: Option<ProjectId>) -> Result<Live, AppError> {
    let (zone, now) = (&scope.seat.tenant.zone, scope.now());
    let today = day_start(zone, now, 0);
    // Whole steps, so that a bar keeps what it holds while it moves.
    let from = (now / STEP_MS - STEPS + 1) * STEP_MS;
    let mut bars: Vec<Bar> = (0..STEPS)
        .map(|step| Bar::at(clock(zone, from + step * STEP_MS)))
        .collect();
    let (counts, pulse) = futures::try_join!(
        scope.tenant.count_calls(today, project),
        scope.tenant.pulse(from, STEP_MS, project),
    )?;
    for count in pulse {
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
    let (tenant, now) = (&scope.tenant, scope.now());
    let of: Option<ProjectId> = project.parse().ok();
    let hours_from = (now / HOUR_MS - HOURS + 1) * HOUR_MS;
    // None needs another's answer, so the page waits for the slowest and not for all in turn.
    // Of what was lost, one more than is told says whether there are more.
    let (mut cards, incidents, lost, volume, silent, projects) = futures::try_join!(
        tenant.list_integration_cards(now).err_into::<AppError>(),
        open_incidents(scope),
        tenant
            .count_lost(lost_from(scope), LOST_MAX + 1, of)
            .err_into(),
        volume(scope, of, hours_from),
        silent(scope),
        crate::projects::choices(scope),
    )?;
    if let Some(of) = &volume.project {
        count_project(&mut cards, &of.ended);
    }
    let lost_is_cut = is_cut(&lost, false) || is_cut(&lost, true);
    let need = |card: &IntegrationCard| {
        let Some(of) = &volume.project else {
            return need(scope, card, incidents.get(&card.id), card.open);
        };
        // One that keeps and lost nothing of a project needs nobody for its sake; where not all
        // that was lost is known, that cannot be said of any.
        let open = of.open.get(&card.id).copied().unwrap_or_default();
        let is_about =
            open > 0 || lost_is_cut || lost.iter().any(|of| of.newest.integration_id == card.id);
        let need = need(scope, card, incidents.get(&card.id), open);
        need.filter(|_| is_about)
    };
    let row = |card: &IntegrationCard| row(scope, card, incidents.get(&card.id));
    Ok(Overview {
        steps: steps(scope, !cards.is_empty()).await?,
        silent,
        needs: cards.iter().filter_map(need).collect(),
        lost_is_cut,
        lost: lost_lines(scope, &cards, &lost),
        volume: moments(&scope.seat.tenant.zone, hours_from, &volume.hours),
        project,
        projects,
        integrations: cards.iter().map(row).collect(),
    })
}

/// The incidents that last, by integration.
async fn open_incidents(scope: &Scope) -> Result<BTreeMap<IntegrationId, IncidentRow>, AppError> {
    let incidents = scope
        .tenant
        .list_incidents(scope.now(), INCIDENTS_MAX)
        .await?;
    let open = incidents
        .into_iter()
        .filter(|incident| incident.closed.is_none())
        .map(|incident| (incident.integration_id, incident));
    Ok(open.collect())
}

/// What ended in the last hours.
struct Volume {
    hours: Vec<HourCount>,
    project: Option<OfProject>,
}

/// What the figures of a project's integrations are made of.
struct OfProject {
    /// What ended, by integration.
    ended: Vec<(IntegrationId, HourCount)>,
    /// How many deliveries of it an integration keeps.
    open: HashMap<IntegrationId, i64>,
}

async fn volume(
    scope: &Scope,
    project: Option<ProjectId>,
    hours_from: i64,
) -> Result<Volume, AppError> {
    let tenant = &scope.tenant;
    let Some(project) = project else {
        return Ok(Volume {
            hours: tenant.hourly_volume(hours_from).await?,
            project: None,
        });
    };
    let (ended, open) = futures::try_join!(
        tenant.project_volume(project, hours_from),
        tenant.count_open_of(project),
    )?;
    Ok(Volume {
        hours: ended.iter().map(|(_, count)| *count).collect(),
        project: Some(OfProject { ended, open }),
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
    for row in scope.tenant.list_silences().await? {
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

/// Why an integration needs a person, where it keeps so many open deliveries.
fn need(
    scope: &Scope,
    card: &IntegrationCard,
    incident: Option<&IncidentRow>,
    open: i64,
) -> Option<Need> {
    let kind = match incident {
        Some(incident) => {
            let status = incident.code.and_then(|code| u16::try_from(code).ok());
            NeedKind::Failing {
                since: scope.stamp(incident.opened_at),
                cause: incident.cause,
                status,
                told: Told::of(scope.texts(), &card.name, incident.cause, status),
                sample: incident.sample,
            }
        }
        None if card.switched_off => NeedKind::SwitchedOff,
        None if !card.enabled && open > 0 => NeedKind::Held,
        None => return None,
    };
    Some(Need {
        id: card.id,
        name: card.name.clone(),
        connection: card.connection,
        open,
        held: card.open,
        kind,
    })
}

fn row(scope: &Scope, card: &IntegrationCard, incident: Option<&IncidentRow>) -> IntegrationLine {
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

/// As they are counted: by integration, the newest first.
fn lost_lines(scope: &Scope, cards: &[IntegrationCard], lost: &[LostCount]) -> Vec<LostLine> {
    let lines = lost.iter().filter_map(|of| {
        let newest = &of.newest;
        let card = cards.iter().find(|card| card.id == newest.integration_id)?;
        let unanswered = is_unanswered(newest);
        let status = newest.code.and_then(|code| u16::try_from(code).ok());
        let told = |cause| Told::of(scope.texts(), &card.name, cause, status);
        Some(LostLine {
            id: card.id,
            name: card.name.clone(),
            unanswered,
            requests: of.count,
            is_cut: is_cut(lost, unanswered),
            between: (scope.stamp(of.oldest_at), scope.stamp(newest.accepted_at)),
            why: newest.cause.map(|cause| told(cause).what),
        })
    });
    lines.collect()
}

fn is_unanswered(lost: &Lost) -> bool {
    lost.state == DeliveryState::Unanswered
}

/// Whether more ended in this way than is told.
fn is_cut(lost: &[LostCount], unanswered: bool) -> bool {
    let ended = lost
        .iter()
        .filter(|of| is_unanswered(&of.newest) == unanswered);
    let count: i64 = ended.map(|of| of.count).sum();
    u64::try_from(count).is_ok_and(|count| count > LOST_MAX)
}

/// Since when something lost is told, in milliseconds since 1970: where the log's period begins.
fn lost_from(scope: &Scope) -> i64 {
    let (from, _) = period(&scope.seat.tenant.zone, scope.now(), LOST_PERIOD);
    from.unwrap_or_default()
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
    let lost = scope
        .tenant
        .list_lost(lost_from(scope), LOST_MAX, project)
        .await?;
    let wanted = |one: &Lost| one.integration_id == id && is_unanswered(one) == unanswered;
    let lost = lost.into_iter().filter(wanted).map(|one| one.id);
    let lost: Vec<_> = lost.take(SENT_MAX).collect();
    let mut count = 0;
    for id in scope.tenant.one_of_each_event(&lost).await? {
        match scope
            .tenant
            .send_again(&scope.actor(), id, scope.now())
            .await
        {
            Ok(_) => count += 1,
            Err(StoreError::Deleted { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(count)
}
