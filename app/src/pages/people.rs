//! The people of the tenant: who is in, who was asked in, and the form that asks.

use crate::{
    components::{
        fresh::{part, read_again},
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
    view! {
        <SettingsHeader/>
        <div class="stack people">
            <Loaded resource=people let:view>{view! { <Parts view/> }.into_any()}</Loaded>
        </div>
    }
    .into_any()
}

#[component]
fn Parts(view: PeopleView) -> impl IntoView {
    let link = view.link.clone();
    let live = RwSignal::new(view);
    let on_change = read_again(live, get_people);
    let waiting = part(live, |view| view.handover.clone());
    let members = part(live, |view| view.members.clone());
    let invitations = part(live, |view| view.invitations.clone());
    let handover = move || {
        let line = waiting.get()?;
        Some(view! { <HandoverNote line on_change/> })
    };
    let form = use_may(Right::ManageMembers).then(|| view! { <InviteForm link on_change/> });
    view! {
        <div class="stack">
            {handover}
            <Members members on_change/>
            {move || view! { <Invitations invitations=invitations.get() on_change/> }}
        </div>
        {form}
    }
}
