//! Targets: their columns, and how numbers among them are scaled.

use super::parameter_uses::ParameterUses;
use super::{MOST_FEATURES, sized};
use crate::failure::{FailureCode, failure};
use crate::ir::{Ir, ParameterRole, ScaleMethod, Target, TargetEncoding};
use failures::Failure;

/// Width, classes and encoding fit each other, and only a number is scaled.
pub(super) fn declaration(target: &Target) -> Result<(), Failure> {
    sized(&format!("target {}", target.name), target.width)?;
    let bad = |found: String, expected: &str| {
        Err(failure(FailureCode::Declaration, found, expected, "Choose the target again in the data panel."))
    };
    let fits = match target.encoding {
        TargetEncoding::Value => target.width == 1 && target.classes <= 2,
        TargetEncoding::OneHot => target.width == target.classes,
        TargetEncoding::Index => target.width == 1 && (2..=MOST_FEATURES).contains(&target.classes),
    };
    if !fits {
        return bad(
            format!("target {} of {} classes in {} columns", target.name, target.classes, target.width),
            "one column for a value of at most two classes or for an index of at least two, a column a class for one_hot",
        );
    }
    let Some(scaling) = &target.scaling else { return Ok(()) };
    if target.classes > 0 || target.encoding != TargetEncoding::Value {
        let found = format!("scaling of target {} of {} classes", target.name, target.classes);
        return bad(found, "scaling of numeric targets alone");
    }
    if scaling.method != ScaleMethod::Standardize {
        return bad(format!("{:?} of target {}", scaling.method, target.name), "a target that is standardized");
    }
    Ok(())
}

/// The constants of every scaling are there, and no loss reads what was scaled as a probability.
pub(super) fn scalings<'a>(ir: &'a Ir, uses: &mut ParameterUses<'_, 'a>) -> Result<(), Failure> {
    for (target, index) in ir.targets.iter().zip(0_u32..) {
        let Some(scaling) = &target.scaling else { continue };
        uses.parameter(&scaling.offset, &[1], ParameterRole::Fitted)?;
        uses.parameter(&scaling.factor, &[1], ParameterRole::Fitted)?;
        let reads = |loss: &&crate::ir::Loss| loss.target == index && loss.function.is_of_probabilities();
        if let Some(loss) = ir.losses.iter().find(reads) {
            let found = format!("{} of the scaled target {}", loss.function.name(), target.name);
            let help = "Correct the Output node.";
            return Err(
                failure(FailureCode::Loss, found, "a loss between numbers", help).at_operation(loss.value, &loss.node)
            );
        }
    }
    Ok(())
}
