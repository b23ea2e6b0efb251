//! What a person is told about a table on opening it.

use crate::column::{Column, ColumnType, MISSING_CODE};
use crate::guess::Guess;
use crate::notice::TableNotice;
use crate::setup::{ColumnEncoding, ColumnRole, ColumnSetup, DataSetup};
use crate::table::Table;
use crate::values::{number_text, positive_zero};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use ts_rs::TS;

const HISTOGRAM_BINS: usize = 32;
const TOP_VALUES: usize = 20;
/// Beyond this many distinct values the hash table no longer fits the cache and sorting is faster.
const MOST_HASHED_VALUES: usize = 1 << 15;
/// A numeric target of at most this many distinct whole numbers is proposed as classes.
const MOST_PROPOSED_CLASSES: usize = 20;

/// What opening a table tells: its columns, first rows, and what was refused while reading.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TableProfile {
    pub path: String,
    /// Of the file's bytes, lower-case hex.
    pub sha256: String,
    pub rows: usize,
    pub columns: Vec<ColumnProfile>,
    /// First 100 rows as text, in column order; missing cells are "".
    pub preview: Vec<Vec<String>>,
    /// Rows left out because of their number of cells.
    #[ts(type = "number")]
    pub rejected_rows: u64,
    /// The first few of them: `line 12: 14 cells, expected 15`.
    pub rejected_examples: Vec<String>,
    /// How the file was read, an option each.
    pub guesses: Vec<Guess>,
    /// What a person should know of it.
    pub notices: Vec<TableNotice>,
    /// Proposed roles and encodings: the last column is the target; categories are `code`.
    pub proposal: DataSetup,
}

/// Figures of one column; those of numbers are `None` for categories and for columns without any value.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ColumnProfile {
    pub name: String,
    #[serde(rename = "type")]
    pub column_type: ColumnType,
    pub missing: usize,
    pub distinct: usize,
    pub constant: bool,
    pub mean: Option<f64>,
    /// Population standard deviation.
    pub standard_deviation: Option<f64>,
    pub minimum: Option<f64>,
    pub maximum: Option<f64>,
    /// Most frequent values first, at most 20, equally frequent ones in sorted order.
    pub top: Vec<ValueCount>,
    /// 32 equal bins between minimum and maximum; a value on an inner edge belongs to the bin above it.
    #[ts(type = "Array<number>")]
    pub histogram: Vec<u64>,
    /// How it is encoded as a target unless chosen otherwise: its values as classes (`code`), or as a quantity (`number`).
    pub target_encoding: ColumnEncoding,
}

/// A value of a column and how often it stands there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ValueCount {
    pub value: String,
    pub count: usize,
}

impl TableProfile {
    /// Profiles every column. `path` is repeated in the profile as given.
    pub fn of(table: &Table, path: &str) -> Self {
        let profiled = profile_columns(&table.columns);
        let last = table.columns.len().saturating_sub(1);
        let columns =
            profiled.iter().enumerate().map(|(index, profile)| propose(profile, index == last, table.rows)).collect();
        Self {
            path: path.to_owned(),
            sha256: table.sha256.clone(),
            rows: table.rows,
            preview: table.preview.clone(),
            rejected_rows: table.rejected_rows,
            rejected_examples: table.rejected_examples.clone(),
            guesses: table.guesses.clone(),
            notices: table.notices.clone(),
            proposal: DataSetup {
                path: path.to_owned(),
                sha256: table.sha256.clone(),
                reading: table.reading.clone(),
                columns,
            },
            columns: profiled,
        }
    }
}

/// The last column is the target. A column that says nothing is ignored: constant, without any value, or a different
/// text in every row, as an identifier is.
fn propose(profile: &ColumnProfile, is_last: bool, rows: usize) -> ColumnSetup {
    let is_category = profile.column_type == ColumnType::Category;
    let is_identifier = is_category && profile.distinct == rows && rows > MOST_PROPOSED_CLASSES;
    let role = if is_last {
        ColumnRole::Target
    } else if profile.constant || is_identifier {
        ColumnRole::Ignore
    } else {
        ColumnRole::Feature
    };
    let encoding = match role {
        ColumnRole::Target => profile.target_encoding,
        _ if is_category => ColumnEncoding::Code,
        _ => ColumnEncoding::Number,
    };
    ColumnSetup { name: profile.name.clone(), role, encoding }
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
            done.push((index, profile_column(column)));
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

fn profile_column(column: &Column) -> ColumnProfile {
    match (column.codes(), column.numbers()) {
        (Some(codes), _) => profile_categories(column, codes),
        (None, numbers) => profile_numbers(column, &numbers.unwrap_or_default()),
    }
}

fn profile_categories(column: &Column, codes: &[u32]) -> ColumnProfile {
    let distinct = column.categories().len();
    let mut counts = vec![0_usize; distinct];
    for code in codes.iter().filter(|code| **code != MISSING_CODE) {
        counts[*code as usize] += 1;
    }
    let mut order: Vec<u32> = (0..distinct as u32).collect();
    order.sort_by_key(|code| std::cmp::Reverse(counts[*code as usize]));
    order.truncate(TOP_VALUES);
    let counted = |code: u32| ValueCount { value: column.category_of(code).to_owned(), count: counts[code as usize] };
    ColumnProfile {
        name: column.name.clone(),
        column_type: ColumnType::Category,
        missing: column.missing(),
        distinct,
        constant: distinct <= 1,
        mean: None,
        standard_deviation: None,
        minimum: None,
        maximum: None,
        top: order.into_iter().map(counted).collect(),
        histogram: Vec::new(),
        target_encoding: ColumnEncoding::Code,
    }
}

fn profile_numbers(column: &Column, values: &[f64]) -> ColumnProfile {
    let present = || values.iter().copied().filter(|value| !value.is_nan());
    let (mut count, mut sum) = (0_usize, 0.0_f64);
    let (mut minimum, mut maximum) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in present() {
        count += 1;
        sum += value;
        minimum = minimum.min(value);
        maximum = maximum.max(value);
    }
    let mut top = value_counts(values);
    let distinct = top.len();
    let is_whole = count > 0 && top.iter().all(|(value, _)| value.fract() == 0.0);
    let is_classes = is_whole && distinct <= MOST_PROPOSED_CLASSES;
    let by_count = |a: &(f64, usize), b: &(f64, usize)| b.1.cmp(&a.1).then(a.0.total_cmp(&b.0));
    if top.len() > TOP_VALUES {
        top.select_nth_unstable_by(TOP_VALUES, by_count);
        top.truncate(TOP_VALUES);
    }
    top.sort_unstable_by(by_count);
    let mean = sum / count as f64;
    let squares: f64 = present().map(|value| (value - mean) * (value - mean)).sum();
    let filled = |value: f64| (count > 0).then_some(value);
    ColumnProfile {
        name: column.name.clone(),
        column_type: column.column_type(),
        missing: column.missing(),
        distinct,
        constant: distinct <= 1,
        mean: filled(mean),
        standard_deviation: filled((squares / count as f64).sqrt()),
        minimum: filled(minimum),
        maximum: filled(maximum),
        top: top.into_iter().map(|(value, count)| ValueCount { value: number_text(value), count }).collect(),
        histogram: histogram(present(), minimum, maximum),
        target_encoding: if is_classes { ColumnEncoding::Code } else { ColumnEncoding::Number },
    }
}

/// Distinct values with their counts, in no order; missing ones left out.
fn value_counts(values: &[f64]) -> Vec<(f64, usize)> {
    let present = || values.iter().filter(|value| !value.is_nan()).map(|value| positive_zero(*value));
    let mut counts: FxHashMap<u64, usize> = FxHashMap::default();
    for value in present() {
        *counts.entry(value.to_bits()).or_default() += 1;
        if counts.len() > MOST_HASHED_VALUES {
            let mut sorted: Vec<f64> = present().collect();
            sorted.sort_unstable_by(f64::total_cmp);
            return sorted.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len())).collect();
        }
    }
    counts.into_iter().map(|(bits, count)| (f64::from_bits(bits), count)).collect()
}

fn histogram(values: impl Iterator<Item = f64>, minimum: f64, maximum: f64) -> Vec<u64> {
    let mut bins = vec![0; HISTOGRAM_BINS];
    let range = maximum - minimum;
    for value in values {
        // Multiplied before dividing: a value on an edge then gives a whole number exactly.
        let bin = if range > 0.0 { ((value - minimum) * HISTOGRAM_BINS as f64 / range) as usize } else { 0 };
        bins[bin.min(HISTOGRAM_BINS - 1)] += 1;
    }
    bins
}
