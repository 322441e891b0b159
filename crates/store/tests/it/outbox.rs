//! Mail that is owed.

use crate::stage::{NOW, Stage, both};
use domain::{Language, notice::Notice};
use sea_orm::ConnectionTrait;
use store::{Letter, MailArguments, MailState};

both! {
    a_mail_that_cannot_be_opened_fails_alone,
}

async fn post(stage: &Stage, recipient: &str) {
    let letter = Letter {
        notice: Notice::IncidentOpened,
        tenant: Some(stage.tenant.id),
        recipient: recipient.to_owned(),
        language: Language::En,
        arguments: MailArguments::new(),
    };
    stage.store.post_mail(letter, NOW).await.unwrap();
}

async fn a_mail_that_cannot_be_opened_fails_alone(stage: Stage) {
    post(&stage, "a@example.com").await;
    let damage = "UPDATE mail SET arguments = '{'";
    stage
        .store
        .writer()
        .execute_unprepared(damage)
        .await
        .unwrap();
    post(&stage, "b@example.com").await;
    let taken = stage.store.take_mail(NOW, 8).await.unwrap();
    let to: Vec<_> = taken.iter().map(|mail| mail.recipient.as_str()).collect();
    assert_eq!(to, ["b@example.com"]);
    let listed = stage.store.list_mail(None, 10).await.unwrap().items;
    let states: Vec<_> = listed.iter().map(|mail| mail.state).collect();
    assert_eq!(states, [MailState::Waiting, MailState::Failed]);
    assert!(listed[1].error.is_some());
}
