//! The operator makes a member an owner: not at once, not in secret, and not against an owner's word.

use crate::stage::{NOW, Stage, both};
use domain::{HandoverId, MemberId, Role, notice::Notice};
use store::{Actor, HANDOVER_WAIT_MS, HandoverRow, StoreError};

both! {
    a_member_becomes_an_owner_once_the_wait_is_over,
    owners_are_told_and_can_refuse,
    one_handover_waits_at_a_time_and_none_for_an_owner,
    who_left_is_in_nobodys_way,
}

const REASON: &str = "The owner has left the company";

async fn member(stage: &Stage, email: &str, role: Role) -> MemberId {
    let scope = stage.scope();
    let made = scope.create_member(&Actor::System, email, role, None, NOW);
    made.await.unwrap()
}

async fn ask(stage: &Stage, member: MemberId) -> Result<HandoverRow, StoreError> {
    let scope = stage.scope();
    scope
        .ask_handover(&Actor::System, member, REASON, NOW)
        .await?;
    Ok(scope.find_handover().await.unwrap().unwrap())
}

async fn roles(stage: &Stage) -> Vec<Role> {
    let members = stage.scope().list_members().await.unwrap();
    members.iter().map(|member| member.role).collect()
}

async fn actions(stage: &Stage) -> Vec<String> {
    let noted = stage
        .scope()
        .list_audit(10)
        .await
        .unwrap()
        .into_iter()
        .rev();
    let actions = noted.map(|row| row.action);
    actions
        .filter(|action| action.starts_with("ownership."))
        .collect()
}

async fn a_member_becomes_an_owner_once_the_wait_is_over(stage: Stage) {
    member(&stage, "a@shop.example", Role::Owner).await;
    let manager = member(&stage, "b@shop.example", Role::Manager).await;
    let asked = ask(&stage, manager).await.unwrap();
    assert_eq!(
        (asked.member_id, asked.due_at),
        (manager, NOW + HANDOVER_WAIT_MS)
    );
    let (scope, actor) = (stage.scope(), Actor::System);
    let early = scope.hand_over(&actor, asked.id, asked.due_at - 1).await;
    assert!(matches!(early, Err(StoreError::Conflict)));
    assert_eq!(roles(&stage).await, [Role::Owner, Role::Manager]);
    scope
        .hand_over(&actor, asked.id, asked.due_at)
        .await
        .unwrap();
    assert_eq!(roles(&stage).await, [Role::Owner, Role::Owner]);
    let again = scope.hand_over(&actor, asked.id, asked.due_at).await;
    assert!(matches!(again, Err(StoreError::NotFound)));
    assert_eq!(
        actions(&stage).await,
        ["ownership.ask", "ownership.hand_over"]
    );
}

async fn owners_are_told_and_can_refuse(stage: Stage) {
    member(&stage, "a@shop.example", Role::Owner).await;
    let viewer = member(&stage, "b@shop.example", Role::Viewer).await;
    let asked = ask(&stage, viewer).await.unwrap();
    let mails = stage.store.take_mail(NOW, 10).await.unwrap();
    let told: Vec<_> = mails
        .iter()
        .map(|mail| (mail.notice, mail.recipient.as_str()))
        .collect();
    assert_eq!(told, [(Notice::OwnershipAsked, "a@shop.example")]);
    let (scope, actor) = (stage.scope(), Actor::System);
    scope
        .refuse_handover(&actor, asked.id, NOW + 1)
        .await
        .unwrap();
    assert_eq!(scope.find_handover().await.unwrap(), None);
    let late = scope.hand_over(&actor, asked.id, asked.due_at).await;
    assert!(matches!(late, Err(StoreError::NotFound)));
    assert_eq!(roles(&stage).await, [Role::Owner, Role::Viewer]);
    assert_eq!(actions(&stage).await, ["ownership.ask", "ownership.refuse"]);
}

async fn one_handover_waits_at_a_time_and_none_for_an_owner(stage: Stage) {
    let owner = member(&stage, "a@shop.example", Role::Owner).await;
    let viewer = member(&stage, "b@shop.example", Role::Viewer).await;
    assert!(matches!(
        ask(&stage, owner).await,
        Err(StoreError::Conflict)
    ));
    ask(&stage, viewer).await.unwrap();
    assert!(matches!(
        ask(&stage, viewer).await,
        Err(StoreError::Conflict)
    ));
    let nobody = HandoverId(uuid::Uuid::nil());
    let refused = stage
        .scope()
        .refuse_handover(&Actor::System, nobody, NOW)
        .await;
    assert!(matches!(refused, Err(StoreError::NotFound)));
}

async fn who_left_is_in_nobodys_way(stage: Stage) {
    member(&stage, "a@shop.example", Role::Owner).await;
    let gone = member(&stage, "b@shop.example", Role::Viewer).await;
    let other = member(&stage, "c@shop.example", Role::Viewer).await;
    let asked = ask(&stage, gone).await.unwrap();
    let (scope, actor) = (stage.scope(), Actor::System);
    scope
        .remove_member(&actor, gone, store::Removal::default(), NOW)
        .await
        .unwrap();
    let late = scope.hand_over(&actor, asked.id, asked.due_at).await;
    assert!(matches!(late, Err(StoreError::NotFound)));
    assert_eq!(ask(&stage, other).await.unwrap().member_id, other);
}
