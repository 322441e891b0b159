//! From rows of the store to how the installation stands.

use super::view::{
    DayLine, EngineLine, GrownLine, GrowthView, IncidentLine, MailLine, QueueLine, ReceiverLine,
    SystemView, WorkerLine,
};
use crate::{
    components::hours::{HOUR_MS, filled},
    error::AppError,
    i18n::Texts,
    session::StaffScope,
    stamp::day_and_year,
};
use store::QUEUE_COUNTED_MAX;

/// So many hours are drawn.
const HOURS: i64 = 48;
/// A day, in milliseconds.
const DAY_MS: i64 = 24 * HOUR_MS;
/// At least so many days of the database are drawn.
const DAYS: i64 = 30;
/// Over so many days it is told what the database grew by.
const GROWN_OVER: [i64; 3] = [1, 7, 30];

pub(super) async fn view(scope: &StaffScope) -> Result<SystemView, AppError> {
    let (store, now) = (&scope.store, scope.now());
    let queue = queue(scope).await?;
    let since = (now.div_euclid(HOUR_MS) - HOURS + 1) * HOUR_MS;
    let database = if store.is_sqlite() {
        "SQLite"
    } else {
        "PostgreSQL"
    };
    Ok(SystemView {
        at: scope.stamp(now),
        engine: engine(scope),
        queue_cut: queue.iter().map(|line| line.open).sum::<i64>() >= QUEUE_COUNTED_MAX,
        queue,
        workers: workers(scope).await?,
        slowest: slowest(scope).await?,
        incidents: incidents(scope).await?,
        hours: filled(&store.hours(since).await?, since, now, |at| scope.stamp(at)),
        database_bytes: store.size_bytes().await?,
        database: database.to_owned(),
        mail: mail(scope).await?,
    })
}

pub(super) async fn growth(scope: &StaffScope) -> Result<GrowthView, AppError> {
    let (store, now) = (&scope.store, scope.now());
    let bytes = store.size_bytes().await?;
    let mut grown = Vec::with_capacity(GROWN_OVER.len());
    for days in GROWN_OVER {
        let before = store.size_at(now - days * DAY_MS).await?;
        let bytes = before.map(|before| bytes - before);
        grown.push(GrownLine { days, bytes });
    }
    let free_bytes = scope.desk.free_bytes();
    let name = |day: i64| day_and_year(Texts::of(scope.language), "UTC", day * DAY_MS);
    let rows = store.sizes().await?.into_iter().map(|row| {
        let day = row.hour_at.div_euclid(DAY_MS);
        DayLine {
            day,
            name: name(day),
            bytes: row.bytes,
        }
    });
    let days: Vec<DayLine> = rows.collect();
    let today = now.div_euclid(DAY_MS);
    let known = days.first().map_or(today, |line| line.day);
    let first_day = known.min(today - DAYS + 1);
    Ok(GrowthView {
        enough_days: free_bytes.and_then(|free| enough_days(free, &grown)),
        free_bytes,
        grown,
        days,
        first_day,
        from: name(first_day),
        places: today - first_day + 1,
    })
}

/// For how many days there is room, by the longest time of which the growth is known.
fn enough_days(free: i64, grown: &[GrownLine]) -> Option<i64> {
    let known = grown.iter().rev().find(|line| line.bytes.is_some())?;
    let bytes = known.bytes.filter(|bytes| *bytes > 0)?;
    Some(free.saturating_mul(known.days) / bytes)
}

fn engine(scope: &StaffScope) -> EngineLine {
    let engine = scope.desk.engine_now();
    EngineLine {
        queued: engine.queued,
        in_flight: engine.in_flight,
        parallel: engine.parallel_total,
        settled: engine.settled,
        storage_away: engine.storage_away,
    }
}

async fn queue(scope: &StaffScope) -> Result<Vec<QueueLine>, AppError> {
    let now = scope.now();
    let rows = scope.store.queue(now).await?.into_iter();
    let lines = rows.map(|row| QueueLine {
        class: row.class,
        open: row.open,
        claimed: row.claimed,
        due: row.due,
        held: row.held,
        oldest_ms: row.oldest_due_at.map(|at| now - at),
    });
    Ok(lines.collect())
}

async fn workers(scope: &StaffScope) -> Result<Vec<WorkerLine>, AppError> {
    let now = scope.now();
    let rows = scope.store.list_workers().await?.into_iter();
    let lines = rows.map(|row| WorkerLine {
        id: row.id,
        alive: row.alive_until > now,
        slots: row.slots,
        claims: row.claims,
    });
    Ok(lines.collect())
}

async fn slowest(scope: &StaffScope) -> Result<Vec<ReceiverLine>, AppError> {
    let rows = scope.store.slowest_receivers().await?.into_iter();
    let lines = rows.map(|row| ReceiverLine {
        tenant_id: row.tenant_id,
        tenant: row.tenant_name,
        name: row.name,
        took_ms: row.took_ms,
    });
    Ok(lines.collect())
}

async fn incidents(scope: &StaffScope) -> Result<Vec<IncidentLine>, AppError> {
    let rows = scope.store.open_incidents().await?.into_iter();
    let lines = rows.map(|row| IncidentLine {
        tenant_id: row.tenant_id,
        tenant: row.tenant_name,
        name: row.name,
        cause: row.cause,
        code: row.code.and_then(|code| u16::try_from(code).ok()),
        since: scope.stamp(row.opened_at),
    });
    Ok(lines.collect())
}

async fn mail(scope: &StaffScope) -> Result<MailLine, AppError> {
    let counts = scope.store.mail_counts().await?;
    Ok(MailLine {
        waiting: counts.waiting,
        sent: counts.sent,
        failed: counts.failed,
        oldest_ms: counts.oldest_due_at.map(|at| (scope.now() - at).max(0)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_enough_for_as_long_as_the_longest_known_growth_says() {
        let line = |days, bytes| GrownLine { days, bytes };
        let grown = [line(1, Some(5)), line(7, Some(70)), line(30, None)];
        assert_eq!(enough_days(1_000, &grown), Some(100));
        assert_eq!(enough_days(1_000, &[line(1, Some(0))]), None);
        assert_eq!(enough_days(1_000, &[line(1, Some(-5))]), None);
        assert_eq!(enough_days(1_000, &[line(1, None)]), None);
    }
}
