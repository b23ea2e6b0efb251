//! What is usual in a model's feature columns, for whoever types a row by hand.

use crate::coded::coded;
use crate::prepared_column::PreparedColumn;
use serde::{Deserialize, Serialize};
use tabular::{Column, ColumnEncoding, MISSING_CODE, Table};
use ts_rs::TS;

/// Rows looked at: of a longer table so many, evenly spread, tell as much.
const MOST_ROWS: usize = 1 << 16;

/// What is usual in one feature column of the table a model was trained on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TypicalCells {
    pub column: String,
    /// Of a column encoded as numbers or parts of times; none of one without any.
    pub numbers: Option<TypicalNumbers>,
    /// The most frequent value of a column encoded otherwise.
    pub value: Option<String>,
}

/// Where most numbers of a column lie.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TypicalNumbers {
    /// 1st percentile (nearest rank).
    pub low: f64,
    pub median: f64,
    /// 99th percentile (nearest rank).
    pub high: f64,
    /// Whether all are whole.
    pub is_whole: bool,
}

impl TypicalCells {
    /// Of every feature, in their order.
    pub fn of_features(features: &[PreparedColumn], table: &Table) -> Vec<Self> {
        let typical = features.iter().filter_map(|prepared| {
            let column = table.column(&prepared.name)?;
            let typical = Self::of(prepared, column);
            column.forget();
            Some(typical)
        });
        typical.collect()
    }

    fn of(prepared: &PreparedColumn, column: &Column) -> Self {
        let step = column.cells().div_ceil(MOST_ROWS).max(1);
        let named = Self { column: prepared.name.clone(), numbers: None, value: None };
        if matches!(prepared.encoding, ColumnEncoding::Number | ColumnEncoding::DateParts) {
            let numbers = column.numbers();
            return Self { numbers: numbers.and_then(|all| TypicalNumbers::of(all.iter().step_by(step))), ..named };
        }
        let coded = coded(column);
        let mut counts = vec![0_usize; coded.labels.len()];
        for code in coded.codes.iter().step_by(step).filter(|code| **code != MISSING_CODE) {
            counts[*code as usize] += 1;
        }
        // The first of equally frequent ones.
        let most = (0..counts.len()).rev().max_by_key(|code| counts[*code]);
        Self { value: most.map(|code| coded.labels[code].clone()), ..named }
    }
}

impl TypicalNumbers {
    fn of<'table>(values: impl Iterator<Item = &'table f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = values.copied().filter(|value| !value.is_nan()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let rank = |percent: usize| sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1)).copied();
        let (low, median, high) = (rank(1)?, rank(50)?, rank(99)?);
        Some(Self { low, median, high, is_whole: sorted.iter().all(|value| value.fract() == 0.0) })
    }
}
