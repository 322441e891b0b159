//! Notes what the telephony sent, off the way of the events: gathered in memory and written
//! every few seconds, so that no answer waits for it. What a crash takes with it are the newest
//! notes, never an event.

use crate::ids;
use domain::{IncomingId, Refusal, Sender, TenantId, silence::HOUR_MS};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use store::{BroughtIn, IncomingIn, Store, StoreError};
use uuid::Uuid;

/// Longest body of a refused request that is kept, in bytes.
pub const BODY_KEPT_BYTES_MAX: usize = 64 * 1024;
/// Most accepted requests of a tenant that are noted between two writes; the newest count.
const ACCEPTED_NOTED_MAX: usize = 10;
/// Most refused requests of a tenant that are noted between two writes; the first count.
const REFUSED_NOTED_MAX: usize = 20;
/// Most tenants that are noted between two writes.
const TENANTS_NOTED_MAX: usize = 1_000;
/// Most keys and sources whose events are counted between two writes.
const SENDERS_COUNTED_MAX: usize = 10_000;

/// Who sent a request.
#[derive(Debug, Clone, Copy)]
pub struct SentBy {
    /// Whose key or source it is.
    pub tenant_id: TenantId,
    /// Which.
    pub sender_id: Uuid,
    /// What that is.
    pub sender: Sender,
}

/// The notes that are not written yet. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Incoming(Arc<Mutex<Waiting>>);

#[derive(Debug, Default)]
struct Waiting {
    tenants: HashMap<TenantId, Noted>,
    /// Events by tenant, sender and the beginning of the hour.
    brought: HashMap<(TenantId, Uuid, i64), i64>,
}

#[derive(Debug, Default)]
struct Noted {
    accepted: std::collections::VecDeque<IncomingIn>,
    refused: Vec<IncomingIn>,
}

impl Incoming {
    /// Notes a request that was accepted.
    pub fn accepted(&self, from: SentBy, event_count: usize, now: i64) {
        let mut request = noted(from, now);
        request.event_count = i32::try_from(event_count).unwrap_or(i32::MAX);
        self.count(from, request.event_count.into(), now);
        self.add(from.tenant_id, |noted| {
            noted.accepted.push_back(request);
            if noted.accepted.len() > ACCEPTED_NOTED_MAX {
                noted.accepted.pop_front();
            }
        });
    }

    /// Notes a request that was refused, with its body as far as it came.
    pub fn refused(&self, from: SentBy, why: (Refusal, String), body: &[u8], now: i64) {
        let kept = body.get(..BODY_KEPT_BYTES_MAX).unwrap_or(body);
        let mut request = noted(from, now);
        request.refused = Some(why);
        request.body = String::from_utf8_lossy(kept).into_owned();
        request.body_cut = kept.len() < body.len();
        self.add(from.tenant_id, |noted| {
            if noted.refused.len() < REFUSED_NOTED_MAX {
                noted.refused.push(request);
            }
        });
    }

    fn add(&self, tenant: TenantId, add: impl FnOnce(&mut Noted)) {
        let tenants = &mut self.lock().tenants;
        if tenants.len() < TENANTS_NOTED_MAX || tenants.contains_key(&tenant) {
            add(tenants.entry(tenant).or_default());
        }
    }

    fn count(&self, from: SentBy, events: i64, now: i64) {
        let brought = &mut self.lock().brought;
        let key = (from.tenant_id, from.sender_id, now - now % HOUR_MS);
        if events > 0 && (brought.len() < SENDERS_COUNTED_MAX || brought.contains_key(&key)) {
            *brought.entry(key).or_default() += events;
        }
    }

    fn take(&self) -> (Vec<IncomingIn>, Vec<BroughtIn>) {
        let Waiting { tenants, brought } = std::mem::take(&mut *self.lock());
        let noted = tenants.into_values();
        let noted = noted.flat_map(|noted| noted.accepted.into_iter().chain(noted.refused));
        let brought = brought.into_iter();
        let brought = brought.map(|((tenant_id, sender_id, hour_at), events)| BroughtIn {
            tenant_id,
            sender_id,
            hour_at,
            events,
        });
        (noted.collect(), brought.collect())
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn noted(from: SentBy, now: i64) -> IncomingIn {
    IncomingIn {
        tenant_id: from.tenant_id,
        id: IncomingId(ids::new(now)),
        sender_id: from.sender_id,
        sender: from.sender,
        received_at: now,
        event_count: 0,
        refused: None,
        body: String::new(),
        body_cut: false,
    }
}

/// Writes what was noted since.
///
/// # Errors
/// Where the database is away; what was noted is lost then.
pub async fn write(incoming: &Incoming, store: &Store, now: i64) -> Result<(), StoreError> {
    let (noted, brought) = incoming.take();
    store.note_incoming(&noted, &brought, now).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(tenant: u128) -> SentBy {
        SentBy {
            tenant_id: TenantId(Uuid::from_u128(tenant)),
            sender_id: Uuid::nil(),
            sender: Sender::Key,
        }
    }

    #[test]
    fn of_many_accepted_requests_the_newest_are_noted() {
        let incoming = Incoming::default();
        for count in 0..50 {
            incoming.accepted(from(1), count, 7);
        }
        incoming.accepted(from(2), 1, 7);
        let (noted, _) = incoming.take();
        assert_eq!(noted.len(), ACCEPTED_NOTED_MAX + 1);
        assert!(noted.iter().any(|request| request.event_count == 49));
        assert!(incoming.take().0.is_empty());
    }

    #[test]
    fn a_refused_body_is_cut_at_its_limit() {
        let incoming = Incoming::default();
        let why = (Refusal::Malformed, "JSON".to_owned());
        let body = vec![b'x'; BODY_KEPT_BYTES_MAX + 1];
        incoming.refused(from(1), why, &body, 7);
        let (noted, _) = incoming.take();
        assert_eq!(noted[0].body.len(), BODY_KEPT_BYTES_MAX);
        assert!(noted[0].body_cut);
    }

    #[test]
    fn all_events_are_counted_by_the_hour_and_a_request_without_one_is_not() {
        let incoming = Incoming::default();
        for (events, now) in [(3, 5), (40, HOUR_MS - 1), (0, HOUR_MS), (2, HOUR_MS)] {
            incoming.accepted(from(1), events, now);
        }
        let (_, mut brought) = incoming.take();
        brought.sort_by_key(|it| it.hour_at);
        let counted: Vec<_> = brought.iter().map(|it| (it.hour_at, it.events)).collect();
        assert_eq!(counted, [(0, 43), (HOUR_MS, 2)]);
    }
}
