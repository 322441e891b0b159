//! When the company works: hours for each day of the week, and holidays.

use super::{api::UpdateHours, company::Answer, view::HoursView};
use crate::{
    components::area_text::area_text,
    i18n::{text, use_texts},
    refusal::use_form,
    session::use_may,
};
use domain::Right;
use leptos::prelude::*;

/// The form; it works without JavaScript too.
#[component]
pub fn HoursForm(hours: HoursView) -> impl IntoView {
    let t = use_texts();
    let disabled = !use_may(Right::ManageCompany);
    let save = use_form::<UpdateHours>();
    let day = |(index, (from, to)): (usize, (String, String))| {
        let day = t.named(&format!("settings.week.{index}"));
        let label = |key| t.with(key, &[("day", &day)]);
        let (from_label, to_label) = (
            label(text::SETTINGS_HOURS_FROM),
            label(text::SETTINGS_HOURS_TO),
        );
        view! {
            <span class="field-label">{day}</span>
            <input class="input" type="time" name="from[]" value=from disabled=disabled aria-label=from_label/>
            <span aria-hidden="true">"–"</span>
            <input class="input" type="time" name="to[]" value=to disabled=disabled aria-label=to_label/>
        }
    };
    let week = hours.week.into_iter().enumerate().map(day).collect_view();
    let answer = move || save.value().get().map(|result| view! { <Answer result/> });
    view! {
        <section class="panel" id="hours">
            <h2>{t.get(text::SETTINGS_HOURS_TITLE)}</h2>
            <ActionForm action=save attr:class="panel-body settings-form">
                <p class="settings-wide quiet-text">{t.get(text::SETTINGS_HOURS_HINT)}</p>
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
