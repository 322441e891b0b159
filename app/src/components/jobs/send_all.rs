//! Sending again everything that the log shows: says how much it is before it begins.

use super::{
    api::Wish,
    making::{Deciding, counting, making},
};
use crate::{
    components::{
        deliveries::{
            foresee::{Foreseeing, Foresight, foresee},
            query::LogQuery,
        },
        dialog::Dialog,
        failure::sentence,
        icon::{Icon, Symbol},
    },
    i18n::{text, use_texts},
    session::use_may,
};
use domain::Right;
use leptos::prelude::*;

/// The button with its dialog; nothing for a role that may not send again.
#[component]
pub fn SendAll(query: Memo<LogQuery>) -> impl IntoView {
    let t = use_texts();
    let open = RwSignal::new(false);
    let count = counting();
    let make = making();
    let wish = move || Wish::SendAgain(query.get_untracked());
    let look = Action::new(|query: &LogQuery| foresee(Foreseeing::View(query.clone())));
    let ask = move |_| {
        count.value().set(None);
        look.value().set(None);
        count.dispatch(wish());
        look.dispatch(query.get_untracked());
        open.set(true);
    };
    let counted = move || count.value().get().and_then(Result::ok);
    let said = move || match count.value().get() {
        None => t.get(text::COMMON_LOADING).to_owned(),
        Some(Ok(0)) => t.get(text::JOBS_ALL_NONE).to_owned(),
        Some(Ok(found)) => t.count(text::JOBS_ALL_FOUND, found),
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
            <button type="button" class="button" on:click=ask><Icon symbol=Symbol::Again/>{t.get(text::JOBS_ALL)}</button>
            <Dialog open title=t.get(text::JOBS_ALL_TITLE)>
                <p role="status">{said}</p>
                {foreseen}
                <p>{t.get(text::JOBS_ALL_HINT)}</p>
                <Deciding open word disabled on_confirm=move |()| { make.dispatch(wish()); }/>
            </Dialog>
        }
    })
}
