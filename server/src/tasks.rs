//! What is done from time to time beside serving: letting go of what is kept for a time only,
//! ending what nobody sends any more, moving what is left of projects that ended, making room for the months ahead, telling of what fails,
//! sending mail, working at jobs, and hearing what other processes say.

use crate::{http::ingest::time_at, incoming, mail::Mailer, state::AppState};
use domain::{
    Tenant, Time,
    notice::{GATHER_EXPIRED_MS, GATHER_MS},
};
use jiff::tz::TimeZone;
use std::{future::Future, sync::Arc, time::Duration};
use store::{Call, NoticeRules, StoreError};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
/// How often what is kept for a time only is let go of.
const PURGE_EVERY: Duration = HOUR;
/// How often live deliveries are looked for that a pause has outlived, replaced secrets of stamps
/// whose time is over, and deletions finished.
const EXPIRE_EVERY: Duration = MINUTE;
/// How often deliveries are looked for that wait for another in vain.
const WAITING_EVERY: Duration = Duration::from_secs(120);
/// How often deliveries are looked for that nobody claimed up to their deadline.
const OVERDUE_EVERY: Duration = Duration::from_secs(600);
/// How often what is left of projects that ended is moved to where it goes.
const MOVES_EVERY: Duration = Duration::from_secs(600);
/// How often the months ahead are looked at.
const PARTITIONS_EVERY: Duration = Duration::from_secs(12 * 3_600);
/// How often it is looked whom to tell of what fails.
const INCIDENTS_EVERY: Duration = MINUTE;
/// How often it is looked who brings no calls although they usually would.
const SILENCES_EVERY: Duration = Duration::from_secs(600);
/// How often it is looked for keys that end soon.
const KEY_ENDS_EVERY: Duration = HOUR;
/// How often the outbox is looked into.
const MAIL_EVERY: Duration = Duration::from_secs(5);
/// How often jobs have a turn while one runs; each goes at its own pace.
const JOBS_EVERY: Duration = Duration::from_millis(500);
/// How often jobs are looked for that another process made.
const JOBS_ELSEWHERE_EVERY: Duration = MINUTE;
/// How often what the telephony sent is written down.
const INCOMING_EVERY: Duration = Duration::from_secs(2);
/// How long a stop waits for turns that are under way. What they write is in transactions: the next
/// start goes on with what is not finished.
const TURNS_END_WITHIN: Duration = Duration::from_secs(10);
/// How long to wait before listening again, after the database was away.
const AWAY: Duration = Duration::from_secs(1);

/// An open incident is told again after so long.
const TELL_AGAIN_AFTER: Duration = Duration::from_secs(24 * 3_600);
/// So long before an integration is switched off it is told.
const WARN_BEFORE: Duration = Duration::from_secs(24 * 3_600);

/// The tasks of a server; dropping it does not stop them, [`Tasks::stop`] does.
#[derive(Debug, Clone, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    stopping: CancellationToken,
    answering: CancellationToken,
}

impl Tasks {
    /// Starts them. Each begins with its first turn, but for the notes of what came in: at the
    /// start there are none.
    #[must_use]
    pub fn start(state: &AppState) -> Self {
        let tasks = Self::default();
        tasks.each(PURGE_EVERY, "purge", state, |state| async move {
            state.store.purge(state.now()).await?;
            state.store.note_size(state.now()).await
        });
        tasks.each(EXPIRE_EVERY, "expire", state, |state| async move {
            state.store.expire_paused(state.now()).await?;
            state.store.forget_old_stamps(state.now()).await?;
            state.store.forget_once(state.now()).await?;
            state.store.finish_deletions(state.now()).await
        });
        tasks.each(WAITING_EVERY, "waiting", state, |state| async move {
            state.store.free_waiting().await
        });
        tasks.each(OVERDUE_EVERY, "overdue", state, |state| async move {
            state.store.end_overdue(state.now()).await
        });
        tasks.each(PARTITIONS_EVERY, "partitions", state, |state| async move {
            state.store.prepare_partitions(state.now()).await
        });
        tasks.each(MOVES_EVERY, "project moves", state, |state| async move {
            state.store.move_projects(state.now()).await
        });
        let rules = notice_rules(state.config.switch_off_after);
        tasks.each(
            INCIDENTS_EVERY,
            "incidents",
            state,
            move |state| async move { state.store.watch_incidents(&rules, state.now()).await },
        );
        tasks.each(SILENCES_EVERY, "silences", state, |state| async move {
            state.store.watch_silences(state.now(), clock).await
        });
        tasks.each(KEY_ENDS_EVERY, "key ends", state, |state| async move {
            state.store.tell_key_ends(state.now()).await
        });
        tasks.jobs(state);
        tasks.checkpoints(state);
        tasks.incoming(state);
        if !state.store.is_sqlite() {
            tasks.listen(state);
        }
        tasks
    }

    /// Is cancelled when answers that go on and on have to end.
    #[must_use]
    pub fn answering(&self) -> CancellationToken {
        self.answering.clone()
    }

    /// Ends the answers that go on and on, so that the others can be waited for.
    pub fn end_answers(&self) {
        self.answering.cancel();
    }

    /// Sends the mails that are owed, too.
    pub fn post(&self, state: &AppState, mailer: Mailer) {
        let mailer = Arc::new(mailer);
        self.each(MAIL_EVERY, "mail", state, move |state| {
            let mailer = Arc::clone(&mailer);
            async move { mailer.post_due(&state.store, state.now()).await }
        });
    }

    /// Lets each finish its turn, where that takes no longer than a stop may.
    pub async fn stop(&self) {
        self.stop_within(TURNS_END_WITHIN).await;
    }

    async fn stop_within(&self, longest: Duration) {
        self.stopping.cancel();
        self.tracker.close();
        let all = tokio::time::timeout(longest, self.tracker.wait());
        if all.await.is_err() {
            tracing::warn!("periodic tasks were still at work; the next start goes on with them");
        }
    }

    fn each<F>(
        &self,
        every: Duration,
        name: &'static str,
        state: &AppState,
        turn: impl Fn(AppState) -> F + Send + 'static,
    ) where
        F: Future<Output = Result<(), StoreError>> + Send,
    {
        let (stopping, state) = (self.stopping.clone(), state.clone());
        self.tracker.spawn(async move {
            let mut clock = tokio::time::interval(every);
            clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    () = stopping.cancelled() => return,
                    _ = clock.tick() => {}
                }
                if let Err(error) = turn(state.clone()).await {
                    tracing::warn!(%error, task = name, "a periodic task failed; it is tried again at its next turn");
                }
            }
        });
    }

    /// Writes down what the telephony sent, and at the end what came last.
    fn incoming(&self, state: &AppState) {
        let (stopping, state) = (self.stopping.clone(), state.clone());
        self.tracker.spawn(async move {
            loop {
                let is_last = tokio::select! {
                    () = stopping.cancelled() => true,
                    () = tokio::time::sleep(INCOMING_EVERY) => false,
                };
                let written = incoming::write(&state.incoming, &state.store, state.now());
                if let Err(error) = written.await {
                    tracing::warn!(%error, "what the telephony sent was not noted");
                }
                if is_last {
                    return;
                }
            }
        });
    }

    /// Gives jobs their turns; where none runs, waits until one is made or changed.
    fn jobs(&self, state: &AppState) {
        let (stopping, state) = (self.stopping.clone(), state.clone());
        self.tracker.spawn(async move {
            loop {
                let is_running = turn_jobs(&state).await.unwrap_or_else(|error| {
                    tracing::warn!(%error, "jobs had no turn; they are tried again");
                    true
                });
                let rest = if is_running {
                    JOBS_EVERY
                } else {
                    JOBS_ELSEWHERE_EVERY
                };
                tokio::select! {
                    () = stopping.cancelled() => return,
                    () = state.store.job_changed() => {}
                    () = tokio::time::sleep(rest) => {}
                }
            }
        });
    }

    /// Brings over what SQLite writes ahead, whenever there is much.
    fn checkpoints(&self, state: &AppState) {
        let (stopping, state) = (self.stopping.clone(), state.clone());
        self.tracker.spawn(async move {
            loop {
                let done = tokio::select! {
                    () = stopping.cancelled() => return,
                    done = state.store.checkpoint() => done,
                };
                if let Err(error) = done {
                    tracing::warn!(%error, "what is written ahead was not brought over; it is with what comes next");
                }
            }
        });
    }

    fn listen(&self, state: &AppState) {
        let (stopping, state) = (self.stopping.clone(), state.clone());
        self.tracker.spawn(async move {
            loop {
                let heard = tokio::select! {
                    () = stopping.cancelled() => return,
                    heard = hear(&state) => heard,
                };
                if let Err(error) = heard {
                    tracing::debug!(%error, "other processes cannot be heard; the engine looks by itself");
                }
                tokio::select! {
                    () = stopping.cancelled() => return,
                    () = tokio::time::sleep(AWAY) => {}
                }
            }
        });
    }
}

/// One turn; whether any job runs.
async fn turn_jobs(state: &AppState) -> Result<bool, StoreError> {
    let turn = state.store.turn_jobs(state.now()).await?;
    if turn.made {
        state.engine.wake();
    }
    for (tenant, integration) in turn.enabled {
        state.engine.look_again(tenant, integration).await;
    }
    Ok(turn.is_running)
}

/// Passes what other processes say to the engine, for as long as they can be heard.
async fn hear(state: &AppState) -> Result<(), StoreError> {
    let Some(mut calls) = state.store.listen().await? else {
        return Ok(());
    };
    // What was said meanwhile was not heard.
    state.engine.wake();
    loop {
        match calls.next().await? {
            Call::Due => state.engine.wake(),
            Call::Changed(tenant, integration) => {
                state.engine.look_again(tenant, integration).await;
            }
        }
    }
}

/// What a company's clock shows at an instant, in milliseconds since 1970.
fn clock(tenant: &Tenant, at_ms: i64) -> Time {
    let zone = TimeZone::get(&tenant.zone).unwrap_or(TimeZone::UTC);
    time_at(at_ms, &zone)
}

fn notice_rules(switch_off_after: Duration) -> NoticeRules {
    let ms = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    NoticeRules {
        daily_ms: ms(TELL_AGAIN_AFTER),
        gather_ms: GATHER_MS,
        gather_expired_ms: GATHER_EXPIRED_MS,
        switch_off_after_ms: ms(switch_off_after),
        // A short time to go is no time to be warned a day before.
        warn_before_ms: ms(WARN_BEFORE.min(switch_off_after / 2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_turn_that_goes_on_and_on_does_not_keep_the_server_from_ending() {
        let tasks = Tasks::default();
        tasks.tracker.spawn(std::future::pending::<()>());
        let stopped = tasks.stop_within(Duration::from_millis(20));
        let ended = tokio::time::timeout(TURNS_END_WITHIN, stopped).await;
        assert!(ended.is_ok());
    }
}
