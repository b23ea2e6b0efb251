//! BatchNorm's inference statistics recomputed over all training rows once training has ended.

use super::{Mode, Network, Work};
use crate::plan::{EpilogueStage, NormStage, Stage};
use std::ops::ControlFlow;

/// Sums over rows of each feature's distance from its first row, so that a mean far from 0 costs no digits.
#[derive(Default)]
struct Moments {
    first: Vec<f64>,
    sums: Vec<f64>,
    squares: Vec<f64>,
    rows: usize,
}

impl Moments {
    fn add(&mut self, row: &[f32]) {
        if self.rows == 0 {
            self.first = row.iter().map(|value| f64::from(*value)).collect();
            (self.sums, self.squares) = (vec![0.0; row.len()], vec![0.0; row.len()]);
        }
        for (feature, value) in row.iter().enumerate() {
            let distance = f64::from(*value) - self.first[feature];
            self.sums[feature] += distance;
            self.squares[feature] += distance * distance;
        }
        self.rows += 1;
    }

    /// Mean and variance of each feature.
    fn finish(&self, unbiased: bool) -> impl Iterator<Item = (f64, f64)> {
        let rows = self.rows as f64;
        let divisor = if unbiased && self.rows > 1 { rows - 1.0 } else { rows };
        self.first.iter().zip(&self.sums).zip(&self.squares).map(move |((first, sum), square)| {
            let mean = sum / rows;
            (first + mean, ((square - sum * mean) / divisor).max(0.0))
        })
    }
}

impl Network {
    fn norms(&self) -> impl Iterator<Item = (usize, EpilogueStage, NormStage)> {
        self.plan.stages.iter().enumerate().filter_map(|(index, stage)| match stage {
            Stage::Epilogue(epilogue) => epilogue.norm.map(|norm| (index, *epilogue, norm)),
            _ => None,
        })
    }

    /// Makes every BatchNorm's running mean and variance those of its input over `rows`, without dropout.
    ///
    /// One pass over the rows for each, in the order of the graph, so that a later one sees inputs that the earlier ones
    /// normalise with their new statistics, as inference will. The variance is biased or unbiased as the node tracks it.
    /// Before each batch `attend` may break off; statistics not yet recomputed then stay as they were. Answers whether all
    /// were recomputed.
    pub fn recompute_population(&mut self, rows: &[u32], mut attend: impl FnMut() -> ControlFlow<()>) -> bool {
        let norms: Vec<_> = self.norms().collect();
        for (index, stage, norm) in norms {
            let mut moments = Moments::default();
            for batch in rows.chunks(self.batch.max(1)) {
                if attend().is_break() {
                    return false;
                }
                self.load(batch);
                self.forward_before(index, batch.len(), Mode::Infer);
                let input = &self.values[stage.input];
                (0..batch.len()).for_each(|row| moments.add(input.row(row)));
                self.work.set(Work::Between);
            }
            for (feature, (mean, variance)) in moments.finish(norm.unbiased).enumerate() {
                self.parameters[norm.mean].row_mut(0)[feature] = mean as f32;
                self.parameters[norm.variance].row_mut(0)[feature] = variance as f32;
            }
        }
        true
    }
}
