//! An IR is validated as if an enemy wrote it: whatever passes here can be planned and run without a panic and
//! without more memory than `memory` estimates; whatever does not is a failure that names the operation.

mod losses;
mod operations;
mod parameter_uses;
mod targets;
mod training;

use crate::failure::{FailureCode, at_node, at_operation, failure};
use crate::ir::{IR_VERSION, Initializer, Ir, Parameter, ParameterRole, Regularizer};
use failures::Failure;
use parameter_uses::ParameterUses;
use std::collections::HashMap;

/// Most operations, and most parameters, of one IR.
const MOST_OPERATIONS: usize = 4096;
const MOST_PARAMETERS: usize = 16_384;
/// Most inputs, targets or losses.
const MOST_DECLARATIONS: usize = 256;
/// Most features of one value.
const MOST_FEATURES: u32 = 1 << 20;
/// Most elements of one parameter, and of all together: 8 GiB.
const MOST_ELEMENTS: u64 = 1 << 31;
/// Longest name, in bytes.
const LONGEST_NAME: usize = 1024;

/// Reads an IR from its JSON document without trusting it.
pub fn parse_ir(json: &str) -> Result<Ir, Failure> {
    let ir: Ir = serde_json::from_str(json).map_err(|error| {
        failure(
            FailureCode::Malformed,
            error.to_string(),
            "an IR document of this trainer's version",
            "Compile the project again with the same version of the app.",
        )
    })?;
    validate(&ir)?;
    Ok(ir)
}

/// Everything about an IR that planning and running rely on.
pub fn validate(ir: &Ir) -> Result<(), Failure> {
    if ir.version != IR_VERSION {
        return Err(failure(
            FailureCode::Version,
            format!("version {}", ir.version),
            format!("version {IR_VERSION}"),
            "Compile the project again with the same version of the app.",
        )
        .number("version", f64::from(ir.version))
        .number("known", f64::from(IR_VERSION)));
    }
    counts(ir)?;
    declarations(ir)?;
    let parameters = parameters(ir)?;
    let mut uses = ParameterUses::of(&parameters);
    operations::operations(ir, &mut uses)?;
    losses::losses(ir)?;
    targets::scalings(ir, &mut uses)?;
    uses.require_all(ir)?;
    training::training(ir)
}

fn too_large(what: &str, found: u64, most: u64) -> Failure {
    failure(FailureCode::TooLarge, format!("{found} {what}"), format!("at most {most}"), "Make the network smaller.")
        .number("count", found as f64)
        .number("limit", most as f64)
}

fn counts(ir: &Ir) -> Result<(), Failure> {
    for (what, found, most) in [
        ("operations", ir.operations.len(), MOST_OPERATIONS),
        ("parameters", ir.parameters.len(), MOST_PARAMETERS),
        ("inputs", ir.inputs.len(), MOST_DECLARATIONS),
        ("targets", ir.targets.len(), MOST_DECLARATIONS),
        ("losses", ir.losses.len(), MOST_DECLARATIONS),
    ] {
        if found > most {
            return Err(too_large(what, found as u64, most as u64));
        }
    }
    Ok(())
}

/// A width or number of features within its bounds.
fn sized(what: &str, features: u32) -> Result<(), Failure> {
    if features == 0 {
        return Err(failure(
            FailureCode::Declaration,
            format!("{what} without columns"),
            "at least one column",
            "Choose at least one column.",
        ));
    }
    if features > MOST_FEATURES {
        return Err(too_large(&format!("columns in {what}"), u64::from(features), u64::from(MOST_FEATURES)));
    }
    Ok(())
}

fn declarations(ir: &Ir) -> Result<(), Failure> {
    for input in &ir.inputs {
        sized(&format!("input {}", input.name), input.features).map_err(|failure| at_node(&input.node, failure))?;
    }
    if let Some(name) = ir.sample_weight.as_ref().filter(|name| name.is_empty() || name.len() > LONGEST_NAME) {
        return Err(failure(
            FailureCode::Declaration,
            format!("a weight column with a name of {} bytes", name.len()),
            format!("1 to {LONGEST_NAME} bytes"),
            "Choose the weight column again in the data panel.",
        ));
    }
    ir.targets.iter().try_for_each(targets::declaration)
}

/// Parameters by name, each with its index in `Ir::parameters`.
type Parameters<'a> = HashMap<&'a str, &'a Parameter>;

fn parameters(ir: &Ir) -> Result<Parameters<'_>, Failure> {
    let mut by_name = HashMap::with_capacity(ir.parameters.len());
    let mut total = 0_u64;
    for parameter in &ir.parameters {
        let named = |failure| at_node(&parameter.node, failure);
        if parameter.name.is_empty() || parameter.name.len() > LONGEST_NAME {
            return Err(named(failure(
                FailureCode::ParameterName,
                format!("a name of {} bytes", parameter.name.len()),
                format!("1 to {LONGEST_NAME} bytes"),
                "Rename the node.",
            )));
        }
        if by_name.insert(parameter.name.as_str(), parameter).is_some() {
            return Err(named(failure(
                FailureCode::ParameterName,
                format!("parameter {} twice", parameter.name),
                "every name once",
                "Give the nodes different ids.",
            )));
        }
        let elements = parameter.shape.iter().try_fold(1_u64, |elements, side| elements.checked_mul(u64::from(*side)));
        let (1..=2, Some(elements @ 1..)) = (parameter.shape.len(), elements) else {
            return Err(named(failure(
                FailureCode::ParameterMismatch,
                format!("shape {:?} of {}", parameter.shape, parameter.name),
                "one or two sides of at least 1",
                "Compile the project again.",
            )));
        };
        total = total.saturating_add(elements);
        if total > MOST_ELEMENTS {
            return Err(named(too_large("parameter values", total, MOST_ELEMENTS)));
        }
        initializer(parameter).map_err(named)?;
        constraints(parameter).map_err(named)?;
    }
    Ok(by_name)
}

fn initializer(parameter: &Parameter) -> Result<(), Failure> {
    let (sound, expected) = match parameter.initializer {
        Initializer::Constant { value } => (is_f32(value), "a finite value"),
        Initializer::Uniform { low, high } => (is_f32(low) && is_f32(high) && low <= high, "finite low ≤ high"),
        Initializer::Normal { mean, standard_deviation } => (
            is_f32(mean) && is_f32(standard_deviation) && standard_deviation >= 0.0,
            "a finite mean and a standard deviation of at least 0",
        ),
        _ => return Ok(()),
    };
    if sound {
        return Ok(());
    }
    Err(failure(
        FailureCode::Initializer,
        format!("{:?} of {}", parameter.initializer, parameter.name),
        expected,
        "Correct the initialiser in the inspector.",
    ))
}

/// Penalty and bound of a parameter.
fn constraints(parameter: &Parameter) -> Result<(), Failure> {
    let Regularizer { l1, l2 } = parameter.regularizer;
    in_range(&format!("L1 penalty of {}", parameter.name), l1, 0.0, 1e6)?;
    in_range(&format!("L2 penalty of {}", parameter.name), l2, 0.0, 1e6)?;
    if let Some(max_norm) = parameter.max_norm {
        in_range(&format!("greatest norm of {}", parameter.name), max_norm, 1e-12, 1e6)?;
    }
    let is_penalized = parameter.regularizer != Regularizer::default();
    let is_trained = parameter.role == ParameterRole::Trainable;
    if (is_penalized && !is_trained) || (parameter.max_norm.is_some() && !(is_trained && parameter.shape.len() == 2)) {
        return Err(failure(
            FailureCode::Attribute,
            format!(
                "a penalty or greatest norm on {}, {:?} of shape {:?}",
                parameter.name, parameter.role, parameter.shape
            ),
            "penalties on trained parameters, and a greatest norm on trained weights [in, out]",
            "Remove it in the inspector.",
        ));
    }
    Ok(())
}

/// Whether a number is finite as a float32 too.
fn is_f32(value: f64) -> bool {
    (value as f32).is_finite()
}

/// A number within [low, high], else an attribute failure.
fn in_range(what: &str, value: f64, low: f64, high: f64) -> Result<(), Failure> {
    if value >= low && value <= high {
        return Ok(());
    }
    Err(failure(
        FailureCode::Attribute,
        format!("{what} {value}"),
        format!("{low} to {high}"),
        "Correct it in the inspector.",
    ))
}

fn located(ir: &Ir, operation: usize) -> impl Fn(Failure) -> Failure + '_ {
    move |failure| at_operation(ir, operation, failure)
}
