//! What a person sees; compiled twice: `ssr` for the server, `hydrate` for the browser.
//!
//! Pages ask the store and the desk through server functions; nothing here sends a request to
//! another host or knows how anything is stored.

// A page is one nested type; the compiler's own limit is for shallower programs.
#![recursion_limit = "512"]
#![expect(
    clippy::needless_pass_by_value,
    reason = "A component takes its properties by value."
)]

mod address;
mod components;
mod cookie;
#[cfg(feature = "ssr")]
pub mod desk;
pub mod error;
#[cfg(feature = "ssr")]
pub mod export;
pub mod i18n;
pub mod nav;
#[cfg(feature = "ssr")]
mod once;
mod pages;
#[cfg(feature = "ssr")]
pub mod privacy;
#[cfg(feature = "ssr")]
pub mod projects;
mod redirect;
mod refusal;
mod routes;
#[cfg(feature = "ssr")]
mod searched;
pub mod session;
#[cfg(feature = "ssr")]
mod shell;
pub mod stamp;
mod told;
#[cfg(feature = "ssr")]
pub mod words;

use crate::{
    components::{cabinet::Cabinet, leaving::provide_leaving, toast::provide_toaster},
    i18n::{Texts, text},
    pages::{not_found::NotFoundPage, sign_in::SignInPage},
    refusal::provide_refusals,
    routes::{
        AuditRoute, CallRoute, CallsRoute, ClientsRoute, ConnectionRoute, ConnectionsRoute,
        DataRoute, DeliveriesRoute, DeliveryRoute, EditorRoute, EmailChangeRoute, ExportsRoute,
        ForgottenRoute, HelpRoute, IncomingRoute, InspectRoute, IntegrationsRoute, InvitationRoute,
        JobsRoute, MissingRoute, OverviewRoute, PeopleRoute, PresetRoute, PresetsRoute,
        ReferenceRoute, ResetRoute, SecondFactorRoute, SecurityRoute, SettingsRoute,
        SourceAddressesRoute, StaffAuditRoute, StaffLookRoute, StaffMailRoute, StaffPeopleRoute,
        StaffRoute, StaffSystemRoute, StaffTenantRoute, TestBenchRoute,
    },
    session::Visitor,
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    Lazy, SsrMode,
    components::{ParentRoute, Redirect, Route, Router, Routes},
    path,
};

/// The portal with its list of routes.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_toaster();
    provide_leaving();
    provide_refusals();
    let visitor = SharedValue::new(read_visitor).into_inner();
    let texts = Texts::of(visitor.language);
    provide_context(texts);
    provide_context(visitor);
    let brand = texts.get(text::COMMON_BRAND);
    let titled = move |title: String| match title.as_str() {
        "" => brand.to_owned(),
        title => format!("{title} · {brand}"),
    };
    view! {
        <Title formatter=titled/>
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/forgotten") view={Lazy::<ForgottenRoute>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/reset/:token") view={Lazy::<ResetRoute>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/second-factor") view={Lazy::<SecondFactorRoute>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/source-addresses") view={Lazy::<SourceAddressesRoute>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/api-reference") view={Lazy::<ReferenceRoute>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/email/:token") view={Lazy::<EmailChangeRoute>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/invitation/:token") view={Lazy::<InvitationRoute>::new()} ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Cabinet ssr=SsrMode::Async>
                    <Route path=path!("/") view=Start ssr=SsrMode::Async/>
                    <Route path=path!("/overview") view={Lazy::<OverviewRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/integrations") view={Lazy::<IntegrationsRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/connections") view={Lazy::<ConnectionsRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/connections/new") view={Lazy::<ConnectionRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/connections/:id") view={Lazy::<ConnectionRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/deliveries") view={Lazy::<DeliveriesRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/deliveries/:id") view={Lazy::<DeliveryRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/calls") view={Lazy::<CallsRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/calls/:call_id") view={Lazy::<CallRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/clients") view={Lazy::<ClientsRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/settings/people") view={Lazy::<PeopleRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/missing") view={Lazy::<MissingRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/incoming") view={Lazy::<IncomingRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/help/:guide") view={Lazy::<HelpRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/test-bench") view={Lazy::<TestBenchRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/jobs") view={Lazy::<JobsRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/exports") view={Lazy::<ExportsRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/settings/security") view={Lazy::<SecurityRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/settings/data") view={Lazy::<DataRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/settings") view={Lazy::<SettingsRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/audit") view={Lazy::<AuditRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/staff") view={Lazy::<StaffRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/staff/tenants/:id") view={Lazy::<StaffTenantRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/staff/look") view={Lazy::<StaffLookRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/staff/system") view={Lazy::<StaffSystemRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/staff/people") view={Lazy::<StaffPeopleRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/staff/audit") view={Lazy::<StaffAuditRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/staff/mail") view={Lazy::<StaffMailRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/inspect/:token") view={Lazy::<InspectRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/presets") view={Lazy::<PresetsRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/presets/:key") view={Lazy::<PresetRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/integrations/new") view={Lazy::<EditorRoute>::new()} ssr=SsrMode::Async/>
                    <Route path=path!("/integrations/:id") view={Lazy::<EditorRoute>::new()} ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
    .into_any()
}

/// Where a person begins: the overview, the list of tenants for staff without a seat, or the word
/// that they are a member of no company.
#[component]
fn Start() -> impl IntoView {
    let visitor = session::use_visitor();
    let path = match (visitor.seat(), visitor.staff_role()) {
        (Some(_), _) => "/overview",
        (None, Some(_)) => "/staff",
        (None, None) => "/clients",
    };
    redirect::lead_to(path);
    view! { <Redirect path/> }
}

#[cfg(feature = "ssr")]
fn read_visitor() -> Visitor {
    session::request_visitor()
}

/// In the browser the value comes with the page; this stands in only if it does not.
#[cfg(not(feature = "ssr"))]
fn read_visitor() -> Visitor {
    Visitor::nobody()
}

/// The documents: around the portal, and of a few words beside it.
#[cfg(feature = "ssr")]
pub use shell::{PlainPage, plain, shell};
