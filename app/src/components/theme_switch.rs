//! Light, dark or as the system: kept in a cookie, so that the server's first paint has it.

use crate::{
    components::icon::{Icon, Symbol},
    cookie,
    i18n::{Key, text, use_texts},
};
use leptos::prelude::*;

/// The cookie's name; `light` or `dark`, absent follows the system.
pub const THEME_COOKIE: &str = "theme";

/// Three buttons that change the page at once.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let t = use_texts();
    let chosen = RwSignal::new(String::new());
    // After hydration only: the cookie is read by the server for the page, not for the button.
    Effect::new(move || chosen.set(current().unwrap_or_default()));
    let choices: [(&str, Key, Symbol); 3] = [
        ("", text::NAV_THEME_SYSTEM, Symbol::Screen),
        ("light", text::NAV_THEME_LIGHT, Symbol::Sun),
        ("dark", text::NAV_THEME_DARK, Symbol::Moon),
    ];
    let buttons = choices
        .into_iter()
        .map(|(theme, label, symbol)| {
            let choose = move |_| {
                apply(theme);
                chosen.set(theme.to_owned());
            };
            let pressed = move || if *chosen.read() == *theme { "true" } else { "false" };
            view! {
                <button type="button" title=t.get(label) aria-label=t.get(label) aria-pressed=pressed on:click=choose>
                    <Icon symbol/>
                </button>
            }
        })
        .collect_view();
    view! { <div class="theme-switch" role="group" aria-label=t.get(text::NAV_THEME_LABEL)>{buttons}</div> }
}

fn current() -> Option<String> {
    document().document_element()?.get_attribute("data-theme")
}

fn apply(theme: &str) {
    let Some(root) = document().document_element() else {
        return;
    };
    // A page without the attribute follows the system: failing leaves it so.
    let _ = if theme.is_empty() {
        root.remove_attribute("data-theme")
    } else {
        root.set_attribute("data-theme", theme)
    };
    cookie::keep(THEME_COOKIE, theme);
}
