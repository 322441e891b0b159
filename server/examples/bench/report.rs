//! The figures of a run: as a table for people, as JSON for programs.

use anyhow::Result;
use serde_json::{Map, Value, json};
use std::{fs, path::Path, time::Duration};

/// Where the JSON goes.
const FOLDER: &str = "target/bench";

/// The figures of one part.
pub struct Report {
    part: &'static str,
    rows: Vec<Row>,
}

/// The figures of one thing.
struct Row {
    what: String,
    figures: Vec<(&'static str, f64)>,
    /// Whether it is as good as wanted, where something is wanted.
    reached: Option<bool>,
}

impl Report {
    /// An empty one.
    #[must_use]
    pub fn new(part: &'static str) -> Self {
        println!("\n{part}");
        Self {
            part,
            rows: Vec::new(),
        }
    }

    /// Adds the figures of one thing and prints them.
    pub fn row(&mut self, what: impl Into<String>, figures: Vec<(&'static str, f64)>) {
        self.add(Row {
            what: what.into(),
            figures,
            reached: None,
        });
    }

    /// Adds sorted times, and whether 95 % of them are as short as wanted.
    pub fn judged(&mut self, what: impl Into<String>, sorted: &[Duration], wanted_ms: f64) {
        let p95_ms = percentile_ms(sorted, 95);
        self.add(Row {
            what: what.into(),
            figures: vec![
                ("ms p50", percentile_ms(sorted, 50)),
                ("ms p95", p95_ms),
                ("ms wanted", wanted_ms),
            ],
            reached: Some(p95_ms <= wanted_ms),
        });
    }

    fn add(&mut self, row: Row) {
        let figures = row.figures.iter();
        let mut texts: Vec<String> = figures
            .map(|(name, figure)| format!("{} {name}", shown(*figure)))
            .collect();
        texts.extend(row.reached.map(|reached| {
            let word = if reached { "reached" } else { "MISSED" };
            word.to_owned()
        }));
        println!("  {:<44} {}", row.what, texts.join("   "));
        self.rows.push(row);
    }

    /// Writes the JSON.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write(self) -> Result<()> {
        let rows = self.rows.into_iter().map(|row| {
            let figures = row.figures.into_iter();
            let figures: Map<String, Value> = figures
                .map(|(name, figure)| (name.to_owned(), figure.into()))
                .collect();
            json!({ "what": row.what, "figures": figures, "reached": row.reached })
        });
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let report = json!({ "cores": cores, "rows": rows.collect::<Vec<_>>() });
        fs::create_dir_all(FOLDER)?;
        let file = Path::new(FOLDER).join(format!("{}.json", self.part));
        fs::write(file, serde_json::to_string_pretty(&report)?)?;
        Ok(())
    }
}

/// As many digits as a person can use.
fn shown(figure: f64) -> String {
    match figure.abs() {
        large if large >= 100.0 => format!("{figure:.0}"),
        middle if middle >= 1.0 => format!("{figure:.1}"),
        _ => format!("{figure:.3}"),
    }
}

/// The middle one of some figures.
#[must_use]
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The time that so many percent of sorted times stay below, in milliseconds.
#[must_use]
pub fn percentile_ms(sorted: &[Duration], percent: usize) -> f64 {
    let place = sorted.len() * percent / 100;
    let time = sorted.get(place.min(sorted.len().saturating_sub(1)));
    time.map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
}
