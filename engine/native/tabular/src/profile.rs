//! What a person is told about a table on opening it.

use crate::column::Column;
use crate::column_profile::ColumnProfile;
use crate::guess::Guess;
use crate::missing_cells::fill;
use crate::notice::TableNotice;
use crate::options::TableFormat;
use crate::proposal::{notices, propose};
use crate::setup::DataSetup;
use crate::table::Table;
use serde::Serialize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use ts_rs::TS;

/// What opening a table tells: its columns, first rows, and what was refused while reading.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TableProfile {
    pub path: String,
    /// Of the file's bytes, lower-case hex.
    pub sha256: String,
    pub format: TableFormat,
    pub rows: usize,
    pub columns: Vec<ColumnProfile>,
    /// First 100 rows as text, in column order; missing cells are "".
    pub preview: Vec<Vec<String>>,
    /// The same cells as they were read, so that `1.234,5` is 1234.5 and `3/4/24` a day; null for a missing one.
    pub preview_read: Vec<Vec<Option<String>>>,
    /// Rows left out because of their number of cells.
    #[ts(type = "number")]
    pub rejected_rows: u64,
    /// The first few of them: `line 12: 14 cells, expected 15`.
    pub rejected_examples: Vec<String>,
    /// How the file was read, an option each.
    pub guesses: Vec<Guess>,
    /// What a person should know of it.
    pub notices: Vec<TableNotice>,
    /// Proposed roles and encodings.
    pub proposal: DataSetup,
}

impl TableProfile {
    /// Profiles every column. `path` is repeated in the profile as given.
    pub fn of(table: &Table, path: &str) -> Self {
        let profiled = profile_columns(&table.columns);
        let mut columns = propose(&profiled);
        let mut told = table.notices.clone();
        told.extend(notices(&profiled, &columns, table.rows));
        told.extend(fill(&table.columns, &mut columns, table.rows));
        let places: Vec<u32> = (0..).take(table.columns.len()).collect();
        Self {
            path: path.to_owned(),
            sha256: table.sha256.clone(),
            format: table.format,
            rows: table.rows,
            preview: table.preview.clone(),
            preview_read: table.cells(0..table.preview.len(), &places),
            rejected_rows: table.rejected_rows,
            rejected_examples: table.rejected_examples.clone(),
            guesses: table.guesses.clone(),
            notices: told,
            proposal: DataSetup {
                path: path.to_owned(),
                sha256: table.sha256.clone(),
                reading: table.reading.clone(),
                columns,
                validation: None,
                test: None,
            },
            columns: profiled,
        }
    }
}

/// Profiles, the columns shared out among the machine's threads.
fn profile_columns(columns: &[Column]) -> Vec<ColumnProfile> {
    let threads = thread::available_parallelism().map_or(2, usize::from).clamp(2, columns.len().max(2));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((index, column)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            columns.get(index).map(|column| (index, column))
        } {
            done.push((index, ColumnProfile::of(column)));
            column.forget();
        }
        done
    };
    let mut profiles = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut profiles = work();
        for other in others {
            profiles.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        profiles
    });
    profiles.sort_unstable_by_key(|(index, _)| *index);
    profiles.into_iter().map(|(_, profile)| profile).collect()
}
