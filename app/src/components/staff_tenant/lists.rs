//! What a tenant has: integrations, people, limits, and the events that came in last.

use super::view::{EventLine, FailingLine, Limits, PersonLine};
use crate::{
    components::{
        integrations::{api::IntegrationLine, pulse::Pulse, standing::Standing},
        moment::MomentDots,
        time::Time,
    },
    i18n::{text, use_texts},
};
use leptos::prelude::*;

/// The integrations with how they stand; of one that fails, since when.
#[component]
pub fn Integrations(lines: Vec<IntegrationLine>, failing: Vec<FailingLine>) -> impl IntoView {
    let t = use_texts();
    let rows = lines.into_iter().map(move |line| {
        let mut failing = failing.iter().filter(|_| line.standing != Standing::Paused);
        let fails = failing.find(|it| it.integration_id == line.id);
        let (class, word) = match fails {
            Some(fails) => {
                let since = [("time", fails.since.text.as_str())];
                ("state failed", t.with(text::STAFF_TENANT_FAILING_SINCE, &since))
            }
            None => (line.standing.class(), t.get(line.standing.word()).to_owned()),
        };
        view! {
            <li>
                <span class="staff-grow"><strong>{line.name}</strong><small class="quiet-text"><code>{line.method.key()}" "{line.address}</code></small></span>
                <Pulse ticks=line.ticks/>
                <span class=class>{word}</span>
            </li>
        }
    });
    view! {
        <section class="panel" id="integrations">
            <h2>{t.get(text::NAV_INTEGRATIONS)}</h2>
            <div class="panel-body"><ul class="settings-list staff-rows">{rows.collect_view()}</ul></div>
        </section>
    }
}

/// The people with their roles.
#[component]
pub fn People(lines: Vec<PersonLine>) -> impl IntoView {
    let t = use_texts();
    let rows = lines.into_iter().map(|line| {
        view! {
            <li>
                <span class="staff-grow"><strong>{line.email}</strong></span>
                <span class="chip quiet">{t.named(&format!("nav.role.{}", line.role.key()))}</span>
            </li>
        }
    });
    view! {
        <section class="panel" id="people">
            <h2>{t.get(text::PEOPLE_MEMBERS)}</h2>
            <div class="panel-body"><ul class="settings-list">{rows.collect_view()}</ul></div>
        </section>
    }
}

/// The events that came in last; what they say of anybody stays in the cabinet.
#[component]
pub fn CameIn(lines: Vec<EventLine>) -> impl IntoView {
    let t = use_texts();
    if lines.is_empty() {
        return view! {
            <section class="panel" id="came-in">
                <h2>{t.get(text::STAFF_TENANT_CAME_IN)}</h2>
                <p class="panel-body quiet-text">{t.get(text::STAFF_TENANT_CAME_IN_NONE)}</p>
            </section>
        }
        .into_any();
    }
    let rows = lines.into_iter().map(|line| {
        let test = line
            .is_test
            .then(|| view! { <span class="chip quiet">{t.get(text::COMMON_TEST)}</span> });
        view! {
            <li>
                <Time stamp=line.accepted/>
                <MomentDots moment=line.moment named=true/>
                <code class="staff-grow">{line.call_id}</code>
                {test}
            </li>
        }
    });
    view! {
        <section class="panel" id="came-in">
            <h2>{t.get(text::STAFF_TENANT_CAME_IN)}</h2>
            <div class="panel-body"><ul class="settings-list">{rows.collect_view()}</ul></div>
        </section>
    }
    .into_any()
}

/// What the tenant has, and how much it may use at once.
#[component]
pub fn LimitFacts(limits: Limits) -> impl IntoView {
    let t = use_texts();
    let number = move |count: usize| t.number(i64::try_from(count).unwrap_or(i64::MAX));
    view! {
        <section class="panel" id="limits">
            <h2>{t.get(text::STAFF_TENANT_LIMITS)}</h2>
            <dl class="facts panel-body">
                <div><dt>{t.get(text::STAFF_TENANT_PARALLEL)}</dt><dd>{number(limits.parallel)}</dd></div>
                <div><dt>{t.get(text::STAFF_TENANT_KEYS)}</dt><dd>{number(limits.keys)}</dd></div>
                <div><dt>{t.get(text::STAFF_TENANT_SOURCES)}</dt><dd>{number(limits.sources)}</dd></div>
            </dl>
        </section>
    }
}
