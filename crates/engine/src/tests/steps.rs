//! Deliveries of several steps, and what answers leave for later.

use super::world::{NOW, World};
use crate::testing::{ScriptedSender, accepted, answered, connection, draft, unanswered};
use domain::{
    Cause, DeliveryState, IntegrationDraft, Moment, Outcome,
    integration::{ParameterRow, RowValue, WhenEmpty, WhenUnanswered},
    step::{OnlyIf, Step, Take, Wanted},
};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

fn row(name: &str, parameter: &str) -> ParameterRow {
    ParameterRow {
        name: name.to_owned(),
        value: RowValue::Parameter(parameter.to_owned()),
        format: None,
        when_empty: WhenEmpty::Omit,
    }
}

fn take(name: &str, path: &str, keep: bool) -> Take {
    Take {
        name: name.to_owned(),
        path: path.to_owned(),
        keep,
    }
}

fn step(path: &str, only_if: Option<(&str, Wanted)>, parameters: Vec<ParameterRow>) -> Step {
    let like = draft(&format!("https://crm.example/{path}"), Moment::AfterCall);
    Step {
        name: path.to_owned(),
        only_if: only_if.map(|(parameter, is)| OnlyIf {
            parameter: parameter.to_owned(),
            is,
            value: String::new(),
        }),
        url: like.url,
        method: like.method,
        body_format: like.body_format,
        body_template: None,
        headers: Vec::new(),
        parameters,
        success: None,
        takes: Vec::new(),
    }
}

/// Search, create where nothing was found, then a task with the id.
fn search_create_task() -> IntegrationDraft {
    let mut search = draft("https://crm.example/search", Moment::AfterCall);
    search.takes = vec![take("id", "$.found.0.id", false)];
    let mut create = step("create", Some(("step.id", Wanted::NotFound)), Vec::new());
    create.takes = vec![take("id", "$.id", true)];
    let task = step("task", None, vec![row("contact", "step.id")]);
    search.steps = vec![create, task];
    search
}

fn with_body(body: &str) -> Outcome {
    Outcome {
        body: body.to_owned(),
        ..accepted()
    }
}

/// A CRM that finds nothing, creates under a number, and fails its first tasks.
fn crm(failing_tasks: usize) -> (ScriptedSender, Arc<AtomicUsize>) {
    let created = Arc::new(AtomicUsize::new(0));
    let tasks = AtomicUsize::new(0);
    let count = Arc::clone(&created);
    let sender = ScriptedSender::new(Box::new(move |request| {
        let outcome = match request.url.rsplit('/').next() {
            Some("search") => with_body(r#"{"found": []}"#),
            Some("create") => {
                count.fetch_add(1, Ordering::SeqCst);
                with_body(r#"{"id": 797}"#)
            }
            _ if tasks.fetch_add(1, Ordering::SeqCst) < failing_tasks => answered(503),
            _ => accepted(),
        };
        Box::pin(std::future::ready(outcome))
    }));
    (sender, created)
}

fn paths(world: &World) -> Vec<String> {
    let sent = world.sender.sent();
    let path = |url: &str| url.rsplit('/').next().unwrap_or_default().to_owned();
    sent.iter().map(|request| path(&request.url)).collect()
}

#[tokio::test(start_paused = true)]
async fn a_retry_resumes_at_the_step_that_failed_and_makes_one_contact() {
    let (sender, created) = crm(2);
    let world = World::start(vec![search_create_task()], sender);
    world.accept("call-1", 1).await.unwrap();
    let seen = world.until_settled().await;
    assert_eq!(seen[0].state, DeliveryState::Delivered);
    assert_eq!(created.load(Ordering::SeqCst), 1);
    assert_eq!(paths(&world), ["search", "create", "task", "task", "task"]);
    let sent = world.sender.sent();
    assert_eq!(sent[4].body.as_deref(), Some("contact=797"));
    assert_eq!(seen[0].claim.tries, 3);
    let steps: Vec<usize> = seen[0]
        .attempts
        .iter()
        .map(|attempt| attempt.step)
        .collect();
    assert_eq!(steps, [0, 1, 2, 2, 2]);
}

#[tokio::test(start_paused = true)]
async fn each_step_has_its_own_message_id() {
    let (sender, _) = crm(0);
    let world = World::start(vec![search_create_task()], sender);
    world.accept("call-1", 1).await.unwrap();
    let seen = world.until_settled().await;
    let id = seen[0].claim.id;
    let sent = world.sender.sent();
    let ids = sent.iter().map(|request| {
        let header = request
            .headers
            .iter()
            .find(|(name, _)| name == "webhook-id");
        header.unwrap().1.clone()
    });
    let expected = [id.to_string(), format!("{id}.2"), format!("{id}.3")];
    assert_eq!(ids.collect::<Vec<_>>(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_step_is_left_out_where_its_condition_does_not_hold() {
    let sender = ScriptedSender::new(Box::new(|request| {
        let outcome = if request.url.ends_with("search") {
            with_body(r#"{"found": [{"id": "12"}]}"#)
        } else {
            accepted()
        };
        Box::pin(std::future::ready(outcome))
    }));
    let world = World::start(vec![search_create_task()], sender);
    world.accept("call-1", 1).await.unwrap();
    world.until_settled().await;
    assert_eq!(paths(&world), ["search", "task"]);
    assert_eq!(world.sender.sent()[1].body.as_deref(), Some("contact=12"));
}

#[tokio::test(start_paused = true)]
async fn an_unanswered_create_begins_with_the_search_where_that_is_wanted() {
    let creates = AtomicUsize::new(0);
    let sender = ScriptedSender::new(Box::new(move |request| {
        let outcome = match request.url.rsplit('/').next() {
            // The first create did its work without saying so.
            Some("search") if creates.load(Ordering::SeqCst) > 0 => {
                with_body(r#"{"found": [{"id": "12"}]}"#)
            }
            Some("create") => {
                creates.fetch_add(1, Ordering::SeqCst);
                unanswered(Cause::Timeout)
            }
            _ => accepted(),
        };
        Box::pin(std::future::ready(outcome))
    }));
    let mut draft = search_create_task();
    draft.when_unanswered = WhenUnanswered::SearchFirst;
    let world = World::start(vec![draft], sender);
    world.accept("call-1", 1).await.unwrap();
    let seen = world.until_settled().await;
    assert_eq!(seen[0].state, DeliveryState::Delivered);
    assert_eq!(paths(&world), ["search", "create", "search", "task"]);
}

#[tokio::test(start_paused = true)]
async fn a_person_is_asked_where_that_is_wanted() {
    let mut draft = draft("https://crm.example/lead", Moment::AfterCall);
    draft.when_unanswered = WhenUnanswered::Stop;
    let sender = ScriptedSender::new(Box::new(|_| {
        Box::pin(std::future::ready(unanswered(Cause::Broken)))
    }));
    let world = World::start(vec![draft], sender);
    world.accept("call-1", 1).await.unwrap();
    let seen = world.until_settled().await;
    assert_eq!(seen[0].state, DeliveryState::Unanswered);
    assert_eq!(world.sender.sent().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_an_answer_left_on_the_call_is_there_for_later_moments() {
    let mut supplies = draft("https://crm.example/card", Moment::Answered);
    supplies.takes = vec![take("deal_id", "$.deal", true)];
    let mut uses = draft("https://crm.example/note", Moment::AfterCall);
    uses.parameters = vec![row("deal", "crm.deal_id")];
    let busy = AtomicUsize::new(0);
    let sender = ScriptedSender::new(Box::new(move |request| {
        let is_card = request.url.ends_with("card");
        let outcome = if is_card && busy.fetch_add(1, Ordering::SeqCst) == 0 {
            answered(503)
        } else {
            with_body(r#"{"deal": "D-1"}"#)
        };
        Box::pin(std::future::ready(outcome))
    }));
    let world = World::start(vec![supplies, uses], sender);
    let shared = Arc::new(connection(9, "https://crm.example"));
    world.ledger.connect(world.tenant, &shared);
    for (moment, number) in [(Moment::Answered, 1), (Moment::AfterCall, 2)] {
        let event = world.event(moment, "call-1", number);
        world.accept_event(event).await.unwrap();
    }
    let seen = world.until_settled().await;
    assert!(seen.iter().all(|row| row.state == DeliveryState::Delivered));
    // The second waited for the first, which needed two tries, without counting one.
    assert_eq!(paths(&world), ["card", "card", "note"]);
    assert_eq!(world.sender.sent()[2].body.as_deref(), Some("deal=D-1"));
    assert_eq!(seen[1].claim.tries, 1);
    assert!(seen[1].attempts[0].started_at >= NOW + 1_000);
}

#[tokio::test(start_paused = true)]
async fn a_test_sends_every_step() {
    let (sender, _) = crm(0);
    let world = World::start(vec![search_create_task()], sender);
    let setup = crate::Ledger::setup(world.ledger.as_ref(), world.tenant)
        .await
        .unwrap();
    let event = domain::EventSnapshot {
        id: domain::EventId(uuid::Uuid::nil()),
        event_id: "test".to_owned(),
        call_id: "test".to_owned(),
        moment: Moment::AfterCall,
        facts: domain::Facts::default(),
    };
    let id = domain::DeliveryId(uuid::Uuid::nil());
    let integration = &setup.integrations[0];
    let test = world
        .engine
        .send_test(integration, std::collections::HashMap::new(), &event, id);
    let test = test.await;
    assert!(test.accepted);
    assert_eq!(test.exchanges.len(), 3);
    let task = test.exchanges[2].request.as_ref().unwrap();
    assert_eq!(task.body.as_deref(), Some("contact=797"));
    assert_eq!(test.taken.len(), 2);
}
