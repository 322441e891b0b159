//! The entries of the audit log, in words.

#[cfg(feature = "ssr")]
pub(super) use server::view;

use super::api::{EntryLine, Who};
use crate::{
    components::{
        staff_audit::table::{action_word, subject_word},
        time::Time,
    },
    i18n::{Texts, text, use_texts},
};
use leptos::prelude::*;

/// The table, cards on a phone.
#[component]
pub fn EntryTable(lines: Vec<EntryLine>) -> impl IntoView {
    let t = use_texts();
    let heads = [
        text::STAFF_AUDIT_AT,
        text::STAFF_AUDIT_ACTOR,
        text::STAFF_AUDIT_ACTION,
        text::STAFF_AUDIT_SUBJECT,
    ];
    let heads = heads.map(|key| view! { <th scope="col">{t.get(key)}</th> });
    let rows = lines.into_iter().map(|line| view! { <Row line/> });
    view! {
        <table class="table cards audit-table">
            <thead><tr>{heads.into_iter().collect_view()}</tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Row(line: EntryLine) -> impl IntoView {
    let t = use_texts();
    let detail = line
        .detail
        .map(|detail| view! { <small class="quiet-text">{detail}</small> });
    let class = match line.who {
        Who::Support { .. } => "audit-support",
        Who::Named(_) | Who::Operator | Who::System => "",
    };
    view! {
        <tr class=class>
            <td class="cell-time"><Time stamp=line.at/></td>
            <td class="cell-actor">{who_word(t, &line.who)}</td>
            <td class="cell-action"><strong>{action_word(t, &line.action)}</strong>{detail}</td>
            <td class="cell-subject"><span>{subject_word(t, &line.action, line.subject)}</span></td>
        </tr>
    }
}

/// Who did something, such as "support, for the owner, ticket 48213".
fn who_word(t: Texts, who: &Who) -> String {
    match who {
        Who::Named(name) => name.clone(),
        Who::Operator => t.get(text::STAFF_AUDIT_OPERATOR).to_owned(),
        Who::System => t.get(text::STAFF_AUDIT_SYSTEM).to_owned(),
        Who::Support { role, ticket } => {
            let role = t.named(&format!("audit_page.for_role.{role}"));
            t.with(
                text::AUDIT_PAGE_SUPPORT,
                &[("role", &role), ("ticket", ticket)],
            )
        }
    }
}

#[cfg(feature = "ssr")]
mod server {
    //! From rows of the store to entries in words.

    use super::super::api::{AuditView, EntryLine, LookLine, LookState, Who};
    use crate::{error::AppError, session::Scope};
    use domain::Right;
    use std::collections::HashMap;
    use store::LookRow;

    /// Among so many of the last looks that of an entry is sought.
    const LOOKS_MAX: u64 = 500;

    pub(in super::super) async fn view(
        scope: &Scope,
        after: &str,
        rows: u64,
        looks: u64,
    ) -> Result<AuditView, AppError> {
        let cursor = Some(after).filter(|after| !after.is_empty());
        let page = scope.tenant.page_audit(cursor, rows).await?;
        let mut ids = Vec::new();
        for row in &page.items {
            ids.extend([row.actor.clone(), row.subject.clone()]);
            ids.extend(row.detail.clone());
        }
        let names = scope.names_of(&ids).await?;
        let named = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_owned());
        let all = scope.tenant.list_looks(LOOKS_MAX).await?;
        let tickets: HashMap<String, &LookRow> =
            all.iter().map(|look| (look.id.to_string(), look)).collect();
        let who = |actor: &str| match actor.split_once('/') {
            Some((_, look)) => tickets
                .get(look)
                .map_or(Who::Operator, |look| Who::Support {
                    role: look.role.key().to_owned(),
                    ticket: look.ticket.clone(),
                }),
            None if actor.starts_with("stf_") => Who::Operator,
            None if actor == "system" => Who::System,
            None => Who::Named(named(actor)),
        };
        let line = |row: &store::AuditRow| EntryLine {
            at: scope.stamp(row.noted_at),
            who: who(&row.actor),
            action: row.action.clone(),
            subject: named(&row.subject),
            // A project that another was merged into stands there by its id.
            detail: row.detail.as_deref().map(named),
        };
        let lines = page.items.iter().map(line).collect();
        let rules = scope.tenant.support_rules().await?;
        let shown = all
            .iter()
            .take(usize::try_from(looks).unwrap_or(usize::MAX));
        Ok(AuditView {
            lines,
            looks: shown.map(|look| look_line(scope, look)).collect(),
            next: page.next,
            is_newest: cursor.is_none(),
            access: rules.access,
            writes: rules.writes,
            mails: rules.mails,
            may_manage: scope.seat.may(Right::ManageSupport),
        })
    }

    fn look_line(scope: &Scope, look: &LookRow) -> LookLine {
        let now = scope.now();
        let state = if look.is_open(now) {
            LookState::Open
        } else if look.waits(now) {
            LookState::Waits
        } else if look.may_enter(now) {
            LookState::Agreed
        } else {
            LookState::Over
        };
        LookLine {
            id: look.id,
            asked: scope.stamp(look.asked_at),
            email: look.email.clone(),
            ticket: look.ticket.clone(),
            reason: look.reason.clone(),
            writes: look.writes,
            state,
        }
    }
}
