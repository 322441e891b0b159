//! Tests of the engine as a whole: against real hostile receivers, against a ledger in memory
//! in virtual time, and in seeded simulations with crashes.

mod clock;
mod delivering;
mod health;
mod left_behind;
mod pausing;
mod putting_off;
mod receivers;
mod request_kept;
mod simulation;
mod slots;
mod steps;
mod stopping;
mod storage_away;
mod test_places;
mod tls;
mod tokens;
mod unreadable;
mod world;
