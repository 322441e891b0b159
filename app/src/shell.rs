//! The documents that the server makes: language, theme, fonts and style, around the portal with the
//! browser's half or around a few words without it.

use crate::{
    App,
    components::{notice::Notice, theme_switch::THEME_COOKIE},
    cookie,
    i18n::{Key, Texts, text},
    session,
};
use leptos::{config::LeptosOptions, hydration::HydrationScripts, prelude::*};
use leptos_meta::{HashedStylesheet, MetaTags, Title, provide_meta_context};

/// Renders the whole document of a page of the portal.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let language = session::request_visitor().language.key();
    let theme = chosen_theme();
    view! {
        <!DOCTYPE html>
        <html lang=language data-theme=theme>
            <head>
                <CommonHead language options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body><App/></body>
        </html>
    }
}

/// What is said instead of what was asked for.
#[derive(Debug, Clone)]
pub struct PlainPage {
    /// What happened.
    pub title: Key,
    /// Why, in a sentence.
    pub sentence: String,
    /// Where it goes on, and what that is called; no address is the one that was asked for.
    pub link: (&'static str, Key),
}

/// Renders the whole document of a few words, in the language and the theme of whoever asks. It
/// is read without the browser's half and loads none.
#[must_use]
pub fn plain(options: LeptosOptions, page: PlainPage) -> impl IntoView {
    provide_meta_context();
    let visitor = session::request_visitor();
    let t = Texts::of(visitor.language);
    provide_context(t);
    let (language, theme) = (visitor.language.key(), chosen_theme());
    let title = format!("{} · {}", t.get(page.title), t.get(text::COMMON_BRAND));
    view! {
        <!DOCTYPE html>
        <html lang=language data-theme=theme>
            <head>
                <CommonHead language options/>
                <MetaTags/>
            </head>
            <body>
                <Title text=title/>
                <Notice title=page.title sentence=page.sentence link=page.link/>
            </body>
        </html>
    }
}

/// What the head of every document has.
#[component]
fn CommonHead(language: &'static str, options: LeptosOptions) -> impl IntoView {
    view! {
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
        <Fonts language/>
        <HashedStylesheet id="style" options/>
    }
}

/// Only what the first paint needs: the subset of the page's own script.
#[component]
fn Fonts(language: &'static str) -> impl IntoView {
    let cyrillic = (language != "en").then(|| view! { <Font file="/fonts/inter-cyrillic.woff2"/> });
    view! {
        <Font file="/fonts/inter-latin.woff2"/>
        {cyrillic}
    }
}

#[component]
fn Font(file: &'static str) -> impl IntoView {
    view! { <link rel="preload" r#as="font" type="font/woff2" crossorigin="anonymous" href=file/> }
}

/// What the person chose; nothing follows the system.
fn chosen_theme() -> Option<&'static str> {
    let value = cookie::find(THEME_COOKIE)?;
    ["light", "dark"].into_iter().find(|theme| *theme == value)
}
