//! A long delivery log, made inside the database: what 90 days of calls leave behind.
//!
//! Half of the calls are those of one tenant, the others are spread over the rest. A call has two
//! events, each is owed to four integrations; everything about a row follows from its number.

use crate::{
    hookline::{Database, Portal, Tenant},
    load::Load,
    receiver::Receiver,
};
use anyhow::{Context as _, Result};
use domain::{IntegrationId, ProjectId, TenantId};
use engine::{Clock as _, SystemClock};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, DatabaseConnection};
use store::Store;
use uuid::Uuid;

/// The length of a day, in milliseconds.
pub const DAY_MS: i64 = 24 * 3_600_000;
/// How many days the log goes back.
const DAYS: i64 = 90;
/// Answers are kept for 30 days.
const ANSWERS_DAYS: i64 = 29;
/// Deliveries that are written at once; whole calls.
const CHUNK: usize = 160_000;
/// Deliveries of a call.
const PER_CALL: u64 = 8;
/// Calls that come the usual way: half of their deliveries stay held, and the facts of one are
/// those of all the others.
const REPORTED: u32 = 200;
/// What those calls are named after.
const RUN: &str = "reported";

/// The columns of each delivery with a number from `{from}` to below `{to}`.
const SERIES: &str = "WITH RECURSIVE numbers (n) AS (
    SELECT CAST({from} AS BIGINT)
    UNION ALL SELECT n + {step} FROM numbers WHERE n + {step} < {to}
), drawn AS (
    SELECT n, n / 4 AS e, n / 8 AS c, n * 7919 % 9973 AS luck, n * 31 % 97 AS pick,
        {start} + n / 8 * {span} / {calls} AS made_at
    FROM numbers
), stated AS (
    SELECT n, e, c, luck, made_at, 20 + n % 900 AS took_ms,
        CASE WHEN {is_small} THEN {small} ELSE {big} END AS tenant_id,
        CASE WHEN {is_small} THEN {small} WHEN pick < 58 THEN {first} WHEN pick < 87 THEN {second}
            WHEN pick < 96 THEN {third} ELSE {fourth} END AS integration_id,
        CASE WHEN e % 2 = 0 THEN 'answered' WHEN c / 2 % 100 = 7 THEN 'after_rating'
            ELSE 'after_call' END AS moment,
        CASE WHEN luck < 9500 OR pick BETWEEN 58 AND 86 THEN 'delivered'
            WHEN luck < 9900 THEN 'failed' WHEN luck < 9950 THEN 'expired'
            WHEN luck < 9970 THEN 'cancelled' ELSE 'unanswered' END AS state
    FROM drawn
), d AS (
    SELECT stated.*, {delivery_key} AS id, {event_key} AS event_key, {call_key} AS call_key,
        'bench-' || c AS call_id, 'bench-' || c || '-' || (e % 2) AS event_id,
        substr(CAST(10000000 + c * 7919 % 100000 AS TEXT), 2) AS digits,
        CASE WHEN state = 'delivered' THEN CASE WHEN luck % 20 = 0 THEN 201 ELSE 200 END
            WHEN state = 'failed' AND luck % 3 = 0 THEN 404
            WHEN state = 'failed' AND luck % 3 = 1 THEN 500 END AS code,
        CASE WHEN state = 'delivered' THEN 'accepted'
            WHEN state = 'failed' AND luck % 3 < 2 THEN 'status'
            WHEN state IN ('failed', 'unanswered') THEN 'timeout'
            WHEN state = 'expired' THEN 'late' END AS cause,
        CASE WHEN c / 2 % 1000 = 7 THEN {small_project} WHEN c / 2 % 3 < 2 THEN {large_project}
            END AS project_id
    FROM stated
) ";

/// The other tenants: as the big one, with the last of its integrations.
const TENANTS: [&str; 3] = [
    "INSERT INTO tenant (id, name, zone, country, language, revision, created_at)
     SELECT {copy}, 'Bench ' || n, t.zone, t.country, t.language, t.revision, t.created_at
     FROM numbers CROSS JOIN tenant t WHERE t.id = {big}",
    "INSERT INTO integration (tenant_id, id, version, name, slot, enabled, created_at, updated_at,
        paused_at)
     SELECT {copy}, {copy}, i.version, i.name, i.slot, i.enabled, i.created_at, i.updated_at,
        i.paused_at
     FROM numbers CROSS JOIN integration i WHERE i.tenant_id = {big} AND i.id = {fourth}",
    "INSERT INTO integration_version (tenant_id, integration_id, version, author, definition,
        created_at)
     SELECT {copy}, {copy}, v.version, v.author, v.definition, v.created_at
     FROM numbers CROSS JOIN integration_version v
     WHERE v.tenant_id = {big} AND v.integration_id = {fourth}",
];

/// What is written of each chunk, with every how many numbers there is a row.
const ROWS: [(u64, &str); 5] = [
    (
        PER_CALL,
        "INSERT INTO call (tenant_id, id, call_id, phone_reversed, call_counter, moments,
            event_count, last_event_key, first_at, last_at, project_id)
         SELECT d.tenant_id, d.call_key, d.call_id, {reversed} || '05083', 1, t.moments, 2,
            {last_event_key}, d.made_at, d.made_at, d.project_id
         FROM d CROSS JOIN {template} AS t",
    ),
    (
        4,
        "INSERT INTO event (tenant_id, id, call_key, call_id, event_id, moment, seq, facts,
            derived, occurred_at, accepted_at, is_test)
         SELECT d.tenant_id, d.event_key, d.call_key, d.call_id, d.event_id, d.moment,
            1 + d.e % 2, replace(t.facts, '+380500000000', '+38050' || d.digits), t.derived,
            d.made_at, d.made_at, FALSE
         FROM d CROSS JOIN {template} AS t",
    ),
    (
        1,
        "INSERT INTO delivery_log (tenant_id, id, event_key, event_id, integration_id, call_key,
            call_id, moment, state, version, tries, step, cause, code, took_ms, accepted_at,
            finished_at, is_test, project_id)
         SELECT tenant_id, id, event_key, event_id, integration_id, call_key, call_id, moment,
            state, 1, 1, 0, cause, code, took_ms, made_at, made_at + took_ms, FALSE, project_id
         FROM d",
    ),
    (
        1,
        "INSERT INTO attempt (tenant_id, delivery_id, id, try_no, step, version, started_at, cause,
            status, headers, body, body_cut, detail, queue_us, dns_us, connect_us, receiver_us,
            request_hash, is_late)
         SELECT tenant_id, id, {attempt_key}, 1, 0, 1, made_at, cause, code, '[]',
            CASE WHEN made_at > {answers_from} THEN 'No such contact' ELSE '' END, FALSE, '', 900,
            0, 0, took_ms * 1000, '', FALSE
         FROM d WHERE state = 'failed'",
    ),
    (
        1,
        "INSERT INTO hourly_counter (tenant_id, integration_id, hour_at, moment, state, code,
            delivery_count)
         SELECT tenant_id, integration_id, made_at - made_at % 3600000 AS hour_at, moment, state,
            COALESCE(code, 0) AS status, COUNT(*)
         FROM d GROUP BY 1, 2, 3, 4, 5, 6
         ON CONFLICT (tenant_id, integration_id, hour_at, moment, state, code)
         DO UPDATE SET delivery_count = hourly_counter.delivery_count + excluded.delivery_count",
    ),
];

/// The facts of a call that came the usual way.
const TEMPLATE: &str = "(SELECT e.facts, e.derived, k.moments FROM call k
    JOIN event e ON e.tenant_id = k.tenant_id AND e.id = k.last_event_key
    WHERE k.tenant_id = {big} AND k.call_id = 'reported-0')";

/// How much is made.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Deliveries in the log.
    pub rows: u64,
    /// Tenants that share them.
    pub tenants: u64,
}

/// What was made.
pub struct Seeded {
    /// The tenant with half of the log, or all of it.
    pub tenant: Tenant,
    /// Its integrations, that with the most deliveries first; the second one never fails.
    pub integrations: Vec<String>,
    /// A project with two thirds of its calls, and one with a thousandth.
    pub projects: [ProjectId; 2],
    /// The name of its last call.
    pub call: String,
    /// The number that called then, and at some other times.
    pub phone: String,
    /// When the log ends, in milliseconds since 1970.
    pub ends_at: i64,
    /// The database.
    pub store: Store,
}

/// Fills the database of a portal, and starts its server anew.
///
/// # Errors
/// Where the database refuses something.
pub async fn fill(portal: &mut Portal, size: Size) -> Result<Seeded> {
    let (tenant, receiver) = (portal.tenant("Bench")?, Receiver::start().await?);
    let mut integrations = Vec::new();
    // Those of the third and the fourth are held.
    for is_sending in [true, true, false, false] {
        let made = portal.integrate(&tenant, &receiver.url, is_sending);
        integrations.push(made.await?);
    }
    let load = Load {
        events: REPORTED,
        batch: REPORTED,
        connections: 1,
    };
    load.send(&portal.address, &tenant.key, RUN).await?;
    receiver.wait_for(2 * REPORTED).await;
    // Nobody else writes while so much is written.
    portal.stop()?;
    let store = portal.store().await?;
    let ends_at = SystemClock.now_ms();
    let rows = size.rows.next_multiple_of(PER_CALL);
    // An even one, as all of the big tenant's.
    let last_call = (rows / PER_CALL - 1) & !1;
    let sql = Sql {
        database: portal.database,
        tenant: &tenant,
        integrations: &integrations,
        size: Size { rows, ..size },
        starts_at: ends_at - DAYS * DAY_MS,
        projects: [1, 2].map(|number| ProjectId(Uuid::from_u128(number))),
    };
    sql.write(&store).await?;
    let projects = sql.projects;
    portal.start_again().await?;
    Ok(Seeded {
        tenant,
        integrations,
        projects,
        call: format!("bench-{last_call}"),
        phone: format!("+38050{:07}", last_call * 7_919 % 100_000),
        ends_at,
        store,
    })
}

/// What the statements are made of.
struct Sql<'a> {
    database: Database,
    tenant: &'a Tenant,
    integrations: &'a [String],
    size: Size,
    starts_at: i64,
    projects: [ProjectId; 2],
}

impl Sql<'_> {
    async fn write(&self, store: &Store) -> Result<()> {
        let (db, words) = (store.writer(), self.words()?);
        match self.database {
            Database::Sqlite => {
                run(db, "PRAGMA synchronous = OFF").await?;
                run(db, "PRAGMA cache_size = -1000000").await?;
            }
            // The months that an installation of that age has made.
            Database::Postgres => store.prepare_partitions(self.starts_at).await?,
        }
        if self.size.tenants > 1 {
            for insert in TENANTS {
                let sql = filled(insert, &words, [1, self.size.tenants, 1]);
                run(db, &sql).await?;
            }
        }
        for from in (0..self.size.rows).step_by(CHUNK) {
            let to = self.size.rows.min(from + CHUNK as u64);
            for (step, insert) in ROWS {
                run(db, &filled(insert, &words, [from, to, step])).await?;
            }
        }
        run(
            db,
            match self.database {
                // The statistics are those of the product.
                Database::Sqlite => "PRAGMA wal_checkpoint(TRUNCATE)",
                Database::Postgres => "VACUUM ANALYZE",
            },
        )
        .await
    }

    /// What stands in braces, in the order in which it is put in.
    fn words(&self) -> Result<Vec<(&'static str, String)>> {
        let id: TenantId = self.tenant.id.parse()?;
        let mut words = vec![
            ("{template}", TEMPLATE.to_owned()),
            ("{big}", self.literal(id.0)),
            ("{delivery_key}", self.key("made_at", 2, "n")),
            ("{event_key}", self.key("made_at", 1, "e")),
            ("{last_event_key}", self.key("d.made_at", 1, "2 * d.c + 1")),
            ("{call_key}", self.key("made_at", 0, "c")),
            ("{attempt_key}", self.key("made_at", 3, "n")),
            ("{small}", self.key("{start}", 4, "1 + c / 2 % {others}")),
            ("{copy}", self.key("{start}", 4, "n")),
            ("{reversed}", reversed("d.digits")),
        ];
        let names = ["{first}", "{second}", "{third}", "{fourth}"];
        for (name, id) in names.into_iter().zip(self.integrations) {
            let id: IntegrationId = id.parse()?;
            words.push((name, self.literal(id.0)));
        }
        let projects = ["{large_project}", "{small_project}"];
        for (name, id) in projects.into_iter().zip(self.projects) {
            words.push((name, self.literal(id.0)));
        }
        let (span, day) = (DAYS * DAY_MS, DAY_MS);
        let is_small = match self.size.tenants {
            1 => "FALSE",
            _ => "c % 2 = 1",
        };
        words.extend([
            ("{is_small}", is_small.to_owned()),
            ("{start}", self.starts_at.to_string()),
            ("{span}", span.to_string()),
            ("{calls}", (self.size.rows / PER_CALL).to_string()),
            ("{others}", (self.size.tenants - 1).max(1).to_string()),
            (
                "{answers_from}",
                (self.starts_at + span - ANSWERS_DAYS * day).to_string(),
            ),
        ]);
        Ok(words)
    }

    fn literal(&self, id: Uuid) -> String {
        self.uuid(&format!("'{}'", id.simple()))
    }

    /// A UUIDv7 of a time and a number; keys of one kind do not meet those of another.
    fn key(&self, at: &str, kind: u8, number: &str) -> String {
        let (at, number) = (self.hex(at, 12), self.hex(number, 15));
        self.uuid(&format!("{at} || '700{kind}8' || {number}"))
    }

    fn uuid(&self, hex: &str) -> String {
        match self.database {
            Database::Sqlite => format!("unhex({hex})"),
            Database::Postgres => format!("CAST({hex} AS UUID)"),
        }
    }

    fn hex(&self, number: &str, digits: u8) -> String {
        match self.database {
            Database::Sqlite => format!("printf('%0{digits}x', {number})"),
            Database::Postgres => format!("lpad(to_hex({number}), {digits}, '0')"),
        }
    }
}

/// Seven digits, the last one first.
fn reversed(digits: &str) -> String {
    let each = (1..=7)
        .rev()
        .map(|place| format!("substr({digits}, {place}, 1)"));
    each.collect::<Vec<_>>().join(" || ")
}

fn filled(insert: &str, words: &[(&str, String)], [from, to, step]: [u64; 3]) -> String {
    let range = [("{from}", from), ("{to}", to), ("{step}", step)];
    let sql = words
        .iter()
        .fold(format!("{SERIES}{insert}"), |sql, (word, meant)| {
            sql.replace(word, meant)
        });
    range.into_iter().fold(sql, |sql, (word, meant)| {
        sql.replace(word, &meant.to_string())
    })
}

async fn run(db: &DatabaseConnection, sql: &str) -> Result<()> {
    let done = db.execute_unprepared(sql).await;
    done.map(|_| ()).with_context(|| sql.to_owned())
}
