//! How much each column tells of a target, and how numbers go together.

use crate::column::{Column, ColumnType, MISSING_CODE};
use crate::table::Table;
use failures::{Failure, FailureCode};
use serde::Serialize;
use std::borrow::Cow;
use ts_rs::TS;

/// Rows looked at, evenly spread over a longer table.
const MOST_ROWS: usize = 100_000;
/// Bins of a number's values, equally filled: the root of the rows, at most this many.
const MOST_BINS: usize = 64;
/// Categories that are told apart; the others, less frequent, count as one.
const MOST_CATEGORIES: usize = 63;
/// Rows below which no column is said to give the target away, and rows a bin at least.
const FEWEST_LEAK_ROWS: usize = 30;
const FEWEST_BIN_ROWS: usize = 5;
/// Share of the target's entropy that a column which gives it away leaves at most.
const LEAK_SHARE: f64 = 0.02;
/// Numeric columns whose pairs are looked at, the most telling first, and pairs that are told.
const MOST_PAIRED: usize = 64;
const MOST_PAIRS: usize = 50;

/// What the columns of a table tell of one of them.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TableAssociation {
    pub target: String,
    /// Rows that were looked at, evenly spread; those with a target are told of.
    pub rows: usize,
    /// Whether the table has more.
    pub sampled: bool,
    /// Every other column, in the table's order.
    pub columns: Vec<ColumnAssociation>,
    /// Pairs of numeric columns other than the target, the most strongly correlated first, at most 50.
    pub pairs: Vec<PairCorrelation>,
    /// Numeric columns whose pairs were looked at: those that tell most of the target, at most 64.
    pub paired: usize,
}

/// What a column tells of the target.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ColumnAssociation {
    pub name: String,
    /// From 0, nothing, to 1, everything: the mutual information of both over the entropy of the target (Theil's uncertainty
    /// coefficient), numbers in equally filled bins, less what chance alone gives (Miller 1955).
    pub association: f64,
    /// Whether it gives the target away: alone it leaves hardly anything open.
    pub leak: bool,
}

/// Pearson's correlation of two columns over the rows in which both are there.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PairCorrelation {
    pub first: String,
    pub second: String,
    pub correlation: f64,
}

/// A column's rows as small whole numbers below `count`.
struct Bins {
    /// `None` = missing.
    of_rows: Vec<Option<u32>>,
    count: usize,
}

impl TableAssociation {
    /// Looks at every column beside the target.
    ///
    /// # Errors
    /// When no column has the target's name.
    pub fn of(table: &Table, target: &str) -> Result<Self, Failure> {
        let Some(target_column) = table.column(target) else {
            let failure = Failure::new(
                FailureCode::ColumnMissing,
                "no column of this name in the file",
                "a column of the table",
                "choose another target",
            );
            return Err(failure.in_column(target));
        };
        let rows = spread(table.rows);
        let target_bins = Bins::of(target_column, &rows);
        let others = || table.columns.iter().filter(|column| column.name != target);
        let columns: Vec<ColumnAssociation> =
            others().map(|column| associate(column, &Bins::of(column, &rows), &target_bins)).collect();
        let mut numeric: Vec<(f64, &Column)> = (columns.iter().map(|column| column.association).zip(others()))
            .filter(|(_, column)| column.column_type() != ColumnType::Category)
            .collect();
        numeric.sort_by(|a, b| b.0.total_cmp(&a.0));
        numeric.truncate(MOST_PAIRED);
        let pairs = pairs(&numeric, &rows);
        Ok(Self {
            target: target.to_owned(),
            rows: rows.len(),
            sampled: rows.len() < table.rows,
            columns,
            pairs,
            paired: numeric.len(),
        })
    }
}

/// Rows evenly spread over a table.
pub(crate) fn spread(rows: usize) -> Vec<usize> {
    let count = rows.min(MOST_ROWS);
    (0..count).map(|index| (index as u128 * rows as u128 / count as u128) as usize).collect()
}

impl Bins {
    fn of(column: &Column, rows: &[usize]) -> Self {
        match (column.codes(), column.numbers()) {
            (Some(codes), _) => Self::of_codes(codes, column.categories().len(), rows),
            (None, numbers) => Self::of_numbers(&numbers.unwrap_or_default(), rows),
        }
    }

    fn of_codes(codes: &[u32], distinct: usize, rows: &[usize]) -> Self {
        let mut counts = vec![0_usize; distinct];
        let present = || rows.iter().map(|row| codes[*row]).filter(|code| *code != MISSING_CODE);
        present().for_each(|code| counts[code as usize] += 1);
        let mut order: Vec<usize> = (0..distinct).filter(|code| counts[*code] > 0).collect();
        order.sort_by_key(|code| std::cmp::Reverse(counts[*code]));
        let mut bins = vec![MOST_CATEGORIES as u32; distinct];
        for (bin, code) in order.iter().take(MOST_CATEGORIES).enumerate() {
            bins[*code] = bin as u32;
        }
        let of_rows = rows.iter().map(|row| bins.get(codes[*row] as usize).copied()).collect();
        Self { of_rows, count: order.len().min(MOST_CATEGORIES + 1) }
    }

    /// Every value its own bin where they are few, else bins of equally many values.
    fn of_numbers(values: &[f64], rows: &[usize]) -> Self {
        let mut sorted: Vec<f64> = rows.iter().map(|row| values[*row]).filter(|value| !value.is_nan()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let most = (sorted.len() as f64).sqrt().clamp(2.0, MOST_BINS as f64) as usize;
        let mut edges: Vec<f64> = sorted.clone();
        edges.dedup();
        if edges.len() > most {
            // A bin begins at each of these values.
            edges = (0..most).map(|bin| sorted[bin * sorted.len() / most]).collect();
            edges.dedup();
        }
        let bin = |value: f64| (!value.is_nan()).then(|| edges.partition_point(|edge| *edge <= value) as u32 - 1);
        Self { of_rows: rows.iter().map(|row| bin(values[*row])).collect(), count: edges.len() }
    }
}

fn associate(column: &Column, bins: &Bins, target: &Bins) -> ColumnAssociation {
    // Missing cells are a bin of their own: that they are missing may tell something.
    let width = bins.count + 1;
    let mut counts = vec![0_usize; width * target.count];
    let mut rows = 0;
    for (bin, class) in bins.of_rows.iter().zip(&target.of_rows) {
        let Some(class) = class else { continue };
        counts[bin.map_or(bins.count, |bin| bin as usize) * target.count + *class as usize] += 1;
        rows += 1;
    }
    let of_bins: Vec<usize> = counts.chunks(target.count.max(1)).map(|row| row.iter().sum()).collect();
    let of_classes: Vec<usize> =
        (0..target.count).map(|class| counts.iter().skip(class).step_by(target.count).sum()).collect();
    let (used_bins, used_classes) = (used(&of_bins), used(&of_classes));
    let entropy_of_target = entropy(&of_classes, rows);
    let information = entropy(&of_bins, rows) + entropy_of_target - entropy(&counts, rows);
    let by_chance = (used_bins.saturating_sub(1) * used_classes.saturating_sub(1)) as f64 / (2 * rows.max(1)) as f64;
    let is_telling = entropy_of_target > 0.0;
    let association = if is_telling { ((information - by_chance) / entropy_of_target).clamp(0.0, 1.0) } else { 0.0 };
    // Of a threshold the bin in which it lies stays open.
    let left_open = (entropy_of_target - information).max(0.0);
    let most_open = (LEAK_SHARE * entropy_of_target).max(2.0_f64.ln() / used_bins.max(1) as f64);
    let is_enough = rows >= FEWEST_LEAK_ROWS && rows >= used_bins * FEWEST_BIN_ROWS;
    let leak = is_telling && is_enough && left_open <= most_open.min(entropy_of_target / 4.0);
    ColumnAssociation { name: column.name.clone(), association, leak }
}

fn used(counts: &[usize]) -> usize {
    counts.iter().filter(|count| **count > 0).count()
}

/// In nats.
pub(crate) fn entropy(counts: &[usize], all: usize) -> f64 {
    let share = |count: &usize| *count as f64 / all as f64;
    counts.iter().filter(|count| **count > 0).map(share).map(|share| -share * share.ln()).sum()
}

fn pairs(columns: &[(f64, &Column)], rows: &[usize]) -> Vec<PairCorrelation> {
    let numbers: Vec<Cow<[f64]>> = columns.iter().map(|(_, column)| column.numbers().unwrap_or_default()).collect();
    let mut pairs = Vec::new();
    for (index, (_, first)) in columns.iter().enumerate() {
        for (other, (_, second)) in columns.iter().enumerate().skip(index + 1) {
            if let Some(correlation) = correlation(&numbers[index], &numbers[other], rows) {
                pairs.push(PairCorrelation { first: first.name.clone(), second: second.name.clone(), correlation });
            }
        }
    }
    pairs.sort_by(|a, b| b.correlation.abs().total_cmp(&a.correlation.abs()));
    pairs.truncate(MOST_PAIRS);
    pairs
}

/// `None` where one of both does not vary.
pub(crate) fn correlation(first: &[f64], second: &[f64], rows: &[usize]) -> Option<f64> {
    let both = || rows.iter().map(|row| (first[*row], second[*row])).filter(|(x, y)| !x.is_nan() && !y.is_nan());
    let (mut count, mut sum_x, mut sum_y) = (0_usize, 0.0, 0.0);
    for (x, y) in both() {
        (count, sum_x, sum_y) = (count + 1, sum_x + x, sum_y + y);
    }
    let (mean_x, mean_y) = (sum_x / count as f64, sum_y / count as f64);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in both() {
        let (x, y) = (x - mean_x, y - mean_y);
        (xx, yy, xy) = (xx + x * x, yy + y * y, xy + x * y);
    }
    (count > 1 && xx > 0.0 && yy > 0.0).then(|| (xy / (xx.sqrt() * yy.sqrt())).clamp(-1.0, 1.0))
}
