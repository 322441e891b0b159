//! The dropdown of all call parameters: type to search, arrows, enter, escape.

use super::{
    catalogue::{self, Choice, Section},
    dom,
    model::use_editor,
};
use crate::{
    components::{
        icon::{Icon, Symbol},
        menu::left,
    },
    i18n::{text, use_texts},
};
use domain::parameter::Known;
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};

/// The room that the list wants, in pixels.
const HEIGHT: f64 = 440.0;

/// The state of an open picker.
#[derive(Clone, Copy)]
struct Picking {
    id: StoredValue<String>,
    open: RwSignal<bool>,
    search: RwSignal<String>,
    /// The place of the option that enter would take.
    active: RwSignal<usize>,
    sections: Memo<Vec<Section>>,
    on_choose: Callback<String>,
    button: NodeRef<html::Button>,
    /// Whether the list opens above the button, for want of room below it.
    above: RwSignal<bool>,
}

impl Picking {
    fn new(id: String, on_choose: Callback<String>) -> Self {
        let t = use_texts();
        let (open, search) = (RwSignal::new(false), RwSignal::new(String::new()));
        let moment = use_editor().read(|form| form.moment);
        // Nothing is worked out for the pickers that are closed.
        let offered = move |_: Option<&Vec<Section>>| {
            if open.get() {
                catalogue::sections(t, &search.read(), moment.get())
            } else {
                Vec::new()
            }
        };
        Self {
            id: StoredValue::new(id),
            open,
            search,
            active: RwSignal::new(0),
            sections: Memo::new(offered),
            on_choose,
            button: NodeRef::new(),
            above: RwSignal::new(false),
        }
    }

    fn names(self) -> Vec<String> {
        let choices = |sections: &Vec<Section>| {
            sections
                .iter()
                .flat_map(|section| &section.choices)
                .map(|choice| choice.name.clone())
                .collect()
        };
        self.sections.with_untracked(choices)
    }

    fn option_id(self, place: usize) -> String {
        self.id.with_value(|id| format!("{id}-option-{place}"))
    }

    fn list_id(self) -> String {
        self.id.with_value(|id| format!("{id}-list"))
    }

    fn show(self) {
        self.search.set(String::new());
        self.active.set(0);
        let button = self.button.get_untracked();
        self.above
            .set(button.is_some_and(|button| dom::opens_above(&button, HEIGHT)));
        self.open.set(true);
    }

    fn toggle(self) {
        if self.open.get_untracked() {
            self.close();
        } else {
            self.show();
        }
    }

    /// Closes and gives the focus back to where it came from.
    fn close(self) {
        self.open.set(false);
        if let Some(button) = self.button.get_untracked() {
            let _ = button.focus();
        }
    }

    fn choose(self, place: usize) {
        if let Some(name) = self.names().into_iter().nth(place) {
            self.close();
            self.on_choose.run(name);
        }
    }

    fn step(self, by: isize) {
        let count = self.names().len();
        if count > 0 {
            let place = self
                .active
                .get_untracked()
                .saturating_add_signed(by)
                .min(count - 1);
            self.active.set(place);
            self.reveal(place);
        }
    }

    fn reveal(self, place: usize) {
        let element = |id: String| {
            document()
                .get_element_by_id(&id)?
                .dyn_into::<HtmlElement>()
                .ok()
        };
        if let (Some(list), Some(option)) =
            (element(self.list_id()), element(self.option_id(place)))
        {
            dom::scroll_into_list(&list, &option);
        }
    }

    fn press(self, event: &ev::KeyboardEvent) {
        match event.key().as_str() {
            "ArrowDown" => self.step(1),
            "ArrowUp" => self.step(-1),
            "PageDown" => self.step(8),
            "PageUp" => self.step(-8),
            "Enter" => self.choose(self.active.get_untracked()),
            "Escape" => self.close(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }
}

/// A button that shows what is chosen and opens the list.
#[component]
pub fn ParameterPicker(
    /// Unique on the page.
    id: String,
    /// What the button shows: the chosen parameter, or what the row sends instead.
    #[prop(into)]
    shown: Signal<String>,
    /// The button's name for those who do not see its place.
    #[prop(into)]
    label: Signal<String>,
    /// Takes the name of the chosen parameter.
    #[prop(into)]
    on_choose: Callback<String>,
    /// What stands above the search, such as a choice of another kind of value.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let picking = Picking::new(id, on_choose);
    let open = picking.open;
    let whole = NodeRef::<html::Div>::new();
    let left = move |event: ev::FocusEvent| {
        if whole
            .get_untracked()
            .is_some_and(|whole| left(&whole, &event))
        {
            open.set(false);
        }
    };
    let children = StoredValue::new(children);
    view! {
        <div class="picker" node_ref=whole on:focusout=left>
            <button type="button" class="input picker-button" node_ref=picking.button aria-haspopup="listbox"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-label=move || format!("{}: {}", label.get(), shown.get()) on:click=move |_| picking.toggle()>
                <span class="chip">{move || shown.get()}</span>
                <Icon symbol=Symbol::Down/>
            </button>
            <Show when=move || open.get()>
                <div class="picker-popover" class:above=move || picking.above.get()>
                    {children.with_value(|children| children.as_ref().map(|children| children()))}
                    <PickerSearch picking/>
                    <PickerList picking/>
                </div>
            </Show>
        </div>
    }
}

#[component]
fn PickerSearch(picking: Picking) -> impl IntoView {
    let t = use_texts();
    let field = NodeRef::<html::Input>::new();
    Effect::new(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let type_in = move |event| {
        picking.search.set(event_target_value(&event));
        picking.active.set(0);
    };
    view! {
        <div class="picker-search">
            <Icon symbol=Symbol::Glass/>
            <input node_ref=field type="text" role="combobox" autocomplete="off" spellcheck="false" class="picker-input"
                aria-label=t.get(text::EDITOR_PICKER_SEARCH) placeholder=t.get(text::EDITOR_PICKER_SEARCH)
                aria-expanded="true" aria-autocomplete="list" aria-controls=picking.list_id()
                aria-activedescendant=move || picking.option_id(picking.active.get())
                on:input=type_in on:keydown=move |event| picking.press(&event)/>
        </div>
    }
}

#[component]
fn PickerList(picking: Picking) -> impl IntoView {
    let t = use_texts();
    let list = move || {
        let mut place = 0;
        let section = |section: Section| {
            let first = place;
            place += section.choices.len();
            view! { <PickerSection picking section first/> }
        };
        picking
            .sections
            .get()
            .into_iter()
            .map(section)
            .collect_view()
    };
    let is_empty = move || picking.sections.with(Vec::is_empty);
    view! {
        <div class="picker-list" role="listbox" id=picking.list_id() aria-label=t.get(text::EDITOR_PICKER_LIST)>
            {list}
        </div>
        <Show when=is_empty>
            <p class="picker-nothing" role="status">{t.get(text::EDITOR_PICKER_NOTHING)}</p>
        </Show>
        <p class="picker-foot">{t.get(text::EDITOR_PICKER_CUSTOM_HINT)}</p>
    }
}

#[component]
fn PickerSection(picking: Picking, section: Section, first: usize) -> impl IntoView {
    let options = section
        .choices
        .into_iter()
        .zip(first..)
        .map(|(choice, place)| view! { <PickerOption picking choice place/> })
        .collect_view();
    let title = section.title;
    let heading = (!title.is_empty())
        .then(|| view! { <div class="picker-heading" role="presentation">{title.clone()}</div> });
    view! {
        <div role="group" aria-label=title>
            {heading}
            {options}
        </div>
    }
}

#[component]
fn PickerOption(picking: Picking, choice: Choice, place: usize) -> impl IntoView {
    let t = use_texts();
    let is_active = move || picking.active.get() == place;
    let mark = match choice.known {
        Known::Always => None,
        Known::Maybe => Some(("picker-mark", text::EDITOR_PICKER_MAYBE)),
        Known::NotYet => Some((
            "picker-mark picker-mark-not-yet",
            text::EDITOR_PICKER_NOT_YET,
        )),
    };
    let mark = mark.map(|(class, key)| view! { <span class=class>{t.get(key)}</span> });
    view! {
        <div class="picker-option" class:active=is_active role="option" id=picking.option_id(place)
            aria-selected=move || if is_active() { "true" } else { "false" }
            on:pointermove=move |_| if !is_active() { picking.active.set(place) }
            // The search keeps the focus: otherwise the list would close before the click.
            on:pointerdown=|event| event.prevent_default()
            on:click=move |_| picking.choose(place)>
            <span class="picker-label">{choice.label}</span>
            <code class="picker-name">{choice.name}</code>
            <span class="picker-example">{choice.example}</span>
            {mark}
        </div>
    }
}
