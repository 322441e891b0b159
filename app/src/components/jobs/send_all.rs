//! Sending again what the log shows: says how much it is before it begins. Where no state is
//! chosen, it is what failed alone: what a CRM has is sent twice only to who asks for that.

use super::{
    api::Wish,
    making::{Deciding, counting, making},
};
use crate::{
    components::{
        deliveries::{
            foresee::{Foreseeing, Foresight, foresee},
            query::{DERIVED_STATES, LOST, LogQuery},
        },
        dialog::Dialog,
        failure::sentence,
        icon::{Icon, Symbol},
    },
    i18n::{text, use_texts},
    session::use_may,
};
use domain::{DeliveryState, Right};
use leptos::prelude::*;

/// Whether a view is narrowed to a state that there is; any other word narrows nothing.
fn has_state(query: &LogQuery) -> bool {
    let state = query.state.as_str();
    DERIVED_STATES.contains(&state) || DeliveryState::from_key(state).is_some()
}

/// What is sent again of a view: of its state, or where it has none, what is lost.
fn taken(mut query: LogQuery) -> LogQuery {
    if !has_state(&query) {
        LOST.clone_into(&mut query.state);
    }
    query
}

/// The button with its dialog; nothing for a role that may not send again.
#[component]
pub fn SendAll(query: Memo<LogQuery>) -> impl IntoView {
    let t = use_texts();
    let open = RwSignal::new(false);
    let count = counting();
    let make = making();
    let taken_now = move || taken(query.get_untracked());
    let wish = move || Wish::SendAgain(taken_now());
    let named = move |lost, all| {
        let is_narrow = query.with(has_state);
        t.get(if is_narrow { all } else { lost }).to_owned()
    };
    let button = move || named(text::JOBS_LOST, text::JOBS_ALL);
    let title = Signal::derive(move || named(text::JOBS_LOST_TITLE, text::JOBS_ALL_TITLE));
    let twice = move || {
        let arrived = query.with(|query| query.state == DeliveryState::Delivered.key());
        arrived.then(|| view! { <p class="note note-retrying">{t.get(text::JOBS_ALL_TWICE)}</p> })
    };
    let look = Action::new(|query: &LogQuery| foresee(Foreseeing::View(query.clone())));
    let ask = move |_| {
        count.value().set(None);
        look.value().set(None);
        count.dispatch(wish());
        look.dispatch(taken_now());
        open.set(true);
    };
    let counted = move || count.value().get().and_then(Result::ok);
    let said = move || match count.value().get() {
        None => t.get(text::COMMON_LOADING).to_owned(),
        Some(Ok(0)) => named(text::JOBS_LOST_NONE, text::JOBS_ALL_NONE),
        Some(Ok(found)) if query.with(has_state) => t.count(text::JOBS_ALL_FOUND, found),
        Some(Ok(found)) => t.count(text::JOBS_LOST_FOUND, found),
        Some(Err(error)) => sentence(t, &error),
    };
    let word = Signal::derive(move || {
        let found = t.number(counted().unwrap_or_default());
        t.with(text::JOBS_ALL_DO, &[("count", &found)])
    });
    // What should be known before is waited for.
    let looking = look.pending();
    let disabled = Signal::derive(move || counted().unwrap_or_default() == 0 || looking.get());
    let foreseen = move || {
        let found = look.value().get().and_then(Result::ok);
        found.map(|foreseen| view! { <Foresight foreseen/> })
    };
    use_may(Right::SendAgain).then(|| {
        view! {
            <button type="button" class="button" on:click=ask><Icon symbol=Symbol::Again/>{button}</button>
            <Dialog open title>
                <p role="status">{said}</p>
                {twice}
                {foreseen}
                <p>{t.get(text::JOBS_ALL_HINT)}</p>
                <Deciding open word disabled on_confirm=move |()| { make.dispatch(wish()); }/>
            </Dialog>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state_of(state: &str) -> String {
        let query = LogQuery {
            state: state.to_owned(),
            ..LogQuery::default()
        };
        taken(query).state
    }

    #[test]
    fn without_a_state_only_what_is_lost_is_sent_again() {
        assert_eq!(state_of(""), LOST);
        assert_eq!(state_of("nonsense"), LOST);
    }

    #[test]
    fn a_chosen_state_is_kept() {
        for state in ["delivered", "expired", "lost_unanswered"] {
            assert_eq!(state_of(state), state);
        }
    }
}
