//! One try of a delivery: its steps in their order, from the one at which it stands.

use crate::{
    core::Core,
    outlet::Outlet,
    prepare::{Prepared, Try, prepare, unsent},
    sender::token::Asking,
};
use domain::{
    Attempt, AttemptId, Cause, DeliveryId, Facts, Outcome, OutgoingRequest, PlainRequest,
    answer::Answer,
    delivery::Progress,
    parameter::{CRM_PREFIX, STEP_PREFIX},
    request::SentTry,
    step::taken,
};
use std::time::Duration;

/// A request of a try, as it was sent and as it came back.
pub(crate) struct Exchange {
    shown: Option<OutgoingRequest>,
    sent: SentTry,
    pub attempt: Attempt,
}

impl Exchange {
    /// What was sent, secrets masked; none where it could not be rendered.
    pub fn request(&self) -> Option<PlainRequest> {
        let shown = self.shown.clone()?;
        Some(shown.sent(&self.sent).masked())
    }
}

/// What a try is about.
pub(crate) struct Errand<'a> {
    pub outlet: &'a Outlet,
    pub delivery_id: DeliveryId,
    /// Which try, from 1.
    pub number: i32,
    /// What is known of the call.
    pub facts: &'a Facts,
    /// When the whole try must be over, in milliseconds since 1970.
    pub deadline_at: i64,
}

/// What came of a try.
#[derive(Default)]
pub(crate) struct Run {
    /// One for each step that was sent.
    pub exchanges: Vec<Exchange>,
    /// How far it has come now.
    pub progress: Progress,
    /// What is kept on the call.
    pub kept: Facts,
}

impl Run {
    /// What came back last; `None` where no step had to be sent, so that all is done.
    pub fn last(&self) -> Option<&Outcome> {
        let last = self.exchanges.last();
        last.map(|exchange| &exchange.attempt.outcome)
    }

    /// Whether the receiver took every request.
    pub fn is_accepted(&self) -> bool {
        self.last()
            .is_none_or(|outcome| outcome.cause.is_accepted())
    }

    /// Begins with the first step at the next try: what the steps took is forgotten.
    pub fn start_over(&mut self) {
        self.progress.step = 0;
        let taken = self.progress.taken.iter();
        self.progress.taken = taken
            .filter(|(name, _)| !name.starts_with(STEP_PREFIX))
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect();
    }
}

/// Sends the steps that are left until one is not accepted.
pub(crate) async fn run(core: &Core, errand: &Errand<'_>, from: Progress) -> Run {
    let mut run = Run {
        progress: from,
        ..Run::default()
    };
    let mut facts = errand.facts.clone();
    facts.merge(&run.progress.taken);
    let integration = &errand.outlet.integration;
    while run.progress.step < integration.step_count() {
        let step = run.progress.step;
        let only_if = integration.further_step(step);
        let only_if = only_if.and_then(|further| further.only_if.as_ref());
        if only_if.is_none_or(|only_if| only_if.holds(&facts)) {
            let exchange = exchange(core, errand, step, &facts).await;
            let outcome = &exchange.attempt.outcome;
            let is_accepted = outcome.cause.is_accepted();
            let values = match outcome.status.filter(|_| is_accepted) {
                Some(status) => taken(integration.takes(step), &Answer::new(status, &outcome.body)),
                None => Facts::default(),
            };
            run.exchanges.push(exchange);
            if !is_accepted {
                break;
            }
            facts.merge(&values);
            let kept = values
                .iter()
                .filter(|(name, _)| name.starts_with(CRM_PREFIX));
            run.kept = kept
                .map(|(name, value)| (name.to_owned(), value.clone()))
                .chain(
                    run.kept
                        .iter()
                        .map(|(name, value)| (name.to_owned(), value.clone())),
                )
                .collect();
            run.progress.taken.merge(&values);
        }
        run.progress.step += 1;
    }
    run
}

/// Sends one step. A token that the receiver no longer takes is renewed once.
async fn exchange(core: &Core, errand: &Errand<'_>, step: usize, facts: &Facts) -> Exchange {
    let (exchange, credential) = send(core, errand, step, facts).await;
    let is_refused = exchange.attempt.outcome.status == Some(401);
    if is_refused
        && let Some(token) = credential
        && core.credentials.forget(errand.outlet, &token).await
    {
        return send(core, errand, step, facts).await.0;
    }
    exchange
}

/// Sends one step as it stands; says with what it signed in.
async fn send(
    core: &Core,
    errand: &Errand<'_>,
    step: usize,
    facts: &Facts,
) -> (Exchange, Option<String>) {
    let outlet = errand.outlet;
    let asking = Asking {
        ledger: core.ledger.as_ref(),
        sender: core.sender.as_ref(),
        clock: core.clock.as_ref(),
        worker: core.options.worker_id,
    };
    let credential = core.credentials.of(&asking, outlet).await;
    let now = core.clock.now_ms();
    let left_ms = errand.deadline_at.saturating_sub(now);
    // A request that gets no time was never sent, rather than never answered.
    let credential = credential.and_then(|given| {
        let late = || unsent(Cause::Late, "its deadline passed before this was sent");
        if left_ms > 0 { Ok(given) } else { Err(late()) }
    });
    let signed_in = credential.clone().ok().flatten();
    let this = Try {
        delivery_id: errand.delivery_id,
        number: errand.number,
        step,
        now_ms: now,
        timeout: timeout(outlet, left_ms),
        credential,
        facts,
    };
    let Prepared {
        shown,
        hash,
        mask,
        request,
    } = prepare(outlet, &this);
    let outcome = match request {
        Ok(request) => {
            let mut outcome = core.sender.send(request).await;
            mask.apply(&mut outcome);
            judge(outcome, outlet, step)
        }
        Err(outcome) => outcome,
    };
    let sent = this.sent(outlet.signer.is_some());
    let attempt = Attempt {
        id: AttemptId(core.chance.uuid(now)),
        version: outlet.integration.version,
        step,
        started_at: now,
        outcome,
        request_hash: hash,
    };
    let exchange = Exchange {
        shown,
        sent,
        attempt,
    };
    (exchange, signed_in)
}

/// The one deadline of a request: the integration's time-out, and never beyond the delivery's.
fn timeout(outlet: &Outlet, left_ms: i64) -> Duration {
    let left_ms = u64::try_from(left_ms).unwrap_or(0);
    Duration::from_millis(u64::from(outlet.integration.draft.timeout_ms).min(left_ms))
}

/// What an answer that was read to its end means, after the integration's own rule.
fn judge(mut outcome: Outcome, outlet: &Outlet, step: usize) -> Outcome {
    let is_complete = matches!(
        outcome.cause,
        Cause::Accepted | Cause::Status | Cause::Redirect
    );
    if let Some(status) = outcome.status.filter(|_| is_complete) {
        let rule = outlet.integration.success_rule(step);
        outcome.cause = Answer::new(status, &outcome.body).judge(rule);
    }
    outcome
}
