//! How soon the first page of the delivery log comes, whatever is asked of a long one.

use crate::{
    Settings,
    answers::{self, Answers},
    hookline::{Database, Portal},
    report::Report,
    seed::{self, DAY_MS, Seeded, Size},
    standing::SETTLED_AFTER,
};
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::time::Instant;

/// How many tenants share the log; one of them has half of it.
const TENANTS: u64 = 100;
/// How many days the period has that is asked for.
const PERIOD_DAYS: i64 = 30;
/// Wanted of a period with one more filter, and of a combination.
const ONE_MS: f64 = 50.0;
const SEVERAL_MS: f64 = 300.0;

/// What is asked: how it is called, its filters, and how soon its answer is wanted.
type Question = (&'static str, String, f64);

/// Fills each database and asks the tenant with half of the log.
///
/// # Errors
/// Where something does not start or is refused.
pub async fn run(settings: &Settings) -> Result<()> {
    let mut report = Report::new("log");
    let size = Size {
        rows: settings.rows,
        tenants: TENANTS,
    };
    for database in Database::ALL {
        let (name, begun) = (database.name(), Instant::now());
        let mut portal = Portal::start(database).await?;
        let seeded = seed::fill(&mut portal, size).await?;
        let bytes = seeded.store.size_bytes().await?;
        report.row(
            format!("{name}, {} deliveries of {TENANTS} tenants", size.rows),
            vec![
                ("s to make them", begun.elapsed().as_secs_f64()),
                ("MB of database", bytes as f64 / 1e6),
            ],
        );
        tokio::time::sleep(SETTLED_AFTER).await;
        for (what, filters, wanted_ms) in questions(&seeded) {
            let request = portal.manage(&seeded.tenant, &format!("/deliveries?{filters}"))?;
            let answers = answers::ask(&request).await?;
            let what = format!("{name}, {what} ({} rows)", rows(&answers)?);
            report.judged(what, &answers.times, wanted_ms);
        }
    }
    report.write()
}

/// How many rows the page has.
fn rows(answers: &Answers) -> Result<usize> {
    let text = String::from_utf8_lossy(&answers.body);
    ensure!(answers.status.is_success(), "{}: {text}", answers.status);
    let page: Value = serde_json::from_str(&text)?;
    let items = page.get("items").and_then(Value::as_array);
    Ok(items.context("a page without items")?.len())
}

fn questions(seeded: &Seeded) -> Vec<Question> {
    let to = seeded.ends_at;
    let period = format!("from={}&to={to}", to - PERIOD_DAYS * DAY_MS);
    let [large, sound, small] = [0, 1, 3].map(|place| {
        let id = seeded.integrations.get(place);
        format!("integration={}", id.map_or("", String::as_str))
    });
    let [common, rare] = seeded.projects.map(|id| format!("project={id}"));
    let phone = format!("phone={}", seeded.phone.replace('+', "%2B"));
    let call = format!("call_id={}", seeded.call);
    let one: [(&str, &str); 14] = [
        ("a large integration", large.as_str()),
        ("a small integration", &small),
        ("a large project", &common),
        ("a small project", &rare),
        ("delivered", "state=delivered"),
        ("failed", "state=failed"),
        ("unanswered, which is rare", "state=unanswered"),
        ("held", "state=held"),
        ("answered", "moment=answered"),
        ("after_rating, which is rare", "moment=after_rating"),
        ("code 200", "code=200"),
        ("code 404", "code=404"),
        ("a number", &phone),
        ("a call", &call),
    ];
    let several: [(&str, [&str; 2]); 12] = [
        ("unanswered, a large one", ["state=unanswered", &large]),
        ("unanswered, a small one", ["state=unanswered", &small]),
        ("failed, one that never fails", ["state=failed", &sound]),
        ("404, after_rating", ["code=404", "moment=after_rating"]),
        ("201, after_rating", ["code=201", "moment=after_rating"]),
        ("code 200, a small one", ["code=200", &small]),
        ("failed, answered", ["state=failed", "moment=answered"]),
        ("failed, a number", ["state=failed", &phone]),
        ("failed, a large project", ["state=failed", &common]),
        ("failed, a small project", ["state=failed", &rare]),
        ("a small project, a large one", [&rare, &large]),
        ("a large project, a small one", [&common, &small]),
    ];
    let mut questions = vec![
        ("no filter", String::new(), ONE_MS),
        ("a period", period.clone(), ONE_MS),
    ];
    let within = |filters: &str| format!("{period}&{filters}");
    questions.extend(one.map(|(what, filter)| (what, within(filter), ONE_MS)));
    questions.extend(several.map(|(what, all)| (what, within(&all.join("&")), SEVERAL_MS)));
    questions
}
