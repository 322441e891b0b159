//! What can be done with a delivery: send it again, say that it arrived, or look at its call and
//! its integration.

use super::{
    again::{AgainDialog, changes},
    api::{DeliveryView, send_again, set_arrived},
    remedy::remedy_of,
};
use crate::{
    address,
    components::{
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
pub fn DeliveryActions(
    view: DeliveryView,
    /// Has the delivery read again.
    on_change: Callback<()>,
) -> impl IntoView {
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
    let changes = changes(&view);
    let unanswered = view.line.standing.state == DeliveryState::Unanswered;
    let asks = unanswered || !changes.is_empty();
    let press = move |_| {
        if asks {
            asking.set(true);
        } else {
            again.dispatch(());
        }
    };
    let pending = again.pending();
    let title = obstacle.map(|key| t.get(key));
    // What arrived, or may have, is seldom sent again: the button is there, and asks for nothing.
    // What the set-up lets fail would fail again: the button that mends it is the loud one.
    let mends_first = use_may(Right::SetUp) && remedy_of(&view).is_some();
    let class = match view.line.standing.state {
        DeliveryState::Delivered | DeliveryState::Unanswered => "button",
        _ if mends_first => "button",
        _ => "button primary",
    };
    view! {
        <button type="button" class=class title=title disabled=move || obstacle.is_some() || pending.get()
            on:click=press>
            <Icon symbol=Symbol::Again/>{t.get(text::DELIVERY_SEND_AGAIN)}
        </button>
        {unanswered.then(|| view! { <Arrived id on_change/> })}
        <AskToChange right=Right::SendAgain/>
        {asks.then(|| view! { <AgainDialog open=asking changes unanswered=i64::from(unanswered) on_confirm=move |()| { again.dispatch(()); }/> })}
        <A href=address::of_call(&view.line.call_id) attr:class="button">{t.get(text::DELIVERY_OPEN_CALL)}</A>
        <A href=format!("/integrations/{}", view.line.integration_id) attr:class="button">{t.get(text::DELIVERY_OPEN_INTEGRATION)}</A>
    }
}

/// Says that it arrived, after a look into the CRM.
#[component]
fn Arrived(id: DeliveryId, on_change: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let toaster = use_toaster();
    let may = use_may(Right::SendAgain);
    let say = Action::new(move |(): &()| async move {
        match set_arrived(id, true).await {
            Ok(()) => {
                let said = t.get(text::DELIVERY_ARRIVED_SAID);
                toaster.done_undoable(t, said, move || async move {
                    set_arrived(id, false).await?;
                    on_change.try_run(());
                    Ok(t.get(text::DELIVERY_ARRIVED_BACK).to_owned())
                });
            }
            Err(error) => toaster.fail(t, &error),
        }
        on_change.try_run(());
    });
    let pending = say.pending();
    let title = if may {
        text::DELIVERY_ARRIVED_HINT
    } else {
        text::COMMON_WEAK_ROLE
    };
    view! {
        <button type="button" class="button" title=t.get(title) disabled=move || !may || pending.get() on:click=move |_| { say.dispatch(()); }>
            <Icon symbol=Symbol::Check/>{t.get(text::DELIVERY_ARRIVED)}
        </button>
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
                Err(error) => toaster.fail(t, &error),
            }
        }
    })
}
