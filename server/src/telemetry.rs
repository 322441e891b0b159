//! Logs, on standard error. Log lines hold ids, never phone numbers, bodies or secrets.

use std::io::IsTerminal as _;
use tracing_subscriber::EnvFilter;

/// Every command looks whether the tables are up to date; that they are is no news.
const QUIET: &str = "sea_orm_migration=warn";

/// Checks what the operator wants logged.
///
/// # Errors
/// A sentence where it cannot be understood.
pub fn filter(text: &str) -> Result<String, String> {
    match EnvFilter::try_new(text) {
        Ok(_filter) => Ok(text.to_owned()),
        Err(error) => Err(format!(
            "`{text}` is not a log filter ({error}); write `info` or `warn,server=debug`"
        )),
    }
}

/// Starts logging. A second call changes nothing.
pub fn start(filter: &str) {
    let wanted = EnvFilter::try_new(format!("{QUIET},{filter}"));
    let started = tracing_subscriber::fmt()
        .with_env_filter(wanted.unwrap_or_else(|_error| EnvFilter::new("info")))
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .try_init();
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
}
