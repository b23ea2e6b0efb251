//! What was read of tables, kept while their files are unchanged: an edit of a column's role, or of the network, reads none
//! again.

use crate::column_spread::ColumnSpreads;
use crate::data_tables::HeldTables;
use crate::partition::SplitSetup;
use crate::preparation::Preparation;
use crate::schema::DataSchema;
use crate::used_columns::UsedColumns;
use crate::warnings::{TableJudgement, data_warnings};
use failures::Failure;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;
use tabular::{
    DataFile, DataSetup, PairSetup, ReadOptions, Table, TableAssociation, TableNotice, TablePair, TableProfile,
};
use trainer::memory::available_bytes;

/// Columns of tables held at most, all together; of larger ones they are read again when they are needed.
const MOST_KEPT_BYTES: usize = 512 << 20;
/// The share of the memory there is that they may take, one in so many: a run's own rows need the rest.
const SHARE_OF_MEMORY: usize = 4;
/// Tables of which something is kept: a project uses one or, with a validation and a test file, three, each of the two at first
/// as its own cells tell its types.
const MOST_TABLES: usize = 8;
/// Setups of a table for which an answer is remembered.
const MOST_REMEMBERED: usize = 64;

/// Tables last read, with their profiles, schemas and judgements; shared among threads. Whoever asks for a table that another
/// is reading waits for that.
pub struct TableStore {
    /// In the order of use, the latest last.
    tables: Mutex<Vec<Arc<KeptTable>>>,
    /// What is known of several files together.
    together: Mutex<Together>,
    most_bytes: usize,
}

/// The versions of the files of a setup: of its table, of the validation file and of the test file.
type FileVersions = [Option<FileVersion>; 3];

/// What is known of setups with a validation or test file.
#[derive(Default)]
struct Together {
    schemas: Remembered<(DataSetup, FileVersions), Arc<DataSchema>>,
    judgements: Remembered<(DataSetup, SplitSetup, FileVersions), TableJudgement>,
}

struct KeptTable {
    path: PathBuf,
    reading: ReadOptions,
    version: FileVersion,
    known: Mutex<Known>,
    /// Held for a moment only, so that room is made for another table while this one is looked into.
    table: Mutex<Option<Arc<Table>>>,
}

/// What is known of a table's file beside its columns, and kept when they are not.
#[derive(Default)]
struct Known {
    notices: Option<Vec<TableNotice>>,
    profile: Option<Arc<TableProfile>>,
    schemas: Remembered<DataSetup, Arc<DataSchema>>,
    judgements: Remembered<(DataSetup, SplitSetup), TableJudgement>,
}

/// The latest answers by what was asked, in the order they were asked for.
struct Remembered<Asked, Answer>(Vec<(Asked, Answer)>);

impl<Asked, Answer> Default for Remembered<Asked, Answer> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<Asked: PartialEq, Answer: Clone> Remembered<Asked, Answer> {
    /// The answer remembered, or the one that is found now.
    fn or_find(&mut self, asked: Asked, find: impl FnOnce() -> Result<Answer, Failure>) -> Result<Answer, Failure> {
        if let Some((_, answer)) = self.0.iter().find(|(of, _)| *of == asked) {
            return Ok(answer.clone());
        }
        let answer = find()?;
        if self.0.len() == MOST_REMEMBERED {
            self.0.remove(0);
        }
        self.0.push((asked, answer.clone()));
        Ok(answer)
    }
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
    /// Those of a setup's files, whose paths are absolute.
    fn of_files(setup: &DataSetup) -> FileVersions {
        let of_file = |file: &Option<DataFile>| file.as_ref().and_then(|file| Self::of(Path::new(&file.path)));
        [Self::of(Path::new(&setup.path)), of_file(&setup.validation), of_file(&setup.test)]
    }

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

impl Default for TableStore {
    fn default() -> Self {
        Self::holding(MOST_KEPT_BYTES)
    }
}

impl TableStore {
    /// A store that holds at most so many bytes of columns, and less where the machine or a container leaves less.
    pub fn holding(most_bytes: usize) -> Self {
        Self { tables: Mutex::default(), together: Mutex::default(), most_bytes }
    }

    /// The table at an absolute path, read as the options say.
    ///
    /// # Errors
    /// As `Table::open`.
    pub fn table(&self, path: &Path, reading: &ReadOptions) -> Result<Arc<Table>, Failure> {
        match self.kept(path, reading) {
            Some(kept) => self.table_of(&kept, &mut kept.lock()),
            None => Table::open(path, reading).map(Arc::new),
        }
    }

    /// The tables of a setup, whose paths are absolute: those of parts with a file of their own read with the types of the
    /// first one's columns.
    ///
    /// # Errors
    /// As `Table::open` and `table_as_trained`, with the file's path where it is not that of the table; and when the setup does
    /// not fit the table.
    pub fn tables(&self, setup: &DataSetup) -> Result<HeldTables, Failure> {
        let table = self.table(Path::new(&setup.path), &setup.reading)?;
        if setup.files().next().is_none() {
            return Ok(HeldTables { table, validation: None, test: None });
        }
        let types = Preparation::of_types(&UsedColumns::find(&table, setup)?);
        let read = |file: &DataFile| {
            let reading = file.reading_beside(&setup.reading);
            let read = self.table_as_trained(Path::new(&file.path), &reading, &types);
            read.map(|read| (read, file.path.clone())).map_err(|failure| failure.in_file(&file.path))
        };
        let validation = setup.validation.as_ref().map(read).transpose()?;
        let test = setup.test.as_ref().map(read).transpose()?;
        Ok(HeldTables { table, validation, test })
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
        let profile = Arc::new(TableProfile::of(&*self.table_of(&kept, &mut known)?, path));
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

    /// Two columns of the table at an absolute path together.
    ///
    /// # Errors
    /// As `Table::open`, and when no column is called so.
    pub fn pair(&self, path: &Path, reading: &ReadOptions, setup: &PairSetup) -> Result<TablePair, Failure> {
        TablePair::of(&*self.table(path, reading)?, setup)
    }

    /// How columns of a table under a setup, whose path is absolute, lie on the rows that train.
    ///
    /// # Errors
    /// As `Table::open`.
    pub fn spreads(&self, setup: &DataSetup, split: SplitSetup, names: &[String]) -> Result<ColumnSpreads, Failure> {
        let table = self.table(Path::new(&setup.path), &setup.reading)?;
        Ok(ColumnSpreads::of(&table, setup, split, names))
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
            self.table_of(&kept, &mut known)?;
        }
        Ok(known.notices.clone().unwrap_or_default())
    }

    /// The schema of a table under a setup, whose path is absolute.
    ///
    /// # Errors
    /// As `Table::open` and `DataSchema::of`.
    pub fn schema(&self, setup: &DataSetup) -> Result<Arc<DataSchema>, Failure> {
        if setup.files().next().is_some() {
            let find = || Ok(Arc::new(DataSchema::of(self.tables(setup)?.tables(), setup)?));
            return self.together(|known| &mut known.schemas, (setup.clone(), FileVersion::of_files(setup)), find);
        }
        let (file, reading) = (Path::new(&setup.path), &setup.reading);
        let Some(kept) = self.kept(file, reading) else {
            return Ok(Arc::new(DataSchema::of(&Table::open(file, reading)?, setup)?));
        };
        let mut known = kept.lock();
        let mut schemas = std::mem::take(&mut known.schemas);
        let schema = schemas
            .or_find(setup.clone(), || Ok(Arc::new(DataSchema::of(&*self.table_of(&kept, &mut known)?, setup)?)));
        known.schemas = schemas;
        schema
    }

    /// What the rows of a table under a setup, whose path is absolute, are for, and what a person should know before training.
    ///
    /// # Errors
    /// As `Table::open` and `DataSchema::of`.
    pub fn judgement(&self, setup: &DataSetup, split: SplitSetup) -> Result<TableJudgement, Failure> {
        if setup.files().next().is_some() {
            let find = || data_warnings(self.tables(setup)?.tables(), setup, split);
            let asked = (setup.clone(), split, FileVersion::of_files(setup));
            return self.together(|known| &mut known.judgements, asked, find);
        }
        let (file, reading) = (Path::new(&setup.path), &setup.reading);
        let Some(kept) = self.kept(file, reading) else {
            return data_warnings(&Table::open(file, reading)?, setup, split);
        };
        let mut known = kept.lock();
        let mut remembered = std::mem::take(&mut known.judgements);
        let judgement = remembered
            .or_find((setup.clone(), split), || data_warnings(&*self.table_of(&kept, &mut known)?, setup, split));
        known.judgements = remembered;
        judgement
    }

    /// An answer of several files that is remembered, or found now.
    fn together<Asked: PartialEq, Answer: Clone>(
        &self,
        of: impl Fn(&mut Together) -> &mut Remembered<Asked, Answer>,
        asked: Asked,
        find: impl FnOnce() -> Result<Answer, Failure>,
    ) -> Result<Answer, Failure> {
        of(&mut self.together.lock().unwrap_or_else(PoisonError::into_inner)).or_find(asked, find)
    }

    /// Lets go of the columns used longest ago until the others are within what may be held now.
    pub fn make_room(&self) {
        let tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let held = |kept: &Arc<KeptTable>| kept.columns().as_ref().map_or(0, |table| table.bytes());
        let all: usize = tables.iter().map(held).sum();
        let machine = available_bytes().map_or(usize::MAX, |bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
        let most = self.most_bytes.min(machine.saturating_add(all) / SHARE_OF_MEMORY);
        let mut taken = 0;
        for kept in tables.iter().rev() {
            let bytes = held(kept);
            if taken + bytes > most {
                *kept.columns() = None;
            } else {
                taken += bytes;
            }
        }
    }

    /// The columns of a kept file, read where they are not held.
    fn table_of(&self, kept: &KeptTable, known: &mut Known) -> Result<Arc<Table>, Failure> {
        if let Some(table) = &*kept.columns() {
            return Ok(Arc::clone(table));
        }
        let table = Arc::new(Table::open(&kept.path, &kept.reading)?);
        known.notices = Some(table.notices.clone());
        *kept.columns() = Some(Arc::clone(&table));
        self.make_room();
        Ok(table)
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
            let (path, reading) = (path.to_owned(), reading.clone());
            Arc::new(KeptTable { path, reading, version, known: Mutex::default(), table: Mutex::default() })
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

    fn columns(&self) -> MutexGuard<'_, Option<Arc<Table>>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
