//! Tokens of OAuth2: asked for once, kept before they are used, renewed in time, never told.

use super::world::World;
use crate::{
    Clock, Renewal, Token, Tokens,
    sender::PreparedRequest,
    testing::{ScriptedSender, accepted, answered, draft},
};
use domain::{
    Cause, DeliveryState, IntegrationDraft, Moment, Outcome, WorkerId,
    connection::{Auth, ClientAuth, Grant, OAuth2},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use uuid::Uuid;

const TOKEN_URL: &str = "https://login.example/token";

fn signing_in(grant: Grant, client_auth: ClientAuth) -> IntegrationDraft {
    let mut draft = draft("https://crm.example/lead", Moment::AfterCall);
    draft.auth = Some(Auth::OAuth2(OAuth2 {
        grant,
        token_url: TOKEN_URL.to_owned(),
        authorize_url: None,
        client_id: "shop 7".to_owned(),
        scope: "crm".to_owned(),
        client_auth,
    }));
    draft
}

fn header(request: &PreparedRequest, name: &str) -> Option<String> {
    let mut headers = request.headers.iter();
    headers
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.clone())
}

fn body(text: String) -> Outcome {
    Outcome {
        body: text,
        ..accepted()
    }
}

/// A token server that gives out `token-1`, `token-2` and so on, each with a new refresh token,
/// and a CRM that takes all but the refused ones.
fn servers(life_s: u64, refused: &'static [&'static str]) -> (ScriptedSender, Arc<AtomicUsize>) {
    let given = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&given);
    let sender = ScriptedSender::new(Box::new(move |request| {
        let outcome = if request.url == TOKEN_URL {
            let number = count.fetch_add(1, Ordering::SeqCst) + 1;
            body(format!(
                r#"{{"access_token": "token-{number}", "expires_in": "{life_s}",
                     "refresh_token": "refresh-{number}"}}"#
            ))
        } else {
            let bearer = header(&request, "authorization").unwrap();
            if refused.iter().any(|token| bearer.ends_with(token)) {
                answered(401)
            } else {
                accepted()
            }
        };
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(30)).await;
            outcome
        })
    }));
    (sender, given)
}

fn start(draft: IntegrationDraft, sender: ScriptedSender, refresh: Option<&str>) -> World {
    let world = World::start(vec![draft], sender);
    world.ledger.set_renewal(Renewal {
        client_secret: Some("s&cret".to_owned()),
        refresh_token: refresh.map(str::to_owned),
    });
    world
}

fn asked(world: &World) -> Vec<PreparedRequest> {
    let sent = world.sender.sent();
    sent.into_iter()
        .filter(|request| request.url == TOKEN_URL)
        .collect()
}

#[tokio::test(start_paused = true)]
async fn of_many_deliveries_that_need_a_token_one_asks() {
    let (sender, _) = servers(3_600, &[]);
    let draft = signing_in(Grant::ClientCredentials, ClientAuth::Header);
    let world = start(draft, sender, None);
    for number in 1..21 {
        world
            .accept(&format!("call-{number}"), number)
            .await
            .unwrap();
    }
    let seen = world.until_settled().await;
    assert!(seen.iter().all(|row| row.state == DeliveryState::Delivered));
    let asked = asked(&world);
    assert_eq!(asked.len(), 1);
    let form = "grant_type=client_credentials&scope=crm";
    assert_eq!(asked[0].body.as_deref(), Some(form));
    // `shop+7:s%26cret`: both are encoded before they are joined.
    let basic = "Basic c2hvcCs3OnMlMjZjcmV0";
    assert_eq!(header(&asked[0], "authorization").as_deref(), Some(basic));
    let sent = world.sender.sent();
    let bearers = sent.iter().filter(|request| request.url != TOKEN_URL);
    let bearers = bearers.map(|request| header(request, "authorization").unwrap());
    assert!(bearers.into_iter().all(|bearer| bearer == "Bearer token-1"));
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_it_ends_with_the_refresh_token_given_last() {
    let (sender, given) = servers(120, &[]);
    let draft = signing_in(Grant::RefreshToken, ClientAuth::Form);
    let world = start(draft, sender, Some("refresh-0"));
    for number in 1..4 {
        world
            .accept(&format!("call-{number}"), number)
            .await
            .unwrap();
        world.until_settled().await;
        tokio::time::sleep(Duration::from_secs(61)).await;
    }
    assert_eq!(given.load(Ordering::SeqCst), 3);
    let used: Vec<String> = asked(&world)
        .iter()
        .filter_map(|it| it.body.clone())
        .collect();
    let form = |refresh: &str| {
        format!(
            "grant_type=refresh_token&refresh_token={refresh}&scope=crm\
             &client_id=shop+7&client_secret=s%26cret"
        )
    };
    assert_eq!(
        used,
        [form("refresh-0"), form("refresh-1"), form("refresh-2")]
    );
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_no_longer_taken_is_renewed_within_the_same_try() {
    let (sender, given) = servers(3_600, &["token-1"]);
    let draft = signing_in(Grant::ClientCredentials, ClientAuth::Form);
    let world = start(draft, sender, None);
    world.accept("call-1", 1).await.unwrap();
    let seen = world.until_settled().await;
    assert_eq!(seen[0].state, DeliveryState::Delivered);
    assert_eq!((seen[0].claim.tries, given.load(Ordering::SeqCst)), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn a_changed_sign_in_asks_for_a_token_of_its_own_and_another_change_for_none() {
    let (sender, given) = servers(3_600, &[]);
    let draft = signing_in(Grant::ClientCredentials, ClientAuth::Form);
    let world = start(draft, sender, None);
    let (tenant, id) = (world.tenant, world.integrations[0]);
    let changes: [fn(&mut IntegrationDraft); 2] = [
        |draft| draft.name = "Renamed".to_owned(),
        |draft| {
            if let Some(Auth::OAuth2(oauth)) = &mut draft.auth {
                oauth.client_id = "other".to_owned();
            }
        },
    ];
    world.accept("call-1", 1).await.unwrap();
    world.until_settled().await;
    for (number, change) in (2..).zip(changes) {
        world.ledger.change(tenant, id, change);
        world
            .accept(&format!("call-{number}"), number)
            .await
            .unwrap();
        world.until_settled().await;
    }
    assert_eq!(given.load(Ordering::SeqCst), 2);
    let forms = asked(&world).into_iter().filter_map(|it| it.body);
    let other: Vec<bool> = forms.map(|form| form.contains("client_id=other")).collect();
    assert_eq!(other, [false, true]);
    let last = world.sender.sent().pop().unwrap();
    let bearer = header(&last, "authorization");
    assert_eq!(bearer.as_deref(), Some("Bearer token-2"));
}

#[tokio::test(start_paused = true)]
async fn a_refused_grant_is_told_without_any_secret() {
    let sender = ScriptedSender::new(Box::new(|request| {
        assert_eq!(request.url, TOKEN_URL, "nothing goes out without a token");
        let refused = Outcome {
            body: r#"{"error": "invalid_grant", "hint": "s&cret"}"#.to_owned(),
            ..answered(400)
        };
        Box::pin(std::future::ready(refused))
    }));
    let draft = signing_in(Grant::RefreshToken, ClientAuth::Form);
    let world = start(draft, sender, Some("refresh-0"));
    world.accept("call-1", 1).await.unwrap();
    world
        .until(|world| !world.ledger.seen()[0].attempts.is_empty())
        .await;
    let outcome = &world.ledger.seen()[0].attempts[0].outcome;
    assert_eq!((outcome.cause, outcome.status), (Cause::Token, Some(400)));
    assert_eq!(
        outcome.detail,
        "the token server answered 400: invalid_grant"
    );
    assert!(outcome.body.is_empty() && outcome.headers.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_token_server_that_is_down_is_tried_again() {
    let calls = AtomicUsize::new(0);
    let sender = ScriptedSender::new(Box::new(move |request| {
        let outcome = if request.url != TOKEN_URL {
            accepted()
        } else if calls.fetch_add(1, Ordering::SeqCst) == 0 {
            answered(503)
        } else {
            body(r#"{"access_token": "token-1"}"#.to_owned())
        };
        Box::pin(std::future::ready(outcome))
    }));
    let draft = signing_in(Grant::ClientCredentials, ClientAuth::Form);
    let world = start(draft, sender, None);
    world.accept("call-1", 1).await.unwrap();
    let seen = world.until_settled().await;
    assert_eq!(seen[0].state, DeliveryState::Delivered);
    assert_eq!(seen[0].claim.tries, 2);
}

#[tokio::test(start_paused = true)]
async fn while_another_worker_asks_its_token_is_waited_for() {
    let (sender, given) = servers(3_600, &[]);
    let draft = signing_in(Grant::ClientCredentials, ClientAuth::Form);
    let world = start(draft, sender, None);
    let owner = world.integrations[0].0;
    let other = WorkerId(Uuid::from_u128(99));
    let now = world.clock.now_ms();
    let ledger = &world.ledger;
    ledger
        .begin_renewal(other, world.tenant, owner, now, now + 30_000)
        .await
        .unwrap();
    world.accept("call-1", 1).await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(world.sender.sent().is_empty());
    let token = Token {
        access: "of-the-other".to_owned(),
        expires_at: now + 3_600_000,
    };
    ledger
        .end_renewal(other, world.tenant, owner, Some(&token), None, now)
        .await
        .unwrap();
    world.until_settled().await;
    assert_eq!(given.load(Ordering::SeqCst), 0);
    let bearer = header(&world.sender.sent()[0], "authorization");
    assert_eq!(bearer.as_deref(), Some("Bearer of-the-other"));
}

#[tokio::test(start_paused = true)]
async fn the_code_of_an_agreement_becomes_a_refresh_token_that_is_kept() {
    let (sender, _) = servers(3_600, &[]);
    let draft = signing_in(Grant::AuthorizationCode, ClientAuth::Form);
    let Some(Auth::OAuth2(oauth)) = draft.auth.clone() else {
        panic!("the draft signs in");
    };
    let world = start(draft, sender, None);
    let owner = world.integrations[0].0;
    let back = "https://hooks.example/oauth/callback";
    let exchanged = world
        .engine
        .exchange_code(world.tenant, owner, &oauth, "c0de", back);
    exchanged.await.unwrap();
    let form = asked(&world)[0].body.clone().unwrap();
    assert!(
        form.starts_with("grant_type=authorization_code&code=c0de&redirect_uri=https%3A%2F%2F")
    );
    world.accept("call-1", 1).await.unwrap();
    world.until_settled().await;
    assert_eq!(
        asked(&world).len(),
        1,
        "the token that came with it is used"
    );
}

#[tokio::test(start_paused = true)]
async fn those_who_waited_for_a_token_that_is_not_given_do_not_ask_one_after_the_other() {
    let sender = ScriptedSender::new(Box::new(|request| {
        assert_eq!(request.url, TOKEN_URL, "nothing goes out without a token");
        Box::pin(async {
            tokio::time::sleep(Duration::from_secs(15)).await;
            answered(503)
        })
    }));
    let draft = signing_in(Grant::ClientCredentials, ClientAuth::Form);
    let world = start(draft, sender, None);
    for number in 1..=5 {
        world
            .accept(&format!("call-{number}"), number)
            .await
            .unwrap();
    }
    let began_at = world.clock.now_ms();
    world
        .until(|world| {
            world
                .ledger
                .seen()
                .iter()
                .all(|row| !row.attempts.is_empty())
        })
        .await;
    assert_eq!(asked(&world).len(), 1);
    let took_ms = world.clock.now_ms() - began_at;
    assert!((15_000..16_000).contains(&took_ms), "{took_ms} ms");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_several_were_refused_with_is_renewed_once() {
    let (sender, given) = servers(3_600, &["token-1"]);
    let draft = signing_in(Grant::ClientCredentials, ClientAuth::Form);
    let world = start(draft, sender, None);
    for number in 1..=5 {
        world
            .accept(&format!("call-{number}"), number)
            .await
            .unwrap();
    }
    let seen = world.until_settled().await;
    assert!(seen.iter().all(|row| row.state == DeliveryState::Delivered));
    assert_eq!(given.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_new_refresh_token_is_kept_as_soon_as_storage_is_back() {
    let (sender, given) = servers(120, &[]);
    let draft = signing_in(Grant::RefreshToken, ClientAuth::Form);
    let world = start(draft, sender, Some("refresh-0"));
    world.ledger.break_tokens(3);
    world.accept("call-1", 1).await.unwrap();
    let seen = world.until_settled().await;
    assert_eq!(
        (seen[0].state, seen[0].claim.tries),
        (DeliveryState::Delivered, 1)
    );
    tokio::time::sleep(Duration::from_secs(61)).await;
    world.accept("call-2", 2).await.unwrap();
    world.until_settled().await;
    assert_eq!(given.load(Ordering::SeqCst), 2);
    let last = asked(&world)
        .pop()
        .and_then(|request| request.body)
        .unwrap();
    assert!(last.contains("refresh_token=refresh-1"), "{last}");
}
