//! The entries of the audit log, in words.

#[cfg(feature = "ssr")]
pub(super) use server::view;

use super::{
    view::EntryLine,
    who::{Who, who_word},
};
use crate::{
    components::time::Time,
    i18n::{text, use_texts},
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
            <td class="cell-action"><strong>{line.action}</strong>{detail}</td>
            <td class="cell-subject"><span>{line.subject}</span></td>
        </tr>
    }
}

#[cfg(feature = "ssr")]
mod server {
    //! From rows of the store to entries in words.

    use super::super::{
        entry::Words,
        view::{AuditView, EntryLine, LookLine, LookState},
        who::Known,
    };
    use crate::{error::AppError, session::Scope};
    use domain::Right;
    use store::{AuditRow, LookRow};

    pub(in super::super) async fn view(
        scope: &Scope,
        after: &str,
        rows: u64,
        looks: u64,
    ) -> Result<AuditView, AppError> {
        let cursor = Some(after).filter(|after| !after.is_empty());
        let page = scope.tenant.page_audit(cursor, rows).await?;
        let known = Known::of(scope, &page.items).await?;
        let words = Words {
            names: known.names(),
            stamp: |at| scope.stamp(at),
        };
        let line = |row: &AuditRow| EntryLine {
            at: scope.stamp(row.noted_at),
            who: known.who(&row.actor),
            action: words.action(row),
            subject: words.subject(row),
            detail: words.detail(row),
        };
        let lines = page.items.iter().map(line).collect();
        let rules = scope.tenant.support_rules().await?;
        let looks = scope.tenant.list_looks(looks).await?;
        Ok(AuditView {
            lines,
            looks: looks.iter().map(|look| look_line(scope, look)).collect(),
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
