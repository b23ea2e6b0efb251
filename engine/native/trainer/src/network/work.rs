//! What kind of work a step is at, left in passing for whoever profiles from another thread.

use crate::plan::Stage;
use std::sync::atomic::{AtomicU8, Ordering};

/// The kinds of work of a training step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Work {
    /// Between steps: shuffling, telling, waiting.
    #[default]
    Between,
    /// Taking a batch's rows from the data.
    Gather,
    /// Products x·W.
    DenseForward,
    /// Products dz·Wᵀ, and sums of dz.
    DenseInputGradient,
    /// Products xᵀ·dz, with the steps of the weights that descend in the same visit.
    DenseWeightGradient,
    /// BatchNorm, activation and dropout.
    EpilogueForward,
    EpilogueBackward,
    /// Every other layer, both ways.
    Layer,
    Loss,
    /// Clipping, penalties, looking for values that are not finite, and running statistics.
    Settle,
    /// Optimizer steps that are not taken along with a product.
    Update,
    /// Measuring a probed step.
    Statistics,
}

impl Work {
    pub const ALL: [Work; 12] = [
        Work::Between,
        Work::Gather,
        Work::DenseForward,
        Work::DenseInputGradient,
        Work::DenseWeightGradient,
        Work::EpilogueForward,
        Work::EpilogueBackward,
        Work::Layer,
        Work::Loss,
        Work::Settle,
        Work::Update,
        Work::Statistics,
    ];

    pub(super) fn forward(stage: &Stage) -> Work {
        match stage {
            Stage::Dense(_) => Work::DenseForward,
            Stage::Epilogue(_) => Work::EpilogueForward,
            _ => Work::Layer,
        }
    }

    pub(super) fn backward(stage: &Stage) -> Work {
        match stage {
            Stage::Dense(_) => Work::DenseInputGradient,
            Stage::Epilogue(_) => Work::EpilogueBackward,
            _ => Work::Layer,
        }
    }
}

/// The work being done, for reading from any thread at any time.
#[derive(Debug, Default)]
pub struct WorkMarker(AtomicU8);

impl WorkMarker {
    #[inline]
    pub(super) fn set(&self, work: Work) {
        self.0.store(work as u8, Ordering::Relaxed);
    }

    pub fn get(&self) -> Work {
        Work::ALL.get(usize::from(self.0.load(Ordering::Relaxed))).copied().unwrap_or_default()
    }
}
