//! Which operations are folded into the dataset: input scaling, and what is computed of inputs alone.

use crate::ir::{Ir, OperationKind};

/// By operation, whether its value depends on inputs and fitted constants only, so that it is computed once before
/// training instead of once a batch. A Scale keeps its formula and its constants: none moves into another
/// operation.
pub fn fold_inputs(ir: &Ir) -> Vec<bool> {
    let mut folded: Vec<bool> = Vec::with_capacity(ir.operations.len());
    for operation in &ir.operations {
        let is_of_inputs = operation.inputs.iter().all(|input| folded[*input as usize]);
        folded.push(match operation.kind {
            OperationKind::Input { .. } | OperationKind::Scale { .. } => true,
            OperationKind::Activation { .. }
            | OperationKind::LayerNorm { gamma: None, beta: None, .. }
            | OperationKind::Add {}
            | OperationKind::Multiply {}
            | OperationKind::Concat {} => is_of_inputs,
            OperationKind::Dense { .. }
            | OperationKind::BatchNorm { .. }
            | OperationKind::LayerNorm { .. }
            | OperationKind::Dropout { .. }
            | OperationKind::GaussianNoise { .. } => false,
        });
    }
    folded
}
