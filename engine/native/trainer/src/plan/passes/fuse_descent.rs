//! Which weights may take their step in the product that makes their gradient.

use crate::ir::{Ir, OperationKind, Optimizer, Regularizer, Training};
use std::collections::HashMap;

/// By operation, whether it is a live Dense whose weight's gradient goes into nothing but a plain step of its own: SGD
/// without clipping, and neither penalty nor bound on the weight.
pub fn fuse_descent(ir: &Ir, readers: &[usize]) -> Vec<bool> {
    let Training { optimizer, clip_value, clip_norm, .. } = &ir.training;
    let is_plain = matches!(optimizer, Optimizer::Sgd { .. }) && clip_value.is_none() && clip_norm.is_none();
    let parameters: HashMap<&str, _> = ir.parameters.iter().map(|each| (each.name.as_str(), each)).collect();
    let is_free = |weight: &str| {
        parameters[weight].regularizer == Regularizer::default() && parameters[weight].max_norm.is_none()
    };
    let descends = ir.operations.iter().zip(readers).map(|(operation, readers)| match &operation.kind {
        OperationKind::Dense { weight, .. } => *readers > 0 && is_plain && is_free(weight),
        _ => false,
    });
    descends.collect()
}
