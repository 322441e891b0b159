//! Nobody reaches another tenant's things.

use crate::{
    sample::{after_call, durable, key},
    stage::{NOW, Stage, both, new_tenant},
};
use domain::{
    Adapter, AddressPolicy, DraftSecrets, InspectedId, IntegrationId, KeyScope, Moment, Role,
};
use std::path::Path;
use store::{
    Actor, CallFilter, DeliveryFilter, InspectedRequest, StateFilter, StoreError, TenantStore,
};

both! {
    nothing_of_a_tenant_is_found_through_another,
    nothing_of_a_tenant_is_changed_through_another,
    no_ending_of_a_tenant_is_changed_through_another,
    a_stamp_of_a_tenant_is_not_changed_through_another,
    a_key_of_a_tenant_is_not_changed_through_another,
    nothing_of_a_tenant_is_listed_in_another,
    no_filter_reaches_into_another_log,
}

/// Everything that looks across tenants. Whoever adds a function here has thought about it.
const ACROSS_TENANTS: &[&str] = &[
    "accept_invitation",
    "begin_email_change",
    "begin_renewal",
    "begin_second_factor",
    "bind_key",
    "change_password",
    "checkpoint",
    "claim_due",
    "commit",
    "confirm_email_change",
    "confirm_second_factor",
    "connect",
    "count_recovery_codes",
    "count_tenants",
    "create_session",
    "create_staff",
    "create_tenant",
    "delete_expired_sessions",
    "delete_session",
    "due",
    "end_looks_of",
    "end_other_sessions",
    "end_overdue",
    "end_renewal",
    "end_session",
    "expire_paused",
    "failing",
    "find_inspector",
    "find_key",
    "find_look",
    "find_second_factor",
    "find_session",
    "find_sign_in",
    "find_source",
    "find_tenant",
    "find_token",
    "finish_deletions",
    "forget_old_stamps",
    "forget_once",
    "forget_password",
    "forget_sign_in_failures",
    "free_claims",
    "free_waiting",
    "get_email_change",
    "get_invitation",
    "get_mail",
    "get_reset",
    "get_sign_in",
    "give_up",
    "heartbeat",
    "hours",
    "is_sqlite",
    "job_changed",
    "keep_inspected",
    "keep_once",
    "kept",
    "key_fits",
    "knows_device",
    "list_all_audit",
    "list_mail",
    "list_sessions",
    "list_staff",
    "list_staff_audit",
    "list_tenants",
    "list_workers",
    "listen",
    "mail_bounced",
    "mail_counts",
    "mail_outdated",
    "mail_put_off",
    "mail_sent",
    "memberships",
    "move_projects",
    "names_of",
    "next_due",
    "note_arrival",
    "note_incoming",
    "note_session_seen",
    "note_sign_in_failure",
    "note_size",
    "note_tenant_search",
    "note_try",
    "note_use",
    "open_incidents",
    "ping",
    "post_mail",
    "prepare_partitions",
    "purge",
    "queue",
    "read_mail",
    "record_test",
    "remove_second_factor",
    "remove_staff",
    "reset_password",
    "retire",
    "rotate_key",
    "save_session",
    "secrets",
    "server_time",
    "set_language",
    "set_password",
    "set_staff_role",
    "setup",
    "sign_in_failures",
    "size_at",
    "size_bytes",
    "sizes",
    "slowest_receivers",
    "staff_of",
    "stands",
    "statements",
    "take_back_try",
    "take_mail",
    "take_once",
    "take_recovery_code",
    "take_step",
    "tell_key_ends",
    "tenant",
    "tenant_ids",
    "turn_jobs",
    "verify_staff_audit",
    "watch_incidents",
    "watch_silences",
    "writer",
];

/// What the other tenant has, with everything in it.
struct Theirs {
    integration: IntegrationId,
    delivery: domain::DeliveryId,
    key: domain::KeyId,
    member: domain::MemberId,
    invitation: domain::InvitationId,
    /// The scope from which none of it may be reached.
    ours: TenantStore,
}

async fn theirs(stage: &Stage) -> Theirs {
    let scope = stage.scope();
    let integration = stage.add(durable()).await;
    let delivery = stage.claim(after_call(stage.tenant.id, 1)).await.id;
    let (key, _) = scope
        .create_key(
            &Actor::System,
            domain::SenderDraft::default(),
            KeyScope::Ingest,
            NOW,
        )
        .await
        .unwrap();
    let source = scope
        .create_source(
            &Actor::System,
            domain::SenderDraft::default(),
            Adapter::Zadarma,
            "s",
            NOW,
        )
        .await;
    source.unwrap();
    let member = scope
        .create_member(&Actor::System, "a@example.com", Role::Owner, None, NOW)
        .await;
    let new = store::NewInvitation {
        email: "b@example.com".to_owned(),
        role: Role::Viewer,
        ends_at: None,
    };
    scope.invite(&Actor::System, &new, NOW).await.unwrap();
    let invitation = scope.list_invitations(NOW).await.unwrap()[0].id;
    let token = scope.inspector_token().await.unwrap();
    stage
        .store
        .keep_inspected(&token, &inspected())
        .await
        .unwrap();
    let other = stage
        .store
        .create_tenant(&Actor::System, new_tenant("Other"), NOW)
        .await
        .unwrap();
    Theirs {
        integration,
        delivery,
        key,
        member: member.unwrap(),
        invitation,
        ours: stage.store.tenant(other.id),
    }
}

fn inspected() -> InspectedRequest {
    InspectedRequest {
        id: InspectedId(key(5, 1)),
        received_at: NOW,
        method: "GET".to_owned(),
        url: "/".to_owned(),
        headers: Vec::new(),
        body: String::new(),
        body_cut: false,
    }
}

#[track_caller]
fn assert_not_found<T>(result: Result<T, StoreError>) {
    assert!(matches!(result.err(), Some(StoreError::NotFound)));
}

async fn nothing_of_a_tenant_is_found_through_another(stage: Stage) {
    let theirs = theirs(&stage).await;
    let ours = &theirs.ours;
    assert_not_found(ours.get_integration(theirs.integration).await);
    assert_not_found(ours.get_secret(theirs.integration, "signature").await);
    assert_not_found(ours.find_old_stamp(theirs.integration, NOW).await);
    assert_not_found(ours.list_versions(theirs.integration, None, 10).await);
    assert_not_found(ours.get_delivery(theirs.delivery).await);
    assert_not_found(ours.get_call("call-1").await);
    assert_eq!(
        ours.find_version(theirs.integration, 1).await.unwrap(),
        None
    );
    assert_eq!(ours.latest_facts(Moment::AfterCall).await.unwrap(), None);
    let our_id = ours.get().await.unwrap().id;
    let secrets = stage
        .store
        .secrets(our_id, theirs.integration)
        .await
        .unwrap();
    assert!(secrets.is_empty());
}

async fn nothing_of_a_tenant_is_changed_through_another(stage: Stage) {
    let theirs = theirs(&stage).await;
    let (ours, actor, id) = (&theirs.ours, &Actor::System, theirs.integration);
    let (none, policy) = (DraftSecrets::default(), AddressPolicy::default());
    let changed = ours.update_integration(actor, id, None, durable(), none, &policy, NOW);
    assert_not_found(changed.await);
    assert_not_found(ours.set_enabled(actor, id, false, NOW).await);
    assert_not_found(ours.duplicate_integration(actor, id, "Copy", NOW).await);
    assert_not_found(ours.delete_integration(actor, id, NOW).await);
    assert_not_found(ours.send_again(actor, theirs.delivery, NOW).await);
    assert_not_found(ours.revoke_key(actor, theirs.key, NOW).await);
    assert_not_found(
        ours.withdraw_invitation(actor, theirs.invitation, NOW)
            .await,
    );
    let (member, viewer) = (theirs.member, Role::Viewer);
    assert_not_found(ours.change_member(actor, member, viewer, None, NOW).await);
    assert_not_found(ours.member_ties(member).await);
    let removal = store::Removal::default();
    assert_not_found(ours.remove_member(actor, member, removal, NOW).await);
    ours.clear_inspected().await.unwrap();
    let scope = stage.scope();
    assert_eq!(scope.get_integration(id).await.unwrap().version, 1);
    assert_eq!(scope.list_keys().await.unwrap()[0].revoked_at, None);
    assert_eq!(scope.list_inspected().await.unwrap().len(), 1);
}

async fn no_ending_of_a_tenant_is_changed_through_another(stage: Stage) {
    let theirs = theirs(&stage).await;
    let (ours, actor, id) = (&theirs.ours, &Actor::System, theirs.delivery);
    assert_not_found(ours.set_arrived(actor, id, true, NOW).await);
    let (scope, gone) = (stage.scope(), theirs.integration);
    scope.delete_integration(actor, gone, NOW).await.unwrap();
    assert_not_found(ours.restore_integration(actor, gone, NOW).await);
}

async fn a_stamp_of_a_tenant_is_not_changed_through_another(stage: Stage) {
    let theirs = theirs(&stage).await;
    let (ours, actor, id) = (&theirs.ours, &Actor::System, theirs.integration);
    let rotating = ours.rotate_stamp(actor, id, domain::Overlap::Hour, NOW);
    assert_not_found(rotating.await);
    assert_not_found(ours.end_old_stamp(actor, id, NOW).await);
}

async fn a_key_of_a_tenant_is_not_changed_through_another(stage: Stage) {
    let theirs = theirs(&stage).await;
    let (ours, actor) = (&theirs.ours, &Actor::System);
    let rotating = ours.rotate_key(actor, theirs.key, domain::Overlap::Hour, NOW);
    assert_not_found(rotating.await);
    let sender = domain::SenderId::Key(theirs.key);
    let updating = ours.update_sender(actor, sender, domain::SenderDraft::default(), NOW);
    assert_not_found(updating.await);
    assert_not_found(ours.end_replaced(actor, sender, NOW).await);
    assert_not_found(ours.sender_name(sender).await);
}

async fn nothing_of_a_tenant_is_listed_in_another(stage: Stage) {
    let theirs = theirs(&stage).await;
    let ours = &theirs.ours;
    let noted = ours.list_audit(10).await.unwrap();
    let actions = noted.iter().map(|row| row.action.as_str());
    assert_eq!(actions.collect::<Vec<_>>(), ["tenant.create"]);
    let counts = [
        ours.list_integrations().await.unwrap().len(),
        ours.list_integration_cards(NOW).await.unwrap().len(),
        ours.list_members().await.unwrap().len(),
        ours.list_invitations(NOW).await.unwrap().len(),
        ours.list_keys().await.unwrap().len(),
        ours.list_sources().await.unwrap().len(),
        ours.list_inspected().await.unwrap().len(),
        ours.list_calls(&CallFilter::default(), None, 10)
            .await
            .unwrap()
            .items
            .len(),
    ];
    assert_eq!(counts, [0; 8]);
    let token = ours.inspector_token().await.unwrap();
    assert_ne!(token, stage.scope().inspector_token().await.unwrap());
}

async fn no_filter_reaches_into_another_log(stage: Stage) {
    let theirs = theirs(&stage).await;
    let of_theirs = DeliveryFilter {
        integration: Some(theirs.integration),
        ..DeliveryFilter::default()
    };
    let held = DeliveryFilter {
        state: Some(StateFilter::Held),
        ..DeliveryFilter::default()
    };
    let open = DeliveryFilter {
        state: Some(StateFilter::Open),
        ..DeliveryFilter::default()
    };
    for filter in [DeliveryFilter::default(), of_theirs, held, open] {
        let page = theirs.ours.list_deliveries(&filter, None, 10).await;
        assert!(page.unwrap().items.is_empty());
    }
}

#[test]
fn functions_across_tenants_are_known_by_name() {
    let mut found = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    found.sort();
    assert_eq!(found, ACROSS_TENANTS);
}

/// The public functions of every `impl Store` below a folder.
fn collect(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
            continue;
        }
        let mut inside = false;
        for line in std::fs::read_to_string(path).unwrap().lines() {
            inside = line == "impl Store {" || (inside && line != "}");
            let public = line
                .strip_prefix("    pub async fn ")
                .or_else(|| line.strip_prefix("    pub fn "));
            let name = public.and_then(|rest| rest.split(['(', '<']).next());
            found.extend(name.filter(|_| inside).map(str::to_owned));
        }
    }
}
