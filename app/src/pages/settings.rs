//! Settings: the company with its projects, its telephony and keys, and the inspector.

use crate::{
    components::{
        fresh::{part, read_again},
        loaded::Loaded,
        settings::{
            api::get_settings,
            company::CompanyForm,
            hours::HoursForm,
            inspector::InspectorLink,
            keys::Keys,
            notifications::Notifications,
            notifications_api::{NotificationsView, get_notifications},
            projects::Projects,
            sources::Sources,
            view::SettingsView,
        },
        settings_header::SettingsHeader,
        source_addresses::link::AddressesPanel,
        toast::after_undo,
    },
    error::AppError,
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let settings = Resource::new(|| (), |()| get_settings());
    let notifications = Resource::new(|| (), |()| get_notifications());
    view! {
        <SettingsHeader/>
        <Loaded resource=settings let:view>{view! { <Sections view notifications/> }.into_any()}</Loaded>
    }
    .into_any()
}

#[component]
fn Sections(
    view: SettingsView,
    notifications: Resource<Result<NotificationsView, AppError>>,
) -> impl IntoView {
    let live = RwSignal::new(view.clone());
    let on_change = read_again(live, get_settings);
    after_undo(on_change);
    let company = part(live, |view| view.company.clone());
    let projects = part(live, |view| view.projects.clone());
    let keys = part(live, |view| view.keys.clone());
    let sources = part(live, |view| view.sources.clone());
    view! {
        <div class="settings-grid">
            <CompanyForm company=view.company zones=view.zones.clone()/>
            <HoursForm hours=view.hours/>
            <Projects projects company zones=view.zones on_change/>
            <Keys keys new_key=view.new_key events_url=view.events_url on_change/>
            <Sources sources on_change/>
            <Notifications view=notifications/>
            <InspectorLink url=view.inspector_url/>
            <AddressesPanel/>
        </div>
    }
}
