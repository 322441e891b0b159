//! How much ended in the last day, by moment and state.

use super::{
    bars::{Bar, BarState, BarTable, Bars, Legend},
    view::MomentVolume,
};
use crate::{
    components::{
        deliveries::query::LogQuery,
        moment::{MomentDots, moment_name},
    },
    i18n::{text, use_texts},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// What can have ended.
const STATES: [BarState; 2] = [BarState::Delivered, BarState::Failed];

/// The panel; nothing where nothing ended.
#[component]
pub fn Volume(
    volume: Vec<MomentVolume>,
    /// Whose: the id of a project, empty for all.
    project: String,
) -> impl IntoView {
    let t = use_texts();
    if volume.is_empty() {
        return ().into_any();
    }
    // One measure for all, so that they can be compared.
    let bars = volume.iter().flat_map(|moment| &moment.bars);
    let most = bars.map(Bar::total).max().unwrap_or(0);
    let (first, half) = volume.first().map_or_else(Default::default, |moment| {
        let clock = |at: usize| moment.bars.get(at).map(|bar| bar.from.clone());
        (clock(0), clock(12))
    });
    let tables = volume
        .iter()
        .map(|moment| {
            view! { <h3>{moment_name(t, moment.moment)}</h3><BarTable bars=moment.bars.clone() states=&STATES/> }
        })
        .collect_view();
    let rows = volume
        .into_iter()
        .map(|moment| view! { <Row moment most project=project.clone()/> })
        .collect_view();
    view! {
        <section class="panel overview-volume">
            <h2>{t.get(text::OVERVIEW_VOLUME)}</h2>
            <ul>{rows}</ul>
            <div class="overview-volume-axis" aria-hidden="true"><span></span><div class="bar-axis"><span>{first}</span><span>{half}</span><span>{t.get(text::OVERVIEW_NOW)}</span></div><span></span></div>
            <div class="bar-foot">
                <Legend states=&STATES/>
                <details class="bar-details">
                    <summary>{t.get(text::OVERVIEW_AS_TABLE)}</summary>
                    {tables}
                </details>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Row(moment: MomentVolume, most: i64, project: String) -> impl IntoView {
    let t = use_texts();
    let log = LogQuery {
        project,
        moment: moment.moment.key().to_owned(),
        period: "day".to_owned(),
        ..LogQuery::default()
    };
    let failed = t.with(
        text::OVERVIEW_NOT_DELIVERED,
        &[("count", &t.number(moment.failed))],
    );
    view! {
        <li>
            <A href=log.address(&[]) attr:class="overview-moment"><MomentDots moment=moment.moment named=true/></A>
            <Bars bars=moment.bars most/>
            <p><strong>{t.number(moment.delivered)}</strong>{(moment.failed > 0).then(|| view! { <small class="count-failed">{failed}</small> })}</p>
        </li>
    }
}
