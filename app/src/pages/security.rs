//! A person's own security: password, second factor, sessions, e-mail.

use crate::components::{
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
    let on_change = Callback::new(move |()| security.refetch());
    // Outlives the reading of the page, which does not know the codes.
    let codes = RwSignal::new(None);
    view! {
        <SettingsHeader/>
        <Loaded resource=security let:view>{view! { <Sections view codes on_change/> }.into_any()}</Loaded>
    }
    .into_any()
}

#[component]
fn Sections(
    view: SecurityView,
    codes: RwSignal<Option<Vec<String>>>,
    on_change: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="security">
            <SecondFactor in_use=view.second_factor codes_left=view.codes_left codes on_change/>
            <PasswordForm email=view.email.clone() on_change/>
            <Sessions sessions=view.sessions on_change/>
            <EmailForm email=view.email/>
        </div>
    }
}
