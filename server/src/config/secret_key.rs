//! The key that seals secrets in the database, and the file it is kept in on SQLite.

use std::{
    fs, io,
    io::Write as _,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

/// The file of the key in the data folder.
pub const KEY_FILE: &str = "secret.key";
/// The file of a key with which everything is being sealed anew, beside it.
pub const NEW_KEY_FILE: &str = "secret.key.new";
/// The file of the key that was in use before.
const OLD_KEY_FILE: &str = "secret.key.old";

/// 32 bytes that are never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey([u8; 32]);

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey")
    }
}

/// The key file cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// It is there, but is not a key.
    #[error(
        "the file {0} does not hold 64 hexadecimal digits; put the key of this database back into it"
    )]
    NotAKey(PathBuf),
    /// The disk refused.
    #[error(
        "the key file {path} cannot be read or made ({error}); give the data folder to the user that runs Hookline"
    )]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

impl SecretKey {
    /// Reads 64 hexadecimal digits.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            let pair = std::str::from_utf8(pair)
                .ok()
                .filter(|pair| !pair.contains('+'))?;
            *byte = u8::from_str_radix(pair, 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// The bytes, for the store alone.
    #[must_use]
    pub const fn bytes(&self) -> [u8; 32] {
        self.0
    }

    fn random() -> Self {
        Self(rand::random())
    }

    fn to_hex(&self) -> String {
        use std::fmt::Write as _;
        self.0
            .iter()
            .fold(String::with_capacity(64), |mut text, byte| {
                // Writing to a string cannot fail.
                let _ = write!(text, "{byte:02x}");
                text
            })
    }
}

/// A key that takes the place of the one in use, once everything is sealed with it. Until it is in
/// its place, or was told, it lies in a file: what is sealed with it is lost without it.
#[derive(Debug)]
pub struct NewKey {
    key: SecretKey,
    folder: PathBuf,
}

impl NewKey {
    /// A random key, written into the data folder.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn make(folder: &Path) -> Result<Self, KeyFileError> {
        let new = Self {
            key: SecretKey::random(),
            folder: folder.to_path_buf(),
        };
        let path = new.path();
        write_new(folder, &path, &new.key).map_err(|error| KeyFileError::Io { path, error })?;
        Ok(new)
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &SecretKey {
        &self.key
    }

    /// The key as it is set from outside, to be told once.
    #[must_use]
    pub fn told(&self) -> String {
        self.key.to_hex()
    }

    /// Its file.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.join(NEW_KEY_FILE)
    }

    /// Puts the file in the place of the one in use, which is kept beside it.
    ///
    /// # Errors
    /// Where the disk refuses; the new key lies beside the old one then.
    pub fn put_in_place(self) -> Result<(), KeyFileError> {
        let path = self.folder.join(KEY_FILE);
        let moved = fs::rename(&path, self.folder.join(OLD_KEY_FILE))
            .and_then(|()| fs::rename(self.path(), &path))
            .and_then(|()| sync(&self.folder));
        moved.map_err(|error| KeyFileError::Io { path, error })
    }

    /// Forgets the file of a key that was told, or with which nothing was sealed.
    pub fn drop_file(self) {
        // What is left of it is a key that is known, or one of nothing.
        let _ = fs::remove_file(self.path());
    }
}

fn write_new(folder: &Path, path: &Path, key: &SecretKey) -> io::Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(key.to_hex().as_bytes())?;
    file.sync_all()?;
    sync(folder)
}

/// Brings what a folder lists to the disk.
fn sync(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// The key in `folder`, made there if it is missing.
///
/// Two processes that start together agree on one key: the file appears whole or not at all,
/// and whoever comes second reads it.
///
/// # Errors
/// Where the file holds something else or the disk refuses.
pub fn read_or_make(folder: &Path) -> Result<SecretKey, KeyFileError> {
    let path = folder.join(KEY_FILE);
    match fs::read_to_string(&path) {
        Ok(text) => SecretKey::from_hex(text.trim()).ok_or(KeyFileError::NotAKey(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make(folder, &path).map_err(|error| KeyFileError::Io {
                path: path.clone(),
                error,
            })?;
            let text = fs::read_to_string(&path).map_err(|error| KeyFileError::Io {
                path: path.clone(),
                error,
            })?;
            SecretKey::from_hex(text.trim()).ok_or(KeyFileError::NotAKey(path))
        }
        Err(error) => Err(KeyFileError::Io { path, error }),
    }
}

fn make(folder: &Path, path: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let draft = folder.join(format!("{KEY_FILE}.{}", std::process::id()));
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&draft)?;
    file.write_all(format!("{}\n", SecretKey::random().to_hex()).as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        Ok(()) | Err(_) => sync(folder),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_key_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = read_or_make(folder.path()).unwrap();
        assert_eq!(read_or_make(folder.path()).unwrap(), first);
        let mode = fs::metadata(folder.path().join(KEY_FILE))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_is_no_key_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(KEY_FILE), "half").unwrap();
        assert!(matches!(
            read_or_make(folder.path()),
            Err(KeyFileError::NotAKey(_))
        ));
    }

    #[test]
    fn hexadecimal_is_read_in_both_cases_and_nothing_else_is() {
        assert!(SecretKey::from_hex(&"aF".repeat(32)).is_some());
        assert!(SecretKey::from_hex(&"a".repeat(63)).is_none());
        assert!(SecretKey::from_hex(&"+f".repeat(32)).is_none());
    }
}
