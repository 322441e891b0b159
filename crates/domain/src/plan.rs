//! Which deliveries an event owes.

use crate::{Tenant, event::CallEvent, integration::Integration, value::Facts};
use std::sync::Arc;

/// A tenant with its integrations, as they stood at one revision.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The tenant; its revision is that of the set-up.
    pub tenant: Tenant,
    /// Every integration that is not deleted, paused ones included.
    pub integrations: Vec<Arc<Integration>>,
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
        if integration.draft.moment != event.moment {
            continue;
        }
        match crate::condition::first_unmet(&integration.draft.conditions, facts) {
            None => plan.wanted.push(Arc::clone(integration)),
            Some(index) => plan.unmet.push((Arc::clone(integration), index)),
        }
    }
    plan
}
