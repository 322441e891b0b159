//! The bar on top of every page while somebody of the operator looks into a cabinet: as whom, for
//! which ticket, whether it may change things, how long it goes on, and the way out.

use crate::{
    address::percent,
    components::time::use_time_left,
    i18n::{text, use_texts},
    session::{Look, use_visitor},
    stamp::span,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The bar; nothing for everybody else.
#[component]
pub fn LookBar() -> impl IntoView {
    let visitor = use_visitor();
    let seat = visitor.seat().cloned();
    seat.and_then(|seat| {
        let look = seat.look?;
        Some(view! { <Bar look tenant=seat.tenant.name role=seat.role/> })
    })
}

#[component]
fn Bar(look: Look, tenant: String, role: domain::Role) -> impl IntoView {
    let t = use_texts();
    let path = use_location().pathname;
    // What is asked for anew is somebody else's page.
    let left = use_time_left(look.left_ms, || drop(window().location().reload()));
    let role = t.named(&format!("nav.role.{}", role.key()));
    let whom = t.with(
        text::LOOK_WHOM,
        &[("email", &look.email), ("role", &role), ("tenant", &tenant)],
    );
    let ticket = t.with(text::LOOK_TICKET, &[("ticket", &look.ticket)]);
    let mode = t.get(if look.writes {
        text::LOOK_WRITES
    } else {
        text::LOOK_READS
    });
    let remaining = move || match left.get() {
        0 => t.get(text::LOOK_OVER).to_owned(),
        ms => t.with(text::LOOK_LEFT, &[("time", &span(t, ms))]),
    };
    let ask = (!look.writes && look.may_write).then(|| {
        let href = move || format!("/staff/look?back={}", percent(&path.get()));
        view! { <a class="button look-button" href=href>{t.get(text::LOOK_ASK)}</a> }
    });
    let forbidden = (!look.writes && !look.may_write)
        .then(|| view! { <span>{t.get(text::LOOK_FORBIDDEN)}</span> });
    view! {
        <section class="look-bar" aria-label=t.get(text::LOOK_LABEL)>
            <p class="look-whom"><strong>{whom}</strong><span>{ticket}</span><span class="look-mode">{mode}</span>{forbidden}<span>{remaining}</span></p>
            <div class="buttons">
                {ask}
                <form method="post" action="/staff/look/leave">
                    <button type="submit" class="button look-button">{t.get(text::LOOK_LEAVE)}</button>
                </form>
            </div>
        </section>
    }
}
