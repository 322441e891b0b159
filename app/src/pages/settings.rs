//! Settings: the company with its projects, its telephony and keys, and the inspector.

use crate::{
    components::{
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
        toast::read_again_after_undo,
    },
    error::AppError,
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let settings = Resource::new(|| (), |()| get_settings());
    read_again_after_undo(settings);
    let notifications = Resource::new(|| (), |()| get_notifications());
    let on_change = Callback::new(move |()| settings.refetch());
    // Outlives the reading of the list, which shows the new key without its text.
    let fresh = RwSignal::new(None);
    view! {
        <SettingsHeader/>
        <Loaded resource=settings let:view>{view! { <Sections view notifications fresh on_change/> }.into_any()}</Loaded>
    }
    .into_any()
}

#[component]
fn Sections(
    view: SettingsView,
    notifications: Resource<Result<NotificationsView, AppError>>,
    fresh: RwSignal<Option<String>>,
    on_change: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="settings-grid">
            <CompanyForm company=view.company.clone() zones=view.zones.clone()/>
            <HoursForm hours=view.hours/>
            <Projects projects=view.projects company=view.company zones=view.zones on_change/>
            <Keys keys=view.keys events_url=view.events_url fresh on_change/>
            <Sources sources=view.sources on_change/>
            <Notifications view=notifications/>
            <InspectorLink url=view.inspector_url/>
            <AddressesPanel/>
        </div>
    }
}
