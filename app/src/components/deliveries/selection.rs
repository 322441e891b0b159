//! Rows that are chosen by hand, and what can be done with them together.

use super::{
    api::send_selected,
    foresee::{Foreseeing, Foreseen, Foresight, foresee},
    line::DeliveryLine,
};
use crate::{
    components::{
        dialog::Dialog,
        icon::{Icon, Symbol},
        toast::use_toaster,
    },
    i18n::{text, use_texts},
};
use domain::DeliveryId;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The chosen rows.
pub type Chosen = RwSignal<BTreeSet<DeliveryId>>;

/// The box that chooses a row.
#[component]
pub fn ChooseBox(
    chosen: Chosen,
    id: DeliveryId,
    /// Why it cannot be sent again, where it cannot.
    obstacle: Option<&'static str>,
    /// What tells the row from others.
    name: String,
) -> impl IntoView {
    let t = use_texts();
    let label = format!("{}: {name}", t.get(text::DELIVERIES_CHOOSE));
    let checked = move || chosen.with(|chosen| chosen.contains(&id));
    let choose = move |event: leptos::ev::Event| {
        let is_on = event_target_checked(&event);
        chosen.update(|chosen| {
            if is_on {
                chosen.insert(id);
            } else {
                chosen.remove(&id);
            }
        });
    };
    view! {
        <input type="checkbox" class="choose" aria-label=label title=obstacle disabled=obstacle.is_some() prop:checked=checked on:change=choose/>
    }
}

/// The box that chooses all rows of the page that can be sent again, or none.
#[component]
pub fn ChooseAll(chosen: Chosen, lines: RwSignal<Vec<DeliveryLine>>) -> impl IntoView {
    let t = use_texts();
    let checked = move || {
        let all = lines.with(|lines| sendable(lines));
        !all.is_empty() && chosen.with(|chosen| all.iter().all(|id| chosen.contains(id)))
    };
    let choose = move |event: leptos::ev::Event| {
        let is_on = event_target_checked(&event);
        let all = lines.with_untracked(|lines| sendable(lines));
        chosen.update(|chosen| {
            chosen.clear();
            chosen.extend(all.into_iter().filter(|_| is_on));
        });
    };
    view! {
        <input type="checkbox" class="choose" aria-label=t.get(text::DELIVERIES_CHOOSE_ALL) prop:checked=checked on:change=choose/>
    }
}

/// The rows that can be sent again.
fn sendable(lines: &[DeliveryLine]) -> Vec<DeliveryId> {
    let sendable = lines.iter().filter(|line| line.obstacle().is_none());
    sendable.map(|line| line.id).collect()
}

/// Above the rows while any is chosen: how many, send them again, choose none.
#[component]
pub fn SelectionBar(
    chosen: Chosen,
    /// Told after they were sent.
    #[prop(into)]
    on_sent: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let ids = move || -> Vec<DeliveryId> {
        chosen.with_untracked(|chosen| chosen.iter().copied().collect())
    };
    // The page may be left before the answers: what was pressed is done and told all the same.
    let send_these = move |ids: Vec<DeliveryId>| async move {
        match send_selected(ids).await {
            Ok(count) => {
                toaster.done(t.count(text::CALLS_SENT, count));
                chosen.try_update(BTreeSet::clear);
            }
            Err(error) => toaster.fail(t, &error),
        }
        on_sent.try_run(());
    };
    let send = Action::new(move |(): &()| send_these(ids()));
    let asking = RwSignal::new(false);
    let foreseen = RwSignal::new(Foreseen::default());
    let look = Action::new(move |(): &()| {
        let ids = ids();
        async move {
            match foresee(Foreseeing::Rows(ids.clone())).await {
                Ok(found) if found.is_nothing() => send_these(ids).await,
                Ok(found) => {
                    foreseen.try_set(found);
                    asking.try_set(true);
                }
                Err(error) => toaster.fail(t, &error),
            }
        }
    });
    let (looking, sending) = (look.pending(), send.pending());
    let pending = move || looking.get() || sending.get();
    let confirm = move |_| {
        asking.set(false);
        send.dispatch(());
    };
    let count = move || i64::try_from(chosen.with(BTreeSet::len)).unwrap_or(i64::MAX);
    view! {
        <Show when=move || chosen.with(|chosen| !chosen.is_empty())>
            <div class="selection-bar" role="status">
                <span>{move || t.count(text::DELIVERIES_CHOSEN_COUNT, count())}</span>
                <button type="button" class="button primary" disabled=pending on:click=move |_| { look.dispatch(()); }>
                    <Icon symbol=Symbol::Again/>{t.get(text::DELIVERY_SEND_AGAIN)}
                </button>
                <button type="button" class="button" on:click=move |_| chosen.update(BTreeSet::clear)>{t.get(text::DELIVERIES_CHOOSE_NONE)}</button>
            </div>
        </Show>
        <Dialog open=asking title=t.get(text::DELIVERIES_FORESEEN_TITLE)>
            {move || view! { <Foresight foreseen=foreseen.get()/> }}
            <div class="buttons dialog-buttons">
                <button type="button" class="button" on:click=move |_| asking.set(false)>{t.get(text::COMMON_CANCEL)}</button>
                <button type="button" class="button primary" on:click=confirm>{move || t.with(text::JOBS_ALL_DO, &[("count", &t.number(count()))])}</button>
            </div>
        </Dialog>
    }
}
