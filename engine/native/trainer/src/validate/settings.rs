//! Losses and the training section.

use super::{in_range, is_f32};
use crate::events::RunFailure;
use crate::failure::{FailureCode, at_node, failure};
use crate::ir::{ActivationFunction, Ir, Loss, LossFunction, OperationKind, Optimizer, TargetEncoding};

/// Most epochs, most rows of a batch, most threads.
const MOST_EPOCHS: u32 = 1_000_000;
const MOST_BATCH_ROWS: u32 = 1 << 20;
const MOST_THREADS: u32 = 256;

pub(super) fn losses(ir: &Ir) -> Result<(), RunFailure> {
    if ir.losses.is_empty() {
        return Err(failure(FailureCode::Loss, "no loss", "at least one", "Add an Output node and connect it."));
    }
    for loss in &ir.losses {
        one(ir, loss).map_err(|mut failure| {
            failure.operation = Some(loss.value);
            at_node(&loss.node, failure)
        })?;
    }
    Ok(())
}

fn one(ir: &Ir, loss: &Loss) -> Result<(), RunFailure> {
    let bad = |found: String, expected: &str| failure(FailureCode::Loss, found, expected, "Correct the Output node.");
    let Some(value) = ir.operations.get(loss.value as usize) else {
        return Err(bad(format!("value %{}", loss.value), "a value that is defined"));
    };
    let Some(target) = ir.targets.get(loss.target as usize) else {
        return Err(bad(format!("target {}", loss.target), "a target that is declared"));
    };
    if value.features != target.width {
        return Err(bad(
            format!("{} units", value.features),
            &format!("{}, the columns of target {}", target.width, target.name),
        ));
    }
    if !is_f32(loss.weight) || loss.weight <= 0.0 {
        return Err(bad(format!("weight {}", loss.weight), "a finite number above 0"));
    }
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
        LossFunction::MeanSquaredError => (true, ""),
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

pub(super) fn training(ir: &Ir) -> Result<(), RunFailure> {
    let training = &ir.training;
    optimizer(&training.optimizer)?;
    for (what, found, most) in [
        ("epochs", training.epochs, MOST_EPOCHS),
        ("rows a batch", training.batch_size, MOST_BATCH_ROWS),
        ("threads", training.threads, MOST_THREADS),
    ] {
        if found == 0 || found > most {
            return Err(failure(
                FailureCode::Training,
                format!("{found} {what}"),
                format!("1 to {most}"),
                "Correct it in the training panel.",
            ));
        }
    }
    if !(0.0..1.0).contains(&training.validation_split) {
        return Err(failure(
            FailureCode::Training,
            format!("validation split {}", training.validation_split),
            "0 or more, below 1",
            "Correct it in the training panel.",
        ));
    }
    Ok(())
}

fn optimizer(optimizer: &Optimizer) -> Result<(), RunFailure> {
    let ranges = match *optimizer {
        Optimizer::Sgd { learning_rate, decay, momentum, .. } => vec![
            ("learning rate", learning_rate, 0.0, 1e6),
            ("decay", decay, 0.0, 1e6),
            ("momentum", momentum, 0.0, 1.0),
        ],
        Optimizer::Adam { learning_rate, beta_1, beta_2, epsilon } => vec![
            ("learning rate", learning_rate, 0.0, 1e6),
            // At 1 the bias correction divides by 0.
            ("beta_1", beta_1, 0.0, 1.0_f64.next_down()),
            ("beta_2", beta_2, 0.0, 1.0_f64.next_down()),
            ("epsilon", epsilon, f64::MIN_POSITIVE, 1.0),
        ],
    };
    ranges.into_iter().try_for_each(|(what, value, low, high)| {
        in_range(what, value, low, high)
            .map_err(|failure| RunFailure { code: FailureCode::Optimizer.text(), ..failure })
    })
}
