//! Pages that the browser fetches when they are wanted: first come the frame and the sign-in,
//! then one of five parts.
//!
//! Each part is one function, so that the build splits the browser's half into few pieces.

use crate::pages::{
    audit::AuditPage, call::CallPage, calls::CallsPage, clients::ClientsPage,
    connection::ConnectionPage, connections::ConnectionsPage, data::DataPage,
    deliveries::DeliveriesPage, delivery::DeliveryPage, email_change::EmailChangePage,
    exports::ExportsPage, forgotten::ForgottenPage, help::HelpPage, incoming::IncomingPage,
    inspect::InspectPage, integration_editor::IntegrationEditorPage,
    integrations::IntegrationsPage, invitation::InvitationPage, jobs::JobsPage,
    missing::MissingPage, overview::OverviewPage, people::PeoplePage, preset::PresetPage,
    presets::PresetsPage, reference::ReferencePage, reset::ResetPage,
    second_factor::SecondFactorPage, security::SecurityPage, settings::SettingsPage,
    source_addresses::SourceAddressesPage, staff::StaffPage, staff_audit::StaffAuditPage,
    staff_look::StaffLookPage, staff_mail::StaffMailPage, staff_people::StaffPeoplePage,
    staff_system::StaffSystemPage, staff_tenant::StaffTenantPage, test_bench::TestBenchPage,
};
use leptos::{lazy, prelude::*};
use leptos_router::LazyRoute;

/// A page of the part with which a day begins.
#[derive(Debug, Clone, Copy)]
enum StartPage {
    Overview,
    Integrations,
}

/// A page of the part around the delivery log.
#[derive(Debug, Clone, Copy)]
enum LogPage {
    Deliveries,
    Delivery,
    Calls,
    Call,
    TestBench,
    Incoming,
    Jobs,
    Exports,
    Missing,
}

/// A page of the part around the tenant and its people.
#[derive(Debug, Clone, Copy)]
enum OfficePage {
    Settings,
    Audit,
    People,
    Clients,
    Forgotten,
    Reset,
    Invitation,
    SecondFactor,
    EmailChange,
    Security,
    Data,
    SourceAddresses,
    Reference,
    Inspect,
    Help,
    Connections,
    Connection,
}

/// A page of the operator's part.
#[derive(Debug, Clone, Copy)]
enum StaffPart {
    Tenants,
    Tenant,
    Look,
    Mail,
    System,
    People,
    Audit,
}

#[lazy]
fn log(page: LogPage) -> AnyView {
    match page {
        LogPage::Deliveries => view! { <DeliveriesPage/> }.into_any(),
        LogPage::Delivery => view! { <DeliveryPage/> }.into_any(),
        LogPage::Calls => view! { <CallsPage/> }.into_any(),
        LogPage::Call => view! { <CallPage/> }.into_any(),
        LogPage::Incoming => view! { <IncomingPage/> }.into_any(),
        LogPage::TestBench => view! { <TestBenchPage/> }.into_any(),
        LogPage::Jobs => view! { <JobsPage/> }.into_any(),
        LogPage::Exports => view! { <ExportsPage/> }.into_any(),
        LogPage::Missing => view! { <MissingPage/> }.into_any(),
    }
}

#[lazy]
fn office(page: OfficePage) -> AnyView {
    match page {
        OfficePage::Settings => view! { <SettingsPage/> }.into_any(),
        OfficePage::Audit => view! { <AuditPage/> }.into_any(),
        OfficePage::People => view! { <PeoplePage/> }.into_any(),
        OfficePage::Clients => view! { <ClientsPage/> }.into_any(),
        OfficePage::Forgotten => view! { <ForgottenPage/> }.into_any(),
        OfficePage::Reset => view! { <ResetPage/> }.into_any(),
        OfficePage::Invitation => view! { <InvitationPage/> }.into_any(),
        OfficePage::SecondFactor => view! { <SecondFactorPage/> }.into_any(),
        OfficePage::EmailChange => view! { <EmailChangePage/> }.into_any(),
        OfficePage::Security => view! { <SecurityPage/> }.into_any(),
        OfficePage::Data => view! { <DataPage/> }.into_any(),
        OfficePage::SourceAddresses => view! { <SourceAddressesPage/> }.into_any(),
        OfficePage::Reference => view! { <ReferencePage/> }.into_any(),
        OfficePage::Help => view! { <HelpPage/> }.into_any(),
        OfficePage::Inspect => view! { <InspectPage/> }.into_any(),
        OfficePage::Connections => view! { <ConnectionsPage/> }.into_any(),
        OfficePage::Connection => view! { <ConnectionPage/> }.into_any(),
    }
}

/// A page of the part around the editor.
#[derive(Debug, Clone, Copy)]
enum EditorPage {
    Editor,
    Presets,
    Preset,
}

#[lazy]
fn operator(page: StaffPart) -> AnyView {
    match page {
        StaffPart::Tenants => view! { <StaffPage/> }.into_any(),
        StaffPart::Tenant => view! { <StaffTenantPage/> }.into_any(),
        StaffPart::Look => view! { <StaffLookPage/> }.into_any(),
        StaffPart::Mail => view! { <StaffMailPage/> }.into_any(),
        StaffPart::System => view! { <StaffSystemPage/> }.into_any(),
        StaffPart::People => view! { <StaffPeoplePage/> }.into_any(),
        StaffPart::Audit => view! { <StaffAuditPage/> }.into_any(),
    }
}

#[lazy]
fn begin(page: StartPage) -> AnyView {
    match page {
        StartPage::Overview => view! { <OverviewPage/> }.into_any(),
        StartPage::Integrations => view! { <IntegrationsPage/> }.into_any(),
    }
}

#[lazy]
fn editor(page: EditorPage) -> AnyView {
    match page {
        EditorPage::Editor => view! { <IntegrationEditorPage/> }.into_any(),
        EditorPage::Presets => view! { <PresetsPage/> }.into_any(),
        EditorPage::Preset => view! { <PresetPage/> }.into_any(),
    }
}

/// Names a route, and the part that its page comes with.
macro_rules! route {
    ($name:ident, $view:expr, $preload:ident) => {
        /// A page that is fetched when it is wanted.
        #[derive(Debug)]
        pub struct $name;

        impl LazyRoute for $name {
            fn data() -> Self {
                Self
            }

            async fn view(_: Self) -> AnyView {
                $view.await
            }

            async fn preload() {
                #[cfg(target_arch = "wasm32")]
                $preload().await;
            }
        }
    };
}

route!(DeliveriesRoute, log(LogPage::Deliveries), __preload_log);
route!(DeliveryRoute, log(LogPage::Delivery), __preload_log);
route!(CallsRoute, log(LogPage::Calls), __preload_log);
route!(CallRoute, log(LogPage::Call), __preload_log);
route!(IncomingRoute, log(LogPage::Incoming), __preload_log);
route!(HelpRoute, office(OfficePage::Help), __preload_office);
route!(TestBenchRoute, log(LogPage::TestBench), __preload_log);
route!(JobsRoute, log(LogPage::Jobs), __preload_log);
route!(ExportsRoute, log(LogPage::Exports), __preload_log);
route!(MissingRoute, log(LogPage::Missing), __preload_log);
route!(
    SettingsRoute,
    office(OfficePage::Settings),
    __preload_office
);
route!(StaffRoute, operator(StaffPart::Tenants), __preload_operator);
route!(
    StaffTenantRoute,
    operator(StaffPart::Tenant),
    __preload_operator
);
route!(AuditRoute, office(OfficePage::Audit), __preload_office);
route!(
    StaffLookRoute,
    operator(StaffPart::Look),
    __preload_operator
);
route!(
    StaffSystemRoute,
    operator(StaffPart::System),
    __preload_operator
);
route!(
    StaffPeopleRoute,
    operator(StaffPart::People),
    __preload_operator
);
route!(
    StaffAuditRoute,
    operator(StaffPart::Audit),
    __preload_operator
);
route!(PeopleRoute, office(OfficePage::People), __preload_office);
route!(ClientsRoute, office(OfficePage::Clients), __preload_office);
route!(
    ForgottenRoute,
    office(OfficePage::Forgotten),
    __preload_office
);
route!(ResetRoute, office(OfficePage::Reset), __preload_office);
route!(
    InvitationRoute,
    office(OfficePage::Invitation),
    __preload_office
);
route!(
    SecondFactorRoute,
    office(OfficePage::SecondFactor),
    __preload_office
);
route!(
    EmailChangeRoute,
    office(OfficePage::EmailChange),
    __preload_office
);
route!(
    SecurityRoute,
    office(OfficePage::Security),
    __preload_office
);
route!(DataRoute, office(OfficePage::Data), __preload_office);
route!(
    SourceAddressesRoute,
    office(OfficePage::SourceAddresses),
    __preload_office
);
route!(
    ReferenceRoute,
    office(OfficePage::Reference),
    __preload_office
);
route!(
    StaffMailRoute,
    operator(StaffPart::Mail),
    __preload_operator
);
route!(InspectRoute, office(OfficePage::Inspect), __preload_office);
route!(
    ConnectionsRoute,
    office(OfficePage::Connections),
    __preload_office
);
route!(
    ConnectionRoute,
    office(OfficePage::Connection),
    __preload_office
);
route!(OverviewRoute, begin(StartPage::Overview), __preload_begin);
route!(
    IntegrationsRoute,
    begin(StartPage::Integrations),
    __preload_begin
);
route!(EditorRoute, editor(EditorPage::Editor), __preload_editor);
route!(PresetsRoute, editor(EditorPage::Presets), __preload_editor);
route!(PresetRoute, editor(EditorPage::Preset), __preload_editor);
