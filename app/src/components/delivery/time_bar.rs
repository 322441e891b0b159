//! Where the time went: one bar, so that nobody argues whose fault it is.

use crate::{
    i18n::{Texts, text, use_texts},
    stamp::span,
};
use domain::delivery::Timings;
use leptos::prelude::*;

/// The bar with its legend.
#[component]
pub fn TimeBar(timings: Timings) -> impl IntoView {
    let t = use_texts();
    let parts = [
        (text::DELIVERY_TIME_QUEUE, "part-queue", timings.queue_us),
        (text::DELIVERY_TIME_DNS, "part-dns", timings.dns_us),
        (
            text::DELIVERY_TIME_CONNECT,
            "part-connect",
            timings.connect_us,
        ),
        (
            text::DELIVERY_TIME_RECEIVER,
            "part-receiver",
            timings.receiver_us,
        ),
    ];
    let total = parts.iter().map(|(_, _, us)| us.max(&0)).sum::<i64>();
    let mut from = 0;
    let bars = parts.map(|(_, class, us)| {
        let (x, width) = (thousandths(from, total), thousandths(us, total));
        from += us.max(0);
        view! { <rect class=class x=x y="0" width=width height="10"></rect> }
    });
    let legend = parts.map(|(key, class, us)| {
        view! { <li class=class><span>{t.get(key)}</span>" "<b>{fine_span(t, us)}</b></li> }
    });
    view! {
        <section class="time-bar">
            <h3>{t.with(text::DELIVERY_TIME_TITLE, &[("time", &fine_span(t, total))])}</h3>
            <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">{bars.into_iter().collect_view()}</svg>
            <ul>{legend.into_iter().collect_view()}</ul>
        </section>
    }
}

fn thousandths(us: i64, total: i64) -> i64 {
    us.max(0)
        .saturating_mul(1_000)
        .checked_div(total)
        .unwrap_or(0)
}

fn fine_span(t: Texts, us: i64) -> String {
    if (1..1_000).contains(&us) {
        return t.get(text::COMMON_UNIT_UNDER_MS).to_owned();
    }
    span(t, us / 1_000)
}
