//! What would have been sent: how many calls of the last days match the form as it stands, and
//! what the newest of them would have sent.

use super::{dom, model::use_editor};
use crate::{
    components::{
        failure,
        icon::{Icon, Symbol},
    },
    error::AppError,
    i18n::{Texts, text, use_texts},
    stamp::Stamp,
};
use domain::IntegrationDraft;
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// How far back it looks, in milliseconds.
#[cfg(feature = "ssr")]
const LOOKED_BACK_MS: i64 = 7 * 24 * 3_600_000;
/// How many requests are shown.
#[cfg(feature = "ssr")]
const SHOWN: usize = 3;

/// What a form would have sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WouldHave {
    /// Calls that came to its moment.
    pub calls: usize,
    /// Those that match.
    pub matched: usize,
    /// How many events were looked at, where there are more.
    pub cut_at: Option<usize>,
    /// What the newest of them would have sent.
    pub requests: Vec<WouldRequest>,
    /// Whether the form asks for what is hidden from the person: then nothing is told.
    pub hidden: bool,
}

/// What would have been sent of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WouldRequest {
    /// The telephony's name of the call.
    pub call_id: String,
    /// When it came to the moment.
    pub at: Stamp,
    /// The first request, secrets and hidden numbers masked; none where it would be too large.
    pub request: Option<String>,
}

/// What the form as it stands would have sent in the last days. Changes nothing.
#[server(input = Json)]
pub async fn would_have_sent(draft: IntegrationDraft) -> Result<WouldHave, AppError> {
    let scope = crate::session::require_seat()?;
    server::would_have_sent(&scope, draft).await
}

/// The panel; it looks when it is asked to, and forgets what it found once the form changes.
#[component]
pub fn WouldPanel() -> impl IntoView {
    let t = use_texts();
    let model = use_editor();
    let look = Action::new(|draft: &IntegrationDraft| {
        let draft = draft.clone();
        async move { (would_have_sent(draft.clone()).await, draft) }
    });
    let ask = move |_| {
        if model.faults.ask() {
            look.dispatch(model.draft.get_untracked());
        } else {
            dom::focus_first_fault();
        }
    };
    let looking = look.pending();
    let word = move || {
        t.get(if looking.get() {
            text::EDITOR_WOULD_LOOKING
        } else {
            text::EDITOR_WOULD_BUTTON
        })
    };
    let found = move || {
        let (result, draft) = look.value().get()?;
        (draft == model.draft.get()).then(|| answer(t, result))
    };
    view! {
        <section class="panel test-panel" id="would-panel" aria-labelledby="would-title">
            <h2 id="would-title">{t.get(text::EDITOR_WOULD_TITLE)}</h2>
            <p class="field-help">{t.get(text::EDITOR_WOULD_HINT)}</p>
            <button type="button" class="button" disabled=looking on:click=ask><Icon symbol=Symbol::Glass/>{word}</button>
            <div role="status">{found}</div>
        </section>
    }
}

fn answer(t: Texts, result: Result<WouldHave, AppError>) -> AnyView {
    let would = match result {
        Err(error) => {
            return view! { <p class="field-error">{failure::sentence(t, &error)}</p> }.into_any();
        }
        Ok(would) if would.hidden => {
            let said = t.get(text::EDITOR_WOULD_HIDDEN);
            return view! { <p class="field-help">{said}</p> }.into_any();
        }
        Ok(would) => would,
    };
    let number = |count: usize| t.number(i64::try_from(count).unwrap_or(i64::MAX));
    let said = if would.calls == 0 {
        t.get(text::EDITOR_WOULD_NONE).to_owned()
    } else {
        let (matched, calls) = (number(would.matched), number(would.calls));
        t.with(
            text::EDITOR_WOULD_MATCHED,
            &[("matched", &matched), ("calls", &calls)],
        )
    };
    let cut = would.cut_at.map(|max| {
        let said = t.with(text::EDITOR_WOULD_CUT, &[("max", &number(max))]);
        view! { <p class="field-help">{said}</p> }
    });
    let requests = would.requests.into_iter().enumerate();
    let requests = requests
        .map(|(index, request)| request_view(t, request, index == 0))
        .collect_view();
    view! { <div class="answer"><p><b>{said}</b></p>{cut}{requests}</div> }.into_any()
}

fn request_view(t: Texts, request: WouldRequest, is_first: bool) -> impl IntoView {
    let text = request
        .request
        .unwrap_or_else(|| t.get(text::EDITOR_WOULD_TOO_LARGE).to_owned());
    view! {
        <details class="answer-step" open=is_first>
            <summary><b>{request.call_id}</b><span class="quiet-text">{request.at.text}</span></summary>
            <pre class="answer-body" tabindex="0">{text}</pre>
        </details>
    }
}

#[cfg(feature = "ssr")]
mod server {
    //! From stored events to what would have been sent of them.

    use super::{LOOKED_BACK_MS, SHOWN, WouldHave, WouldRequest};
    use crate::{
        components::integration_editor::{
            api,
            rendering::{self, Preview},
            view::find_connection,
        },
        error::AppError,
        session::Scope,
    };
    use domain::{Connection, Facts, IntegrationDraft, condition::Condition};
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    };
    use store::LOOKED_AT_MAX;

    pub(super) async fn would_have_sent(
        scope: &Scope,
        draft: IntegrationDraft,
    ) -> Result<WouldHave, AppError> {
        let choices = api::connections(scope).await?;
        let connection = find_connection(&choices, &draft);
        let connection = connection.map(|choice| Arc::new(choice.connection.clone()));
        let now = scope.now();
        let period = (now - LOOKED_BACK_MS, now + 1);
        let (masked, is_hidden) = (scope.masked(), AtomicBool::new(false));
        let seen = |facts: &Facts| {
            let judged = masked.judged(facts);
            let hides = |it: &Condition| judged.get(&it.parameter) != facts.get(&it.parameter);
            if draft.conditions.iter().any(hides) {
                is_hidden.store(true, Ordering::Relaxed);
            }
            judged
        };
        let found = scope
            .tenant
            .find_matching(draft.moment, &draft.conditions, period, SHOWN, seen)
            .await?;
        if is_hidden.load(Ordering::Relaxed) {
            return Ok(WouldHave {
                calls: 0,
                matched: 0,
                cut_at: None,
                requests: Vec::new(),
                hidden: true,
            });
        }
        let mut requests = Vec::with_capacity(found.newest.len());
        for (call_id, at, facts) in found.newest {
            let facts = masked.facts(&facts);
            requests.push(WouldRequest {
                call_id,
                at: scope.stamp(at),
                request: rendered(scope, &draft, connection.clone(), &facts)?,
            });
        }
        Ok(WouldHave {
            calls: found.calls,
            matched: found.matched,
            cut_at: found.is_cut.then_some(LOOKED_AT_MAX),
            requests,
            hidden: false,
        })
    }

    /// The first request; none where it would be too large.
    fn rendered(
        scope: &Scope,
        draft: &IntegrationDraft,
        connection: Option<Arc<Connection>>,
        facts: &Facts,
    ) -> Result<Option<String>, AppError> {
        let tenant = scope.seat.tenant.id;
        match rendering::preview(tenant, draft, connection, 0, facts) {
            Preview::Request(request) => Ok(Some(request.http_text().text())),
            Preview::TooLarge(_) => Ok(None),
            Preview::Faulty(errors) => Err(AppError::Invalid { errors }.answered()),
        }
    }
}
