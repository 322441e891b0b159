//! A masked number that support may have shown, one by one.

use super::api::{NumberOf, show_number};
use crate::{
    components::toast::use_toaster,
    i18n::{text, use_texts},
    session::use_visitor,
};
use domain::Right;
use leptos::prelude::*;

/// The number as it is seen; beside it, for support, the button that shows it whole.
#[component]
pub fn Number(
    /// As the person may see it.
    shown: String,
    /// Whose it is.
    of: NumberOf,
) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let visitor = use_visitor();
    let may_show = visitor
        .seat()
        .is_some_and(|seat| seat.look.is_some() && seat.role.may(Right::SeeNumbers));
    let whole = RwSignal::new(None::<String>);
    let show = Action::new(move |(): &()| {
        let of = of.clone();
        async move {
            match show_number(of).await {
                Ok(number) => whole.set(Some(number)),
                Err(error) => toaster.fail(t, &error),
            }
        }
    });
    let number = move || whole.get().unwrap_or_else(|| shown.clone());
    let button = may_show.then(|| {
        view! {
            <button type="button" class="button quiet show-number" title=t.get(text::LOOK_SHOW_HINT) hidden=move || whole.with(Option::is_some) disabled=show.pending() on:click=move |_| { show.dispatch(()); }>
                {t.get(text::LOOK_SHOW)}
            </button>
        }
    });
    view! { <span class="nowrap">{number}</span>{button} }
}
