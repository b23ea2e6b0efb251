//! A feature's own scaling: fitted in f64 on the training rows, applied before anything that the network does.

use crate::scaling::Scaling;
use failures::{Failure, FailureCode, shortened};
use serde::{Deserialize, Serialize};
use tabular::{Column, ColumnScaling};
use trainer::ir::ScaleMethod;
use ts_rs::TS;

/// Most quantiles that a scaling by them keeps.
const MOST_KNOTS: usize = 1000;

/// A feature's own scaling as it was fitted: x ← (x − offset) · factor, where ln(1 + x) stands for x under `log1p`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FittedColumnScaling {
    pub method: ColumnScaling,
    /// 0 under `none` and `quantile`.
    pub offset: f64,
    /// 1 under `none` and `quantile`.
    pub factor: f64,
    /// Of `quantile` the training rows' quantiles at equal steps from 0 to 1, ascending; x becomes the place among them,
    /// linear between two. Empty of others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<f64>>")]
    pub knots: Vec<f64>,
}

impl FittedColumnScaling {
    /// Fits a scaling on the cells of the training rows, none of them NaN.
    pub(crate) fn fit(method: ColumnScaling, cells: &[f64]) -> Self {
        let (offset, factor) = match method {
            ColumnScaling::None | ColumnScaling::Quantile => (0.0, 1.0),
            ColumnScaling::MinMax => Scaling::of_column(cells, ScaleMethod::MinMax),
            ColumnScaling::Standardize => Scaling::of_column(cells, ScaleMethod::Standardize),
            ColumnScaling::Log1p => {
                let logarithms: Vec<f64> = cells.iter().map(|cell| cell.ln_1p()).collect();
                Scaling::of_column(&logarithms, ScaleMethod::Standardize)
            }
            ColumnScaling::Robust => {
                let sorted = sorted(cells);
                let [low, median, high] = [0.25, 0.5, 0.75].map(|share| quantile(&sorted, share));
                (median, if high > low { 1.0 / (high - low) } else { 1.0 })
            }
        };
        let knots = if method == ColumnScaling::Quantile { knots(&sorted(cells)) } else { Vec::new() };
        Self { method, offset, factor, knots }
    }

    /// One cell scaled; NaN where it has no logarithm.
    pub(crate) fn scaled(&self, cell: f64) -> f64 {
        match self.method {
            ColumnScaling::Quantile => place(&self.knots, cell),
            ColumnScaling::Log1p if cell <= -1.0 => f64::NAN,
            ColumnScaling::Log1p => (cell.ln_1p() - self.offset) * self.factor,
            _ => (cell - self.offset) * self.factor,
        }
    }

    /// Whether it can have been fitted.
    pub(crate) fn is_possible(&self) -> bool {
        let is_quantile = self.method == ColumnScaling::Quantile;
        let is_plain = matches!(self.method, ColumnScaling::None | ColumnScaling::Quantile);
        self.offset.is_finite()
            && self.factor.is_finite()
            && self.factor > 0.0
            && (!is_plain || (self.offset == 0.0 && self.factor == 1.0))
            && self.knots.is_empty() != is_quantile
            && self.knots.len() <= MOST_KNOTS
            && self.knots.iter().all(|knot| knot.is_finite())
            && self.knots.is_sorted()
    }
}

fn sorted(cells: &[f64]) -> Vec<f64> {
    let mut sorted = cells.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

/// The quantile of a share in [0, 1], linear between two ranks (type 7 of Hyndman and Fan, NumPy's default); 0 of no cells.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let rank = share * last as f64;
    let below = (rank.floor() as usize).min(last);
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    low + (high - low) * (rank - below as f64)
}

/// Quantiles at equal steps from 0 to 1, as many as cells but at most `MOST_KNOTS`; one 0 of no cells.
fn knots(sorted: &[f64]) -> Vec<f64> {
    let count = sorted.len().clamp(1, MOST_KNOTS);
    if count == sorted.len() {
        return sorted.to_vec();
    }
    let mut highest = f64::NEG_INFINITY;
    let steps = (0..count).map(|step| quantile(sorted, step as f64 / (count - 1).max(1) as f64));
    // Rounding between two equal cells never lets a quantile fall.
    steps
        .map(|knot| {
            highest = highest.max(knot);
            highest
        })
        .collect()
}

/// The place of a number among knots, from 0 at the first and below to 1 at the last and above; of several equal knots the
/// middle between the first and the last of them, as scikit-learn's `QuantileTransformer` has it.
fn place(knots: &[f64], cell: f64) -> f64 {
    let last = knots.len() - 1;
    if cell.is_nan() || cell <= knots[0] {
        return if cell.is_nan() { cell } else { 0.0 };
    }
    if cell >= knots[last] {
        return 1.0;
    }
    let step = 1.0 / last as f64;
    let (from, to) = (knots.partition_point(|knot| *knot < cell), knots.partition_point(|knot| *knot <= cell));
    if from < to {
        return (from + to - 1) as f64 / 2.0 * step;
    }
    let (low, high) = (knots[to - 1], knots[to]);
    ((to - 1) as f64 + (cell - low) / (high - low)) * step
}

/// The refusal of a column's cells that have no logarithm, the first of the rows `rows`.
///
/// # Errors
/// A cell of −1 or less.
pub(crate) fn check_logarithms(column: &Column, numbers: &[f64], rows: &[u32]) -> Result<(), Failure> {
    match rows.iter().find(|row| numbers[**row as usize] <= -1.0) {
        Some(row) => Err(no_logarithm(&column.name, &column.number_text(numbers[*row as usize]), row + 1)),
        None => Ok(()),
    }
}

/// A cell, in a row counted from 1, that has no logarithm.
pub(crate) fn no_logarithm(column: &str, text: &str, row: u32) -> Failure {
    let found = format!("the value {} in row {row}", shortened(text));
    let help = "correct the cell, or scale the column in another way, such as robust or quantile";
    Failure::new(FailureCode::Scaling, found, "numbers above −1, of which log1p takes the logarithm", help)
        .in_column(column)
        .case("log1p")
        .text("text", shortened(text))
        .number("row", f64::from(row))
}
