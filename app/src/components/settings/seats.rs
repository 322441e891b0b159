//! The tenants a person is a member of: plain forms that move to another one.

use super::api::SeatLine;
use crate::{
    i18n::{text, use_texts},
    session::use_visitor,
};
use leptos::prelude::*;

/// Nothing for a person with one tenant.
#[component]
pub fn Seats(seats: Vec<SeatLine>) -> impl IntoView {
    let t = use_texts();
    let here = use_visitor().seat().map(|seat| seat.tenant.id);
    (seats.len() > 1).then(|| {
        let rows = seats.into_iter().map(|seat| {
            let end = if Some(seat.tenant) == here {
                view! { <span class="state delivered">{t.get(text::SETTINGS_HERE)}</span> }.into_any()
            } else {
                view! {
                    <form method="post" action="/tenant">
                        <button class="button" name="tenant" value=seat.tenant.to_string()>{t.get(text::COMMON_OPEN)}</button>
                    </form>
                }
                .into_any()
            };
            view! {
                <li>
                    <span><strong>{seat.name}</strong>" "<small class="quiet-text">{t.named(&format!("nav.role.{}", seat.role.key()))}</small></span>
                    <span class="settings-end">{end}</span>
                </li>
            }
        });
        view! {
            <section class="panel" id="seats">
                <h2>{t.get(text::SETTINGS_SEATS)}</h2>
                <div class="panel-body"><ul class="settings-list">{rows.collect_view()}</ul></div>
            </section>
        }
    })
}
