//! What multiplies each row's loss: the number in the weight column, and while training the weight of its class.

use crate::dataset::Dataset;
use crate::ir::{ClassWeights, Ir};
use crate::kernels::Matrix;
use crate::kernels::losses::true_class;

/// Class weights of one loss; both empty where it has none.
#[derive(Default)]
struct OfLoss {
    /// One a class.
    by_class: Vec<f32>,
    /// Of the batch's rows, sample weights included.
    batch: Vec<f32>,
}

/// The weights of a run's rows. Nothing allocates after `new`.
pub(crate) struct RowWeights {
    /// `[rows]`, empty without a weight column.
    samples: Vec<f32>,
    /// Those of the batch's rows, empty without a weight column.
    sample_batch: Vec<f32>,
    losses: Vec<OfLoss>,
}

impl RowWeights {
    /// For batches of up to `batch` rows; balanced class weights are 1 until `balance` is told the training rows.
    pub(crate) fn new(ir: &Ir, samples: Option<Vec<f32>>, batch: usize) -> RowWeights {
        let losses = ir.losses.iter().map(|loss| {
            let by_class: Vec<f32> = match &loss.class_weights {
                ClassWeights::None => return OfLoss::default(),
                ClassWeights::Balanced => vec![1.0; ir.targets[loss.target as usize].classes as usize],
                ClassWeights::Given { weights } => weights.iter().map(|weight| *weight as f32).collect(),
            };
            OfLoss { by_class, batch: vec![0.0; batch] }
        });
        RowWeights {
            losses: losses.collect(),
            sample_batch: vec![0.0; if samples.is_some() { batch } else { 0 }],
            samples: samples.unwrap_or_default(),
        }
    }

    /// Makes balanced weights rows/(classes · rows of the class) over the training rows; 1 for a class without rows.
    pub(crate) fn balance(&mut self, ir: &Ir, targets: &[Vec<f32>], training: impl Iterator<Item = u32> + Clone) {
        for (loss, weights) in ir.losses.iter().zip(&mut self.losses) {
            if loss.class_weights != ClassWeights::Balanced {
                continue;
            }
            let units = ir.operations[loss.value as usize].features as usize;
            let width = ir.targets[loss.target as usize].width as usize;
            let mut counts = vec![0_u64; weights.by_class.len()];
            for row in training.clone() {
                counts[true_class(&targets[loss.target as usize][row as usize * width..][..width], units)] += 1;
            }
            let rows: u64 = counts.iter().sum();
            for (weight, count) in weights.by_class.iter_mut().zip(&counts) {
                let share = counts.len() as f64 * *count as f64;
                *weight = if *count == 0 { 1.0 } else { (rows as f64 / share) as f32 };
            }
        }
    }

    /// Gathers the sample weights of the batch's rows.
    pub(crate) fn load(&mut self, order: &[u32]) {
        if !self.samples.is_empty() {
            for (weight, row) in self.sample_batch.iter_mut().zip(order) {
                *weight = self.samples[*row as usize];
            }
        }
    }

    /// Weighs the loaded rows for training by their classes in `target`, of a loss on `units` units.
    pub(crate) fn weigh_classes(&mut self, loss: usize, rows: usize, units: usize, target: &Matrix) {
        let OfLoss { by_class, batch } = &mut self.losses[loss];
        if by_class.is_empty() {
            return;
        }
        for (row, weight) in batch.iter_mut().enumerate().take(rows) {
            let sample = self.sample_batch.get(row).copied().unwrap_or(1.0);
            *weight = by_class[true_class(target.row(row), units)] * sample;
        }
    }

    /// Weights of the batch's rows for a loss, `None` where each is 1: with those of classes, as last weighed, in
    /// training only.
    pub(crate) fn of(&self, loss: usize, train: bool) -> Option<&[f32]> {
        let with_classes = &self.losses[loss].batch;
        if train && !with_classes.is_empty() {
            return Some(with_classes);
        }
        Some(self.sample_batch.as_slice()).filter(|weights| !weights.is_empty())
    }

    /// Bytes that `new` allocates beside the dataset's own.
    pub(crate) fn bytes(ir: &Ir, dataset: &Dataset, batch: u64) -> u64 {
        let weighted = ir.losses.iter().filter(|loss| loss.class_weights != ClassWeights::None);
        let of_classes = weighted.map(|loss| u64::from(ir.targets[loss.target as usize].classes) * 4 + batch * 4);
        of_classes.sum::<u64>() + if dataset.sample_weights.is_some() { batch * 4 } else { 0 }
    }
}
