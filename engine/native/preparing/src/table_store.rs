//! What was read of tables, kept while their files are unchanged: an edit of a column's role, or of the network, reads none
//! again.

use crate::schema::DataSchema;
use crate::warnings::{DataWarning, SplitSetup, data_warnings};
use failures::Failure;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;
use tabular::{DataSetup, ReadOptions, Table, TableAssociation, TableNotice, TableProfile};

/// The columns of a larger table are read again when they are needed rather than held beside a run's own rows.
const MOST_KEPT_BYTES: usize = 32 << 20;
/// Tables of which something is kept: a project uses one.
const MOST_TABLES: usize = 4;
/// Setups of a table whose schema is kept.
const MOST_SCHEMAS: usize = 64;

/// Tables last read, with their profiles and schemas; shared among threads. Whoever asks for a table that another is reading
/// waits for that.
#[derive(Default)]
pub struct TableStore {
    /// In the order of use, the latest last.
    tables: Mutex<Vec<Arc<KeptTable>>>,
}

struct KeptTable {
    path: PathBuf,
    reading: ReadOptions,
    version: FileVersion,
    known: Mutex<Known>,
}

/// What is known of a table's file.
#[derive(Default)]
struct Known {
    table: Option<Arc<Table>>,
    /// Kept of a table that is not.
    notices: Option<Vec<TableNotice>>,
    profile: Option<Arc<TableProfile>>,
    /// In the order they were asked for.
    schemas: Vec<(DataSetup, Arc<DataSchema>)>,
}

/// What changes whenever a file's content may have.
#[derive(Clone, Copy, PartialEq, Eq)]
struct FileVersion {
    bytes: u64,
    modified: SystemTime,
    /// Another file that took its place, where the system numbers files.
    number: u64,
}

impl FileVersion {
    /// `None` for a file that is not there.
    fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self { bytes: metadata.len(), modified: metadata.modified().ok()?, number: number_of(&metadata) })
    }
}

#[cfg(unix)]
fn number_of(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn number_of(_: &Metadata) -> u64 {
    0
}

impl TableStore {
    /// The table at an absolute path, read as the options say.
    ///
    /// # Errors
    /// As `Table::open`.
    pub fn table(&self, path: &Path, reading: &ReadOptions) -> Result<Arc<Table>, Failure> {
        match self.kept(path, reading) {
            Some(kept) => kept.lock().table(path, reading),
            None => Table::open(path, reading).map(Arc::new),
        }
    }

    /// The profile of the table at an absolute path, which it repeats.
    ///
    /// # Errors
    /// As `Table::open`.
    pub fn profile(&self, path: &str, reading: &ReadOptions) -> Result<Arc<TableProfile>, Failure> {
        let file = Path::new(path);
        let Some(kept) = self.kept(file, reading) else {
            return Ok(Arc::new(TableProfile::of(&Table::open(file, reading)?, path)));
        };
        let mut known = kept.lock();
        if let Some(profile) = &known.profile {
            return Ok(Arc::clone(profile));
        }
        let profile = Arc::new(TableProfile::of(&*known.table(file, reading)?, path));
        known.profile = Some(Arc::clone(&profile));
        Ok(profile)
    }

    /// What the columns of the table at an absolute path tell of one of them.
    ///
    /// # Errors
    /// As `Table::open`, and when no column has the target's name.
    pub fn association(&self, path: &Path, reading: &ReadOptions, target: &str) -> Result<TableAssociation, Failure> {
        TableAssociation::of(&*self.table(path, reading)?, target)
    }

    /// What reading the table of a setup, whose path is absolute, found that a person should know.
    ///
    /// # Errors
    /// As `Table::open`.
    pub fn notices(&self, setup: &DataSetup) -> Result<Vec<TableNotice>, Failure> {
        let (file, reading) = (Path::new(&setup.path), &setup.reading);
        let Some(kept) = self.kept(file, reading) else {
            return Ok(Table::open(file, reading)?.notices);
        };
        let mut known = kept.lock();
        if known.notices.is_none() {
            known.table(file, reading)?;
        }
        Ok(known.notices.clone().unwrap_or_default())
    }

    /// The schema of a table under a setup, whose path is absolute.
    ///
    /// # Errors
    /// As `Table::open` and `DataSchema::of`.
    pub fn schema(&self, setup: &DataSetup) -> Result<Arc<DataSchema>, Failure> {
        let (file, reading) = (Path::new(&setup.path), &setup.reading);
        let Some(kept) = self.kept(file, reading) else {
            return Ok(Arc::new(DataSchema::of(&Table::open(file, reading)?, setup)?));
        };
        let mut known = kept.lock();
        if let Some((_, schema)) = known.schemas.iter().find(|(of, _)| of == setup) {
            return Ok(Arc::clone(schema));
        }
        let schema = Arc::new(DataSchema::of(&*known.table(file, reading)?, setup)?);
        if known.schemas.len() == MOST_SCHEMAS {
            known.schemas.remove(0);
        }
        known.schemas.push((setup.clone(), Arc::clone(&schema)));
        Ok(schema)
    }

    /// What a person should know before training over a table under a setup, whose path is absolute.
    ///
    /// # Errors
    /// As `Table::open` and `DataSchema::of`.
    pub fn warnings(&self, setup: &DataSetup, split: SplitSetup) -> Result<Vec<DataWarning>, Failure> {
        data_warnings(&*self.table(Path::new(&setup.path), &setup.reading)?, setup, split)
    }

    /// What is kept of a file read so, begun anew if it changed; `None` for one that is not there.
    fn kept(&self, path: &Path, reading: &ReadOptions) -> Option<Arc<KeptTable>> {
        // Looked at before anything is read: a change while reading then shows as a change.
        let version = FileVersion::of(path);
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = |kept: &Arc<KeptTable>| kept.path == path && kept.reading == *reading;
        let before = tables.iter().position(is_same).map(|index| tables.remove(index));
        let version = version?;
        let kept = before.filter(|kept| kept.version == version).unwrap_or_else(|| {
            let reading = reading.clone();
            Arc::new(KeptTable { path: path.to_owned(), reading, version, known: Mutex::default() })
        });
        if tables.len() == MOST_TABLES {
            tables.remove(0);
        }
        tables.push(Arc::clone(&kept));
        Some(kept)
    }
}

impl KeptTable {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn table(&mut self, path: &Path, reading: &ReadOptions) -> Result<Arc<Table>, Failure> {
        if let Some(table) = &self.table {
            return Ok(Arc::clone(table));
        }
        let table = Arc::new(Table::open(path, reading)?);
        self.notices = Some(table.notices.clone());
        if table.bytes() <= MOST_KEPT_BYTES {
            self.table = Some(Arc::clone(&table));
        }
        Ok(table)
    }
}
