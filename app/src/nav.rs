//! The list of places: every page, its address, and where it stands in the menu.

use crate::{
    components::icon::Symbol,
    i18n::{Key, text},
    session::Visitor,
};
use domain::Right;

/// A page of the portal.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The page's file, style partial and spec.
    pub page: &'static str,
    /// Its address, as in the list of routes.
    pub path: &'static str,
    /// Addresses elsewhere whose pages, and those below them, belong to its entry.
    pub also: &'static [&'static str],
    /// Whether it is one of the four that stand in the bar of a phone.
    pub is_in_bar: bool,
    /// Its entry in the menu; none for a page that is reached from another.
    pub entry: Option<Entry>,
}

impl Place {
    /// Whether a page belongs to its entry: by its own address or one below it, or by one of
    /// those that belong to it from elsewhere.
    #[must_use]
    pub fn holds(&self, address: &str) -> bool {
        let is_own =
            address == self.path || lies_below(self.path, address) && !self.has_entries_below();
        let mut also = self.also.iter();
        is_own || also.any(|path| address == *path || lies_below(path, address))
    }

    /// Whether it stands in a visitor's bar on a phone. Who of the operator looks in has the
    /// cabinet's four.
    #[must_use]
    pub fn is_in_bar_of(&self, visitor: &Visitor) -> bool {
        let is_of_staff = |entry: Entry| entry.shown_to == Audience::Staff;
        self.is_in_bar && !(visitor.seat().is_some() && self.entry.is_some_and(is_of_staff))
    }

    /// Whether other entries of the menu stand below its address: of those below, only what is
    /// said to be its own belongs to it.
    fn has_entries_below(&self) -> bool {
        let mut entries = PLACES.iter().filter(|place| place.entry.is_some());
        entries.any(|place| lies_below(self.path, place.path))
    }
}

fn lies_below(path: &str, address: &str) -> bool {
    let rest = address.strip_prefix(path);
    rest.is_some_and(|rest| rest.starts_with('/'))
}

/// An entry of the menu.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// What it says.
    pub label: Key,
    /// Its picture.
    pub symbol: Symbol,
    /// Who sees it.
    pub shown_to: Audience,
}

/// Who sees an entry of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// People with a place in a tenant.
    Members,
    /// Members who may read who did what.
    Auditors,
    /// People of the operator.
    Staff,
}

impl Audience {
    /// Whether a visitor belongs to it.
    #[must_use]
    pub fn includes(self, visitor: &Visitor) -> bool {
        match self {
            Self::Members => visitor.seat().is_some(),
            Self::Auditors => visitor.may(Right::ReadAudit),
            Self::Staff => visitor.staff_role().is_some(),
        }
    }
}

const fn page(page: &'static str, path: &'static str) -> Place {
    Place {
        page,
        path,
        also: &[],
        is_in_bar: false,
        entry: None,
    }
}

const fn holding(also: &'static [&'static str], place: Place) -> Place {
    Place { also, ..place }
}

const fn in_bar(place: Place) -> Place {
    Place {
        is_in_bar: true,
        ..place
    }
}

const fn listed(place: Place, label: Key, symbol: Symbol, shown_to: Audience) -> Place {
    Place {
        entry: Some(Entry {
            label,
            symbol,
            shown_to,
        }),
        ..place
    }
}

/// Every page.
pub const PLACES: &[Place] = &[
    page("sign_in", "/sign-in"),
    page("forgotten", "/forgotten"),
    page("reset", "/reset/:token"),
    page("invitation", "/invitation/:token"),
    page("second_factor", "/second-factor"),
    page("email_change", "/email/:token"),
    page("source_addresses", "/source-addresses"),
    page("reference", "/api-reference"),
    page("clients", "/clients"),
    listed(
        in_bar(page("overview", "/overview")),
        text::NAV_OVERVIEW,
        Symbol::Home,
        Audience::Members,
    ),
    listed(
        in_bar(holding(
            &["/presets"],
            page("integrations", "/integrations"),
        )),
        text::NAV_INTEGRATIONS,
        Symbol::Link,
        Audience::Members,
    ),
    page("integration_editor", "/integrations/:id"),
    listed(
        page("connections", "/connections"),
        text::NAV_CONNECTIONS,
        Symbol::Plug,
        Audience::Members,
    ),
    page("connection", "/connections/:id"),
    page("presets", "/presets"),
    page("preset", "/presets/:key"),
    listed(
        in_bar(page("deliveries", "/deliveries")),
        text::NAV_DELIVERIES,
        Symbol::Lines,
        Audience::Members,
    ),
    page("delivery", "/deliveries/:id"),
    listed(
        in_bar(holding(&["/missing"], page("calls", "/calls"))),
        text::NAV_CALLS,
        Symbol::Phone,
        Audience::Members,
    ),
    page("call", "/calls/:call_id"),
    page("missing", "/missing"),
    listed(
        page("incoming", "/incoming"),
        text::NAV_INCOMING,
        Symbol::Inbox,
        Audience::Members,
    ),
    listed(
        holding(&["/inspect"], page("test_bench", "/test-bench")),
        text::NAV_TEST_BENCH,
        Symbol::Flask,
        Audience::Members,
    ),
    listed(
        page("jobs", "/jobs"),
        text::NAV_JOBS,
        Symbol::Stack,
        Audience::Members,
    ),
    listed(
        page("exports", "/exports"),
        text::NAV_EXPORTS,
        Symbol::Download,
        Audience::Members,
    ),
    listed(
        page("settings", "/settings"),
        text::NAV_SETTINGS,
        Symbol::Gear,
        Audience::Members,
    ),
    page("people", "/settings/people"),
    page("security", "/settings/security"),
    page("data", "/settings/data"),
    listed(
        page("audit", "/audit"),
        text::NAV_AUDIT,
        Symbol::Scroll,
        Audience::Auditors,
    ),
    listed(
        in_bar(holding(
            &["/staff/tenants", "/staff/look"],
            page("staff", "/staff"),
        )),
        text::NAV_STAFF,
        Symbol::Building,
        Audience::Staff,
    ),
    page("staff_tenant", "/staff/tenants/:id"),
    page("staff_look", "/staff/look"),
    listed(
        in_bar(page("staff_system", "/staff/system")),
        text::NAV_SYSTEM,
        Symbol::Pulse,
        Audience::Staff,
    ),
    listed(
        in_bar(page("staff_people", "/staff/people")),
        text::NAV_PEOPLE,
        Symbol::People,
        Audience::Staff,
    ),
    listed(
        in_bar(page("staff_audit", "/staff/audit")),
        text::NAV_STAFF_AUDIT,
        Symbol::Shield,
        Audience::Staff,
    ),
    listed(
        page("staff_mail", "/staff/mail"),
        text::NAV_STAFF_MAIL,
        Symbol::Letter,
        Audience::Staff,
    ),
    page("inspect", "/inspect/:token"),
    page("help", "/help/:guide"),
    page("not_found", "/*"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Texts;
    use domain::Language;

    #[test]
    fn the_settings_call_the_place_of_refused_requests_as_the_menu_does() {
        for language in Language::ALL {
            let t = Texts::of(*language);
            let help = t.get(text::SETTINGS_NETWORKS_HELP);
            assert!(help.contains(t.get(text::NAV_INCOMING)), "{help}");
        }
    }

    #[test]
    fn no_two_pages_share_an_address() {
        for (index, place) in PLACES.iter().enumerate() {
            assert!(
                PLACES
                    .iter()
                    .skip(index + 1)
                    .all(|other| other.path != place.path),
                "{}",
                place.path
            );
        }
    }

    #[test]
    fn four_places_stand_in_the_bar_of_members_and_of_staff() {
        let bar = |is_of_staff: bool| {
            let entries = PLACES.iter().filter(|place| place.is_in_bar);
            let entries = entries.filter(|place| {
                let entry = place.entry.unwrap();
                is_of_staff == (entry.shown_to == Audience::Staff)
            });
            entries.map(|place| place.page).collect::<Vec<_>>()
        };
        assert_eq!(
            bar(false),
            ["overview", "integrations", "deliveries", "calls"]
        );
        assert_eq!(
            bar(true),
            ["staff", "staff_system", "staff_people", "staff_audit"]
        );
    }

    #[test]
    fn every_page_belongs_to_one_entry_or_to_none() {
        let cases: [(&str, &[&str]); 14] = [
            ("/overview", &["overview"]),
            ("/integrations/new", &["integrations"]),
            ("/presets", &["integrations"]),
            ("/presets/bitrix24", &["integrations"]),
            ("/missing", &["calls"]),
            ("/calls/in_1", &["calls"]),
            ("/inspect/token", &["test_bench"]),
            ("/settings/people", &["settings"]),
            ("/staff", &["staff"]),
            ("/staff/tenants/tnt_1", &["staff"]),
            ("/staff/look", &["staff"]),
            ("/staff/people", &["staff_people"]),
            ("/help/signature", &[]),
            ("/presetsoflike", &[]),
        ];
        for (address, expected) in cases {
            let entries = PLACES.iter().filter(|place| place.entry.is_some());
            let found: Vec<_> = entries
                .filter(|place| place.holds(address))
                .map(|place| place.page)
                .collect();
            assert_eq!(found, expected, "{address}");
        }
    }
}
