//! Receivers that are slow, and those that fail.

use super::view::{IncidentLine, ReceiverLine};
use crate::{
    components::time::Time,
    i18n::{text, use_texts},
    stamp::span,
};
use domain::TenantId;
use leptos::prelude::*;
use leptos_router::components::A;

/// The receivers that take longest to answer, each with a bar.
#[component]
pub fn Slowest(lines: Vec<ReceiverLine>) -> impl IntoView {
    let t = use_texts();
    let most = lines.iter().map(|line| line.took_ms).max();
    let most = most.unwrap_or_default().max(1);
    let none = lines
        .is_empty()
        .then(|| view! { <p class="quiet-text">{t.get(text::STAFF_SYSTEM_SLOWEST_NONE)}</p> });
    let rows = lines.into_iter().map(|line| {
        let share = (line.took_ms * 100 / most).to_string();
        view! {
            <li>
                <span class="staff-grow"><strong>{line.name}</strong><small class="quiet-text"><TenantLink id=line.tenant_id name=line.tenant/></small></span>
                <svg class="system-meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width=share height="8"></rect></svg>
                <span class="nowrap system-took">{span(t, line.took_ms)}</span>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="panel" id="slowest">
            <h2>{t.get(text::STAFF_SYSTEM_SLOWEST)}</h2>
            <div class="panel-body">{none}<ul class="settings-list">{rows}</ul></div>
        </section>
    }
}

/// What fails, over all tenants.
#[component]
pub fn Incidents(lines: Vec<IncidentLine>) -> impl IntoView {
    let t = use_texts();
    let none = lines
        .is_empty()
        .then(|| view! { <p class="quiet-text">{t.get(text::STAFF_TENANT_FAILING_NONE)}</p> });
    let rows = lines.into_iter().map(|line| {
        let cause = t.named(&format!("cause.{}", line.cause.key()));
        view! {
            <li>
                <span class="staff-grow"><strong>{line.name}</strong><small class="quiet-text"><TenantLink id=line.tenant_id name=line.tenant/></small></span>
                <span class="state failed">{cause}{line.code.map(|code| format!(" {code}"))}</span>
                <span class="quiet-text nowrap"><Time stamp=line.since/></span>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section class="panel" id="incidents">
            <h2>{t.get(text::STAFF_SYSTEM_INCIDENTS)}</h2>
            <div class="panel-body">{none}<ul class="settings-list staff-rows">{rows}</ul></div>
        </section>
    }
}

#[component]
fn TenantLink(id: TenantId, name: String) -> impl IntoView {
    view! { <A href=format!("/staff/tenants/{id}") attr:class="link">{name}</A> }
}
