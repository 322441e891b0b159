//! Before sending again with an integration that has changed: what becomes other in the requests.

use super::api::{DeliveryView, VersionView};
use crate::{
    components::{
        dialog::Dialog,
        diff::{DiffText, Line, diff},
    },
    i18n::{text, use_texts},
};
use domain::{Integration, request};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What becomes other in the request of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepChange {
    /// What the step is called; none where it is the only one.
    pub name: Option<String>,
    /// The lines of its request as it was and as it would be now.
    pub lines: Vec<Line>,
}

/// The steps whose request would be another one than it was, those that come or go included; none
/// where all stay the same, or it cannot be told.
#[must_use]
pub fn changes(view: &DeliveryView) -> Vec<StepChange> {
    let before = view.versions.get(&view.version).cloned();
    let Some((before, (version, after))) = before.zip(view.current.clone()) else {
        return Vec::new();
    };
    let before = compiled(view, view.version, before);
    let after = compiled(view, version, after);
    let Some((before, after)) = before.zip(after) else {
        return Vec::new();
    };
    let count = before.step_count().max(after.step_count());
    let change = |step: usize| {
        let (was, now) = (rendered(view, &before, step), rendered(view, &after, step));
        (was != now).then(|| StepChange {
            name: (count > 1).then(|| name(&before, &after, step)),
            lines: diff(&was, &now),
        })
    };
    (0..count).filter_map(change).collect()
}

fn compiled(view: &DeliveryView, version: i32, words: VersionView) -> Option<Integration> {
    let (tenant, id) = (view.tenant_id, view.line.integration_id);
    let connection = words.connection.map(Arc::new);
    Integration::compile(tenant, id, version, words.draft, connection).ok()
}

/// The request of a step; nothing where there is no such step, or it cannot be made.
fn rendered(view: &DeliveryView, integration: &Integration, step: usize) -> String {
    if step >= integration.step_count() {
        return String::new();
    }
    let request = request::render_step(integration, step, &view.facts, 1);
    request.map_or_else(|_| String::new(), |request| request.http_text().text())
}

/// As the step is called now, or was while it was there; the first bears the integration's name.
fn name(before: &Integration, after: &Integration, step: usize) -> String {
    let further = after
        .further_step(step)
        .or_else(|| before.further_step(step));
    further.map_or_else(|| after.draft.name.clone(), |further| further.name.clone())
}

/// The changed lines of each step.
#[component]
pub fn StepChanges(changes: Vec<StepChange>) -> impl IntoView {
    changes
        .into_iter()
        .map(|change| {
            view! {
                {change.name.map(|name| view! { <h3>{name}</h3> })}
                <DiffText lines=change.lines/>
            }
        })
        .collect_view()
}

/// Says why one should think first, shows what changes, and asks.
#[component]
pub fn AgainDialog(
    open: RwSignal<bool>,
    /// What becomes other, where it is one that is sent.
    #[prop(optional)]
    changes: Vec<StepChange>,
    /// Of how many nobody knows that they did not arrive.
    unanswered: i64,
    /// Sends.
    #[prop(into)]
    on_confirm: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let (title, word) = if unanswered > 0 {
        (
            text::DELIVERY_UNANSWERED_TITLE,
            text::DELIVERY_UNANSWERED_SEND,
        )
    } else {
        (text::DELIVERY_AGAIN_TITLE, text::DELIVERY_SEND_AGAIN)
    };
    let why = (unanswered > 0).then(|| t.count(text::DELIVERY_UNANSWERED_WHY, unanswered));
    let changed = (!changes.is_empty()).then(|| {
        view! {
            <p>{t.get(text::DELIVERY_AGAIN_CHANGED)}</p>
            <StepChanges changes/>
        }
    });
    let confirm = move |_| {
        open.set(false);
        on_confirm.run(());
    };
    view! {
        <Dialog open title=t.get(title)>
            {why.map(|why| view! { <p>{why}</p> })}
            {changed}
            <div class="buttons dialog-buttons">
                <button type="button" class="button" on:click=move |_| open.set(false)>{t.get(text::COMMON_CANCEL)}</button>
                <button type="button" class="button primary" on:click=confirm>{t.get(word)}</button>
            </div>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        components::{deliveries::line::DeliveryLine, state::DeliveryStanding},
        stamp::Stamp,
    };
    use domain::{DeliveryState, Facts, Moment};
    use serde_json::json;

    fn version(steps: &[(&str, &str)]) -> VersionView {
        let steps: Vec<_> = steps
            .iter()
            .map(|(name, url)| json!({"name": name, "url": url, "method": "GET"}))
            .collect();
        let draft = json!({
            "name": "CRM", "url": "https://crm.example/find", "moment": "after_call",
            "method": "GET", "steps": steps,
        });
        VersionView {
            draft: serde_json::from_value(draft).unwrap(),
            connection: None,
        }
    }

    fn stamp() -> Stamp {
        Stamp {
            at_ms: 0,
            text: String::new(),
            exact: String::new(),
        }
    }

    fn view(before: VersionView, after: VersionView) -> DeliveryView {
        DeliveryView {
            line: DeliveryLine {
                id: format!("dlv_{:032}", 1).parse().unwrap(),
                integration_id: format!("int_{:032}", 1).parse().unwrap(),
                integration_name: "CRM".to_owned(),
                call_id: String::new(),
                moment: Moment::AfterCall,
                standing: DeliveryStanding {
                    state: DeliveryState::Failed,
                    held: false,
                    awaits_recording: false,
                    next_try_in_ms: None,
                },
                why: None,
                code: None,
                tries: 1,
                accepted: stamp(),
                took_ms: None,
                phone: None,
                is_test: false,
                resend_of: None,
            },
            tenant_id: format!("ten_{:032}", 1).parse().unwrap(),
            occurred: stamp(),
            part_of: None,
            cause: None,
            told: None,
            version: 1,
            versions: [(1, before)].into(),
            current: Some((2, after)),
            facts: Facts::default(),
            attempts: Vec::new(),
            masked: false,
        }
    }

    #[test]
    fn every_step_is_compared() {
        let two = [
            ("Make", "https://crm.example/make"),
            ("Task", "https://crm.example/task"),
        ];
        let moved = [
            ("Make", "https://crm.example/make"),
            ("Task", "https://crm.example/todo"),
        ];
        let one = [("Make", "https://crm.example/make")];
        let names = |before: &[(&str, &str)], after: &[(&str, &str)]| {
            let changes = changes(&view(version(before), version(after)));
            let names = changes.into_iter().map(|change| change.name);
            names.collect::<Vec<_>>()
        };
        assert!(names(&two, &two).is_empty());
        let task = [Some("Task".to_owned())];
        assert_eq!(names(&two, &moved), task);
        assert_eq!(names(&two, &one), task);
        assert_eq!(names(&one, &two), task);
    }
}
