//! Opening the database: its folder, its key, its schema, and on SQLite the lock of its server.

use crate::config::{
    Config, ConfigError,
    secret_key::{self, KEY_FILE, NEW_KEY_FILE, SecretKey},
};
use anyhow::{Context as _, bail};
use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
};
use store::{Store, StoreOptions};

/// Opens the database with its schema up to date, for the server and the command line alike.
///
/// # Errors
/// In sentences: what is wrong and what to do.
pub async fn open(config: &Config) -> anyhow::Result<Store> {
    if let Some(file) = config.sqlite_file() {
        make_folder_of(&file)?;
    }
    let key = key(config)?;
    let options = StoreOptions {
        url: config.database_url.clone(),
        key: key.bytes(),
    };
    let store = Store::connect(&options)
        .await
        .context("the database cannot be opened; see `hookline doctor`")?;
    migrate(config, &store).await?;
    prove_key(config, &store).await?;
    Ok(store)
}

/// Refuses a key that opens none of the secrets: every request that needs one would fail.
async fn prove_key(config: &Config, store: &Store) -> anyhow::Result<()> {
    let fits = store.bind_key().await;
    if fits.context("it cannot be read whether the key is that of the database")? {
        return Ok(());
    }
    bail!(ConfigError::new("HOOKLINE_SECRET_KEY", wrong_key(config)))
}

/// What is wrong with a key that is not that of the database, and what to do.
#[must_use]
pub fn wrong_key(config: &Config) -> String {
    let (key, remedy) = match config.secret_key {
        Some(_) => ("it".to_owned(), "set the one that it was made with"),
        None => (
            config.data_dir.join(KEY_FILE).display().to_string(),
            "put the file back from your backup",
        ),
    };
    // Left where a rotation did not come to its end.
    let new = config.data_dir.join(NEW_KEY_FILE);
    let hint = if new.exists() {
        format!(", or the one in {}", new.display())
    } else {
        String::new()
    };
    format!(
        "{key} is not the key of this database, so that no secret in it can be opened; \
         {remedy}{hint}"
    )
}

async fn migrate(config: &Config, store: &Store) -> anyhow::Result<()> {
    // PostgreSQL has a lock of its own for this; on SQLite two processes that start together
    // take turns at a file.
    let turn = config
        .sqlite_file()
        .map(|file| lock_file(&file, "migrating"));
    let turn = turn.transpose()?;
    if let Some(turn) = &turn {
        turn.lock()
            .context("the database's folder takes no locks")?;
    }
    migrations::run(store.writer())
        .await
        .context("the database's tables cannot be brought up to date")
}

/// Makes the folder that a SQLite database lies in, for nobody but its owner.
///
/// # Errors
/// A sentence where it cannot be made.
pub fn make_folder_of(file: &Path) -> anyhow::Result<()> {
    match file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        None => Ok(()),
        Some(folder) => DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .with_context(|| {
                format!(
                    "the folder {} cannot be made; name another in HOOKLINE_DATA_DIR",
                    folder.display()
                )
            }),
    }
}

/// The key that was set, or on SQLite the one in the data folder, made at the first start.
fn key(config: &Config) -> anyhow::Result<SecretKey> {
    if let Some(key) = &config.secret_key {
        return Ok(key.clone());
    }
    let kept = config.data_dir.join(KEY_FILE);
    let database = config
        .sqlite_file()
        .filter(|file| fs::metadata(file).is_ok_and(|file| file.len() > 0));
    if let Some(database) = database
        && !kept.exists()
    {
        let problem = format!(
            "the database {} is there, but its key is not in {}; put the file back or set the key",
            database.display(),
            kept.display()
        );
        bail!(ConfigError::new("HOOKLINE_SECRET_KEY", problem));
    }
    Ok(secret_key::read_or_make(&config.data_dir)?)
}

/// Held while a server serves from a SQLite database; the system lets go of it with the process.
#[derive(Debug)]
pub struct ServerLock {
    _file: File,
}

/// Takes the lock of a SQLite database's server.
///
/// # Errors
/// A sentence where another server has it.
pub fn lock(file: &Path) -> anyhow::Result<ServerLock> {
    let lock = lock_file(file, "lock")?;
    match lock.try_lock() {
        Ok(()) => Ok(ServerLock { _file: lock }),
        Err(TryLockError::WouldBlock) => bail!(
            "another server already serves from {}; stop it first, or give this one another HOOKLINE_DATA_DIR",
            file.display()
        ),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("the folder of {} takes no locks", file.display()))
        }
    }
}

/// Whether a server serves from a SQLite database at this moment.
#[must_use]
pub fn is_served(file: &Path) -> bool {
    let lock = File::open(lock_path(file, "lock"));
    lock.is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

fn lock_path(database: &Path, what: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(format!(".{what}"));
    PathBuf::from(name)
}

fn lock_file(database: &Path, what: &str) -> anyhow::Result<File> {
    let path = lock_path(database, what);
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .with_context(|| {
            format!(
                "the file {} cannot be made; give its folder to the user that runs Hookline",
                path.display()
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_is_told_so_and_a_later_one_may_serve() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        let first = lock(&file).unwrap();
        let refusal = lock(&file).unwrap_err().to_string();
        assert!(
            refusal.contains("another server already serves"),
            "{refusal}"
        );
        assert!(is_served(&file));
        drop(first);
        assert!(!is_served(&file));
        lock(&file).unwrap();
    }
}
