//! The database: whether it answers, is up to date, is in use, and has its key.

use super::{Area, Finding};
use crate::{
    config::{Config, secret_key::KEY_FILE, secret_key::SecretKey},
    database::{self, is_served},
};
use migrations::Migrator;
use sea_orm_migration::MigratorTrait as _;
use store::{Store, StoreOptions};

/// What is wrong with the database. One that is not there yet is not made.
pub async fn findings(config: &Config) -> Vec<Finding> {
    if let Some(file) = config.sqlite_file()
        && !file.exists()
    {
        let sentence = format!(
            "There is no database at {} yet: `hookline serve` or `hookline migrate` makes it.",
            file.display()
        );
        return vec![Finding::note(Area::Database, sentence)];
    }
    let (key, missing) = match key(config) {
        Ok(key) => (Some(key), None),
        Err(finding) => (None, Some(finding)),
    };
    missing
        .into_iter()
        .chain(reach(config, key).await)
        .collect()
}

/// The key that was set, or the one in the data folder.
fn key(config: &Config) -> Result<[u8; 32], Finding> {
    if let Some(key) = &config.secret_key {
        return Ok(key.bytes());
    }
    let file = config.data_dir.join(KEY_FILE);
    let text = std::fs::read_to_string(&file).map_err(|error| {
        Finding::fault(
            Area::Database,
            format!(
                "There is a database, but its key {} cannot be read ({error}): no secret can be \
                 opened. Put the file back from your backup, or set HOOKLINE_SECRET_KEY.",
                file.display()
            ),
        )
    })?;
    let key = SecretKey::from_hex(text.trim()).map(|key| key.bytes());
    key.ok_or_else(|| {
        Finding::fault(
            Area::Database,
            format!("{} does not hold 64 hexadecimal digits.", file.display()),
        )
    })
}

/// What is wrong with the database itself. Without a key all but the secrets can be looked at.
async fn reach(config: &Config, key: Option<[u8; 32]>) -> Vec<Finding> {
    let options = StoreOptions {
        url: config.database_url.clone(),
        key: key.unwrap_or_default(),
    };
    let store = match Store::connect(&options).await {
        Ok(store) => store,
        Err(error) => return vec![unreachable(&error)],
    };
    if let Err(error) = store.ping().await {
        return vec![unreachable(&error)];
    }
    let pending = pending(&store).await;
    let wrong_key = match (&pending, key) {
        (None, Some(_)) => wrong_key(config, &store).await,
        // There is nothing to hold a key against.
        (Some(_), _) | (_, None) => None,
    };
    [pending, wrong_key, in_use(config)]
        .into_iter()
        .flatten()
        .collect()
}

async fn wrong_key(config: &Config, store: &Store) -> Option<Finding> {
    match store.key_fits().await {
        Ok(None | Some(true)) => None,
        Ok(Some(false)) => Some(Finding::fault(
            Area::Database,
            format!("HOOKLINE_SECRET_KEY: {}.", database::wrong_key(config)),
        )),
        Err(error) => Some(unreachable(&error)),
    }
}

fn unreachable(error: &dyn std::fmt::Display) -> Finding {
    Finding::fault(
        Area::Database,
        format!("The database does not answer ({error}): start it, or mend HOOKLINE_DATABASE_URL."),
    )
}

async fn pending(store: &Store) -> Option<Finding> {
    match Migrator::get_pending_migrations_read_only(store.writer()).await {
        Ok(pending) if pending.is_empty() => None,
        Ok(pending) => Some(Finding::note(
            Area::Database,
            format!(
                "{} migrations are pending: `hookline serve` and `hookline migrate` carry them out.",
                pending.len()
            ),
        )),
        Err(error) => Some(Finding::fault(
            Area::Database,
            format!("It cannot be read which migrations the database has ({error})."),
        )),
    }
}

/// Told because a second server on the same file would be refused.
fn in_use(config: &Config) -> Option<Finding> {
    let file = config.sqlite_file()?;
    is_served(&file).then(|| {
        let sentence = format!("A server serves from {} at this moment.", file.display());
        Finding::note(Area::Database, sentence)
    })
}
