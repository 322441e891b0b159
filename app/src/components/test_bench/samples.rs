//! How a receiver checks Hookline's stamp, in the languages that receivers are written in.

use crate::{
    components::{
        copy::CopyButton,
        help::{api::Guide, list::HelpLink},
    },
    i18n::{text, use_texts},
};
use leptos::prelude::*;

/// A language and its sample.
const SAMPLES: [(&str, &str); 4] = [
    ("PHP", include_str!("samples/verify.php")),
    ("Python", include_str!("samples/verify.py")),
    ("Node.js", include_str!("samples/verify.mjs")),
    ("Go", include_str!("samples/verify.go")),
];

/// The samples, folded; the first is open.
#[component]
pub fn Samples() -> impl IntoView {
    let t = use_texts();
    let samples = SAMPLES
        .iter()
        .enumerate()
        .map(|(index, (language, code))| {
            view! {
                <details class="exact bench-sample" name="sample" open=index == 0>
                    <summary class="exact-head"><h3>{*language}</h3></summary>
                    <div class="bench-copy"><CopyButton content=Signal::stored((*code).to_owned())/></div>
                    <pre tabindex="0">{*code}</pre>
                </details>
            }
        })
        .collect_view();
    view! {
        <section class="panel" id="stamp">
            <h2>{t.get(text::BENCH_SAMPLES)}</h2>
            <div class="panel-body stack">
                <p class="quiet-text">{t.get(text::BENCH_SAMPLES_HINT)}</p>
                <p><HelpLink guide=Guide::Signature/></p>
                {samples}
            </div>
        </section>
    }
}
