//! What stays folded away until it is wanted, part by part.

use super::{
    body::BodyFold, headers::HeadersFold, key::KeyFold, limits::LimitsFold,
    recipients::RecipientsFold, steps::StepsFold, success::SuccessFold,
};
use crate::i18n::{text, use_texts};
use leptos::prelude::*;

/// All folded parts.
#[component]
pub fn Folds() -> impl IntoView {
    let t = use_texts();
    view! {
        <section class="folds" aria-label=t.get(text::EDITOR_FOLDS)>
            <BodyFold/>
            <HeadersFold/>
            <KeyFold/>
            <SuccessFold/>
            <StepsFold/>
            <LimitsFold/>
            <RecipientsFold/>
        </section>
    }
}
