//! Support that looks into a cabinet: for a time, as the tenant allows, and written down.

use crate::stage::{NOW, Stage, both};
use domain::{ImpersonationId, MemberId, Role, StaffId, StaffRole, SupportAccess};
use store::{Actor, LookRow, NewLook, StoreError, SupportRules};

both! {
    a_look_ends_by_time,
    a_look_ends_by_leaving_and_by_signing_out,
    a_second_look_ends_the_first,
    a_tenant_that_forbids_it_is_not_looked_into,
    what_is_forbidden_later_ends_at_once,
    a_tenant_that_is_asked_decides,
    writing_needs_the_tenants_word,
    every_look_is_written_down_with_its_reason,
    a_number_that_is_searched_by_counts_once_an_hour,
    a_number_that_is_being_typed_is_one_search,
}

const MINUTE: i64 = 60_000;
/// By so many numbers one searches an hour who does not see them.
const SEARCHES: i64 = 60;

struct Case {
    stage: Stage,
    staff: StaffId,
    member: MemberId,
}

impl Case {
    async fn of(stage: Stage) -> Self {
        let (scope, actor) = (stage.scope(), Actor::System);
        let member = scope.create_member(&actor, "olena@acme.example", Role::Owner, None, NOW);
        let member = member.await.unwrap();
        let email = "sam@hookline.example";
        let staff = stage
            .store
            .create_staff(&actor, email, StaffRole::Support, None, NOW);
        let staff = staff.await.unwrap();
        Self {
            stage,
            staff,
            member,
        }
    }

    async fn look(&self, now: i64) -> Result<LookRow, StoreError> {
        let new = NewLook {
            staff_id: self.staff,
            member_id: self.member,
            ticket: "48213".to_owned(),
            reason: "The CRM answers 401".to_owned(),
            minutes: 15,
        };
        self.stage.scope().begin_look(new, now).await
    }

    async fn rules(&self, access: SupportAccess, writes: bool) {
        let rules = SupportRules {
            access,
            writes,
            mails: false,
        };
        let scope = self.stage.scope();
        scope
            .set_support_rules(&Actor::System, rules, NOW)
            .await
            .unwrap();
        assert_eq!(scope.support_rules().await.unwrap(), rules);
    }

    async fn is_open(&self, id: ImpersonationId, now: i64) -> bool {
        let found = self.stage.store.find_look(id).await.unwrap();
        found.unwrap().is_open(now)
    }

    async fn actions(&self) -> Vec<String> {
        let noted = self.stage.scope().list_audit(10).await.unwrap();
        let support = noted.into_iter().rev().map(|row| row.action);
        support
            .filter(|action| action.starts_with("support."))
            .collect()
    }
}

async fn a_look_ends_by_time(stage: Stage) {
    let case = Case::of(stage).await;
    let look = case.look(NOW).await.unwrap();
    assert!(look.is_open(NOW) && !look.writes);
    assert_eq!(
        (look.role, look.email.as_str()),
        (Role::Owner, "olena@acme.example")
    );
    assert!(case.is_open(look.id, NOW + 15 * MINUTE - 1).await);
    assert!(!case.is_open(look.id, NOW + 15 * MINUTE).await);
}

async fn a_look_ends_by_leaving_and_by_signing_out(stage: Stage) {
    let case = Case::of(stage).await;
    let scope = case.stage.scope();
    let look = case.look(NOW).await.unwrap();
    let actor = Actor::Support(case.staff, look.id);
    scope.end_look(&actor, look.id, NOW + 1).await.unwrap();
    assert!(!case.is_open(look.id, NOW + 1).await);
    let again = case.look(NOW + 2).await.unwrap();
    case.stage
        .store
        .end_looks_of(case.staff, NOW + 3)
        .await
        .unwrap();
    assert!(!case.is_open(again.id, NOW + 3).await);
    let noted = case.actions().await;
    assert_eq!(
        noted,
        [
            "support.begin",
            "support.end",
            "support.begin",
            "support.end"
        ]
    );
}

async fn a_second_look_ends_the_first(stage: Stage) {
    let case = Case::of(stage).await;
    let first = case.look(NOW).await.unwrap();
    let second = case.look(NOW + 1).await.unwrap();
    assert!(!case.is_open(first.id, NOW + 1).await);
    assert!(case.is_open(second.id, NOW + 1).await);
}

async fn a_tenant_that_forbids_it_is_not_looked_into(stage: Stage) {
    let case = Case::of(stage).await;
    case.rules(SupportAccess::Closed, false).await;
    assert!(matches!(case.look(NOW).await, Err(StoreError::Conflict)));
    assert!(case.stage.scope().list_looks(10).await.unwrap().is_empty());
}

async fn what_is_forbidden_later_ends_at_once(stage: Stage) {
    let case = Case::of(stage).await;
    case.rules(SupportAccess::Open, true).await;
    let look = case.look(NOW).await.unwrap();
    let actor = Actor::Support(case.staff, look.id);
    let scope = case.stage.scope();
    scope.let_write(&actor, look.id, NOW).await.unwrap();
    let writes = async || {
        case.stage
            .store
            .find_look(look.id)
            .await
            .unwrap()
            .unwrap()
            .writes
    };
    assert!(writes().await);
    case.rules(SupportAccess::Open, false).await;
    assert!(!writes().await);
    case.rules(SupportAccess::Closed, false).await;
    assert!(!case.is_open(look.id, NOW + 1).await);
}

async fn a_tenant_that_is_asked_decides(stage: Stage) {
    let case = Case::of(stage).await;
    case.rules(SupportAccess::Consent, false).await;
    let (scope, owner) = (case.stage.scope(), Actor::Member(case.member));
    let asked = case.look(NOW).await.unwrap();
    assert!(asked.waits(NOW) && !asked.is_open(NOW));
    let early = scope.enter_look(case.staff, asked.id, NOW).await;
    assert!(matches!(early, Err(StoreError::NotFound)));
    scope
        .answer_look(&owner, asked.id, true, NOW + 1)
        .await
        .unwrap();
    let other = scope
        .enter_look(StaffId(uuid::Uuid::from_u128(9)), asked.id, NOW + 2)
        .await;
    assert!(matches!(other, Err(StoreError::NotFound)));
    let entered = scope
        .enter_look(case.staff, asked.id, NOW + MINUTE)
        .await
        .unwrap();
    assert!(entered.is_open(NOW + 16 * MINUTE - 1) && !entered.is_open(NOW + 16 * MINUTE));
    let refused = case.look(NOW + 17 * MINUTE).await.unwrap();
    scope
        .answer_look(&owner, refused.id, false, NOW + 18 * MINUTE)
        .await
        .unwrap();
    let late = scope
        .enter_look(case.staff, refused.id, NOW + 19 * MINUTE)
        .await;
    assert!(matches!(late, Err(StoreError::NotFound)));
}

async fn writing_needs_the_tenants_word(stage: Stage) {
    let case = Case::of(stage).await;
    let look = case.look(NOW).await.unwrap();
    assert!(!look.may_write);
    let actor = Actor::Support(case.staff, look.id);
    let refused = case.stage.scope().let_write(&actor, look.id, NOW).await;
    assert!(matches!(refused, Err(StoreError::NotFound)));
}

async fn every_look_is_written_down_with_its_reason(stage: Stage) {
    let case = Case::of(stage).await;
    let scope = case.stage.scope();
    let look = case.look(NOW).await.unwrap();
    let actor = Actor::Support(case.staff, look.id);
    for (subject, at) in [
        ("/calls", 1),
        ("/calls", 2),
        ("/settings", 3),
        ("/calls", 61_002),
    ] {
        scope.note_look(&actor, subject, NOW + at).await.unwrap();
    }
    let noted = scope.list_audit(10).await.unwrap();
    let looked: Vec<_> = noted
        .iter()
        .filter(|row| row.action == "support.look")
        .map(|row| row.subject.as_str())
        .collect();
    assert_eq!(
        looked,
        ["/calls", "/settings", "/calls"],
        "the same within a minute is one look"
    );
    let begun = noted
        .iter()
        .find(|row| row.action == "support.begin")
        .unwrap();
    assert_eq!(begun.detail.as_deref(), Some("The CRM answers 401"));
    assert_eq!(begun.actor, format!("{}/{}", case.staff, look.id));
}

/// Numbers of which none begins as another.
fn number(end: i64) -> String {
    format!("+3806711{end:05}")
}

async fn a_number_that_is_searched_by_counts_once_an_hour(stage: Stage) {
    let scope = stage.scope();
    let admit = async |who: &str, number: &str, at: i64| {
        let admitted = scope.admit_search(who, number, NOW + at).await;
        admitted.unwrap()
    };
    for end in 0..SEARCHES {
        assert!(admit("anna", &number(end), end).await, "{end}");
    }
    for at in [SEARCHES, 59 * MINUTE] {
        assert!(!admit("anna", &number(SEARCHES), at).await, "{at}");
        assert!(admit("anna", "380 67 110 00 07", at).await, "{at}");
    }
    assert!(admit("boris", &number(SEARCHES), SEARCHES).await);
    // By then the first is forgotten, and there is room for one.
    assert!(admit("anna", &number(SEARCHES), 60 * MINUTE + 1).await);
    assert!(!admit("anna", &number(SEARCHES + 1), 60 * MINUTE + 1).await);
}

async fn a_number_that_is_being_typed_is_one_search(stage: Stage) {
    let scope = stage.scope();
    let admit = async |number: &str, at: i64| {
        let admitted = scope.admit_search("anna", number, NOW + at).await;
        admitted.unwrap()
    };
    for end in 1..SEARCHES {
        assert!(admit(&number(end), 0).await, "{end}");
    }
    for typed in ["+3805011", "+38050111", "+380501112", "+380501112233"] {
        assert!(admit(typed, 1).await, "{typed}");
    }
    // The beginning went on as one number; it is not there for a second one.
    assert!(!admit("+380501112234", 2).await);
    assert!(!admit("+3805011", 2).await);
    assert!(admit("+380501112233", 2).await);
}
