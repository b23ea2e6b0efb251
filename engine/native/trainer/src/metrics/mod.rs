//! How good predictions are: what is computed of an output's predictions and targets over a set of rows.

use crate::ir::{Ir, Loss, LossFunction};

/// Classes that a loss' output tells apart: those of its target, 2 for one probability against a number; 0 for regression.
pub(crate) fn classes_of(ir: &Ir, loss: &Loss) -> usize {
    let classes = ir.targets[loss.target as usize].classes as usize;
    let is_probability = match loss.function {
        LossFunction::BinaryCrossEntropy
        | LossFunction::CategoricalCrossEntropy
        | LossFunction::SparseCategoricalCrossEntropy => true,
        LossFunction::MeanSquaredError | LossFunction::MeanAbsoluteError | LossFunction::Huber { .. } => false,
    };
    match classes {
        2.. => classes,
        _ if is_probability => 2,
        _ => 0,
    }
}
