//! The command line. Each command prints one JSON object on standard output and nothing else
//! there; logs and errors go to standard error. None but `serve` stays.

mod audit;
mod keys;
mod members;
mod output;
mod secrets;
mod sources;
mod tenants;

pub use output::{say, say_error};

use crate::{
    config::{Config, settings::Settings},
    database, demo, doctor, serve, telemetry,
};
use clap::{CommandFactory as _, Parser, Subcommand, builder::Resettable};
use engine::{Clock as _, SystemClock};
use serde_json::json;
use std::process::ExitCode;

/// Sends what happens to telephone calls to CRMs and other web services.
#[derive(Debug, Parser)]
#[command(name = "hookline", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring the database up to date, listen, and send what is owed.
    Serve,
    /// Bring the database up to date.
    Migrate,
    /// Make a tenant to look around in; a second run only follows a changed address.
    Demo,
    /// Say in words what is wrong with settings, database, mail and clock.
    Doctor,
    /// Customer companies.
    #[command(subcommand)]
    Tenant(tenants::Tenant),
    /// People of a customer company.
    #[command(subcommand)]
    Member(members::Member),
    /// People of the operator.
    #[command(subcommand)]
    Staff(members::Staff),
    /// Keys of the machine API.
    #[command(subcommand)]
    Key(keys::Key),
    /// Who did what: check it, or print it.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Telephony platforms that report events with their own payloads.
    #[command(subcommand)]
    Source(sources::Source),
    /// The key that seals secrets at rest.
    #[command(subcommand)]
    Secrets(secrets::Secrets),
}

impl Cli {
    /// Reads the arguments; ends the process where they cannot be read.
    #[must_use]
    pub fn read() -> Self {
        Self::try_parse().unwrap_or_else(|error| of_what_was_typed(error).exit())
    }
}

/// The same fault with a usage line of what was typed: clap counts the settings that stand in
/// the environment as typed, too.
fn of_what_was_typed(error: clap::Error) -> clap::Error {
    if !error.use_stderr() {
        // The help that was asked for names the environment.
        return error;
    }
    let command = Cli::command().mut_args(|argument| argument.env(Resettable::Reset));
    let typed = command.try_get_matches_from(std::env::args_os());
    typed.err().unwrap_or(error)
}

/// Runs a command to its end.
///
/// # Errors
/// In sentences: what is wrong and what to do.
pub async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let config = Config::load(cli.settings);
    telemetry::start(config.as_ref().map_or("info", |config| config.log.as_str()));
    if let Command::Doctor = cli.command {
        let report = doctor::run(config, SystemClock.now_ms()).await;
        say(&report.to_string());
        output::print(&report)?;
        return Ok(if report.ok {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        });
    }
    let config = config?;
    match cli.command {
        Command::Serve => serve::run(config, say).await?,
        Command::Doctor => {}
        Command::Migrate => {
            database::open(&config).await?;
            output::print(&json!({"migrated": true}))?;
        }
        Command::Demo => {
            let store = database::open(&config).await?;
            let demo = demo::run(&store, &config.address_policy(), SystemClock.now_ms()).await?;
            output::print(&demo)?;
        }
        Command::Tenant(command) => command.run(&config).await?,
        Command::Member(command) => command.run(&config).await?,
        Command::Staff(command) => command.run(&config).await?,
        Command::Key(command) => command.run(&config).await?,
        Command::Audit(command) => return command.run(&config).await,
        Command::Source(command) => command.run(&config).await?,
        Command::Secrets(command) => command.run(&config).await?,
    }
    Ok(ExitCode::SUCCESS)
}
