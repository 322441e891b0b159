//! Calls whose data never reached a CRM, and the button that sends them.

use super::api::{LostLine, send_lost};
use crate::{
    components::{
        failure::sentence,
        icon::{Icon, Symbol},
        time::Time,
        toast::use_toaster,
    },
    i18n::{Texts, text, use_texts},
    session::use_may,
};
use domain::{Cause, IntegrationId, Role, explain::explain};
use leptos::prelude::*;
use leptos_router::components::A;

/// The panel.
#[component]
pub fn LostCalls(
    lines: Vec<LostLine>,
    /// Whether there is more than was looked at.
    is_cut: bool,
    /// How many calls of today no CRM has.
    nowhere: i64,
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let none = (lines.is_empty() && nowhere == 0).then(
        || view! { <p class="overview-well state delivered">{t.get(text::OVERVIEW_LOST_NONE)}</p> },
    );
    let cut =
        is_cut.then(|| view! { <p class="overview-cut">{t.get(text::OVERVIEW_LOST_CUT)}</p> });
    let nowhere = (nowhere > 0).then(|| {
        view! {
            <li class="overview-line">
                <span class="state skipped">{t.count(text::OVERVIEW_CALLS, nowhere)}</span>
                <div class="overview-told"><strong>{t.get(text::OVERVIEW_NOWHERE)}</strong><p>{t.get(text::OVERVIEW_NOWHERE_TEXT)}</p></div>
                <div class="overview-mend"><A href="/calls?period=today&standing=nowhere" attr:class="button">{t.get(text::OVERVIEW_SHOW)}</A></div>
            </li>
        }
    });
    let lines = lines
        .into_iter()
        .map(|line| view! { <li><Line line on_change/></li> })
        .collect_view();
    view! {
        <section class="panel overview-lost">
            <h2>{t.get(text::OVERVIEW_LOST)}</h2>
            {none}
            <ul>{lines}{nowhere}</ul>
            {cut}
        </section>
    }
}

#[component]
fn Line(line: LostLine, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let (first, last) = line.between;
    let span = if line.requests == 1 {
        view! { <Time stamp=first/> }.into_any()
    } else {
        view! { <Time stamp=first/>" – "<Time stamp=last/> }.into_any()
    };
    let why = line
        .why
        .map(|(cause, status)| why(t, &line.name, cause, status));
    let log = format!(
        "/deliveries?integration={}&state=failed&period=week",
        line.id
    );
    view! {
        <div class="overview-line">
            <A href=log attr:class="state failed">{t.count(text::OVERVIEW_CALLS, line.calls)}</A>
            <div class="overview-told">
                <strong><A href=format!("/integrations/{}", line.id)>{line.name}</A></strong>
                <p>{span}</p>
                {why.map(|why| view! { <p>{why}</p> })}
            </div>
            <div class="overview-mend"><SendLost id=line.id on_change/></div>
        </div>
    }
}

fn why(t: Texts, name: &str, cause: Cause, status: Option<u16>) -> String {
    let mut explained = explain(cause, status);
    explained.arguments.insert("name".into(), name.to_owned());
    t.find_with(&explained.what_key(), &explained.arguments)
}

#[component]
fn SendLost(id: IntegrationId, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let may = use_may(Role::may_send_again);
    let send = Action::new(move |(): &()| async move {
        match send_lost(id).await {
            Ok(count) => toaster.done(t.count(text::CALLS_SENT, count)),
            Err(error) => toaster.failed(sentence(t, &error)),
        }
        on_change.run(());
    });
    let pending = send.pending();
    let title = (!may).then(|| t.get(text::COMMON_WEAK_ROLE));
    view! {
        <button type="button" class="button primary" title=title disabled=move || !may || pending.get() on:click=move |_| { send.dispatch(()); }>
            <Icon symbol=Symbol::Again/>{t.get(text::OVERVIEW_SEND_THEM)}
        </button>
    }
}
