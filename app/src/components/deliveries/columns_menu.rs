//! The choice of the columns of the log.

use super::{
    api::keep_columns,
    columns::{Column, Columns},
    keeping::Keeping,
};
use crate::{
    components::{
        icon::{Icon, Symbol},
        menu::{DropMenu, Menu},
        toast::use_toaster,
    },
    i18n::{text, use_texts},
    session::use_visitor,
};
use leptos::{prelude::*, task::spawn_local};

/// The menu with a box for each column. What is chosen is kept; whoever looks in as the member
/// chooses for the page alone.
#[component]
pub fn ColumnsMenu(
    /// None until the rows are there.
    columns: RwSignal<Option<Columns>>,
) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let menu = Menu::closed();
    let is_own = use_visitor().seat().is_some_and(|seat| seat.look.is_none());
    let keeping = Keeping::default();
    let keep = move |chosen: String| {
        let (keeping, mut wanted) = (keeping.clone(), keeping.begin(chosen));
        spawn_local(async move {
            while let Some(chosen) = wanted {
                if let Err(error) = keep_columns(chosen).await {
                    toaster.fail(t, &error);
                }
                wanted = keeping.go_on();
            }
        });
    };
    let choose = move |column: Column, on: bool| {
        let chosen = columns.try_update(|columns| {
            let columns = columns.as_mut()?;
            columns.set(column, on);
            Some(columns.text())
        });
        if let Some(chosen) = chosen.flatten().filter(|_| is_own) {
            keep(chosen);
        }
    };
    let entry = move |column: Column| {
        let choose = choose.clone();
        let is_shown =
            move || columns.with(|columns| columns.as_ref().is_some_and(|it| it.shows(column)));
        let change = move |event| choose(column, event_target_checked(&event));
        view! {
            <label class="drop-item">
                <input type="checkbox" prop:checked=is_shown on:change=change/>{t.get(column.name())}
            </label>
        }
    };
    let button = view! {
        <summary class="button">{t.get(text::DELIVERIES_COLUMNS)}<Icon symbol=Symbol::Down/></summary>
    };
    // What can take the focus itself keeps it when a label is pressed.
    view! {
        <DropMenu menu button=button.into_any()>
            <div class="drop-items" role="group" aria-label=t.get(text::DELIVERIES_COLUMNS) tabindex="-1">{Column::ALL.map(entry).collect_view()}</div>
        </DropMenu>
    }
}
