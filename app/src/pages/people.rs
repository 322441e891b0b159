//! The people of the tenant: who is in, who was asked in, and the form that asks.

use crate::{
    components::{
        loaded::Loaded,
        people::{
            api::get_people,
            handover::HandoverNote,
            invite::InviteForm,
            list::{Invitations, Members},
            view::PeopleView,
        },
        settings_header::SettingsHeader,
    },
    session::use_may,
};
use domain::Right;
use leptos::prelude::*;

/// The page.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let people = Resource::new(|| (), |()| get_people());
    let on_change = Callback::new(move |()| people.refetch());
    // Outlives the reading of the list, so that what the form answered stays.
    let form = use_may(Right::ManageMembers).then(|| view! { <InviteForm on_change/> });
    view! {
        <SettingsHeader/>
        <div class="stack people">
            <Loaded resource=people let:view>{view! { <Lists view on_change/> }.into_any()}</Loaded>
            {form}
        </div>
    }
    .into_any()
}

#[component]
fn Lists(view: PeopleView, on_change: Callback<()>) -> impl IntoView {
    let handover = view
        .handover
        .map(|line| view! { <HandoverNote line on_change/> });
    view! {
        <div class="stack">
            {handover}
            <Members members=view.members on_change/>
            <Invitations invitations=view.invitations on_change/>
        </div>
    }
}
