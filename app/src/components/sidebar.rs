//! The frame of the cabinet: mark, tenant, places, and what belongs to the person.

use crate::{
    components::{
        help::{api::Guide, list::HelpLink},
        icon::{Icon, Mark, Symbol},
        language_switch::LanguageSwitch,
        search::keys::Everywhere,
        theme_switch::ThemeSwitch,
    },
    i18n::{text, use_texts},
    nav::{Audience, Entry, PLACES, Place},
    session::{OtherSeat, use_visitor},
};
use leptos::{html, prelude::*};
use leptos_router::{components::A, hooks::use_location};

/// The list of places; on a phone four of them stand in a bar at its bottom.
#[component]
pub fn Sidebar(
    /// What opens from everywhere.
    everywhere: Everywhere,
) -> impl IntoView {
    let t = use_texts();
    view! {
        <aside class="sidebar" aria-label=t.get(text::COMMON_BRAND)>
            <a class="brand" href="/"><Mark/>{t.get(text::COMMON_BRAND)}</a>
            <TenantBox/>
            <SearchButton open=everywhere.search keys=true/>
            <nav class="menu" aria-label=t.get(text::NAV_LABEL)><Entries without_bar=false/></nav>
            <PersonBox everywhere/>
        </aside>
    }
    .into_any()
}

/// What a visitor sees of the list; what is the operator's has a heading where it is not alone.
#[component]
fn Entries(
    /// Leaves out what stands in the bar of a phone.
    without_bar: bool,
) -> impl IntoView {
    let t = use_texts();
    let visitor = use_visitor();
    let mut is_headed = visitor.seat().is_none();
    PLACES
        .iter()
        .filter_map(|place| Some((place, place.entry?)))
        .filter(|(_, entry)| entry.shown_to.includes(&visitor))
        .map(|(place, entry)| (place, entry, place.is_in_bar_of(&visitor)))
        .filter(|(_, _, is_in_bar)| !(without_bar && *is_in_bar))
        .map(|(place, entry, is_in_bar)| {
            let begins_staff = entry.shown_to == Audience::Staff && !is_headed;
            is_headed |= begins_staff;
            let heading = begins_staff.then(|| {
                view! { <p class="menu-heading">{t.get(text::STAFF_AUDIT_OPERATOR)}</p> }
            });
            view! { {heading}<MenuEntry place entry is_in_bar/> }
        })
        .collect_view()
}

#[component]
fn MenuEntry(place: &'static Place, entry: Entry, is_in_bar: bool) -> impl IntoView {
    let t = use_texts();
    let address = use_location().pathname;
    let current = move || {
        let is_here = address.with(|address| place.holds(address));
        is_here.then_some("page")
    };
    let class = if is_in_bar {
        "menu-entry"
    } else {
        "menu-entry menu-other"
    };
    view! {
        <a href=place.path class=class aria-current=current>
            <Icon symbol=entry.symbol/>
            <span>{t.get(entry.label)}</span>
        </a>
    }
}

#[component]
fn TenantBox() -> impl IntoView {
    let t = use_texts();
    let others = use_visitor()
        .person
        .map(|person| person.others)
        .unwrap_or_default();
    use_visitor().seat().cloned().map(|seat| {
        let role = match seat.look {
            Some(_) => t.get(text::NAV_STAFF_ROLE_SUPPORT).to_owned(),
            None => t.named(&format!("nav.role.{}", seat.role.key())),
        };
        let name = seat.tenant.name;
        let words = view! {
            <strong title=name.clone()>{name.clone()}</strong>
            <small>{role}</small>
        };
        if others.is_empty() {
            return view! { <a class="tenant-box" href="/settings">{words}</a> }.into_any();
        }
        view! {
            <details class="tenant-switch">
                <summary class="tenant-box">{words}<Icon symbol=Symbol::Down/></summary>
                <Others others/>
            </details>
        }
        .into_any()
    })
}

/// The other companies of the person: plain forms that move there.
#[component]
fn Others(others: Vec<OtherSeat>) -> impl IntoView {
    let t = use_texts();
    let forms = others
        .into_iter()
        .map(|other| {
            view! { <button class="tenant-other" name="tenant" value=other.tenant.to_string()>{other.name}</button> }
        })
        .collect_view();
    view! {
        <form class="tenant-others" method="post" action="/tenant">
            {forms}
            <A href="/clients" attr:class="tenant-other">{t.get(text::CLIENTS_TITLE)}</A>
        </form>
    }
}

/// Opens the search; the keys that do it are shown where there is a keyboard.
#[component]
fn SearchButton(open: RwSignal<bool>, keys: bool) -> impl IntoView {
    let t = use_texts();
    view! {
        <button type="button" class="search-open" on:click=move |_| open.set(true)>
            <Icon symbol=Symbol::Glass/>{t.get(text::SEARCH_OPEN)}
            {keys.then(|| view! { <kbd aria-hidden="true">"Ctrl K"</kbd> })}
        </button>
    }
}

/// What is folded behind the e-mail: theme, language, help, other companies and sign-out; on a
/// phone first the places that do not stand in the bar, and the search.
#[component]
fn PersonBox(everywhere: Everywhere) -> impl IntoView {
    let t = use_texts();
    let person = use_visitor().person;
    let has_others = person
        .as_ref()
        .is_some_and(|person| !person.others.is_empty());
    let email = person.map(|person| person.email).unwrap_or_default();
    let whole = NodeRef::<html::Details>::new();
    close_at_next_page(whole);
    let companies = has_others.then(|| {
        view! { <A href="/clients" attr:class="button quiet"><Icon symbol=Symbol::Building/>{t.get(text::CLIENTS_TITLE)}</A> }
    });
    view! {
        <details class="person-box" node_ref=whole>
            <summary>
                <Icon symbol=Symbol::Dots/>
                <span class="person-email" title=email.clone()>{email.clone()}</span>
                <span class="person-more">{t.get(text::NAV_MENU)}</span>
            </summary>
            <div class="person-menu">
                <nav class="menu-others" aria-label=t.get(text::NAV_MENU)><Entries without_bar=true/></nav>
                <SearchButton open=everywhere.search keys=false/>
                <HelpLink guide=Guide::FirstIntegration/>
                <HelpLink guide=Guide::WhenItFails/>
                <ThemeSwitch/>
                <LanguageSwitch/>
                {companies}
                <A href="/settings/security" attr:class="button quiet"><Icon symbol=Symbol::Key/>{t.get(text::SETTINGS_TAB_SECURITY)}</A>
                <form method="post" action="/sign-out">
                    <button class="button quiet" type="submit">
                        <Icon symbol=Symbol::Leave/>{t.get(text::NAV_SIGN_OUT)}
                    </button>
                </form>
            </div>
        </details>
    }
}

/// The page that was chosen is not read behind what it was chosen from.
fn close_at_next_page(whole: NodeRef<html::Details>) {
    let address = use_location().pathname;
    Effect::new(move |was_here: Option<()>| {
        address.track();
        if let Some(whole) = was_here.and_then(|()| whole.get_untracked()) {
            whole.set_open(false);
        }
    });
}
