//! Which operations are computed in one visit of their data: BatchNorm → activation → dropout, each part at most once.

use super::fuse_losses::through;
use crate::ir::{ActivationFunction, Ir, Loss, OperationKind};
use crate::kernels::losses::GradientOf;

/// Operations computed in one visit, in their order: each reads the one before and is its only reader, and the value of
/// the last alone is kept.
pub type Visit = Vec<usize>;

/// What every batch computes, in the order of the visits' first operations; what is dead or folded is in none.
pub fn fuse_epilogues(ir: &Ir, readers: &[usize], folded: &[bool]) -> Vec<Visit> {
    let mut visits: Vec<Visit> = Vec::new();
    let mut visit_of = vec![0; ir.operations.len()];
    for (index, operation) in ir.operations.iter().enumerate() {
        if readers[index] == 0 || folded[index] {
            continue;
        }
        let input = operation.inputs.first().map(|input| *input as usize);
        // A loss that goes back through an activation writes the gradient of what that reads, which must have a place.
        let is_judged =
            |loss: &Loss| loss.value as usize == index && through(ir, index, loss.function) != GradientOf::Value;
        let is_alone = ir.losses.iter().any(is_judged);
        let joined = input.filter(|_| !is_alone).filter(|input| {
            let parts = part(&ir.operations[*input].kind).zip(part(&operation.kind));
            readers[*input] == 1 && !folded[*input] && parts.is_some_and(|(before, this)| before < this)
        });
        if let Some(input) = joined {
            visit_of[index] = visit_of[input];
            visits[visit_of[input]].push(index);
        } else {
            visit_of[index] = visits.len();
            visits.push(vec![index]);
        }
    }
    visits
}

/// The parts of a visit, in the order it computes them.
#[derive(PartialEq, PartialOrd)]
enum Part {
    BatchNorm,
    Activation,
    Dropout,
}

fn part(kind: &OperationKind) -> Option<Part> {
    match kind {
        OperationKind::BatchNorm { .. } => Some(Part::BatchNorm),
        // It needs its whole row at once.
        OperationKind::Activation { function: ActivationFunction::Softmax, .. } => None,
        OperationKind::Activation { .. } => Some(Part::Activation),
        OperationKind::Dropout { .. } => Some(Part::Dropout),
        OperationKind::Input { .. }
        | OperationKind::Scale { .. }
        | OperationKind::Dense { .. }
        | OperationKind::LayerNorm { .. }
        | OperationKind::GaussianNoise { .. }
        | OperationKind::Add {}
        | OperationKind::Multiply {}
        | OperationKind::Concat {} => None,
    }
}
