//! One request that was received, as text and nothing else.

use super::api::InspectedView;
use crate::{
    components::{copy::CopyButton, time::Time},
    i18n::{text, use_texts},
};
use domain::{DeliveryId, request::added::ID_HEADER, signing::Verdict};
use leptos::prelude::*;
use leptos_router::components::A;

/// How many bytes a line of the dump holds.
const BYTES_A_LINE: usize = 16;
/// How many lines the dump has at most: 16 KiB.
const LINES_MAX: usize = 1_024;

/// Method, address, headers and body.
#[component]
pub fn InspectedRequest(request: InspectedView) -> impl IntoView {
    let t = use_texts();
    let content = whole_text(&request);
    let delivery = delivery_of(&request.headers)
        .map(|id| view! { <A href=format!("/deliveries/{id}")>{t.get(text::INSPECT_IN_LOG)}</A> });
    let verdict = t.named(&format!("inspect.verdict.{}", request.verdict));
    let help = matches!(request.verdict, Verdict::Wrong | Verdict::Stale)
        .then(|| view! { <A href="/test-bench#stamp">{t.get(text::INSPECT_HOW_TO_CHECK)}</A> });
    let raw = hex_lines(request.body.as_bytes());
    let raw = (!raw.is_empty()).then(|| {
        view! {
            <details class="inspect-raw">
                <summary>{t.get(text::INSPECT_BYTES)}</summary>
                <pre tabindex="0">{raw}</pre>
            </details>
        }
    });
    let headers = request.headers.into_iter().map(|(name, value)| {
        view! { <span class="piece-name">{name}</span><span class="piece-structure">": "</span>{value}"\n" }
    });
    let body = (!request.body.is_empty())
        .then(|| view! { "\n"<span class="piece-parameter">{request.body}</span> });
    view! {
        <section class="exact inspected" aria-label=t.get(text::INSPECT_CHOSEN)>
            <header class="exact-head">
                <h2>{request.method}</h2>
                <code>{request.url}</code>
                <span class="exact-note"><Time stamp=request.received/></span>
                <CopyButton content=Signal::stored(content)/>
            </header>
            <pre tabindex="0">{headers.collect_view()}{body}</pre>
            {request.body_cut.then(|| view! { <p class="exact-none">{t.get(text::INSPECT_CUT)}</p> })}
            {raw}
            <footer class="exact-legend"><strong class=verdict_class(request.verdict)>{verdict}</strong>{help}{delivery}</footer>
        </section>
    }
}

fn whole_text(request: &InspectedView) -> String {
    let headers = request.headers.iter();
    let headers: String = headers
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    format!(
        "{} {}\n{headers}\n{}",
        request.method, request.url, request.body
    )
}

/// The delivery that the request names, where an integration of ours sent it.
fn delivery_of(headers: &[(String, String)]) -> Option<DeliveryId> {
    let (_, id) = headers.iter().find(|(name, _)| name == ID_HEADER)?;
    // From the second step on its number stands behind.
    id.split('.').next()?.parse().ok()
}

/// The colour of a verdict; its words say the same.
const fn verdict_class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Right => "piece-value",
        Verdict::Unsigned | Verdict::Cut => "piece-structure",
        Verdict::Wrong | Verdict::Stale | Verdict::Unknown => "piece-constant",
    }
}

/// Bytes as they are read in a dump: sixteen a line, and beside them what can be printed.
fn hex_lines(bytes: &[u8]) -> String {
    let lines = bytes.chunks(BYTES_A_LINE).take(LINES_MAX).enumerate();
    let lines = lines.map(|(index, line)| {
        let hex: Vec<String> = line.iter().map(|byte| format!("{byte:02x}")).collect();
        let printed = line.iter().map(|byte| match byte {
            0x20..=0x7e => char::from(*byte),
            _ => '.',
        });
        format!(
            "{:06x}  {:<47}  {}",
            index * BYTES_A_LINE,
            hex.join(" "),
            printed.collect::<String>()
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_shown_sixteen_a_line() {
        let lines = hex_lines(b"{\"a\":\n1234567890}");
        let lines: Vec<&str> = lines.lines().collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(
            lines[0],
            "000000  7b 22 61 22 3a 0a 31 32 33 34 35 36 37 38 39 30  {\"a\":.1234567890"
        );
        assert!(lines[1].starts_with("000010  7d "));
        assert!(hex_lines(b"").is_empty());
    }
}
