//! What can be done with an integration from the list: pause, enable, send what it never got,
//! duplicate, delete.

use super::api::{
    IntegrationLine, delete_integration, duplicate_integration, restore_integration,
    set_integration_enabled,
};
use crate::{
    components::{
        dialog::ConfirmDialog,
        icon::{Icon, Symbol},
        jobs::{backfill::BackfillDialog, release::ReleaseDialog},
        toast::{Toaster, use_toaster},
    },
    i18n::{Texts, text, use_texts},
    session::{use_may, use_may_ask},
};
use domain::{Class, IntegrationId, Right};
use leptos::prelude::*;

/// What a button asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Switch,
    Duplicate,
    Delete,
}

/// The buttons of a row; nothing for a role that only reads.
#[component]
pub fn RowActions(line: IntegrationLine, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let asking = RwSignal::new(false);
    let releasing = RwSignal::new(false);
    let filling = RwSignal::new(false);
    let act = deed_action(&line, on_change);
    let (may, ask) = (use_may(Right::SetUp), use_may_ask(Right::SetUp));
    let doing = act.pending();
    let pending = Memo::new(move |_| !may || doing.get());
    let lost = match line.open {
        0 => t.get(text::INTEGRATIONS_DELETE_LOST_NOTHING).to_owned(),
        open => t.count(text::INTEGRATIONS_DELETE_LOST, open),
    };
    let title = t.with(text::INTEGRATIONS_DELETE_TITLE, &[("name", &line.name)]);
    let (switch, symbol) = if line.enabled {
        (text::INTEGRATIONS_PAUSE, Symbol::Pause)
    } else {
        (text::INTEGRATIONS_ENABLE, Symbol::Play)
    };
    let (id, held, enabled) = (line.id, line.open, line.enabled);
    let backfills = line.moment.class() == Class::Durable && use_may(Right::SendAgain);
    let name = line.name.clone();
    let named = move |word: &str| format!("{word}: {}", line.name);
    let switch_name = named(t.get(switch));
    let (copy_name, delete_name) = (
        named(t.get(text::INTEGRATIONS_DUPLICATE)),
        named(t.get(text::COMMON_DELETE)),
    );
    let fill = backfills.then(|| {
        let (name, word) = (name.clone(), named(t.get(text::JOBS_BACKFILL)));
        view! {
            <ActionButton symbol=Symbol::Send name=word pending on_press=move || filling.set(true)/>
            <BackfillDialog open=filling integration=id name/>
        }
    });
    // What waited may be more than anybody still wants: then it is asked for.
    let switch_now = move || {
        if enabled || held == 0 {
            act.dispatch(Deed::Switch);
        } else {
            releasing.set(true);
        }
    };
    (may || ask).then(|| view! {
        <div class="row-actions">
            <ActionButton symbol name=switch_name pending on_press=switch_now/>
            {fill}
            <ActionButton symbol=Symbol::Copy name=copy_name pending on_press=move || { act.dispatch(Deed::Duplicate); }/>
            <ActionButton symbol=Symbol::Bin name=delete_name pending on_press=move || asking.set(true)/>
            <ConfirmDialog open=asking title lost word=t.get(text::COMMON_DELETE) on_confirm=move |()| { act.dispatch(Deed::Delete); }/>
            <ReleaseDialog open=releasing integration=id name held on_all=move |()| { act.dispatch(Deed::Switch); }/>
        </div>
    })
}

#[component]
fn ActionButton(
    symbol: Symbol,
    name: String,
    pending: Memo<bool>,
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    let title = name.clone();
    view! {
        <button type="button" class="button quiet icon-only" title=title aria-label=name disabled=pending on:click=move |_| on_press()>
            <Icon symbol/>
        </button>
    }
}

/// Does what a button asks for, says what came of it, and has the list read again.
fn deed_action(line: &IntegrationLine, on_change: Callback<()>) -> Action<Deed, ()> {
    let t = use_texts();
    let toaster = use_toaster();
    let (id, enabled, name) = (line.id, line.enabled, line.name.clone());
    Action::new(move |deed: &Deed| {
        let (deed, name) = (*deed, name.clone());
        async move {
            let result = match deed {
                Deed::Switch => set_integration_enabled(id, !enabled).await,
                Deed::Duplicate => duplicate_integration(id).await.map(drop),
                Deed::Delete => delete_integration(id).await,
            };
            let said = result.map(|()| outcome(t, deed, enabled, &name));
            match (said, deed) {
                (Ok(done), Deed::Delete) => offer_restoring(toaster, t, done, id),
                (Ok(done), Deed::Switch) if enabled => {
                    toaster.done_undoable(t, done, move || {
                        let on = t.with(text::INTEGRATIONS_ENABLED, &[("name", &name)]);
                        async move { set_integration_enabled(id, true).await.map(|()| on) }
                    });
                }
                (Ok(done), Deed::Switch | Deed::Duplicate) => toaster.done(done),
                (Err(error), _) => toaster.fail(t, &error),
            }
            on_change.try_run(());
        }
    })
}

/// Says that an integration was deleted, and offers to bring it back.
pub fn offer_restoring(toaster: Toaster, t: Texts, done: String, id: IntegrationId) {
    let back = t.get(text::INTEGRATIONS_RESTORED);
    toaster.done_undoable(t, done, move || async move {
        restore_integration(id).await.map(|()| back.to_owned())
    });
}

fn outcome(t: Texts, deed: Deed, enabled: bool, name: &str) -> String {
    let key = match (deed, enabled) {
        (Deed::Switch, true) => text::INTEGRATIONS_PAUSED,
        (Deed::Switch, false) => text::INTEGRATIONS_ENABLED,
        (Deed::Duplicate, _) => text::INTEGRATIONS_DUPLICATED,
        (Deed::Delete, _) => text::INTEGRATIONS_DELETED,
    };
    t.with(key, &[("name", name)])
}
