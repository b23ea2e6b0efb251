//! Keeps the table last read, so that changing a column's role does not read the file again.

use crate::table::Table;
use failures::Failure;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// A larger table is read again each time rather than held beside a run's own rows.
const MOST_KEPT_BYTES: usize = 32 << 20;

#[derive(Default)]
pub struct TableStore {
    kept: Mutex<Option<Kept>>,
}

struct Kept {
    path: PathBuf,
    stamp: Stamp,
    table: Arc<Table>,
}

/// What tells that a file changed.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified: SystemTime,
}

impl Stamp {
    fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self { bytes: metadata.len(), modified: metadata.modified().ok()? })
    }
}

impl TableStore {
    /// The table at `path`, read again only if the file changed since.
    ///
    /// # Errors
    /// As `Table::open`.
    pub fn open(&self, path: &Path) -> Result<Arc<Table>, Failure> {
        // Stamped before reading: a change while reading then shows as a change.
        let stamp = Stamp::of(path);
        {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if let (Some(kept), Some(stamp)) = (kept.as_ref(), stamp)
                && kept.path == path
                && kept.stamp == stamp
            {
                return Ok(Arc::clone(&kept.table));
            }
        }
        let table = Arc::new(Table::open(path)?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = stamp.filter(|_| table.bytes() <= MOST_KEPT_BYTES).map(|stamp| Kept {
            path: path.to_owned(),
            stamp,
            table: Arc::clone(&table),
        });
        Ok(table)
    }
}
