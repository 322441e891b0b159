//! What can be done with a delivery: send it again, or look at its call and its integration.

use super::{
    again::{AgainDialog, changes},
    api::{DeliveryView, send_again},
};
use crate::{
    address,
    components::{
        failure::sentence,
        icon::{Icon, Symbol},
        look::ask::AskToChange,
        toast::use_toaster,
    },
    i18n::{text, use_texts},
    session::use_may,
};
use domain::{DeliveryId, DeliveryState, Right};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_navigate};

/// The buttons, to be put beside one another; sending again is disabled where it cannot be, and
/// says why.
#[component]
pub fn DeliveryActions(view: DeliveryView) -> impl IntoView {
    let t = use_texts();
    let may = use_may(Right::SendAgain);
    let id = view.line.id;
    let obstacle = if may {
        view.line.obstacle()
    } else {
        Some(text::COMMON_WEAK_ROLE)
    };
    let again = again_action(id);
    let asking = RwSignal::new(false);
    let lines = changes(&view);
    let is_other = lines.is_some();
    let press = move |_| {
        if is_other {
            asking.set(true);
        } else {
            again.dispatch(());
        }
    };
    let pending = again.pending();
    let title = obstacle.map(|key| t.get(key));
    // What arrived is seldom sent again: the button is there, and asks for nothing.
    let class = match view.line.standing.state {
        DeliveryState::Delivered => "button",
        _ => "button primary",
    };
    view! {
        <button type="button" class=class title=title disabled=move || obstacle.is_some() || pending.get()
            on:click=press>
            <Icon symbol=Symbol::Again/>{t.get(text::DELIVERY_SEND_AGAIN)}
        </button>
        <AskToChange right=Right::SendAgain/>
        {lines.map(|lines| view! { <AgainDialog open=asking lines on_confirm=move |()| { again.dispatch(()); }/> })}
        <A href=address::of_call(&view.line.call_id) attr:class="button">{t.get(text::DELIVERY_OPEN_CALL)}</A>
        <A href=format!("/integrations/{}", view.line.integration_id) attr:class="button">{t.get(text::DELIVERY_OPEN_INTEGRATION)}</A>
    }
}

/// Sends again and goes to the new delivery.
fn again_action(id: DeliveryId) -> Action<(), ()> {
    let t = use_texts();
    let toaster = use_toaster();
    let navigate = use_navigate();
    Action::new(move |(): &()| {
        let navigate = navigate.clone();
        async move {
            match send_again(id).await {
                Ok(new) => {
                    toaster.done(t.get(text::DELIVERY_SENT_AGAIN));
                    navigate(
                        &format!("/deliveries/{new}"),
                        leptos_router::NavigateOptions::default(),
                    );
                }
                Err(error) => toaster.failed(sentence(t, &error)),
            }
        }
    })
}
