//! Sign in: a plain form that the server answers, so that it works without JavaScript.

use crate::{
    address::percent,
    components::{door::Door, sign_in::form::SignInForm},
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let t = use_texts();
    let is_changed = use_query_map().with_untracked(|query| query.get("changed").is_some());
    let changed = is_changed.then(|| {
        view! { <p class="note note-delivered" role="status">{t.get(text::DOOR_CHANGED)}</p> }
    });
    view! {
        <Door title=t.get(text::SIGNIN_TITLE)>
            {changed}
            <SignInForm/>
            <p class="door-way"><a href="/forgotten">{t.get(text::DOOR_FORGOTTEN)}</a></p>
        </Door>
    }
}

/// The page's address for somebody who wanted to be elsewhere.
#[must_use]
pub fn address(next: &str) -> String {
    if next.is_empty() || next == "/" {
        return "/sign-in".into();
    }
    format!("/sign-in?next={}", percent(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_keeps_its_query() {
        assert_eq!(address("/"), "/sign-in");
        assert_eq!(
            address("/deliveries?state=failed&q=+380"),
            "/sign-in?next=%2Fdeliveries%3Fstate%3Dfailed%26q%3D%2B380"
        );
    }
}
