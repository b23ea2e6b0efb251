//! How much memory a run needs, reckoned before any of it is allocated.

mod available;

pub use available::{available_bytes, left_by_limits};
use failures::Failure;
use scratch::Stored;

use crate::dataset::Dataset;
use crate::failure::{FailureCode, failure};
use crate::ir::Ir;
use crate::kernels::Pool;
use crate::kernels::epilogue::NormFigures;
use crate::kernels::layer_norm::RowFigures;
use crate::kernels::losses::GradientOf;
use crate::kernels::matrix::Matrix;
use crate::metrics::Evaluation;
use crate::network::ProbeSizes;
use crate::optimizers::OptimizerState;
use crate::plan::{Place, Plan, Stage};
use crate::row_weights::RowWeights;
use crate::thread_budget::ThreadBudget;

/// Bytes of a run, by what they hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MemoryNeed {
    /// Values and gradients of one batch.
    pub batch: u64,
    /// Parameters, their gradients and optimizer state.
    pub parameters: u64,
    /// The parameters alone, which are part of that.
    pub weights: u64,
    /// Copies of dataset values beyond the dataset itself.
    pub dataset: u64,
    /// What statistics keep at a probed step.
    pub statistics: u64,
    /// Predictions kept for metrics.
    pub evaluation: u64,
    /// Copies for checkpoints and of the best epoch.
    pub copies: u64,
}

impl MemoryNeed {
    /// Reckons a plan for a dataset whose matrices are already in memory, or in a scratch file as what is computed of them
    /// then is.
    pub fn new(ir: &Ir, plan: &Plan, dataset: &Dataset) -> MemoryNeed {
        let rows = u64::from(ir.training.batch_size).min(dataset.rows as u64);
        // The parameter, its gradient and what the optimizer remembers of it.
        let matrices = 2 + OptimizerState::slots(&ir.training.optimizer).into_iter().flatten().count() as u64;
        let scratch = Pool::bytes(ThreadBudget::of_process().most(ir.training.threads));
        let mut need = MemoryNeed { batch: scratch, ..MemoryNeed::default() };
        for parameter in &ir.parameters {
            let (height, width) = match parameter.shape[..] {
                [height, width] => (u64::from(height), u64::from(width)),
                _ => (1, parameter.shape.first().map_or(0, |width| u64::from(*width))),
            };
            let bytes = Matrix::bytes(height, width);
            need.weights = need.weights.saturating_add(bytes);
            need.parameters = need.parameters.saturating_add(bytes.saturating_mul(matrices));
        }
        let is_set_aside = dataset.inputs.iter().any(Stored::is_set_aside);
        for value in &plan.values {
            let bytes = Matrix::bytes(rows, value.features as u64).saturating_mul(2);
            match value.place {
                Place::Unused => {}
                Place::Dataset => {
                    if !is_set_aside {
                        let bytes = (dataset.rows as u64).saturating_mul(value.features as u64 * 4);
                        need.dataset = need.dataset.saturating_add(bytes);
                    }
                    need.batch = need.batch.saturating_add(if value.gathered { bytes / 2 } else { 0 });
                }
                Place::Batch => need.batch = need.batch.saturating_add(bytes),
                Place::Inner => need.statistics = need.statistics.saturating_add(bytes),
            }
        }
        for stage in &plan.stages {
            let bytes = match stage {
                Stage::Epilogue(epilogue) => {
                    let features = plan.values[epilogue.output].features as u64;
                    // Figures and the place beside of a normalisation, bits of a dropout.
                    let norm = NormFigures::bytes(features).saturating_add(Matrix::bytes(rows, features));
                    let bits = rows.saturating_mul(features) / 8 + 8;
                    let is_there = |there: bool, bytes: u64| if there { bytes } else { 0 };
                    is_there(epilogue.norm.is_some(), norm) + is_there(epilogue.dropout.is_some(), bits)
                }
                Stage::LayerNorm(_) => RowFigures::bytes(rows),
                Stage::Noise(noise) => rows.saturating_mul(plan.values[noise.operation].features as u64 * 4),
                Stage::Dense(_) | Stage::Softmax(_) | Stage::Merge(_) => 0,
            };
            need.batch = need.batch.saturating_add(bytes);
        }
        let by_share = (dataset.rows as f64 * ir.training.validation_split).ceil() as u64;
        let validated = dataset.partition.as_ref().map_or(by_share, |split| split.validation.len() as u64);
        let evaluated = if ir.training.evaluate_training { dataset.rows as u64 } else { validated };
        need.evaluation = Evaluation::bytes(ir, evaluated);
        need.batch = need.batch.saturating_add(RowWeights::bytes(ir, dataset, rows));
        for target in &ir.targets {
            need.batch = need.batch.saturating_add(Matrix::bytes(rows, u64::from(target.width)));
        }
        if ir.training.statistics {
            // Beside what the measuring works in, the gradients that a loss did not leave in the place of its value.
            let batch = usize::try_from(rows).unwrap_or(usize::MAX);
            let fused = plan.losses.iter().filter(|loss| loss.gradient_of != GradientOf::Value);
            let fused = fused.map(|loss| Matrix::bytes(rows, plan.values[loss.value].features as u64));
            need.statistics = fused
                .fold(need.statistics, u64::saturating_add)
                .saturating_add(ProbeSizes::of(ir, plan, batch).bytes());
        } else {
            need.statistics = 0;
        }
        need
    }

    /// The same run with a copy of the best epoch's parameters, with checkpoints, or with both: a checkpoint copies
    /// everything the optimizer remembers, and the best beside it.
    pub fn with_copies(mut self, keeps_best: bool, has_checkpoints: bool) -> MemoryNeed {
        let best = if keeps_best { self.weights } else { 0 };
        // Everything but gradients.
        let checkpoint = if has_checkpoints { self.parameters - self.weights + best } else { 0 };
        self.copies = best.saturating_add(checkpoint);
        self
    }

    pub fn total(&self) -> u64 {
        [self.batch, self.parameters, self.dataset, self.statistics, self.evaluation, self.copies]
            .into_iter()
            .fold(0, |sum, bytes| sum.saturating_add(bytes))
    }

    /// An error with the numbers if this is more than is available; no check where the system does not tell.
    pub fn check(&self, available: Option<u64>) -> Result<(), Failure> {
        let parts = || {
            format!(
                "({} for a batch, {} for parameters, {} for data, {} for statistics, {} for metrics, {} for copies)",
                mebibytes(self.batch),
                mebibytes(self.parameters),
                mebibytes(self.dataset),
                mebibytes(self.statistics),
                mebibytes(self.evaluation),
                mebibytes(self.copies)
            )
        };
        let help =
            "Choose a smaller batch or fewer units, leave out statistics (--statistics off), or close other programs.";
        require_memory(self.total(), available, parts, help)
    }
}

fn mebibytes(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}

/// An error with the numbers if `need` bytes are more than are available: `purpose` says after the need what it is for.
pub(crate) fn require_memory(
    need: u64,
    available: Option<u64>,
    purpose: impl FnOnce() -> String,
    help: &str,
) -> Result<(), Failure> {
    let Some(available) = available.filter(|available| need > *available) else {
        return Ok(());
    };
    let found = format!("a need of {} {}", mebibytes(need), purpose());
    Err(failure(FailureCode::Memory, found, format!("at most the {} available", mebibytes(available)), help)
        .number("needed", (need >> 20) as f64)
        .number("available", (available >> 20) as f64))
}
