//! Sign in: a plain form that the server answers, so that it works without JavaScript.

use crate::{
    address::percent,
    components::{
        icon::Mark,
        language_switch::LanguageSwitch,
        sign_in::{form::SignInForm, picture::SignInPicture},
    },
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let t = use_texts();
    view! {
        <Title text=t.get(text::SIGNIN_TITLE)/>
        <main class="sign-in">
            <section class="sign-in-card">
                <p class="brand"><Mark/>{t.get(text::COMMON_BRAND)}</p>
                <h1>{t.get(text::SIGNIN_TITLE)}</h1>
                <SignInForm/>
                <LanguageSwitch/>
            </section>
            <SignInPicture/>
        </main>
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
