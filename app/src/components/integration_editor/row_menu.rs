//! What can be done with a row: move, duplicate, remove.

use super::{
    model::use_editor,
    row_actions::{Dragging, Way, duplicate, remove, step},
};
use crate::{
    components::{
        icon::{Icon, Symbol},
        menu::{DropMenu, Menu},
    },
    i18n::{Key, text, use_texts},
};
use leptos::prelude::*;

/// A small menu behind three dots.
#[component]
pub fn RowMenu(key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let dragging = expect_context::<Dragging>();
    let menu = Menu::closed();
    let item = move |label: Key, symbol: Symbol, act: Callback<()>| {
        let run = move |_| {
            menu.close();
            act.run(());
        };
        view! { <button type="button" class="drop-item" on:click=run><Icon symbol/>{t.get(label)}</button> }
    };
    let go = move |way| Callback::new(move |()| step(model, dragging, t, key, way));
    let label = model.read_row(key, move |row| {
        t.with(text::EDITOR_ROWS_MENU, &[("name", &row.name)])
    });
    let button = view! {
        <summary class="button quiet icon-only" aria-label=move || label.get()><Icon symbol=Symbol::Dots/></summary>
    };
    view! {
        <DropMenu menu button=button.into_any()>
            <div class="drop-items">
                {item(text::EDITOR_ROWS_UP, Symbol::Up, go(Way::Up))}
                {item(text::EDITOR_ROWS_DOWN, Symbol::Down, go(Way::Down))}
                {item(text::EDITOR_ROWS_DUPLICATE, Symbol::Copy, Callback::new(move |()| duplicate(model, key)))}
                {item(text::EDITOR_ROWS_REMOVE, Symbol::Bin, Callback::new(move |()| remove(model, key)))}
            </div>
        </DropMenu>
    }
}
