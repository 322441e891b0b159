//! What the outbox owes arrives at a mail server, and what becomes of it where it does not.

use super::{
    api_receiver::{PATIENCE, Receiver},
    databases::{Database, on_both},
    mail_receiver::{MailServer, Received},
    portal_house::{House, NOW, member},
};
use domain::{
    AddressPolicy, CallEvent, CallKey, ConnectionDraft, Digest, DraftSecrets, EventId, Facts,
    IntegrationDraft, Language, Moment, Role, TenantId, Value, notice::Notice,
};
use engine::{Acceptance, Clock as _, SystemClock};
use sea_orm_migration::sea_orm::ConnectionTrait as _;
use server::mail::Mailer;
use store::{
    Actor, IncidentRow, Letter, MailState,
    mail_argument::{
        ADDRESS, AT, DEVICE, EMAIL, EVENTS, HELD, HOURS, INCIDENT, INTEGRATION, KEY, LINK, REASON,
        ROLE, SAMPLE, SENDER, SINCE, UNTIL,
    },
};
use uuid::Uuid;

on_both!(
    an_incident_is_told_in_words_to_each_in_their_language,
    a_refused_key_is_told_with_the_way_to_the_connection_that_brings_it,
    every_notice_arrives_complete_in_three_languages,
    a_mail_that_is_refused_is_told_to_the_owners,
    a_mail_server_that_is_away_is_tried_again,
    what_a_mail_server_puts_off_for_days_is_given_up,
    a_link_is_forgotten_once_its_mail_is_sent,
    a_suspension_is_told_with_its_reason_and_what_becomes_of_what_waits,
);

const OWNER: &str = "olena@shop.example";
const MANAGER: &str = "max@shop.example";
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// The portal's own mailer, which is turned by hand.
fn mailer(house: &House, server: &MailServer) -> Mailer {
    let mut config = house.config.clone();
    config.smtp_url = Some(server.url());
    Mailer::new(&config).unwrap().unwrap()
}

/// A mail in English to one person.
fn letter(
    notice: Notice,
    tenant: Option<TenantId>,
    recipient: &str,
    named: &[(&str, String)],
) -> Letter {
    let named = named.iter();
    Letter {
        notice,
        tenant,
        recipient: recipient.to_owned(),
        language: Language::En,
        arguments: named
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    }
}

fn call(tenant_id: TenantId, number: u128) -> CallEvent {
    let now = SystemClock.now_ms();
    let mut facts = Facts::default();
    facts.set("caller_number", Value::text("+380501112233"));
    CallEvent {
        tenant_id,
        id: EventId(Uuid::from_u128(number)),
        is_named: true,
        call_key: CallKey(Uuid::from_u128(100 + number)),
        event_id: format!("e-{number}"),
        identity: Digest([u8::try_from(number).unwrap(); 16]),
        content: Digest([1; 16]),
        moment: Moment::AfterCall,
        call_id: format!("c-{number}"),
        occurred_at: now,
        accepted_at: now,
        facts,
        implied: Facts::default(),
        is_test: false,
        only: None,
    }
}

/// An integration whose key the receiver refuses, until it counts as failing.
async fn incident(house: &House, name: &str) -> IncidentRow {
    let receiver = Receiver::start().await;
    receiver.answer(401);
    let draft = serde_json::json!({
        "name": name, "url": receiver.url("/lead"), "moment": "after_call", "method": "GET",
    });
    incident_of(house, serde_json::from_value(draft).unwrap()).await
}

async fn incident_of(house: &House, draft: IntegrationDraft) -> IncidentRow {
    let scope = house.store.tenant(house.tenant);
    let policy: AddressPolicy = house.config.address_policy();
    let made =
        scope.create_integration(&Actor::System, draft, DraftSecrets::default(), &policy, NOW);
    made.await.unwrap();
    for number in 1..=3 {
        let acceptance = Acceptance {
            tenant_id: house.tenant,
            events: vec![call(house.tenant, number)],
            idempotency: None,
        };
        house.engine.accept(acceptance).await.unwrap();
    }
    let opened = async {
        loop {
            if let Some(incident) = scope.list_incidents(0, 10).await.unwrap().pop() {
                return incident;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, opened)
        .await
        .expect("it fails in time")
}

async fn an_incident_is_told_in_words_to_each_in_their_language(database: Database) {
    let house = House::on(database).await;
    member(&house.store, house.tenant, MANAGER, Role::Manager).await;
    let manager = house.store.find_sign_in(MANAGER).await.unwrap().unwrap();
    let language = Language::Uk;
    house
        .store
        .set_language(manager.id, language)
        .await
        .unwrap();
    let incident = incident(&house, "<b>CRM</b> & Co").await;
    let server = MailServer::start().await;
    let now = SystemClock.now_ms();
    mailer(&house, &server)
        .post_due(&house.store, now)
        .await
        .unwrap();
    let (english, ukrainian) = (server.received_by(OWNER), server.received_by(MANAGER));
    assert_eq!((english.len(), ukrainian.len()), (1, 1));
    assert_said(&english[0], &ukrainian[0], &incident);
    mailer(&house, &server)
        .post_due(&house.store, now)
        .await
        .unwrap();
    assert_eq!(server.received().len(), 2, "each is sent once");
}

#[track_caller]
fn assert_said(english: &Received, ukrainian: &Received, incident: &IncidentRow) {
    assert_eq!(english.from, "hookline@localhost");
    assert_eq!(english.subject, "“<b>CRM</b> & Co” stopped working");
    assert_eq!(ukrainian.subject, "«<b>CRM</b> & Co» не працює");
    for piece in [
        "did not accept the CRM key (401)",
        "Changed last: version 1, Hookline, 7 Mar 2026 10:23",
        &format!("http://127.0.0.1:3000/deliveries/{}", incident.sample),
        &format!("/deliveries?integration={}", incident.integration_id),
    ] {
        assert!(
            english.text.contains(piece),
            "{piece} is not in {}",
            english.text
        );
    }
    assert!(ukrainian.text.contains("ключ CRM не прийнято (401)"));
    assert!(english.html.contains("&lt;b&gt;CRM&lt;/b&gt; &amp; Co"));
    assert!(!english.html.contains("<b>"), "{}", english.html);
    assert!(english.headers.contains("Auto-Submitted: auto-generated"));
    assert!(
        !format!("{english:?}").contains("50111"),
        "no number is in a mail"
    );
}

async fn a_refused_key_is_told_with_the_way_to_the_connection_that_brings_it(database: Database) {
    let house = House::on(database).await;
    let receiver = Receiver::start().await;
    receiver.answer(403);
    let scope = house.store.tenant(house.tenant);
    let draft = serde_json::json!({"name": "CRM", "url": receiver.url("/rest")});
    let draft: ConnectionDraft = serde_json::from_value(draft).unwrap();
    let (secrets, policy) = (DraftSecrets::default(), house.config.address_policy());
    let made = scope.create_connection(&Actor::System, draft, secrets, &policy, NOW);
    let connection = made.await.unwrap().id;
    let draft = serde_json::json!({
        "name": "Lead", "url": "lead", "moment": "after_call", "method": "GET",
        "connection": connection,
    });
    incident_of(&house, serde_json::from_value(draft).unwrap()).await;
    let server = MailServer::start().await;
    mailer(&house, &server)
        .post_due(&house.store, SystemClock.now_ms())
        .await
        .unwrap();
    let text = &server.received_by(OWNER)[0].text;
    for page in [
        format!("/connections/{connection}"),
        "/source-addresses".to_owned(),
    ] {
        assert!(text.contains(&page), "{page} is not in {text}");
    }
}

async fn every_notice_arrives_complete_in_three_languages(database: Database) {
    let house = House::on(database).await;
    let incident = incident(&house, "CRM").await;
    let scope = house.store.tenant(house.tenant);
    let draft = domain::SenderDraft::default();
    let key = scope.create_key(&Actor::System, draft, domain::KeyScope::Ingest, NOW);
    let (key, _) = key.await.unwrap();
    let now = SystemClock.now_ms();
    for notice in Notice::ALL {
        for language in Language::ALL {
            let recipient = format!("{notice}@{language}.example");
            let named = [
                (INTEGRATION, incident.integration_id.to_string()),
                (INCIDENT, incident.id.to_string()),
                (SAMPLE, incident.sample.to_string()),
                (SINCE, incident.opened_at.to_string()),
                ("failed", "2".to_owned()),
                (HELD, "12".to_owned()),
                (LINK, "/invitation/abc".to_owned()),
                (UNTIL, now.to_string()),
                (KEY, "token".to_owned()),
                (ROLE, Role::Manager.to_string()),
                (EMAIL, "new@shop.example".to_owned()),
                (AT, now.to_string()),
                (DEVICE, "Firefox".to_owned()),
                (ADDRESS, "192.0.2.1".to_owned()),
                (SENDER, key.to_string()),
                (HOURS, "3".to_owned()),
                (EVENTS, "18".to_owned()),
                (REASON, "An invoice".to_owned()),
            ];
            let letter = Letter {
                language: *language,
                ..letter(*notice, Some(house.tenant), &recipient, &named)
            };
            house.store.post_mail(letter, now).await.unwrap();
        }
    }
    let server = MailServer::start().await;
    mailer(&house, &server)
        .post_due(&house.store, now)
        .await
        .unwrap();
    let mut subjects = std::collections::BTreeSet::new();
    let received = server.received();
    let kinds = received.iter().filter(|mail| mail.to != OWNER);
    for mail in kinds {
        let whole = format!("{} {} {}", mail.subject, mail.text, mail.html);
        for left in ["{", "mail.", "nav.", "<!--"] {
            assert!(!whole.contains(left), "{left} in {whole}");
        }
        subjects.insert(mail.subject.clone());
    }
    // Some words are the same in two languages.
    assert!(subjects.len() > 2 * Notice::ALL.len(), "{subjects:?}");
}

async fn a_mail_that_is_refused_is_told_to_the_owners(database: Database) {
    let house = House::on(database).await;
    member(&house.store, house.tenant, MANAGER, Role::Manager).await;
    let server = MailServer::start().await;
    server.answer(MANAGER, "550 no such person");
    incident(&house, "CRM").await;
    let named = [
        (LINK, "/invitation/abc".to_owned()),
        (ROLE, Role::Viewer.to_string()),
    ];
    let tenant = Some(house.tenant);
    let guest = Letter {
        language: Language::Ru,
        ..letter(Notice::Invited, tenant, "guest@nowhere.example", &named)
    };
    server.answer("guest@nowhere.example", "550 no such place");
    let now = SystemClock.now_ms();
    house.store.post_mail(guest, now).await.unwrap();
    let mailer = mailer(&house, &server);
    mailer.post_due(&house.store, now).await.unwrap();
    let told = server.received_by(OWNER);
    let texts: Vec<&str> = told.iter().map(|mail| mail.text.as_str()).collect();
    assert_eq!(told.len(), 3, "{texts:?}");
    let told = |piece: &str| texts.iter().any(|text| text.contains(piece));
    assert!(
        told("This mail was meant for max@shop.example"),
        "{texts:?}"
    );
    // The owner reads of it in a language of their own.
    let invitation = "The mail “You are invited to Shop” to guest@nowhere.example";
    assert!(told(invitation), "{texts:?}");
    assert!(!told("invitation/abc"), "an invitation is for one alone");
    let kept = house.store.list_mail(None, 10).await.unwrap().items;
    let failed: Vec<_> = kept
        .iter()
        .filter(|mail| mail.state == MailState::Failed)
        .collect();
    assert_eq!(failed.len(), 2);
    for mail in failed {
        assert!(mail.error.as_deref().unwrap().contains("550"), "{mail:?}");
    }
    mailer.post_due(&house.store, now + DAY).await.unwrap();
    assert_eq!(server.received().len(), 3, "nothing is told twice");
}

async fn a_mail_server_that_is_away_is_tried_again(database: Database) {
    let house = House::on(database).await;
    let server = MailServer::start().await;
    let (address, mailer) = (server.address, mailer(&house, &server));
    drop(server);
    incident(&house, "CRM").await;
    let now = SystemClock.now_ms();
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    mailer.post_due(&house.store, now).await.unwrap();
    let kept = house.store.list_mail(None, 10).await.unwrap().items;
    assert_eq!((kept[0].state, kept[0].tries), (MailState::Waiting, 1));
    assert!(kept[0].error.is_some(), "{:?}", kept[0]);
    let server = MailServer::at(address).await;
    mailer
        .post_due(&house.store, now + MINUTE - 1)
        .await
        .unwrap();
    assert_eq!(server.received().len(), 0, "it waits a minute");
    mailer.post_due(&house.store, now + MINUTE).await.unwrap();
    assert_eq!(server.received().len(), 1);
    let kept = house.store.list_mail(None, 10).await.unwrap().items;
    assert_eq!(
        (kept[0].state, kept[0].error.clone()),
        (MailState::Sent, None)
    );
}

async fn what_a_mail_server_puts_off_for_days_is_given_up(database: Database) {
    let house = House::on(database).await;
    let server = MailServer::start().await;
    server.answer(OWNER, "451 later");
    incident(&house, "CRM").await;
    let mailer = mailer(&house, &server);
    let mut now = SystemClock.now_ms();
    let end = now + 4 * DAY;
    loop {
        mailer.post_due(&house.store, now).await.unwrap();
        let mail = house
            .store
            .list_mail(None, 10)
            .await
            .unwrap()
            .items
            .remove(0);
        if mail.state == MailState::Failed {
            assert!(mail.tries > 10, "{mail:?}");
            break;
        }
        assert!(mail.due_at > now && mail.due_at < end, "{mail:?}");
        now = mail.due_at;
    }
    assert_eq!(server.received().len(), 0);
}

async fn a_link_is_forgotten_once_its_mail_is_sent(database: Database) {
    let house = House::on(database).await;
    let server = MailServer::start().await;
    let named = [(LINK, "/reset/abc".to_owned())];
    let mail = letter(Notice::PasswordReset, None, "guest@shop.example", &named);
    let now = SystemClock.now_ms();
    house.store.post_mail(mail, now).await.unwrap();
    let kept = |house: &House| {
        let store = house.store.clone();
        async move { store.list_mail(None, 10).await.unwrap().items.remove(0) }
    };
    let waiting = kept(&house).await;
    assert_eq!(
        waiting.state,
        MailState::Waiting,
        "without a mail server it waits"
    );
    assert!(
        !waiting.arguments.contains_key(LINK),
        "a list shows no links"
    );
    mailer(&house, &server)
        .post_due(&house.store, now)
        .await
        .unwrap();
    let received = server.received();
    assert!(received[0].text.contains("http://127.0.0.1:3000/reset/abc"));
    assert_eq!(kept(&house).await.state, MailState::Sent);
    // It is given away to nobody who takes the mail once more.
    let again = "UPDATE mail SET state = 'waiting', due_at = 0";
    let db = house.store.writer();
    db.execute_unprepared(again).await.unwrap();
    let taken = house.store.take_mail(now, 1).await.unwrap();
    assert!(!taken[0].arguments.contains_key(LINK));
}

async fn a_suspension_is_told_with_its_reason_and_what_becomes_of_what_waits(database: Database) {
    let house = House::on(database).await;
    member(&house.store, house.tenant, MANAGER, Role::Manager).await;
    let (scope, actor) = (house.store.tenant(house.tenant), Actor::System);
    let reason = "The invoice of <May> is not paid";
    let now = SystemClock.now_ms();
    scope.suspend(&actor, reason, now).await.unwrap();
    scope.resume(&actor, now + MINUTE).await.unwrap();
    let server = MailServer::start().await;
    let mailer = mailer(&house, &server);
    let after = now + MINUTE;
    mailer.post_due(&house.store, after).await.unwrap();
    let mut told = server.received();
    told.sort_by(|one, other| one.subject.cmp(&other.subject));
    assert!(told.iter().all(|mail| mail.to == OWNER), "{told:?}");
    let [begun, ended] = told.as_slice() else {
        panic!("each is told once: {told:?}");
    };
    assert_eq!(begun.subject, "Deliveries of Shop are held back");
    for piece in [
        "Why it was held back: The invoice of <May> is not paid",
        "kept for 365 days",
        "http://127.0.0.1:3000/deliveries",
        "because you are an owner of Shop",
    ] {
        assert!(begun.text.contains(piece), "{piece}: {}", begun.text);
    }
    assert!(begun.html.contains("invoice of &lt;May&gt;"));
    assert_eq!(ended.subject, "Deliveries of Shop go out again");
    assert!(ended.text.contains("is being sent now"));
}
