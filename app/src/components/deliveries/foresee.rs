//! Before many are sent again: of how many nobody knows whether they arrived, and how many would be
//! sent otherwise than they were, with an example of each integration.

use super::query::LogQuery;
use crate::{
    components::delivery::again::{StepChange, StepChanges},
    error::AppError,
    i18n::{text, use_texts},
};
use domain::DeliveryId;
use leptos::{prelude::*, server_fn::codec::Json};
use leptos_router::components::A;
use serde::{Deserialize, Serialize};

/// What is about to be sent again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Foreseeing {
    /// What a view of the log shows.
    View(LogQuery),
    /// Rows that were chosen by hand.
    Rows(Vec<DeliveryId>),
}

/// What one should know of it before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Foreseen {
    /// Of how many nobody knows whether they arrived.
    pub unanswered: i64,
    /// The integrations whose requests become other than they were.
    pub changed: Vec<Changed>,
}

impl Foreseen {
    /// Whether there is nothing to think of.
    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        self.unanswered == 0 && self.changed.is_empty()
    }
}

/// An integration whose requests become other than they were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// What it is called.
    pub name: String,
    /// How many requests were sent with versions of it that differ.
    pub count: i64,
    /// One of them.
    pub example: DeliveryId,
    /// What becomes other in that.
    pub steps: Vec<StepChange>,
}

/// Looks ahead at what would be sent again.
#[server(input = Json)]
pub async fn foresee(of: Foreseeing) -> Result<Foreseen, AppError> {
    let scope = crate::session::require_seat()?.allowed(domain::Right::SendAgain)?;
    server::foreseen(&scope, of).await
}

/// What was foreseen, in words.
#[component]
pub fn Foresight(foreseen: Foreseen) -> impl IntoView {
    let t = use_texts();
    let unanswered = (foreseen.unanswered > 0).then(|| {
        let why = t.count(text::DELIVERY_UNANSWERED_WHY, foreseen.unanswered);
        view! { <p class="note note-retrying">{why}</p> }
    });
    let changed = foreseen.changed.into_iter().map(|changed| {
        let name = [("name", changed.name.as_str())];
        let said = t.count_with(text::DELIVERIES_CHANGED_SINCE, changed.count, &name);
        let example = format!("/deliveries/{}", changed.example);
        view! {
            <details class="foreseen">
                <summary>{said}</summary>
                <p><A href=example attr:class="link">{t.get(text::DELIVERIES_CHANGED_EXAMPLE)}</A></p>
                <StepChanges changes=changed.steps/>
            </details>
        }
    });
    let changed = changed.collect_view();
    view! { {unanswered}{changed} }
}

#[cfg(feature = "ssr")]
mod server {
    //! Versions are counted; an example of each tells whether it would be sent otherwise.

    use super::{Changed, Foreseeing, Foreseen};
    use crate::{
        components::{
            deliveries::{api::SELECTED_MAX, query},
            delivery::{again::changes, api::get_delivery},
        },
        error::AppError,
        session::Scope,
    };
    use domain::IntegrationId;
    use std::collections::BTreeMap;
    use store::{Again, JOB_ROWS_MAX};

    /// Most versions of which an example is looked at, those of the most deliveries.
    const EXAMPLES_MAX: usize = 20;

    pub(super) async fn foreseen(scope: &Scope, of: Foreseeing) -> Result<Foreseen, AppError> {
        match of {
            Foreseeing::View(query) => {
                let filter = query::filter(scope, &query).await?;
                look(scope, Again::Matching(&filter)).await
            }
            Foreseeing::Rows(mut ids) => {
                ids.truncate(SELECTED_MAX);
                look(scope, Again::These(&ids)).await
            }
        }
    }

    async fn look(scope: &Scope, again: Again<'_>) -> Result<Foreseen, AppError> {
        let versions = scope
            .tenant
            .count_sent_versions(again, JOB_ROWS_MAX)
            .await?;
        let unanswered = versions.iter().map(|version| version.unanswered).sum();
        let mut changed: BTreeMap<IntegrationId, Changed> = BTreeMap::new();
        for version in versions.into_iter().take(EXAMPLES_MAX) {
            let id = version.integration_id;
            let newest = scope
                .tenant
                .newest_sent_with(again, id, version.version)
                .await?;
            let Some(example) = newest else { continue };
            let view = get_delivery(example).await?;
            let steps = changes(&view);
            if steps.is_empty() {
                continue;
            }
            let all = changed.entry(id).or_insert_with(|| Changed {
                name: view.line.integration_name,
                count: 0,
                example,
                steps,
            });
            all.count += version.count;
        }
        Ok(Foreseen {
            unanswered,
            changed: changed.into_values().collect(),
        })
    }
}
