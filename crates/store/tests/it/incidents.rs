//! Incidents as time passes: what delivers is not told as failing.

use crate::{
    sample::{Ending, after_call, delivered, durable, failed},
    stage::{NOW, Stage, WORKER, both, commit, settled},
};
use domain::{
    Role,
    health::{Failing, Turn},
    notice::Notice,
};
use store::{Actor, NoticeRules};

both! {
    an_incident_of_what_delivers_is_closed_and_not_told_again,
    what_delivers_a_little_fails_still,
    what_leaves_more_waiting_than_it_delivers_fails_still,
    what_delivered_before_and_has_nothing_to_do_is_closed,
}

const HOUR: i64 = 3_600_000;

/// What ended or stayed open after an incident began.
#[derive(Default)]
struct Since {
    delivered: u64,
    failed: u64,
    open: u64,
    /// How long after the incident it ended, in hours.
    hours: i64,
}

/// What is told a day after an incident began that nobody closed, oldest first, and how many
/// stand open then.
async fn a_day_later(stage: &Stage, since: Since) -> (Vec<Notice>, usize) {
    let owner = "o@example.com";
    let scope = stage.scope();
    let made = scope.create_member(&Actor::System, owner, Role::Owner, None, NOW);
    made.await.unwrap();
    stage.add(durable()).await;
    let tenant = stage.tenant.id;
    let claim = stage.claim(after_call(tenant, 1)).await;
    let turn = Turn::Fails {
        failing: Failing::Down,
        rejoin: Vec::new(),
    };
    let ending = failed(500);
    let mut begins = settled(&claim, &ending);
    begins.turn = Some(&turn);
    let begun = commit(&stage.store, WORKER, &[], &[begins], 0).await;
    begun.unwrap();
    let ended = since.delivered + since.failed;
    for number in 0..ended + since.open {
        let claim = stage.claim(after_call(tenant, 2 + number)).await;
        let ending = match number {
            number if number < since.delivered => delivered(),
            number if number < ended => failed(500),
            _ => continue,
        };
        let settled_at = NOW + since.hours * HOUR;
        stage
            .settle(
                &claim,
                Ending {
                    settled_at,
                    ..ending
                },
            )
            .await;
    }
    let rules = NoticeRules {
        daily_ms: 24 * HOUR,
        gather_ms: i64::MAX,
        gather_expired_ms: i64::MAX,
        switch_off_after_ms: 5 * 24 * HOUR,
        warn_before_ms: 24 * HOUR,
    };
    let watched = stage.store.watch_incidents(&rules, NOW + 25 * HOUR).await;
    watched.unwrap();
    let mails = stage.store.list_mail(None, 10).await.unwrap().items;
    let told = mails.iter().rev().map(|mail| mail.notice).collect();
    (told, stage.store.open_incidents().await.unwrap().len())
}

async fn an_incident_of_what_delivers_is_closed_and_not_told_again(stage: Stage) {
    let since = Since {
        delivered: 3,
        failed: 1,
        open: 1,
        hours: 24,
    };
    let closed = (vec![Notice::IncidentOpened, Notice::Recovered], 0);
    assert_eq!(a_day_later(&stage, since).await, closed);
}

async fn what_delivers_a_little_fails_still(stage: Stage) {
    let since = Since {
        delivered: 1,
        failed: 3,
        hours: 24,
        ..Since::default()
    };
    let open = (vec![Notice::IncidentOpened, Notice::IncidentDaily], 1);
    assert_eq!(a_day_later(&stage, since).await, open);
}

async fn what_leaves_more_waiting_than_it_delivers_fails_still(stage: Stage) {
    let since = Since {
        delivered: 1,
        open: 2,
        hours: 24,
        ..Since::default()
    };
    let open = (vec![Notice::IncidentOpened, Notice::IncidentDaily], 1);
    assert_eq!(a_day_later(&stage, since).await, open);
}

async fn what_delivered_before_and_has_nothing_to_do_is_closed(stage: Stage) {
    let since = Since {
        delivered: 1,
        hours: 10,
        ..Since::default()
    };
    let closed = (vec![Notice::IncidentOpened, Notice::Recovered], 0);
    assert_eq!(a_day_later(&stage, since).await, closed);
}
