//! The lock of the caches in memory.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A cache stays usable after a panic elsewhere: no step leaves it half changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
