//! The company: name, time zone, country and language.

use super::{api::UpdateCompany, country::CountryName, view::Company};
use crate::{
    components::failure::sentence,
    error::AppError,
    i18n::{Key, Texts, text, use_texts},
    refusal::use_form,
    session::use_may,
};
use domain::{Language, Right};
use leptos::prelude::*;

/// The form; it works without JavaScript too.
#[component]
pub fn CompanyForm(company: Company, zones: Vec<String>) -> impl IntoView {
    let t = use_texts();
    let disabled = !use_may(Right::ManageCompany);
    let save = use_form::<UpdateCompany>();
    let zone = company.zone.clone();
    let country = RwSignal::new(company.country.clone());
    let typed = move |event| country.set(event_target_value(&event));
    let zones = zones
        .into_iter()
        .map(|name| {
            let selected = name == zone;
            view! { <option selected=selected>{name}</option> }
        })
        .collect_view();
    let languages = Language::ALL.iter().map(|language| {
        let name = t.named(&format!("nav.language_of.{}", language.key()));
        view! { <option value=language.key() selected=*language == company.language>{name}</option> }
    }).collect_view();
    let answer = move || save.value().get().map(|result| view! { <Answer result/> });
    view! {
        <section class="panel" id="company">
            <h2>{t.get(text::SETTINGS_COMPANY)}</h2>
            <ActionForm action=save attr:class="panel-body settings-form">
                <Field label=text::SETTINGS_NAME><input class="input" name="name" required maxlength="120" value=company.name disabled=disabled/></Field>
                <Field label=text::SETTINGS_ZONE><select class="input" name="zone" disabled=disabled>{zones}</select></Field>
                <Field label=text::SETTINGS_COUNTRY help=text::SETTINGS_COUNTRY_HELP>
                    <input class="input" name="country" required pattern="[A-Za-z]{2}" maxlength="2" value=company.country disabled=disabled on:input=typed/>
                    <CountryName code=country/>
                </Field>
                <Field label=text::SETTINGS_LANGUAGE><select class="input" name="language" disabled=disabled>{languages}</select></Field>
                <div class="buttons settings-wide">
                    <button class="button primary" type="submit" disabled=disabled>{t.get(text::COMMON_SAVE)}</button>
                    {answer}
                </div>
            </ActionForm>
        </section>
    }
}

/// What came of saving, beside the button.
#[component]
pub fn Answer(result: Result<(), AppError>) -> impl IntoView {
    let t = use_texts();
    match result {
        Ok(()) => {
            view! { <span class="state delivered" role="status">{t.get(text::COMMON_SAVED)}</span> }
                .into_any()
        }
        Err(error) => {
            view! { <span class="field-error" role="alert">{told(t, &error)}</span> }.into_any()
        }
    }
}

/// The faults where there are any, each with its field; else the failure's own sentence.
#[must_use]
pub fn told(t: Texts, error: &AppError) -> String {
    let AppError::Invalid { errors } = error else {
        return sentence(t, error);
    };
    if errors.is_empty() {
        return sentence(t, error);
    }
    let faults: Vec<String> = errors
        .iter()
        .map(|error| {
            let fault = t.find_with(&format!("fault.{}", error.fault.key()), &error.arguments);
            format!("{}: {fault}", t.named(&format!("settings.{}", error.field)))
        })
        .collect();
    faults.join(" ")
}

#[component]
fn Field(label: Key, #[prop(optional)] help: Option<Key>, children: Children) -> impl IntoView {
    let t = use_texts();
    view! {
        <label class="field">
            <span class="field-label">{t.get(label)}</span>
            {children()}
            {help.map(|help| view! { <span class="field-help">{t.get(help)}</span> })}
        </label>
    }
}
