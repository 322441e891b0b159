//! The people in the tenant, and those who were asked in.

use super::{
    api::withdraw_invitation,
    member::MemberRow,
    view::{InvitationLine, MemberLine},
};
use crate::{
    components::{kept_rows::kept_rows, time::Time, toast::use_toaster},
    i18n::{text, use_texts},
};
use leptos::prelude::*;

/// Who is in.
#[component]
pub fn Members(members: Memo<Vec<MemberLine>>, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let row = move |member: Memo<MemberLine>| {
        view! { <MemberRow member others=members on_change/> }.into_any()
    };
    let rows = kept_rows(members, |member| member.id, row);
    view! {
        <section class="panel" id="members">
            <h2>{t.get(text::PEOPLE_MEMBERS)}</h2>
            <div class="panel-body"><ul class="settings-list people-list">{rows}</ul></div>
        </section>
    }
}

/// Who was asked in; nothing where nobody waits.
#[component]
pub fn Invitations(invitations: Vec<InvitationLine>, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    (!invitations.is_empty()).then(|| {
        let rows = invitations
            .into_iter()
            .map(|invitation| view! { <InvitationRow invitation on_change/> })
            .collect_view();
        view! {
            <section class="panel" id="invitations">
                <h2>{t.get(text::PEOPLE_INVITATIONS)}</h2>
                <div class="panel-body"><ul class="settings-list people-list">{rows}</ul></div>
            </section>
        }
    })
}

#[component]
fn InvitationRow(invitation: InvitationLine, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let id = invitation.id;
    let withdraw = Action::new(move |(): &()| async move {
        match withdraw_invitation(id).await {
            Ok(()) => toaster.done(t.get(text::PEOPLE_WITHDRAWN)),
            Err(error) => toaster.fail(t, &error),
        }
        // The page may have been left meanwhile.
        on_change.try_run(());
    });
    view! {
        <li>
            <span class="people-who"><strong>{invitation.email}</strong><small class="quiet-text">{t.get(text::PEOPLE_OPENS_UNTIL)}" "<Time stamp=invitation.until/></small></span>
            <span class="chip quiet">{t.named(&format!("nav.role.{}", invitation.role.key()))}</span>
            <button type="button" class="button quiet danger settings-end" on:click=move |_| { withdraw.dispatch(()); }>{t.get(text::PEOPLE_WITHDRAW)}</button>
        </li>
    }
}
