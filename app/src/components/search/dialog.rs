//! The search: pages and guides at once, the rest as the server finds it.

use super::api::{Found, Kind, search};
use crate::{
    components::{
        dialog::Dialog,
        failure::{sentence, sign_in_from_here},
        help::api::Guide,
        leaving::use_leaving,
    },
    error::AppError,
    i18n::{Key, Texts, text, use_texts},
    nav::PLACES,
    session::{Visitor, use_visitor},
};
use leptos::{ev::KeyboardEvent, html, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How long nothing is typed before the server is asked.
const RESTS_FOR: Duration = Duration::from_millis(150);
/// The class of something found.
const HIT: &str = "search-hit";

/// The dialog.
#[component]
pub fn SearchDialog(open: RwSignal<bool>) -> impl IntoView {
    let t = use_texts();
    let visitor = use_visitor();
    let field = NodeRef::<html::Input>::new();
    let typed = RwSignal::new(String::new());
    let answer = Answer::none_yet();
    let is_entered = RwSignal::new(false);
    let navigate = use_navigate();
    // Its own dialog gives the focus to the first thing that can take it: the field.
    Effect::new(move || match (open.get(), field.get()) {
        (true, Some(field)) => field.select(),
        (true, None) => {}
        (false, _) => is_entered.set(false),
    });
    ask_the_server(typed, answer);
    let places = move || typed.with(|typed| places(t, &visitor, typed));
    let hits = Memo::new(move |_| {
        let mut hits = places();
        if answer.is_to(typed) {
            hits.extend(answer.found.get());
        }
        hits
    });
    let go = Callback::new(move |href: String| {
        open.set(false);
        navigate(&href, NavigateOptions::default());
    });
    let is_answered = move || answer.is_to(typed);
    open_once_entered(is_entered, hits, is_answered, go);
    let on_input = move |event| {
        is_entered.set(false);
        typed.set(event_target_value(&event));
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            move_focus(1);
        }
        "ArrowUp" => {
            event.prevent_default();
            move_focus(-1);
        }
        "Enter" if is_in_field() => {
            event.prevent_default();
            is_entered.set(true);
        }
        _ => {}
    };
    view! {
        <Dialog open title=t.get(text::SEARCH_TITLE)>
            <div class="search-box" on:keydown=on_key>
                <input class="input" type="search" node_ref=field autocomplete="off" aria-label=t.get(text::SEARCH_TITLE)
                    placeholder=t.get(text::SEARCH_PLACEHOLDER) prop:value=move || typed.get()
                    on:input=on_input/>
                <Trouble answer typed/>
                <Hits hits typed answer go/>
            </div>
        </Dialog>
    }
}

/// What the server said last, and to which text: it says nothing of any other.
#[derive(Debug, Clone, Copy)]
struct Answer {
    text: RwSignal<String>,
    found: RwSignal<Vec<Found>>,
    trouble: RwSignal<Option<AppError>>,
}

impl Answer {
    /// Before anything is typed, nothing is found.
    fn none_yet() -> Self {
        Self {
            text: RwSignal::new(String::new()),
            found: RwSignal::new(Vec::new()),
            trouble: RwSignal::new(None),
        }
    }

    /// Whether it is the answer to what is typed, followed.
    fn is_to(self, typed: RwSignal<String>) -> bool {
        self.text.with(|text| typed.with(|typed| text == typed))
    }

    fn take(self, text: String, answer: Result<Vec<Found>, AppError>) {
        self.trouble.set(answer.as_ref().err().cloned());
        self.found.set(answer.unwrap_or_default());
        self.text.set(text);
    }
}

/// Why the server could not be asked: then it is not known what it would have found.
#[component]
fn Trouble(answer: Answer, typed: RwSignal<String>) -> impl IntoView {
    let t = use_texts();
    move || {
        let error = answer.trouble.get().filter(|_| answer.is_to(typed))?;
        let sign_in = (error == AppError::SignIn).then(|| {
            view! { <a class="link" rel="external" href=sign_in_from_here()>{t.get(text::ERROR_SIGN_IN_LINK)}</a> }
        });
        Some(
            view! { <p class="note note-failed" role="alert">{sentence(t, &error)}" "{sign_in}</p> },
        )
    }
}

/// What was found, as links.
#[component]
fn Hits(
    hits: Memo<Vec<Found>>,
    typed: RwSignal<String>,
    answer: Answer,
    go: Callback<String>,
) -> impl IntoView {
    let t = use_texts();
    move || {
        let hits = hits.get();
        let is_answered = answer.is_to(typed);
        if hits.is_empty() && is_answered && answer.trouble.with(Option::is_some) {
            return ().into_any();
        }
        if hits.is_empty() {
            let key = if typed.with(String::is_empty) {
                text::SEARCH_HINT
            } else if !is_answered {
                text::COMMON_LOADING
            } else {
                text::SEARCH_NOTHING
            };
            return view! { <p class="quiet-text search-none">{t.get(key)}</p> }.into_any();
        }
        let rows = hits.into_iter().map(|hit| {
            let href = hit.href.clone();
            let open_it = move |event: leptos::ev::MouseEvent| {
                if !(event.ctrl_key() || event.meta_key()) {
                    event.prevent_default();
                    go.run(href.clone());
                }
            };
            view! {
                <li>
                    <a class=HIT href=hit.href on:click=open_it>
                        <small>{t.get(kind_word(hit.kind))}</small>
                        <span>{hit.title}</span>
                        <code>{hit.detail}</code>
                    </a>
                </li>
            }
        });
        view! { <ul class="search-hits">{rows.collect_view()}</ul> }.into_any()
    }
}

/// Enter may come before the answer: the first that is found is opened once there is one.
fn open_once_entered(
    is_entered: RwSignal<bool>,
    hits: Memo<Vec<Found>>,
    is_answered: impl Fn() -> bool + 'static,
    go: Callback<String>,
) {
    let leaving = use_leaving();
    Effect::new(move || {
        if !is_entered.get() {
            return;
        }
        let first = hits.with(|hits| hits.first().map(|hit| hit.href.clone()));
        if first.is_some() || is_answered() {
            is_entered.set(false);
        }
        // A click on a link is asked about where it is heard.
        if let Some(first) = first.filter(|_| leaving.is_allowed()) {
            go.run(first);
        }
    });
}

/// Asks when the person rests; an answer to what is not typed any more is dropped.
fn ask_the_server(typed: RwSignal<String>, answer: Answer) {
    let ask = move |text: String| {
        spawn_local(async move {
            let said = search(text.clone()).await;
            if typed.try_with_untracked(|now| *now == text) == Some(true) {
                answer.take(text, said);
            }
        });
    };
    Effect::new(move || {
        let text = typed.get();
        if text.trim().is_empty() {
            answer.take(text, Ok(Vec::new()));
            return;
        }
        let handle = set_timeout_with_handle(move || ask(text), RESTS_FOR);
        on_cleanup(move || handle.into_iter().for_each(|handle| handle.clear()));
    });
}

/// Pages and guides whose name begins a word with what is typed; all pages for nothing.
fn places(t: Texts, visitor: &Visitor, typed: &str) -> Vec<Found> {
    let pages = PLACES
        .iter()
        .filter_map(|place| Some((place, place.entry?)))
        .filter(|(_, entry)| entry.shown_to.includes(visitor))
        .map(|(place, entry)| {
            (
                Kind::Page,
                t.get(entry.label).to_owned(),
                place.path.to_owned(),
            )
        });
    let guides = Guide::ALL.into_iter().map(|guide| {
        let name = t.named(&format!("help.name.{}", guide.key()));
        (Kind::Guide, name, guide.path())
    });
    pages
        .chain(guides)
        .filter(|(_, name, _)| begins_a_word(name, typed))
        .map(|(kind, title, href)| Found {
            kind,
            title,
            detail: String::new(),
            href,
        })
        .collect()
}

fn begins_a_word(name: &str, typed: &str) -> bool {
    let (name, typed) = (name.to_lowercase(), typed.trim().to_lowercase());
    let mut words = name.char_indices().filter(|(at, _)| {
        *at == 0
            || name
                .get(..*at)
                .is_some_and(|before| before.ends_with([' ', '-', '.']))
    });
    words.any(|(at, _)| name.get(at..).is_some_and(|rest| rest.starts_with(&typed)))
}

const fn kind_word(kind: Kind) -> Key {
    match kind {
        Kind::Page => text::SEARCH_KIND_PAGE,
        Kind::Guide => text::SEARCH_KIND_GUIDE,
        Kind::Integration => text::SEARCH_KIND_INTEGRATION,
        Kind::Call => text::SEARCH_KIND_CALL,
        Kind::Delivery => text::SEARCH_KIND_DELIVERY,
    }
}

fn is_in_field() -> bool {
    let focused = document().active_element();
    focused.is_some_and(|element| element.tag_name() == "INPUT")
}

/// Moves the focus along what was found; up from the first it goes back to the field.
fn move_focus(step: i32) {
    let hits = document().get_elements_by_class_name(HIT);
    let focused = document().active_element();
    let count = i32::try_from(hits.length()).unwrap_or(i32::MAX);
    let at = |index: i32| hits.item(u32::try_from(index).ok()?);
    let now = (0..count).find(|index| at(*index).is_some() && at(*index) == focused);
    let next = now.map_or(0, |now| now + step).min(count - 1);
    let element = if next < 0 || (now.is_none() && step < 0) {
        document()
            .query_selector(".search-box input")
            .ok()
            .flatten()
    } else {
        at(next)
    };
    if let Some(element) =
        element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        // What is on the page can take the focus.
        let _ = element.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_the_beginning_of_any_word() {
        assert!(begins_a_word("Delivery log", "LO"));
        assert!(begins_a_word("Журнал отправок", "отп"));
        assert!(!begins_a_word("Delivery log", "very"));
        assert!(begins_a_word("Overview", ""));
    }
}
