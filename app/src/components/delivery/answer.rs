//! What the receiver answered: status, headers, and its body as text and nothing else.

use super::api::AttemptView;
use crate::i18n::{text, use_texts};
use leptos::prelude::*;

/// The answer of a try, or why there was none.
#[component]
pub fn Answer(attempt: AttemptView) -> impl IntoView {
    let t = use_texts();
    let head = match attempt.status {
        Some(status) => format!("HTTP {status}"),
        None => t.named(&format!("cause.{}", attempt.cause.key())),
    };
    let headers = (!attempt.headers.is_empty()).then(|| {
        let lines = attempt.headers.into_iter().map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> }).collect_view();
        view! { <details class="answer-headers"><summary>{t.get(text::DELIVERY_ANSWER_HEADERS)}</summary><dl>{lines}</dl></details> }
    });
    let body = match (attempt.body.is_empty(), attempt.status) {
        (false, _) => {
            Some(view! { <pre class="answer-body" tabindex="0">{attempt.body}</pre> }.into_any())
        }
        (true, Some(_)) => Some(
            view! { <p class="quiet-text">{t.get(text::DELIVERY_ANSWER_EMPTY)}</p> }.into_any(),
        ),
        (true, None) => None,
    };
    let detail = (!attempt.detail.is_empty())
        .then(|| view! { <p class="answer-detail"><code>{attempt.detail}</code></p> });
    view! {
        <section class="panel answer">
            <h2>{t.get(text::DELIVERY_ANSWER)}<span class="chip quiet">{head}</span></h2>
            <div class="panel-body stack">
                {detail}
                {headers}
                {body}
                {attempt.body_cut.then(|| view! { <p class="quiet-text"><small>{t.get(text::DELIVERY_ANSWER_CUT)}</small></p> })}
            </div>
        </section>
    }
}
