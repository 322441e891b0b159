//! The people in the tenant.

use super::api::MemberLine;
use crate::{
    components::time::Time,
    i18n::{text, use_texts},
};
use leptos::prelude::*;

/// The list.
#[component]
pub fn Members(members: Vec<MemberLine>) -> impl IntoView {
    let t = use_texts();
    let rows = members.into_iter().map(|member| {
        view! {
            <li>
                <span><strong>{member.email}</strong></span>
                <span class="quiet-text"><small>{t.get(text::SETTINGS_SINCE)}" "<Time stamp=member.since/></small></span>
                <span class="settings-end chip quiet">{t.named(&format!("nav.role.{}", member.role.key()))}</span>
            </li>
        }
    });
    view! {
        <section class="panel" id="members">
            <h2>{t.get(text::SETTINGS_MEMBERS)}</h2>
            <div class="panel-body"><ul class="settings-list">{rows.collect_view()}</ul></div>
        </section>
    }
}
