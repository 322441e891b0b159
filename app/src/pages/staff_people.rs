//! The operator's people and their roles.

use crate::{
    components::{
        loaded::Loaded,
        page_header::PageHeader,
        staff::zone::TimesIn,
        staff_people::{
            api::{StaffView, list_staff},
            form::AddForm,
            list::StaffTable,
        },
    },
    i18n::{text, use_texts},
    session::use_visitor,
};
use domain::StaffRight;
use leptos::prelude::*;

/// The page.
#[component]
pub fn StaffPeoplePage() -> impl IntoView {
    let t = use_texts();
    let staff = Resource::new(|| (), |()| list_staff());
    let on_change = Callback::new(move |()| staff.refetch());
    // Outside of the list, which is read anew: the password stays in sight.
    let form = use_visitor()
        .staff_may(StaffRight::ManageStaff)
        .then(|| view! { <AddForm staff on_change/> });
    let shown = move |view: StaffView| view! { <StaffTable view on_change/> }.into_any();
    view! {
        <PageHeader title=t.get(text::NAV_PEOPLE)/>
        <TimesIn/>
        <div class="staff-columns people-columns">
            <Loaded resource=staff children=shown/>
            {form}
        </div>
    }
    .into_any()
}
