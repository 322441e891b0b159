//! Every request that is kept, one a line; one of them is looked at.

use super::api::InspectedLine;
use crate::{
    components::{row_keys::ROW_LINK, time::Time},
    i18n::{text, use_texts},
};
use domain::InspectedId;
use leptos::prelude::*;

/// The list; a line leads to the same page with its request open.
#[component]
pub fn InspectedList(
    lines: Vec<InspectedLine>,
    /// Which is open.
    chosen: Option<InspectedId>,
) -> impl IntoView {
    let t = use_texts();
    let lines = lines
        .into_iter()
        .map(|line| {
            let current = (chosen == Some(line.id)).then_some("true");
            view! {
                <li>
                    <a class=ROW_LINK href=format!("?show={}", line.id) aria-current=current>
                        <strong>{line.method}</strong>
                        <code>{line.beginning}</code>
                        <Time stamp=line.received/>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="inspect-list panel" aria-label=t.get(text::INSPECT_LIST)>{lines}</ol> }
}
