//! Every integration and this call: what was sent to it, or why nothing was.

use super::view::{VerdictView, WhyNot};
use crate::{
    components::{
        call::station::why_unmet, deliveries::line::DeliveryLine, moment::MomentDots,
        state::StateBadge,
    },
    i18n::{Texts, text, use_texts},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// The table.
#[component]
pub fn Verdicts(verdicts: Vec<VerdictView>, lines: Vec<DeliveryLine>) -> impl IntoView {
    let t = use_texts();
    if verdicts.is_empty() {
        return ().into_any();
    }
    let rows = verdicts
        .into_iter()
        .map(|verdict| {
            let sent = lines
                .iter()
                .filter(|line| line.integration_id == verdict.integration_id)
                .cloned()
                .collect();
            view! { <Row verdict sent/> }
        })
        .collect_view();
    view! {
        <section class="panel">
            <h2>{t.get(text::CALLS_VERDICTS)}</h2>
            <ul class="verdicts">{rows}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Row(verdict: VerdictView, sent: Vec<DeliveryLine>) -> impl IntoView {
    let t = use_texts();
    let badges = sent
        .into_iter()
        .map(|line| {
            let tries = t.count(text::CALLS_TRIES, i64::from(line.tries));
            view! {
                <A href=format!("/deliveries/{}", line.id) attr:class="verdict-send">
                    <StateBadge standing=line.standing/>
                    <span class="quiet-text">{line.accepted.text}" · "{tries}</span>
                </A>
            }
        })
        .collect_view();
    let why = verdict.why_not.map(|why_not| {
        let moment = t.named(&format!("moment.name.{}", verdict.moment.key()));
        view! {
            <span class="state skipped">{t.get(text::CALLS_NOT_SENT)}</span>
            <span>{sentence(t, &why_not, &moment)}</span>
        }
    });
    view! {
        <li>
            <div class="verdict-name">
                <A href=format!("/integrations/{}", verdict.integration_id) attr:class="link">{verdict.name}</A>
                <span class="quiet-text"><MomentDots moment=verdict.moment named=true/></span>
            </div>
            <div class="verdict-what">{badges}{why}</div>
        </li>
    }
}

fn sentence(t: Texts, why_not: &WhyNot, moment: &str) -> String {
    match why_not {
        WhyNot::NeverCame => t.with(text::CALLS_WHY_NEVER_CAME, &[("moment", moment)]),
        WhyNot::Unmet(unmet) => why_unmet(t, unmet),
        WhyNot::MadeLater(at) => t.with(text::CALLS_WHY_MADE_LATER, &[("time", &at.text)]),
        WhyNot::ChangedLater(at) => t.with(text::CALLS_WHY_CHANGED_LATER, &[("time", &at.text)]),
        WhyNot::Unknown => t.get(text::CALLS_WHY_UNKNOWN).to_owned(),
    }
}

#[cfg(feature = "ssr")]
pub use server::verdicts;

#[cfg(feature = "ssr")]
mod server {
    //! What is judged by what is kept.

    use crate::{
        components::call::view::{EventView, VerdictView, WhyNot},
        session::Scope,
    };
    use domain::Moment;
    use std::collections::BTreeSet;
    use store::{CallDetail, IntegrationRow};

    /// Each integration of the tenant, judged by the call's events and deliveries.
    #[must_use]
    pub fn verdicts(
        scope: &Scope,
        detail: &CallDetail,
        events: &[EventView],
        integrations: Vec<IntegrationRow>,
    ) -> Vec<VerdictView> {
        let sent: BTreeSet<_> = detail
            .deliveries
            .iter()
            .map(|row| row.integration_id)
            .collect();
        let judged = integrations.into_iter().map(|row| VerdictView {
            why_not: (!sent.contains(&row.id)).then(|| why_not(scope, detail, events, &row)),
            integration_id: row.id,
            moment: row.draft.moment,
            name: row.draft.name,
        });
        judged.collect()
    }

    fn why_not(
        scope: &Scope,
        detail: &CallDetail,
        events: &[EventView],
        row: &IntegrationRow,
    ) -> WhyNot {
        let unmet = events.iter().flat_map(|event| &event.unmet);
        let mut unmet = unmet.filter(|unmet| unmet.integration_id == row.id);
        let came = last_at(detail, row.draft.moment);
        match (unmet.next_back(), came) {
            (Some(unmet), _) => WhyNot::Unmet(unmet.clone()),
            (None, None) => WhyNot::NeverCame,
            (None, Some(at)) if row.created_at > at => {
                WhyNot::MadeLater(scope.stamp(row.created_at))
            }
            (None, Some(at)) if row.updated_at > at => {
                WhyNot::ChangedLater(scope.stamp(row.updated_at))
            }
            (None, Some(_)) => WhyNot::Unknown,
        }
    }

    /// When the call's last event of a moment was accepted.
    fn last_at(detail: &CallDetail, moment: Moment) -> Option<i64> {
        let events = detail.events.iter();
        let mut of_moment = events.filter(|event| event.moment == moment);
        of_moment.next_back().map(|event| event.accepted_at)
    }
}
