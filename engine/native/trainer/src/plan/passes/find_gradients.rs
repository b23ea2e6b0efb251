//! Which values the way back goes through.

use crate::ir::{Ir, OperationKind};

/// By operation, whether it trains something or reads a value that has a gradient.
pub fn find_gradients(ir: &Ir) -> Vec<bool> {
    let mut has_gradient: Vec<bool> = Vec::with_capacity(ir.operations.len());
    for operation in &ir.operations {
        let trains = match &operation.kind {
            OperationKind::Dense { .. } => true,
            OperationKind::BatchNorm { gamma, beta, .. } | OperationKind::LayerNorm { gamma, beta, .. } => {
                gamma.is_some() || beta.is_some()
            }
            OperationKind::Input { .. }
            | OperationKind::Scale { .. }
            | OperationKind::Activation { .. }
            | OperationKind::Dropout { .. }
            | OperationKind::GaussianNoise { .. }
            | OperationKind::Add {}
            | OperationKind::Multiply {}
            | OperationKind::Concat {} => false,
        };
        has_gradient.push(trains || operation.inputs.iter().any(|input| has_gradient[*input as usize]));
    }
    has_gradient
}
