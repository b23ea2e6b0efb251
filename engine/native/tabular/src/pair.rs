//! Two columns of a table looked at together: as points or their density, as quantiles by category, or as a table of counts.

mod figures;
mod labels;

use crate::association::{correlation, spread};
use crate::column::{Column, ColumnType};
use crate::table::Table;
use crate::value_spread::ValueSpread;
use crate::view::named;
use failures::Failure;
use figures::{correlation_ratio, cramers_v, ranks};
use labels::Labels;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Rows up to which each is told as a point; of more, how many lie in each cell of a grid.
const MOST_POINTS: usize = 2_000;
/// Cells along each axis of that grid.
const SIDE: usize = 48;
/// Categories that are told apart, the most frequent ones; the others count as one.
const MOST_CATEGORIES: usize = 12;
/// The same of the classes that points are coloured by.
const MOST_CLASSES: usize = 6;
/// Equally filled ranges that a number colours points by.
const RANGES: usize = 5;

/// Which columns are looked at.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PairSetup {
    pub first: PairColumn,
    pub second: PairColumn,
    /// What colours points by its classes, or by ranges of its numbers.
    pub class: Option<PairColumn>,
    /// Whether axes end where 1 in 100 values lies beyond, in place of at the outermost one.
    pub trimmed: bool,
}

#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PairColumn {
    pub name: String,
    /// Whether its values are taken as categories, also where they are numbers.
    pub categorical: bool,
}

/// Two columns together.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct TablePair {
    /// Rows with a value in both, among those looked at.
    pub rows: usize,
    /// Rows looked at in which one is missing.
    pub missing: usize,
    /// Whether the table has more rows than are looked at, which then lie evenly spread.
    pub sampled: bool,
    pub relation: PairRelation,
}

#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PairRelation {
    /// Two numbers.
    Numbers {
        x: PairAxis,
        y: PairAxis,
        /// What points are coloured by; those of no class here are of the one after the last.
        classes: Vec<PairClass>,
        /// Each row's numbers and class where rows are few; else empty.
        xs: Vec<f64>,
        ys: Vec<f64>,
        point_classes: Vec<u32>,
        /// Rows by class, by cell along y from the least value on, and along x; empty where there are points.
        density: Vec<u32>,
        /// Cells along each axis.
        side: usize,
        /// Rows beyond an axis.
        beyond: usize,
        /// Correlation of the numbers, and of their ranks; `None` where one does not vary.
        pearson: Option<f64>,
        spearman: Option<f64>,
    },
    /// A number by a category.
    Groups {
        axis: PairAxis,
        /// Whether the category is the first column.
        category_first: bool,
        groups: Vec<PairGroup>,
        /// Categories that are left out, the least frequent, and their rows.
        other_groups: usize,
        other_rows: usize,
        /// Share of the number's variance that lies between the categories (η²); `None` where it does not vary.
        correlation_ratio: Option<f64>,
    },
    /// Two categories.
    Counts {
        first: Vec<String>,
        second: Vec<String>,
        /// Whether a last row or column stands for all other categories.
        first_others: bool,
        second_others: bool,
        /// Rows by category of the first, and of the second column, those of others last.
        counts: Vec<u32>,
        /// From 0, independent, to 1 (Cramér's V); `None` where one does not vary.
        cramers_v: Option<f64>,
    },
}

/// Where an axis begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, TS)]
pub struct PairAxis {
    pub minimum: f64,
    pub maximum: f64,
}

/// Rows of one class, or of a range of numbers, both ends included.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PairClass {
    pub name: Option<String>,
    pub minimum: Option<f64>,
    pub maximum: Option<f64>,
    pub count: usize,
}

/// The numbers of one category.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PairGroup {
    pub name: String,
    pub spread: ValueSpread,
}

impl TablePair {
    /// Looks at two columns of a table; of a long one at rows evenly spread.
    ///
    /// # Errors
    /// `column_missing` when no column is called so.
    pub fn of(table: &Table, setup: &PairSetup) -> Result<Self, Failure> {
        let looked_at = spread(table.rows);
        let (first, second) = (Side::of(table, &setup.first)?, Side::of(table, &setup.second)?);
        let class = setup.class.as_ref().map(|class| Side::of(table, class)).transpose()?;
        let is_there = |row: &usize| !first.column.is_missing(*row) && !second.column.is_missing(*row);
        let rows: Vec<usize> = looked_at.iter().copied().filter(is_there).collect();
        let relation = match (first.numbers(&rows), second.numbers(&rows)) {
            (Some(x), Some(y)) => numbers(&x, &y, &rows, class.as_ref(), setup.trimmed),
            (Some(values), None) => groups(&values, &second.labels(&rows), false, setup.trimmed),
            (None, Some(values)) => groups(&values, &first.labels(&rows), true, setup.trimmed),
            (None, None) => counts(&first.labels(&rows), &second.labels(&rows)),
        };
        let (missing, sampled) = (looked_at.len() - rows.len(), looked_at.len() < table.rows);
        Ok(Self { rows: rows.len(), missing, sampled, relation })
    }
}

/// A column as it is looked at.
struct Side<'table> {
    column: &'table Column,
    is_category: bool,
}

impl<'table> Side<'table> {
    fn of(table: &'table Table, PairColumn { name, categorical }: &PairColumn) -> Result<Self, Failure> {
        let column = named(table, name)?;
        let is_number = matches!(column.column_type(), ColumnType::Number | ColumnType::Time);
        Ok(Self { column, is_category: *categorical || !is_number })
    }

    /// The numbers of these rows; `None` of categories.
    fn numbers(&self, rows: &[usize]) -> Option<Vec<f64>> {
        let numbers = self.column.numbers().filter(|_| !self.is_category)?;
        Some(rows.iter().map(|row| numbers[*row]).collect())
    }

    fn labels(&self, rows: &[usize]) -> Labels {
        Labels::of(self.column, rows, MOST_CATEGORIES)
    }
}

impl PairAxis {
    fn of(values: &[f64], trimmed: bool) -> Self {
        let spread = ValueSpread::of(values);
        let outermost = (spread.minimum.unwrap_or(0.0), spread.maximum.unwrap_or(0.0));
        let inner = spread.quantiles.first().copied().zip(spread.quantiles.last().copied());
        // Where nearly all values are one, cutting the others off would leave an axis without length.
        let inner = inner.filter(|(low, high)| trimmed && low < high);
        let (minimum, maximum) = inner.unwrap_or(outermost);
        Self { minimum, maximum }
    }

    /// In which of the grid's cells a value lies; `None` beyond the axis.
    fn cell(self, value: f64) -> Option<usize> {
        let Self { minimum, maximum } = self;
        if !(minimum..=maximum).contains(&value) {
            return None;
        }
        let range = maximum - minimum;
        let cell = if range > 0.0 { ((value - minimum) * SIDE as f64 / range) as usize } else { 0 };
        Some(cell.min(SIDE - 1))
    }
}

fn numbers(x: &[f64], y: &[f64], rows: &[usize], class: Option<&Side>, trimmed: bool) -> PairRelation {
    let (classes, of_rows) = classes(class, rows);
    let (x_axis, y_axis) = (PairAxis::of(x, trimmed), PairAxis::of(y, trimmed));
    let is_few = rows.len() <= MOST_POINTS;
    let mut density = vec![0; if is_few { 0 } else { (classes.len() + 1) * SIDE * SIDE }];
    let mut beyond = 0;
    for (row, class) in of_rows.iter().enumerate() {
        match (x_axis.cell(x[row]), y_axis.cell(y[row])) {
            (Some(column), Some(line)) if !is_few => {
                density[(*class as usize * SIDE + line) * SIDE + column] += 1;
            }
            (Some(_), Some(_)) => {}
            _ => beyond += 1,
        }
    }
    let all: Vec<usize> = (0..rows.len()).collect();
    let points = |values: &[f64]| if is_few { values.to_vec() } else { Vec::new() };
    PairRelation::Numbers {
        x: x_axis,
        y: y_axis,
        classes,
        xs: points(x),
        ys: points(y),
        point_classes: if is_few { of_rows } else { Vec::new() },
        density,
        side: SIDE,
        beyond,
        pearson: correlation(x, y, &all),
        spearman: correlation(&ranks(x), &ranks(y), &all),
    }
}

/// What rows are coloured by, and each row's.
fn classes(class: Option<&Side>, rows: &[usize]) -> (Vec<PairClass>, Vec<u32>) {
    let Some(side) = class else { return (Vec::new(), vec![0; rows.len()]) };
    let Some(values) = side.numbers(rows) else {
        let labels = Labels::of(side.column, rows, MOST_CLASSES);
        let count = labels.names.len();
        let class = |(name, count): (&String, &usize)| {
            let name = Some(name.clone());
            PairClass { name, minimum: None, maximum: None, count: *count }
        };
        let classes = labels.names.iter().zip(&labels.counts).map(class).collect();
        return (classes, labels.shown.iter().map(|label| label.unwrap_or(count as u32)).collect());
    };
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let mut starts: Vec<f64> =
        (0..RANGES).filter_map(|range| sorted.get(range * sorted.len() / RANGES).copied()).collect();
    starts.dedup();
    let range = |index: usize| {
        let from = sorted.partition_point(|value| *value < starts[index]);
        let to = starts.get(index + 1).map_or(sorted.len(), |next| sorted.partition_point(|value| value < next));
        let (minimum, maximum) = (sorted.get(from).copied(), sorted[from..to].last().copied());
        PairClass { name: None, minimum, maximum, count: to - from }
    };
    let of_row = |value: &f64| match value.is_nan() {
        true => starts.len() as u32,
        false => starts.partition_point(|start| start <= value) as u32 - 1,
    };
    ((0..starts.len()).map(range).collect(), values.iter().map(of_row).collect())
}

fn groups(values: &[f64], labels: &Labels, category_first: bool, trimmed: bool) -> PairRelation {
    let of_group = |(group, name): (usize, &String)| {
        let is_of = |(value, label): (&f64, &Option<u32>)| (*label == Some(group as u32)).then_some(*value);
        let own: Vec<f64> = values.iter().zip(&labels.shown).filter_map(is_of).collect();
        PairGroup { name: name.clone(), spread: ValueSpread::of(&own) }
    };
    let groups: Vec<PairGroup> = labels.names.iter().enumerate().map(of_group).collect();
    let shown: usize = groups.iter().map(|group| group.spread.count).sum();
    PairRelation::Groups {
        axis: PairAxis::of(values, trimmed),
        category_first,
        other_groups: labels.distinct - groups.len(),
        other_rows: values.len() - shown,
        groups,
        correlation_ratio: correlation_ratio(values, &labels.codes),
    }
}

fn counts(first: &Labels, second: &Labels) -> PairRelation {
    let (lines, columns) = (first.with_others(), second.with_others());
    let mut counts = vec![0; lines * columns];
    for (line, column) in first.shown.iter().zip(&second.shown) {
        let line = line.map_or(lines - 1, |line| line as usize);
        counts[line * columns + column.map_or(columns - 1, |column| column as usize)] += 1;
    }
    PairRelation::Counts {
        first: first.names.clone(),
        second: second.names.clone(),
        first_others: lines > first.names.len(),
        second_others: columns > second.names.len(),
        counts,
        cramers_v: cramers_v(&first.codes, &second.codes),
    }
}
