//! When the company works: hours for each day of the week, and holidays.

use super::{api::UpdateHours, company::Answer, view::HoursView};
use crate::{
    components::area_text::area_text,
    i18n::{text, use_texts},
    refusal::use_form,
    session::use_may,
};
use domain::Right;
use leptos::{html, prelude::*};
use std::array;

/// How many days of the week are filled at once, Monday first.
const WORKDAYS: usize = 5;

/// The fields of a day: its beginning and its end.
type Fields = (NodeRef<html::Input>, NodeRef<html::Input>);

/// The form; it works without JavaScript too.
#[component]
pub fn HoursForm(hours: HoursView) -> impl IntoView {
    let t = use_texts();
    let disabled = !use_may(Right::ManageCompany);
    let save = use_form::<UpdateHours>();
    let fields: [Fields; 7] = array::from_fn(|_| (NodeRef::new(), NodeRef::new()));
    let is_unset = hours.week.iter().all(|(from, _)| from.is_empty());
    let day = |(index, ((from, to), (from_ref, to_ref))): (usize, ((String, String), Fields))| {
        let day = t.named(&format!("settings.week.{index}"));
        let label = |key| t.with(key, &[("day", &day)]);
        let (from_label, to_label) = (
            label(text::SETTINGS_HOURS_FROM),
            label(text::SETTINGS_HOURS_TO),
        );
        view! {
            <span class="field-label">{day}</span>
            <input class="input" type="time" name="from[]" value=from node_ref=from_ref disabled=disabled aria-label=from_label/>
            <span aria-hidden="true">"–"</span>
            <input class="input" type="time" name="to[]" value=to node_ref=to_ref disabled=disabled aria-label=to_label/>
        }
    };
    let week = hours.week.into_iter().zip(fields).enumerate();
    let week = week.map(day).collect_view();
    let answer = move || save.value().get().map(|result| view! { <Answer result/> });
    let unset = move || {
        let is_saved = matches!(save.value().get(), Some(Ok(())));
        (is_unset && !is_saved).then(|| view! { <Unset fields disabled/> })
    };
    view! {
        <section class="panel" id="hours">
            <h2>{t.get(text::SETTINGS_HOURS_TITLE)}</h2>
            <ActionForm action=save attr:class="panel-body settings-form">
                <p class="settings-wide quiet-text">{t.get(text::SETTINGS_HOURS_HINT)}</p>
                {unset}
                <div class="week">{week}</div>
                <label class="field">
                    <span class="field-label">{t.get(text::SETTINGS_HOLIDAYS)}</span>
                    <textarea class="input" name="holidays" rows="6" disabled=disabled>{area_text(&hours.holidays)}</textarea>
                    <span class="field-help">{t.get(text::SETTINGS_HOLIDAYS_HELP)}</span>
                </label>
                <div class="buttons settings-wide">
                    <button class="button primary" type="submit" disabled=disabled>{t.get(text::COMMON_SAVE)}</button>
                    {answer}
                </div>
            </ActionForm>
        </section>
    }
}

/// What is true while no hours are set, and the button that fills in the usual ones; that does
/// something in the browser alone, so it comes there.
#[component]
fn Unset(fields: [Fields; 7], disabled: bool) -> impl IntoView {
    let t = use_texts();
    let is_awake = RwSignal::new(false);
    Effect::new(move || is_awake.set(true));
    let fill = move |_| {
        for (index, (from, to)) in fields.into_iter().enumerate() {
            let works = index < WORKDAYS;
            put(from, if works { "09:00" } else { "" });
            put(to, if works { "18:00" } else { "" });
        }
    };
    let button = move || {
        is_awake.get().then(|| {
            view! {
                <button type="button" class="button" disabled=disabled on:click=fill>{t.get(text::SETTINGS_HOURS_FILL)}</button>
            }
        })
    };
    view! {
        <p class="settings-wide">{t.get(text::SETTINGS_HOURS_NONE)}</p>
        <div class="buttons settings-wide">{button}</div>
    }
}

/// Puts a time into a field that is on the page.
fn put(field: NodeRef<html::Input>, time: &str) {
    if let Some(field) = field.get_untracked() {
        field.set_value(time);
    }
}
