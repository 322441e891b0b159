//! A person's own security: password, second factor, sessions, e-mail.

use crate::components::{
    fresh::{part, read_again},
    loaded::Loaded,
    security::{
        api::{SecurityView, get_security},
        email::EmailForm,
        password::PasswordForm,
        second_factor::SecondFactor,
        sessions::Sessions,
    },
    settings_header::SettingsHeader,
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn SecurityPage() -> impl IntoView {
    let security = Resource::new(|| (), |()| get_security());
    view! {
        <SettingsHeader/>
        <Loaded resource=security let:view>{view! { <Sections view/> }.into_any()}</Loaded>
    }
    .into_any()
}

#[component]
fn Sections(view: SecurityView) -> impl IntoView {
    let live = RwSignal::new(view.clone());
    let on_change = read_again(live, get_security);
    let factor = part(live, |view| (view.second_factor, view.codes_left));
    let sessions = part(live, |view| view.sessions.clone());
    let set_up = StoredValue::new(view.set_up);
    // Outlives the panel, which is made anew once the factor is in use and does not know the codes.
    let codes = RwSignal::new(view.codes);
    let second_factor = move || {
        let (in_use, codes_left) = factor.get();
        view! { <SecondFactor in_use codes_left set_up codes on_change/> }
    };
    view! {
        <div class="security">
            {second_factor}
            <PasswordForm email=view.email.clone() on_change/>
            {move || view! { <Sessions sessions=sessions.get() on_change/> }}
            <EmailForm email=view.email/>
        </div>
    }
}
