//! Requests of the ingest API: each event is told from its repetitions, planned with all that
//! is known of its call, and written with what it owes.

use super::{
    Fault,
    calls::{self, Calls},
    events::{self, Recorded},
    history,
    idempotency::{self, Use, Used, use_of},
    identity::{self, Known},
    owed::{self, Owed},
    projects, recording,
};
use crate::{
    AcceptFault, AcceptanceIn, AcceptedOut, BatchIn, Store, finish,
    joined::Joined,
    open::{self, NewDelivery},
};
use domain::{CallEvent, Digest, Receipt, Setup, TenantId};
use sea_orm::ConnectionTrait;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry},
    sync::Arc,
};

type Answer = Result<AcceptedOut, AcceptFault>;
type Identities = HashMap<(TenantId, Digest), Known>;

/// What a request of the batch comes to.
enum Turn {
    /// Its key was used before: this is the answer.
    Answered(Answer),
    /// Its key stands earlier in the batch, with the same body, at this index.
    Like(usize),
    /// Its events are taken, each to its own end.
    Taken(Vec<End>),
}

/// What an event of the batch comes to.
enum End {
    /// It was recorded before the batch.
    Repeated(Receipt),
    /// It is recorded now, at this index.
    Recorded(usize),
    /// An earlier one of the batch is the same, at this index; whether that said something else.
    Like(usize, bool),
}

/// What became of the requests of a batch.
#[derive(Default)]
pub(super) struct Answered {
    /// One for each.
    pub(super) answers: Vec<Answer>,
    /// Whether other workers are owed something.
    pub(super) is_for_others: bool,
}

/// Writes the requests of a batch and answers each. Where the worker may not claim, what they
/// owe is left to others.
pub(super) async fn run(
    store: &Store,
    db: &impl ConnectionTrait,
    batch: &BatchIn<'_>,
    may_claim: bool,
) -> Result<Answered, Fault> {
    let acceptances = batch.acceptances;
    if acceptances.is_empty() {
        return Ok(Answered::default());
    }
    let tenants: BTreeSet<TenantId> = acceptances.iter().map(|one| one.tenant_id).collect();
    let setups = store.setups_within(db, &tenants).await?;
    let used = idempotency::find(db, acceptances).await?;
    let events: Vec<&CallEvent> = acceptances.iter().flat_map(|one| one.events).collect();
    let mut calls = calls::find(db, &events).await?;
    let known = identity::find(db, &events, &calls).await?;
    let (turns, fresh) = turns(acceptances, &used, &known);
    let recorded = record(db, &setups, &mut calls, &fresh).await?;
    projects::assign(store, db, &setups, &mut calls).await?;
    let lines = owed::lines(db, &setups, batch.worker, &recorded).await?;
    let handed = owed::hand_out(&store.inner.ids, batch, may_claim, lines, &recorded);
    write(db, calls, &recorded, handed.open).await?;
    // Reads the calls as they are by now.
    finish::log(db, handed.expired).await?;
    let mut owed = handed.owed;
    recording::free(db, batch, may_claim, &setups, &recorded, &mut owed).await?;
    let is_for_others = owed.iter().any(|owed| owed.is_for_others);
    let is_taken: Vec<bool> = turns
        .iter()
        .map(|turn| matches!(turn, Turn::Taken(_)))
        .collect();
    let answers = answers(turns, &recorded, &mut owed);
    let asked = acceptances.iter().zip(&answers).zip(is_taken);
    let taken = asked.filter_map(|(pair, is_taken)| is_taken.then_some(pair));
    keep_answers(db, taken).await?;
    Ok(Answered {
        answers,
        is_for_others,
    })
}

/// Sorts out which events are new; those come with it, in their order.
fn turns<'a>(
    acceptances: &[AcceptanceIn<'a>],
    used: &HashMap<Use<'a>, Used>,
    known: &Identities,
) -> (Vec<Turn>, Vec<&'a CallEvent>) {
    let mut fresh: Vec<&CallEvent> = Vec::new();
    let mut first = HashMap::new();
    let mut keys: HashMap<Use<'_>, (usize, Digest)> = HashMap::new();
    let turns = acceptances.iter().enumerate().map(|(index, one)| {
        if let Some((key, body)) = use_of(one) {
            if let Some(before) = used.get(&key) {
                return Turn::Answered(repeated(before, body));
            }
            match keys.entry(key) {
                Entry::Occupied(earlier) if earlier.get().1 == body => {
                    return Turn::Like(earlier.get().0);
                }
                Entry::Occupied(_) => return Turn::Answered(Err(AcceptFault::KeyReused)),
                Entry::Vacant(vacant) => vacant.insert((index, body)),
            };
        }
        let events = one.events.iter();
        Turn::Taken(
            events
                .map(|event| end(event, known, &mut first, &mut fresh))
                .collect(),
        )
    });
    (turns.collect(), fresh)
}

fn end<'a>(
    event: &'a CallEvent,
    known: &Identities,
    first: &mut HashMap<(TenantId, Digest), usize>,
    fresh: &mut Vec<&'a CallEvent>,
) -> End {
    let identity = (event.tenant_id, event.identity);
    if let Some(known) = known.get(&identity) {
        return End::Repeated(known.receipt(event));
    }
    match first.entry(identity) {
        Entry::Occupied(earlier) => {
            let index = *earlier.get();
            let same = fresh
                .get(index)
                .is_some_and(|first| first.content == event.content);
            End::Like(index, !same)
        }
        Entry::Vacant(vacant) => {
            vacant.insert(fresh.len());
            fresh.push(event);
            End::Recorded(fresh.len() - 1)
        }
    }
}

fn repeated(before: &Used, body: Digest) -> Answer {
    if before.body != body.0 {
        return Err(AcceptFault::KeyReused);
    }
    Ok(AcceptedOut {
        receipts: before.receipts.clone(),
        ..AcceptedOut::default()
    })
}

/// Plans new events in their order, with all that is known of their calls.
async fn record<'a>(
    db: &impl ConnectionTrait,
    setups: &HashMap<TenantId, Arc<Setup>>,
    calls: &mut Calls,
    fresh: &[&'a CallEvent],
) -> Result<Vec<Recorded<'a>>, Fault> {
    let mut history = history::find(db, calls::brought(calls, fresh)).await?;
    let recorded = fresh.iter().map(|event| {
        let call = calls::of(calls, event);
        let setup = setups.get(&event.tenant_id);
        let hours = setup.and_then(|setup| setup.tenant.hours.as_ref());
        call.grow(event, &mut history, hours);
        events::record(event, call, setup)
    });
    Ok(recorded.collect())
}

/// Writes events with their calls and what they owe.
async fn write(
    db: &impl ConnectionTrait,
    calls: Calls,
    recorded: &[Recorded<'_>],
    open: Vec<NewDelivery>,
) -> Result<(), Fault> {
    let mut joined = Joined::default();
    calls::upsert(&mut joined, calls);
    events::insert(&mut joined, recorded)?;
    open::add(&mut joined, open);
    let written = recorded
        .iter()
        .map(|one| (one.event, one.call_key, count(one)));
    identity::insert(&mut joined, written);
    Ok(joined.run(db).await?)
}

fn answers(turns: Vec<Turn>, recorded: &[Recorded<'_>], owed: &mut [Owed]) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::with_capacity(turns.len());
    for turn in turns {
        let answer = match turn {
            Turn::Answered(answer) => answer,
            Turn::Like(index) => Ok(AcceptedOut {
                receipts: receipts_at(&answers, index),
                ..AcceptedOut::default()
            }),
            Turn::Taken(ends) => Ok(accepted(ends, recorded, owed)),
        };
        answers.push(answer);
    }
    answers
}

fn receipts_at(answers: &[Answer], index: usize) -> Vec<Receipt> {
    match answers.get(index) {
        Some(Ok(accepted)) => accepted.receipts.clone(),
        _ => Vec::new(),
    }
}

fn accepted(ends: Vec<End>, recorded: &[Recorded<'_>], owed: &mut [Owed]) -> AcceptedOut {
    let mut accepted = AcceptedOut::default();
    for end in ends {
        let (index, duplicate, differs) = match end {
            End::Repeated(receipt) => {
                accepted.receipts.push(receipt);
                continue;
            }
            End::Recorded(index) => (index, false, false),
            End::Like(index, differs) => (index, true, differs),
        };
        accepted
            .receipts
            .extend(recorded.get(index).map(|one| Receipt {
                event_id: one.snapshot.event_id.clone(),
                delivery_count: count(one),
                duplicate,
                differs,
            }));
        if let Some(owed) = owed.get_mut(index) {
            accepted.claims.append(&mut owed.claims);
            accepted.left.append(&mut owed.left);
        }
    }
    accepted
}

fn count(recorded: &Recorded<'_>) -> u32 {
    u32::try_from(recorded.wanted.len()).unwrap_or(u32::MAX)
}

/// Keeps the answers to keys that were used for the first time.
async fn keep_answers<'a>(
    db: &impl ConnectionTrait,
    taken: impl Iterator<Item = (&'a AcceptanceIn<'a>, &'a Answer)>,
) -> Result<(), Fault> {
    let mut kept = BTreeMap::new();
    for (one, answer) in taken {
        if let (Some((key, body)), Ok(accepted), Some(event)) =
            (use_of(one), answer, one.events.first())
        {
            let answer = (body, accepted.receipts.as_slice(), event.accepted_at);
            kept.insert(key, answer);
        }
    }
    idempotency::keep(db, &kept).await
}
