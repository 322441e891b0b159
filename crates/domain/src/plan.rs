//! Which deliveries an event owes.

use crate::{Project, Tenant, event::CallEvent, integration::Integration, value::Facts};
use std::sync::Arc;

/// A tenant with its integrations and projects, as they stood at one revision.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The tenant; its revision is that of the set-up.
    pub tenant: Tenant,
    /// Every integration that is not deleted, paused ones included.
    pub integrations: Vec<Arc<Integration>>,
    /// Its projects, the oldest first.
    pub projects: Vec<Project>,
}

/// The integrations that want an event, and why the others of its moment do not.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// They get a delivery each; paused ones too, which hold it.
    pub wanted: Vec<Arc<Integration>>,
    /// Those whose conditions do not hold: which, and the index of the first unmet condition.
    pub unmet: Vec<(Arc<Integration>, usize)>,
}

/// Plans an event with all that is known of its call.
#[must_use]
pub fn plan(setup: &Setup, event: &CallEvent, facts: &Facts) -> Plan {
    let mut plan = Plan::default();
    for integration in &setup.integrations {
        let is_meant = event.only.is_none_or(|only| only == integration.id);
        if integration.draft.moment != event.moment || !is_meant {
            continue;
        }
        match crate::condition::first_unmet(&integration.draft.conditions, facts) {
            None => plan.wanted.push(Arc::clone(integration)),
            Some(index) => plan.unmet.push((Arc::clone(integration), index)),
        }
    }
    // Deliveries of one connection go in this order: what uses a value that an answer leaves
    // on the call comes behind what supplies it.
    plan.wanted
        .sort_by_key(|integration| integration.uses_kept());
    plan
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        CallKey, EventId, IntegrationId, Language, Moment, TenantId, event::Digest, sample,
    };
    use serde_json::json;
    use uuid::Uuid;

    const TENANT: TenantId = TenantId(Uuid::from_u128(1));

    fn integration(id: u128, moment: Moment, status: &str) -> Arc<Integration> {
        let draft = serde_json::from_value(json!({
            "name": "Leads", "url": "https://x.com/", "moment": moment, "method": "GET",
            "conditions": [{"parameter": "status", "comparison": "is", "values": [status]}],
        }));
        let id = IntegrationId(Uuid::from_u128(id));
        Arc::new(Integration::compile(TENANT, id, 1, draft.unwrap(), None).unwrap())
    }

    fn event(moment: Moment) -> CallEvent {
        CallEvent {
            tenant_id: TENANT,
            id: EventId(Uuid::from_u128(3)),
            call_key: CallKey(Uuid::from_u128(4)),
            event_id: "e".into(),
            identity: Digest([0; 16]),
            is_named: false,
            content: Digest([0; 16]),
            moment,
            call_id: "c".into(),
            occurred_at: 0,
            accepted_at: 0,
            facts: Facts::default(),
            implied: Facts::default(),
            is_test: false,
            only: None,
        }
    }

    #[test]
    fn an_event_is_owed_to_those_of_its_moment_whose_conditions_hold() {
        let setup = Setup {
            tenant: Tenant {
                id: TENANT,
                name: "Shop".into(),
                zone: "Europe/Kyiv".into(),
                country: "UA".into(),
                language: Language::En,
                revision: 1,
                created_at: 0,
                suspended: None,
                hours: None,
            },
            integrations: vec![
                integration(10, Moment::AfterCall, "answered"),
                integration(11, Moment::AfterCall, "busy"),
                integration(12, Moment::Answered, "answered"),
            ],
            projects: Vec::new(),
        };
        let facts = sample::facts(Moment::AfterCall);
        let plan = plan(&setup, &event(Moment::AfterCall), &facts);
        let ids = |integration: &Arc<Integration>| integration.id.0.as_u128();
        assert_eq!(plan.wanted.iter().map(ids).collect::<Vec<_>>(), [10]);
        let unmet: Vec<_> = plan
            .unmet
            .iter()
            .map(|(it, index)| (ids(it), *index))
            .collect();
        assert_eq!(unmet, [(11, 0)]);
        let mut for_one = event(Moment::AfterCall);
        for_one.only = Some(IntegrationId(Uuid::from_u128(11)));
        let plan = super::plan(&setup, &for_one, &facts);
        assert!(plan.wanted.is_empty());
        assert_eq!(plan.unmet.len(), 1);
    }
}
