//! What a country is called. The browser knows it in every language, so that no list of names is
//! carried for it.

use crate::i18n::use_texts;
use domain::Language;
use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

/// The name of the country whose two letters were typed, below their field; nothing in the page
/// that the server writes, nor of letters that no country has.
#[component]
pub fn CountryName(code: RwSignal<String>) -> impl IntoView {
    let language = use_texts().language();
    let name = RwSignal::new(None::<String>);
    Effect::new(move || name.set(code.with(|code| name_of(language, code))));
    move || {
        let name = name.get()?;
        Some(view! { <span class="field-help country-name">{name}</span> })
    }
}

/// The name as the browser tells it; a code that it does not know is told as it is.
fn name_of(language: Language, code: &str) -> Option<String> {
    let code = code.trim().to_uppercase();
    let intl = Reflect::get(&js_sys::global(), &JsValue::from_str("Intl")).ok()?;
    let class = Reflect::get(&intl, &JsValue::from_str("DisplayNames")).ok()?;
    let class: Function = class.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(
        &options,
        &JsValue::from_str("type"),
        &JsValue::from_str("region"),
    )
    .ok()?;
    let language = JsValue::from_str(language.key());
    let names = Reflect::construct(&class, &Array::of2(&language, &options)).ok()?;
    let of = Reflect::get(&names, &JsValue::from_str("of")).ok()?;
    let of: Function = of.dyn_into().ok()?;
    // It throws for what is no code at all.
    let name = of.call1(&names, &JsValue::from_str(&code)).ok()?;
    name.as_string().filter(|name| *name != code)
}
