//! Who waits for whom: what is owed of one call goes one after the other, among integrations
//! that share a connection too, since one may need what the other's answer leaves.
//!
//! What is held - by a pause of its integration, or by a recording that is still to come - may
//! be held for days. It keeps back its own integration alone.

use crate::{DeliveryId, IntegrationId};
use std::collections::HashSet;

/// An open delivery, as those that come after it see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// Which it is.
    pub id: DeliveryId,
    /// To which integration it is owed.
    pub integration_id: IntegrationId,
    /// For which it waits itself.
    pub waits_for: Option<DeliveryId>,
    /// Whether its integration is paused, or it waits for a recording.
    pub is_held: bool,
}

/// For which of the open deliveries of its order a new one waits. They are given from the
/// oldest to the newest.
#[must_use]
pub fn waits_for(open: &[Earlier], integration: IntegrationId) -> Option<DeliveryId> {
    let mut held = HashSet::new();
    let (mut own, mut last) = (None, None);
    for earlier in open {
        let stands = earlier.is_held || earlier.waits_for.is_some_and(|id| held.contains(&id));
        if !stands {
            last = Some(earlier.id);
            continue;
        }
        held.insert(earlier.id);
        if earlier.integration_id == integration {
            own = Some(earlier.id);
        }
    }
    own.or(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const CONTACT: IntegrationId = IntegrationId(Uuid::from_u128(1));
    const TASK: IntegrationId = IntegrationId(Uuid::from_u128(2));

    fn id(number: u128) -> DeliveryId {
        DeliveryId(Uuid::from_u128(number))
    }

    fn earlier(number: u128, integration_id: IntegrationId, is_held: bool) -> Earlier {
        Earlier {
            id: id(number),
            integration_id,
            waits_for: None,
            is_held,
        }
    }

    #[test]
    fn the_first_waits_for_nothing() {
        assert_eq!(waits_for(&[], TASK), None);
    }

    #[test]
    fn the_next_waits_for_the_last_of_any_integration() {
        let open = [earlier(1, TASK, false), earlier(2, CONTACT, false)];
        assert_eq!(waits_for(&open, TASK), Some(id(2)));
    }

    #[test]
    fn what_is_held_keeps_back_its_own_integration_alone() {
        let open = [earlier(1, CONTACT, false), earlier(2, TASK, true)];
        assert_eq!(waits_for(&open, TASK), Some(id(2)));
        assert_eq!(waits_for(&open, CONTACT), Some(id(1)));
        assert_eq!(waits_for(&open[1..], CONTACT), None);
    }

    #[test]
    fn what_waits_for_something_held_is_held_with_it() {
        let mut behind = earlier(2, TASK, false);
        behind.waits_for = Some(id(1));
        let open = [earlier(1, TASK, true), behind];
        assert_eq!(waits_for(&open, CONTACT), None);
        assert_eq!(waits_for(&open, TASK), Some(id(2)));
    }
}
