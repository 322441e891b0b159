//! Beside the form: the sign-in at the CRM, the integrations that belong to the connection, and
//! the way to take it away.

use super::{
    api::{delete_connection, restore_connection},
    state::SignIn,
    view::{ConnectionLine, Copied},
    way::Way,
};
use crate::{
    components::{
        dialog::ConfirmDialog,
        icon::{Icon, Symbol},
        toast::use_toaster,
    },
    i18n::{text, use_texts},
    session::use_may,
};
use domain::Right;
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_navigate};

/// All of it.
#[component]
pub fn Beside(line: ConnectionLine) -> impl IntoView {
    let may = use_may(Right::SetUp);
    let is_agreed = line.way == Way::AuthorizationCode && !line.needs_agreement();
    let agreed = is_agreed.then(|| line.clone());
    view! {
        <div class="stack">
            {agreed.map(|line| view! { <Agreement line/> })}
            <UsedBy line=line.clone() may/>
            {may.then(|| view! { <Removal line/> })}
        </div>
    }
}

/// The way to sign in; that nobody did, the page says in its heading.
#[component]
pub fn Agreement(line: ConnectionLine) -> impl IntoView {
    let t = use_texts();
    let may = use_may(Right::SetUp);
    let sign_in = line.sign_in.unwrap_or(SignIn::NotYet);
    let (hint, word) = match sign_in {
        SignIn::NotYet => (
            text::CONNECTIONS_SIGN_IN_NOT_YET_HINT,
            text::CONNECTIONS_SIGN_IN_BUTTON,
        ),
        SignIn::Good => (
            text::CONNECTIONS_SIGN_IN_GOOD_HINT,
            text::CONNECTIONS_SIGN_IN_AGAIN,
        ),
        SignIn::Broken => (
            text::CONNECTIONS_SIGN_IN_BROKEN_HINT,
            text::CONNECTIONS_SIGN_IN_AGAIN,
        ),
    };
    let is_good = sign_in == SignIn::Good;
    let class = if is_good { "button" } else { "button primary" };
    let state = is_good.then(|| {
        view! { <p><span class=sign_in.class()>{t.get(sign_in.word())}</span></p> }
    });
    let href = format!("/connections/{}/authorize", line.id);
    view! {
        <section class="panel" id="sign-in">
            <h2>{t.get(text::CONNECTIONS_SIGN_IN_TITLE)}</h2>
            <div class="panel-body stack">
                {state}
                <p class="quiet-text">{t.get(hint)}</p>
                {may.then(|| view! { <div class="buttons"><a class=class rel="external" href=href><Icon symbol=Symbol::Key/>{t.get(word)}</a></div> })}
            </div>
        </section>
    }
}

/// The integrations that belong to it, and the way to one more.
#[component]
fn UsedBy(line: ConnectionLine, may: bool) -> impl IntoView {
    let t = use_texts();
    let is_empty = line.integrations.is_empty();
    let rows = line.integrations.into_iter().map(|below| {
        view! {
            <li>
                <A href=format!("/integrations/{}", below.id) attr:class="link">{below.name}</A>
                <span class=below.standing.class()>{t.get(below.standing.word())}</span>
            </li>
        }
    });
    let new = format!("/integrations/new?connection={}", line.id);
    let copy = (may && !is_empty).then(|| {
        let href = format!("/connections/new?from={}", line.id);
        view! { <A href=href attr:class="button"><Icon symbol=Symbol::Copy/>{t.get(text::CONNECTIONS_COPY)}</A> }
    });
    view! {
        <section class="panel">
            <h2>{t.get(text::CONNECTIONS_USED_BY)}</h2>
            <div class="panel-body stack">
                {is_empty.then(|| view! { <p class="quiet-text">{t.get(text::CONNECTIONS_USED_BY_NONE)}</p> })}
                <ul class="connection-below">{rows.collect_view()}</ul>
                {may.then(|| view! { <div class="buttons"><A href=new attr:class="button"><Icon symbol=Symbol::Plus/>{t.get(text::CONNECTIONS_NEW_BELOW)}</A>{copy}</div> })}
            </div>
        </section>
    }
}

/// What comes along to another CRM, beside the form of its connection.
#[component]
pub fn CopiedAlong(copied: Copied) -> impl IntoView {
    let t = use_texts();
    let rows = copied.integrations.into_iter().map(|below| {
        view! { <li><A href=format!("/integrations/{}", below.id) attr:class="link">{below.name}</A></li> }
    });
    view! {
        <section class="panel">
            <h2>{t.get(text::CONNECTIONS_COPIED)}</h2>
            <div class="panel-body stack">
                <p>{t.with(text::CONNECTIONS_COPIED_HINT, &[("name", &copied.name)])}</p>
                <ul class="connection-below">{rows.collect_view()}</ul>
                <p class="quiet-text">{t.get(text::CONNECTIONS_COPIED_NEXT)}</p>
            </div>
        </section>
    }
}

/// Taking it away, or why it cannot be.
#[component]
fn Removal(line: ConnectionLine) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let navigate = use_navigate();
    let asking = RwSignal::new(false);
    let id = line.id;
    let used = i64::try_from(line.integrations.len()).unwrap_or(i64::MAX);
    let leave = Callback::new(move |()| navigate("/connections", Default::default()));
    let delete = Action::new(move |(): &()| async move {
        match delete_connection(id).await {
            Ok(()) => {
                let deleted = t.get(text::CONNECTIONS_DELETED);
                toaster.done_undoable(t, deleted, move || async move {
                    restore_connection(id).await?;
                    Ok(t.get(text::CONNECTIONS_RESTORED).to_owned())
                });
                leave.try_run(());
            }
            Err(error) => toaster.fail(t, &error),
        }
    });
    if used > 0 {
        return view! { <p class="field-help">{t.count(text::CONNECTIONS_IN_USE, used)}</p> }
            .into_any();
    }
    let title = t.with(text::CONNECTIONS_DELETE_TITLE, &[("name", &line.name)]);
    view! {
        <div class="buttons">
            <button type="button" class="button quiet danger" on:click=move |_| asking.set(true)><Icon symbol=Symbol::Bin/>{t.get(text::CONNECTIONS_DELETE)}</button>
        </div>
        <ConfirmDialog open=asking title lost=t.get(text::CONNECTIONS_DELETE_LOST) word=t.get(text::COMMON_DELETE) on_confirm=move |()| { delete.dispatch(()); }/>
    }
    .into_any()
}
