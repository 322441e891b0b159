//! What is taken from an answer: for later steps, and on the call for later moments.

use super::{
    fields::{FaultText, Line},
    model::{EditorModel, use_editor},
    of::Of,
    rows::Rows,
};
use crate::{
    components::icon::{Icon, Symbol},
    i18n::{text, use_texts},
};
use domain::step::Take;
use leptos::prelude::*;

/// The list for the answer to a request.
#[component]
pub fn Takes(of: Of) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let keys = model.read(move |form| of.takes(form).map(Rows::keys).unwrap_or_default());
    let add = move |_| {
        of.edit(model, "takes", |form| {
            if let Some(takes) = of.takes_mut(form) {
                takes.add(Take {
                    name: String::new(),
                    path: "$.".to_owned(),
                    keep: false,
                });
            }
        });
    };
    view! {
        <div class="takes">
            <p class="field-label">{t.get(text::EDITOR_TAKES_TITLE)}</p>
            <p class="field-help">{t.with(text::EDITOR_TAKES_HELP, &[("step", "{{step.contact_id}}"), ("kept", "{{crm.contact_id}}")])}</p>
            <For each=move || keys.get() key=|key| *key let(key)>
                <TakeRow of key/>
            </For>
            <FaultText path=of.path_of(model, "takes")/>
            <button type="button" class="button" on:click=add><Icon symbol=Symbol::Plus/>{t.get(text::EDITOR_TAKES_ADD)}</button>
        </div>
    }
}

fn read<T: Default + PartialEq + Send + Sync + 'static>(
    model: EditorModel,
    of: Of,
    key: u32,
    get: impl Fn(&Take) -> T + Send + Sync + 'static,
) -> Memo<T> {
    model.read(move |form| {
        let takes = of.takes(form);
        takes
            .and_then(|takes| takes.find(key))
            .map(&get)
            .unwrap_or_default()
    })
}

#[component]
fn TakeRow(of: Of, key: u32) -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let path = move |field: &'static str| {
        model.read(move |form| {
            let place = of.takes(form).and_then(|takes| takes.place(key));
            of.path(
                form,
                &format!("takes.{}.{field}", place.unwrap_or_default()),
            )
        })
    };
    let edit = move |change: Box<dyn FnOnce(&mut Take)>| {
        of.edit(model, "takes", |form| {
            if let Some(take) = of.takes_mut(form).and_then(|takes| takes.find_mut(key)) {
                change(take);
            }
        });
    };
    let remove = move |_| {
        of.edit(model, "takes", |form| {
            if let Some(takes) = of.takes_mut(form) {
                takes.remove(key);
            }
        });
    };
    let name = read(model, of, key, |take| take.name.clone());
    let place = read(model, of, key, |take| take.path.clone());
    let keep = read(model, of, key, |take| take.keep);
    let (name_path, place_path) = (path("name"), path("path"));
    let keep_label = move || {
        t.with(
            text::EDITOR_TAKES_KEEP,
            &[("name", &format!("crm.{}", name.read()))],
        )
    };
    view! {
        <div class="take-row">
            <Line path=name_path value=name class="code" label=t.get(text::EDITOR_TAKES_NAME).to_owned() placeholder="contact_id".to_owned()
                on_text=move |text: String| edit(Box::new(move |take| take.name = text))/>
            <Line path=place_path value=place class="code" label=t.get(text::EDITOR_TAKES_PATH).to_owned() placeholder="$.result[0].ID".to_owned()
                on_text=move |text: String| edit(Box::new(move |take| take.path = text))/>
            <label class="check">
                <input type="checkbox" checked=keep.get_untracked() prop:checked=move || keep.get()
                    on:change=move |event| { let on = event_target_checked(&event); edit(Box::new(move |take| take.keep = on)); }/>
                <span>{keep_label}</span>
            </label>
            <button type="button" class="button quiet icon-only" aria-label=t.get(text::EDITOR_TAKES_REMOVE) on:click=remove>
                <Icon symbol=Symbol::Bin/>
            </button>
            <FaultText path=name_path/>
            <FaultText path=place_path/>
        </div>
    }
}
