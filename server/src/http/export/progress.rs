//! How far the files have come that are being written, by the mark that a page gave its own.

use app::desk::FileProgress;
use domain::TenantId;
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

/// Files of one tenant that are written at once.
const AT_ONCE_OF_TENANT: usize = 3;
/// Files that are written at once, and those that were last.
const KNOWN_MAX: usize = 200;
/// Longest mark, in bytes.
const MARK_BYTES_MAX: usize = 64;

type Key = (TenantId, String);

/// The files that are written, and those that were last.
#[derive(Clone, Default)]
pub struct Exports(Arc<Mutex<HashMap<Key, Arc<Figures>>>>);

#[derive(Default)]
struct Figures {
    rows: AtomicI64,
    total: AtomicI64,
    is_over: AtomicBool,
}

/// A file that is being written; over when it goes, whether it is whole or broke off.
pub struct Running(Arc<Figures>);

impl Exports {
    /// Begins a file; none where too many are under way.
    pub fn begin(&self, tenant: TenantId, mut mark: String) -> Option<Running> {
        mark.truncate(mark.floor_char_boundary(MARK_BYTES_MAX));
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_open = |figures: &Arc<Figures>| !figures.is_over.load(Ordering::Relaxed);
        let mut of_tenant = known.iter().filter(|((whose, _), _)| *whose == tenant);
        if of_tenant.by_ref().filter(|(_, it)| is_open(it)).count() >= AT_ONCE_OF_TENANT {
            return None;
        }
        if known.len() >= KNOWN_MAX {
            known.retain(|_, figures| is_open(figures));
        }
        if known.len() >= KNOWN_MAX {
            return None;
        }
        let figures = Arc::new(Figures::default());
        known.insert((tenant, mark), Arc::clone(&figures));
        Some(Running(figures))
    }

    /// How far the file with a mark has come; none where nothing has it.
    pub fn find(&self, tenant: TenantId, mark: &str) -> Option<FileProgress> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let figures = known.get(&(tenant, mark.to_owned()))?;
        Some(FileProgress {
            rows: figures.rows.load(Ordering::Relaxed),
            total: figures.total.load(Ordering::Relaxed),
            is_over: figures.is_over.load(Ordering::Relaxed),
        })
    }
}

impl Running {
    /// Says how many rows there will be.
    pub fn set_total(&self, total: i64) {
        self.0.total.store(total, Ordering::Relaxed);
    }

    /// Counts rows that are written; how many there are now.
    pub fn add(&self, rows: usize) -> i64 {
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        self.0.rows.fetch_add(rows, Ordering::Relaxed) + rows
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.is_over.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(number: u8) -> TenantId {
        let text = format!("{}_{number:032x}", TenantId::PREFIX);
        text.parse().unwrap()
    }

    #[test]
    fn a_file_is_known_to_its_tenant_alone() {
        let exports = Exports::default();
        let running = exports.begin(tenant(1), "a".to_owned()).unwrap();
        running.set_total(5);
        assert_eq!(running.add(2), 2);
        let progress = |is_over| {
            Some(FileProgress {
                rows: 2,
                total: 5,
                is_over,
            })
        };
        assert_eq!(exports.find(tenant(1), "a"), progress(false));
        assert_eq!(exports.find(tenant(2), "a"), None);
        drop(running);
        assert_eq!(exports.find(tenant(1), "a"), progress(true));
    }

    #[test]
    fn a_tenant_writes_so_many_files_at_once() {
        let exports = Exports::default();
        let begin = |mark: &str| exports.begin(tenant(1), mark.to_owned());
        let running: Vec<_> = ["a", "b", "c"].map(begin).into_iter().collect();
        assert!(running.iter().all(Option::is_some));
        assert!(begin("d").is_none());
        drop(running);
        assert!(begin("d").is_some());
    }
}
