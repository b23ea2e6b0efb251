//! Losses.

use super::{in_range, is_f32};
use crate::failure::{FailureCode, failure};
use crate::ir::{ActivationFunction, ClassWeights, Ir, Loss, LossFunction, OperationKind, Target, TargetEncoding};
use failures::Failure;

pub(super) fn losses(ir: &Ir) -> Result<(), Failure> {
    if ir.losses.is_empty() {
        return Err(failure(FailureCode::Loss, "no loss", "at least one", "Add an Output node and connect it."));
    }
    for loss in &ir.losses {
        one(ir, loss).map_err(|failure| failure.at_operation(loss.value, &loss.node))?;
    }
    Ok(())
}

fn one(ir: &Ir, loss: &Loss) -> Result<(), Failure> {
    let bad = |found: String, expected: &str| failure(FailureCode::Loss, found, expected, "Correct the Output node.");
    let Some(value) = ir.operations.get(loss.value as usize) else {
        return Err(bad(format!("value %{}", loss.value), "a value that is defined"));
    };
    let Some(target) = ir.targets.get(loss.target as usize) else {
        return Err(bad(format!("target {}", loss.target), "a target that is declared"));
    };
    let (width, columns) =
        if target.encoding == TargetEncoding::Index { (target.classes, "classes") } else { (target.width, "columns") };
    if value.features != width {
        return Err(bad(
            format!("{} units", value.features),
            &format!("{width}, the {columns} of target {}", target.name),
        ));
    }
    if !is_f32(loss.weight) || loss.weight <= 0.0 {
        return Err(bad(format!("weight {}", loss.weight), "a finite number above 0"));
    }
    if let LossFunction::Huber { delta } = loss.function {
        // A float32 above 0 too.
        in_range("delta", delta, f64::from(f32::MIN_POSITIVE), 1e6)
            .map_err(|failure| Failure { code: FailureCode::Loss, ..failure })?;
    }
    class_weights(loss, target)?;
    let function = match &value.kind {
        OperationKind::Activation { function, .. } => Some(*function),
        _ => None,
    };
    let (fits, expected) = match loss.function {
        LossFunction::CategoricalCrossEntropy => (
            function == Some(ActivationFunction::Softmax) && target.encoding == TargetEncoding::OneHot,
            "softmax before it and a one-hot target",
        ),
        LossFunction::BinaryCrossEntropy => (
            function == Some(ActivationFunction::Sigmoid)
                || function == Some(ActivationFunction::Softmax) && target.encoding == TargetEncoding::OneHot,
            "sigmoid before it, or softmax and a one-hot target",
        ),
        LossFunction::SparseCategoricalCrossEntropy => (
            function == Some(ActivationFunction::Softmax) && target.encoding == TargetEncoding::Index,
            "softmax before it and a target of class indices",
        ),
        LossFunction::MeanSquaredError | LossFunction::MeanAbsoluteError | LossFunction::Huber { .. } => {
            (target.encoding != TargetEncoding::Index, "a target that is not a class index")
        }
    };
    if fits {
        return Ok(());
    }
    let found = function.map_or_else(|| "no activation".to_owned(), |function| format!("{function:?}"));
    Err(failure(
        FailureCode::LossActivation,
        format!("{found} before {:?}", loss.function),
        expected,
        "Add the activation before the Output node, or choose another loss.",
    ))
}

fn class_weights(loss: &Loss, target: &Target) -> Result<(), Failure> {
    let classes = target.classes as usize;
    let (fits, found, expected) = match &loss.class_weights {
        ClassWeights::None => return Ok(()),
        ClassWeights::Balanced => (true, "balanced class weights".to_owned(), String::new()),
        ClassWeights::Given { weights } => (
            weights.len() == classes
                && weights.iter().all(|weight| is_f32(*weight) && *weight >= 0.0)
                && weights.iter().any(|weight| *weight > 0.0),
            format!("class weights {weights:?}"),
            format!("{classes} finite numbers of at least 0, not all 0"),
        ),
    };
    let (fits, expected) =
        if classes < 2 { (false, "no class weights on a target without classes".to_owned()) } else { (fits, expected) };
    if fits {
        return Ok(());
    }
    Err(failure(FailureCode::Loss, found, expected, "Correct the class weights of the Output node."))
}
