//! What is kept of a request that was sent: its hash, and an answer without its secrets.

use super::world::{URL, World};
use crate::testing::{ScriptedSender, answered, draft, unanswered};
use domain::{
    Cause, IntegrationDraft, Moment,
    integration::{KeyPlace, KeyPlacement, RowValue},
};

/// The hash of the sample's request. The page of a delivery computes the same for it, and its
/// test holds the same text.
const HASH: &str = "faf4a9e980a815bd23a413835e9fc1e16ddff8b5c4756e5a659f2538934cefc8";

fn with_key(place: KeyPlace) -> IntegrationDraft {
    let key = KeyPlacement {
        place,
        name: "key".to_owned(),
    };
    IntegrationDraft {
        key: Some(key),
        ..draft(URL, Moment::AfterCall)
    }
}

/// A receiver that says back what it was sent.
fn echo() -> ScriptedSender {
    ScriptedSender::new(Box::new(|request| {
        let mut outcome = answered(302);
        outcome.headers = vec![("location".to_owned(), request.url.clone())];
        outcome.body = format!("{} {:?}", request.url, request.headers);
        Box::pin(std::future::ready(outcome))
    }))
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_comes_back_is_not_kept() {
    for place in [KeyPlace::Query, KeyPlace::Header] {
        let world = World::start(vec![with_key(place)], echo());
        world.accept("call-1", 1).await.unwrap();
        world
            .until(|world| !world.ledger.seen()[0].attempts.is_empty())
            .await;
        let outcome = world.ledger.seen()[0].attempts[0].outcome.clone();
        assert!(outcome.body.contains("***"), "{}", outcome.body);
        let kept = format!("{outcome:?}");
        assert!(
            !kept.contains("of the") && !kept.contains("of%20the"),
            "{kept}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_hash_that_is_kept_is_over_the_canonical_bytes() {
    let world = World::start(vec![with_key(KeyPlace::Query)], ScriptedSender::always(200));
    world.accept("call-1", 1).await.unwrap();
    let seen = world.until_settled().await;
    assert_eq!(seen[0].attempts[0].request_hash, HASH);
}

#[tokio::test(start_paused = true)]
async fn what_was_never_rendered_has_no_hash() {
    let mut wide = draft(URL, Moment::AfterCall);
    wide.parameters[0].value = RowValue::Constant("x".repeat(300_000));
    let world = World::start(
        vec![wide],
        ScriptedSender::new(Box::new(|_| {
            Box::pin(std::future::ready(unanswered(Cause::Broken)))
        })),
    );
    world.accept("call-1", 1).await.unwrap();
    let seen = world.until_settled().await;
    assert_eq!(seen[0].attempts[0].outcome.cause, Cause::Render);
    assert_eq!(seen[0].attempts[0].request_hash, "");
}
