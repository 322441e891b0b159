//! From rows of the store to the operator's page of a tenant.

use super::view::{
    AskedLook, EventLine, FailingLine, HandoverLine, Limits, PersonLine, TenantView,
};
use crate::{
    components::{
        hours::{HOUR_MS, filled},
        integrations::api::line,
        staff::standing::TenantState,
    },
    error::AppError,
    i18n::Texts,
    session::{StaffScope, request_visitor},
    stamp::{Stamp, day_and_year, stamp},
    told::Told,
};
use domain::{IntegrationId, StaffRight, TenantId};
use std::collections::HashMap;
use store::{IncidentRow, TenantStore};

/// So many hours are drawn.
const HOURS: i64 = 48;
/// So many of the last events are shown.
const EVENTS: u64 = 15;
/// Among so many of the last looks one that waits is sought.
const LOOKS: u64 = 20;
/// So many open incidents are shown.
const INCIDENTS: u64 = 20;

pub(super) async fn view(scope: &StaffScope, id: TenantId) -> Result<TenantView, AppError> {
    let (tenant, now) = (scope.store.tenant(id), scope.now());
    let standing = tenant.tenant_standing(now).await?;
    let state = TenantState::of(&standing, now);
    let of = standing.tenant;
    let (texts, zone) = (Texts::of(scope.language), of.zone.clone());
    let since_day = day_and_year(texts, &zone, of.created_at);
    let at = move |at_ms| stamp(texts, &zone, at_ms, now);
    let since = (now.div_euclid(HOUR_MS) - HOURS + 1) * HOUR_MS;
    let cards = tenant.list_integration_cards(now).await?;
    let integrations: Vec<_> = cards.into_iter().map(|card| line(&at, card)).collect();
    let names: HashMap<_, _> = integrations
        .iter()
        .map(|line| (line.id, line.name.clone()))
        .collect();
    let incidents = tenant.list_incidents(i64::MAX, INCIDENTS).await?;
    Ok(TenantView {
        created: Stamp {
            text: since_day,
            ..at(of.created_at)
        },
        suspended: of.suspended.map(|it| (at(it.since), it.reason)),
        may_suspend: request_visitor().staff_may(StaffRight::Suspend),
        may_hand_over: request_visitor().staff_may(StaffRight::HandOver),
        handover: tenant.find_handover().await?.map(|row| HandoverLine {
            id: row.id,
            email: row.email,
            reason: row.reason,
            due: at(row.due_at),
            is_due: row.due_at <= now,
        }),
        hours: filled(&tenant.hours(since).await?, since, now, &at),
        failing: incidents
            .iter()
            .map(|row| failing(texts, row, &names, &at))
            .collect(),
        members: members(&tenant, &at).await?,
        events: events(&tenant, &at).await?,
        limits: limits(scope, &tenant).await?,
        access: tenant.support_rules().await?.access,
        asked: asked(scope, &tenant, &at).await?,
        integrations,
        id,
        state,
        name: of.name,
        zone: of.zone,
        country: of.country,
        delivered: standing.delivered_24h,
        failed: standing.failed_24h,
        open: standing.open,
    })
}

fn failing(
    texts: Texts,
    row: &IncidentRow,
    names: &HashMap<IntegrationId, String>,
    at: impl Fn(i64) -> Stamp,
) -> FailingLine {
    let name = names.get(&row.integration_id).cloned().unwrap_or_default();
    let status = row.code.and_then(|code| u16::try_from(code).ok());
    FailingLine {
        integration_id: row.integration_id,
        told: Told::of(texts, &name, row.cause, status),
        name,
        since: at(row.opened_at),
    }
}

async fn members(
    tenant: &TenantStore,
    at: impl Fn(i64) -> Stamp,
) -> Result<Vec<PersonLine>, AppError> {
    let rows = tenant.list_members().await?.into_iter();
    let lines = rows.map(|row| PersonLine {
        id: row.id,
        email: row.email,
        role: row.role,
        since: at(row.created_at),
    });
    Ok(lines.collect())
}

async fn events(
    tenant: &TenantStore,
    at: impl Fn(i64) -> Stamp,
) -> Result<Vec<EventLine>, AppError> {
    let rows = tenant.recent_events(EVENTS).await?.into_iter();
    let lines = rows.map(|row| EventLine {
        accepted: at(row.accepted_at),
        moment: row.moment,
        call_id: row.call_id,
        is_test: row.is_test,
    });
    Ok(lines.collect())
}

/// The last look that this person asked for, where it waits or may be entered.
async fn asked(
    scope: &StaffScope,
    tenant: &TenantStore,
    at: impl Fn(i64) -> Stamp,
) -> Result<Option<AskedLook>, AppError> {
    let now = scope.now();
    let looks = tenant.list_looks(LOOKS).await?.into_iter();
    let mut theirs = looks.filter(|look| look.staff_id == scope.staff_id);
    let open = theirs.find(|look| look.waits(now) || look.may_enter(now));
    Ok(open.map(|look| AskedLook {
        id: look.id,
        asked: at(look.asked_at),
        may_enter: look.may_enter(now),
        ticket: look.ticket,
    }))
}

async fn limits(scope: &StaffScope, tenant: &TenantStore) -> Result<Limits, AppError> {
    let keys = tenant.list_keys().await?;
    let in_use = keys.iter().filter(|key| key.revoked_at.is_none());
    Ok(Limits {
        parallel: scope.desk.engine_now().parallel_tenant,
        keys: in_use.count(),
        sources: tenant.list_sources().await?.len(),
    })
}

/// Has the engine look at integrations anew that stopped or started.
pub(super) async fn tell(scope: &StaffScope, tenant: TenantId, changed: Vec<IntegrationId>) {
    for integration in changed {
        scope.desk.changed(tenant, integration).await;
    }
    scope.desk.wake();
}
