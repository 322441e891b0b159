//! The entries of the audit log, one a row.

use super::api::AuditLine;
use crate::{
    components::time::Time,
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The table, cards on a phone.
#[component]
pub fn AuditTable(lines: Vec<AuditLine>) -> impl IntoView {
    let t = use_texts();
    let heads = [
        text::STAFF_AUDIT_AT,
        text::STAFF_AUDIT_TENANT,
        text::STAFF_AUDIT_ACTOR,
        text::STAFF_AUDIT_ACTION,
        text::STAFF_AUDIT_SUBJECT,
    ];
    let heads = heads.map(|key| view! { <th scope="col">{t.get(key)}</th> });
    let rows = lines.into_iter().map(|line| view! { <Row line/> });
    view! {
        <table class="table cards audit-table staff-audit">
            <thead><tr>{heads.into_iter().collect_view()}</tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Row(line: AuditLine) -> impl IntoView {
    let t = use_texts();
    let tenant = match line.tenant {
        Some((id, name)) => {
            let title = name.clone();
            view! { <A href=format!("/staff/tenants/{id}") attr:class="link" attr:title=title>{name}</A> }.into_any()
        }
        None => t.get(text::STAFF_AUDIT_OPERATOR).into_any(),
    };
    let actor = match line.actor.as_str() {
        "system" => t.get(text::STAFF_AUDIT_SYSTEM).to_owned(),
        _ => line.actor,
    };
    let detail = line.detail.map(|detail| {
        let whole = detail.clone();
        view! { <small class="quiet-text" title=whole>{detail}</small> }
    });
    let (whom, what) = (actor.clone(), line.subject.clone());
    view! {
        <tr>
            <td class="cell-time"><Time stamp=line.at/></td>
            <td class="cell-tenant">{tenant}</td>
            <td class="cell-actor" title=whom>{actor}</td>
            <td class="cell-action"><strong>{line.action}</strong>{detail}</td>
            <td class="cell-subject" title=what><span>{line.subject}</span></td>
        </tr>
    }
}
