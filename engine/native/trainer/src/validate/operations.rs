//! Operations: order, inputs, features, parameters, attributes.

use super::parameter_uses::ParameterUses;
use super::{MOST_FEATURES, in_range, located, too_large};
use crate::failure::{FailureCode, failure};
use crate::ir::{ActivationFunction, Ir, MOST_BRANCHES, Operation, OperationKind, ParameterRole};
use failures::Failure;
use std::collections::HashSet;
use std::ops::RangeInclusive;

pub(super) fn operations<'a>(ir: &'a Ir, uses: &mut ParameterUses<'_, 'a>) -> Result<(), Failure> {
    for (index, operation) in ir.operations.iter().enumerate() {
        one(ir, index, operation, uses).map_err(located(ir, index))?;
    }
    // Streams are named after kind and node, so two of one would draw the same numbers.
    let mut streams = HashSet::new();
    for (index, operation) in ir.operations.iter().enumerate() {
        let draws = matches!(operation.kind, OperationKind::Dropout { .. } | OperationKind::GaussianNoise { .. });
        let kind = operation.kind.name();
        if draws && !streams.insert((kind, operation.node.as_str())) {
            return Err(located(ir, index)(failure(
                FailureCode::ParameterName,
                format!("a second {kind} of node {}", operation.node),
                format!("one {kind} a node"),
                "Give the nodes different ids.",
            )));
        }
    }
    Ok(())
}

/// How many values an operation reads.
fn input_counts(kind: &OperationKind) -> RangeInclusive<usize> {
    match kind {
        OperationKind::Input { .. } => 0..=0,
        OperationKind::Add {} | OperationKind::Multiply {} | OperationKind::Concat {} => 2..=MOST_BRANCHES,
        _ => 1..=1,
    }
}

fn one<'a>(
    ir: &'a Ir,
    index: usize,
    operation: &'a Operation,
    uses: &mut ParameterUses<'_, 'a>,
) -> Result<(), Failure> {
    if operation.features == 0 || operation.features > MOST_FEATURES {
        return Err(too_large("features", u64::from(operation.features), u64::from(MOST_FEATURES)));
    }
    for input in &operation.inputs {
        if *input as usize >= index {
            return Err(failure(
                FailureCode::Order,
                format!("input %{input} of %{index}"),
                format!("a value below %{index}"),
                "Compile the project again.",
            ));
        }
    }
    let wanted = input_counts(&operation.kind);
    if !wanted.contains(&operation.inputs.len()) {
        let (least, most) = wanted.into_inner();
        let (expected, help) = if least == most {
            (least.to_string(), "Connect the node's input port once.".to_owned())
        } else {
            (format!("{least} to {most}"), format!("Connect {least} to {most} wires to the node."))
        };
        return Err(failure(FailureCode::InputCount, format!("{} inputs", operation.inputs.len()), expected, help));
    }
    let source = operation.inputs.first().map(|input| &ir.operations[*input as usize]);
    kind(ir, operation, source, uses)
}

fn kind<'a>(
    ir: &Ir,
    operation: &'a Operation,
    source: Option<&Operation>,
    uses: &mut ParameterUses<'_, 'a>,
) -> Result<(), Failure> {
    let features = operation.features;
    let incoming = source.map_or(features, |source| source.features);
    match &operation.kind {
        OperationKind::Input { index } => {
            let Some(input) = ir.inputs.get(*index as usize) else {
                return Err(failure(
                    FailureCode::Declaration,
                    format!("input {index} of {}", ir.inputs.len()),
                    "an input that is declared",
                    "Compile the project again.",
                ));
            };
            same_features(features, input.features)
        }
        OperationKind::Scale { offset, factor, .. } => {
            same_features(features, incoming)?;
            let of_inputs = source
                .is_some_and(|source| matches!(source.kind, OperationKind::Input { .. } | OperationKind::Scale { .. }));
            if !of_inputs {
                return Err(failure(
                    FailureCode::InputCount,
                    "a Scale of values that change while training",
                    "a Scale directly on data",
                    "Wire Scale to Data, or use BatchNorm here.",
                ));
            }
            uses.parameter(offset, &[features], ParameterRole::Fitted)?;
            uses.parameter(factor, &[features], ParameterRole::Fitted)
        }
        OperationKind::Dense { weight, bias } => {
            uses.parameter(weight, &[incoming, features], ParameterRole::Trainable)?;
            bias.as_ref().map_or(Ok(()), |bias| uses.parameter(bias, &[features], ParameterRole::Trainable))
        }
        OperationKind::BatchNorm { gamma, beta, mean, variance, epsilon, momentum, .. } => {
            same_features(features, incoming)?;
            // A float32 of at least this keeps 1/√(0 + ε) finite.
            in_range("epsilon", *epsilon, f64::from(f32::MIN_POSITIVE), 1e6)?;
            in_range("momentum", *momentum, 0.0, 1.0)?;
            for vector in [gamma, beta].into_iter().flatten() {
                uses.parameter(vector, &[features], ParameterRole::Trainable)?;
            }
            uses.parameter(mean, &[features], ParameterRole::Running)?;
            uses.parameter(variance, &[features], ParameterRole::Running)
        }
        OperationKind::LayerNorm { gamma, beta, epsilon } => {
            same_features(features, incoming)?;
            // As of BatchNorm.
            in_range("epsilon", *epsilon, f64::from(f32::MIN_POSITIVE), 1e6)?;
            for vector in [gamma, beta].into_iter().flatten() {
                uses.parameter(vector, &[features], ParameterRole::Trainable)?;
            }
            Ok(())
        }
        OperationKind::Activation { function, alpha } => {
            same_features(features, incoming)?;
            slope(*function, *alpha)
        }
        OperationKind::Dropout { rate } => {
            same_features(features, incoming)?;
            // At 1 everything is dropped and the scale 1/(1 − p) is infinite.
            in_range("rate", *rate, 0.0, 1.0_f64.next_down())
        }
        OperationKind::GaussianNoise { standard_deviation } => {
            same_features(features, incoming)?;
            in_range("standard deviation", *standard_deviation, 0.0, 1e3)
        }
        OperationKind::Add {} | OperationKind::Multiply {} => {
            operation.inputs.iter().try_for_each(|input| same_features(width(ir, *input), features))
        }
        OperationKind::Concat {} => {
            let total: u64 = operation.inputs.iter().map(|input| u64::from(width(ir, *input))).sum();
            u32::try_from(total)
                .map_err(|_| too_large("features", total, u64::from(MOST_FEATURES)))
                .and_then(|total| same_features(features, total))
        }
    }
}

fn width(ir: &Ir, value: u32) -> u32 {
    ir.operations[value as usize].features
}

/// α of the functions that have one, and of no other.
fn slope(function: ActivationFunction, alpha: Option<f64>) -> Result<(), Failure> {
    let least = match function {
        ActivationFunction::LeakyRelu => Some(0.0),
        // At 0 or below, elu is relu or folds back.
        ActivationFunction::Elu => Some(f64::from(f32::MIN_POSITIVE)),
        _ => None,
    };
    match (least, alpha) {
        (Some(least), Some(alpha)) => in_range("alpha", alpha, least, 1e3),
        (None, None) => Ok(()),
        (least, alpha) => Err(failure(
            FailureCode::Attribute,
            format!("{} {} alpha", function.name(), if alpha.is_some() { "with" } else { "without" }),
            if least.is_some() { "a number" } else { "none" },
            "Compile the project again.",
        )),
    }
}

fn same_features(found: u32, expected: u32) -> Result<(), Failure> {
    if found == expected {
        return Ok(());
    }
    Err(failure(
        FailureCode::Features,
        format!("{found} features"),
        format!("{expected}"),
        "Compile the project again.",
    ))
}
