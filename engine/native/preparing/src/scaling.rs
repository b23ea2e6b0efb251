//! The constants of a Scale, fitted on training rows only.

use scratch::Stored;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use trainer::WideColumn;
use trainer::ir::ScaleMethod;
use ts_rs::TS;

/// Cells read at once, and rows at least.
const BLOCK_CELLS: usize = 1 << 16;
const LEAST_ROWS: usize = 64;

/// One offset and factor an encoded feature: x ← (x − offset) · factor. A feature that is constant on the training rows
/// has factor 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Scaling {
    pub method: ScaleMethod,
    pub offset: Vec<f64>,
    pub factor: Vec<f64>,
}

impl Scaling {
    /// Fits the constants of a row-major `[rows, features]` matrix on its rows `training`, in f64 and in their order. `wide`
    /// are the cells as typed of the columns that the matrix has rounded.
    pub fn fit(
        matrix: &Stored<f32>,
        wide: &BTreeMap<u32, WideColumn>,
        features: usize,
        training: &[u32],
        method: ScaleMethod,
    ) -> Self {
        let mut typed = Vec::new();
        let mut read = |rows: Range<usize>, cells: &mut [f64]| {
            let narrow = rows.start * features..rows.end * features;
            cells.iter_mut().zip(&matrix[narrow.clone()]).for_each(|(cell, narrow)| *cell = f64::from(*narrow));
            matrix.forget(narrow);
            typed.resize(rows.len(), 0.0);
            for (column, wide) in wide {
                wide.read(rows.start, &mut typed);
                let column = cells.iter_mut().skip(*column as usize).step_by(features);
                column.zip(&typed).for_each(|(cell, typed)| *cell = *typed);
            }
        };
        let block_rows = (BLOCK_CELLS / features.max(1)).max(LEAST_ROWS);
        let rows = matrix.len() / features.max(1);
        let mut cells = Vec::new();
        Self::of_rows(features, training.len(), method, |see| {
            let mut block = 0..0;
            for row in training {
                let row = *row as usize;
                if !block.contains(&row) {
                    let start = row / block_rows * block_rows;
                    block = start..rows.min(start + block_rows);
                    cells.resize(block.len() * features, 0.0);
                    read(block.clone(), &mut cells);
                }
                see(&cells[(row - block.start) * features..][..features]);
            }
        })
    }

    /// Offset and factor of one column, fitted on these cells.
    pub(crate) fn of_column(cells: &[f64], method: ScaleMethod) -> (f64, f64) {
        let each = |see: &mut dyn FnMut(&[f64])| cells.chunks_exact(1).for_each(see);
        let Self { offset, factor, .. } = Self::of_rows(1, cells.len(), method, each);
        (offset[0], factor[0])
    }

    /// Fits on `count` rows of `features` cells, which `each_row` shows one after the other, as often as it is asked.
    fn of_rows(
        features: usize,
        count: usize,
        method: ScaleMethod,
        mut each_row: impl FnMut(&mut dyn FnMut(&[f64])),
    ) -> Self {
        let mut minimum = vec![f64::INFINITY; features];
        let mut maximum = vec![f64::NEG_INFINITY; features];
        let mut sum = vec![0.0_f64; features];
        each_row(&mut |cells| {
            for (feature, value) in cells.iter().enumerate() {
                minimum[feature] = minimum[feature].min(*value);
                maximum[feature] = maximum[feature].max(*value);
                sum[feature] += value;
            }
        });
        let count = count.max(1) as f64;
        let (offset, spread) = match method {
            ScaleMethod::MinMax => {
                let spread: Vec<f64> = maximum.iter().zip(&minimum).map(|(high, low)| high - low).collect();
                (minimum.clone(), spread)
            }
            ScaleMethod::Standardize => {
                let mean: Vec<f64> = sum.iter().map(|sum| sum / count).collect();
                let mut squares = vec![0.0_f64; features];
                each_row(&mut |cells| {
                    for ((square, value), mean) in squares.iter_mut().zip(cells).zip(&mean) {
                        let difference = value - mean;
                        *square += difference * difference;
                    }
                });
                (mean, squares.iter().map(|square| (square / count).sqrt()).collect())
            }
        };
        // Rounding of the mean can give a constant feature a tiny σ: its range tells that it is constant.
        let factor = (0..features).map(|feature| {
            let factor = 1.0 / spread[feature];
            let narrow = factor as f32;
            if maximum[feature] > minimum[feature] && narrow.is_finite() && narrow > 0.0 { factor } else { 1.0 }
        });
        let offset = offset.iter().map(|offset| if offset.is_finite() { *offset } else { 0.0 });
        Self { method, factor: factor.collect(), offset: offset.collect() }
    }

    /// The same, but the features `settled` left as they are.
    #[must_use]
    pub fn leaving(mut self, settled: &[u32]) -> Self {
        for feature in settled {
            (self.offset[*feature as usize], self.factor[*feature as usize]) = (0.0, 1.0);
        }
        self
    }

    /// The offsets as a network's tensor holds them.
    pub fn narrow_offset(&self) -> Vec<f32> {
        self.offset.iter().map(|offset| *offset as f32).collect()
    }

    /// The factors as a network's tensor holds them.
    pub fn narrow_factor(&self) -> Vec<f32> {
        self.factor.iter().map(|factor| *factor as f32).collect()
    }
}
