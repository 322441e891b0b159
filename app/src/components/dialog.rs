//! A question before something is lost: the browser's own modal dialog.

use crate::{
    components::on_demand::once_wanted,
    i18n::{text, use_texts},
};
use leptos::{html, prelude::*};

/// A dialog that opens while `open` is true. Escape, the veil and the cross close it.
///
/// What it holds is made when it opens for the first time, and then stays.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    children: Children,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    let content = NodeRef::<html::Div>::new();
    // Waits for what it holds, whose first field gets the focus.
    Effect::new(move || {
        let (Some(dialog), Some(_)) = (element.get(), content.get()) else {
            return;
        };
        match (open.get(), dialog.open()) {
            // It is not open yet, so showing it cannot fail.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let on_veil = move |event: leptos::ev::MouseEvent| {
        let veil = element
            .get_untracked()
            .is_some_and(|dialog| event.target().as_ref() == Some(dialog.as_ref()));
        if veil {
            open.set(false);
        }
    };
    let held = move || {
        view! {
            <div class="dialog-box" node_ref=content>
                <h2>{title}</h2>
                {children()}
            </div>
        }
        .into_any()
    };
    view! {
        <dialog class="dialog" node_ref=element aria-label=title on:close=move |_| open.set(false) on:click=on_veil>
            {once_wanted(move || open.get(), held)}
        </dialog>
    }
}

/// The last question: what will be lost, and the word that does it.
#[component]
pub fn ConfirmDialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] lost: Signal<String>,
    /// The word on the button.
    word: &'static str,
    /// What is done.
    #[prop(into)]
    on_confirm: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let confirm = move |_| {
        open.set(false);
        on_confirm.run(());
    };
    view! {
        <Dialog open title>
            <p>{lost}</p>
            <div class="buttons dialog-buttons">
                <button type="button" class="button" on:click=move |_| open.set(false)>{t.get(text::COMMON_CANCEL)}</button>
                <button type="button" class="button danger primary" on:click=confirm>{word}</button>
            </div>
        </Dialog>
    }
}
