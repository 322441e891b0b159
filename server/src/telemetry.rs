//! Logs, on standard error. Log lines hold ids, never phone numbers, bodies or secrets.

use tracing_subscriber::EnvFilter;

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
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_error| EnvFilter::new("info"));
    let started = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
}
