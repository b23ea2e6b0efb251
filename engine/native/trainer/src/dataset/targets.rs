//! Whether targets and row weights hold what their encodings promise.

use super::mismatch;
use crate::ir::{Ir, LossFunction, Target, TargetEncoding};
use failures::Failure;

/// Checks matrices that have the size the IR asks for and hold finite numbers.
pub(super) fn targets(ir: &Ir, targets: &[Vec<f32>]) -> Result<(), Failure> {
    for (index, (target, values)) in ir.targets.iter().zip(targets).enumerate() {
        let is_probability = ir
            .losses
            .iter()
            .any(|loss| loss.target as usize == index && loss.function == LossFunction::BinaryCrossEntropy);
        one(target, is_probability, values)?;
    }
    Ok(())
}

fn one(target: &Target, is_probability: bool, values: &[f32]) -> Result<(), Failure> {
    let refused = |row: usize, found: String, expected: String| {
        Err(mismatch(format!("{found} in target {}, row {}", target.name, row + 1), expected)
            .case("target")
            .text("name", target.name.as_str())
            .number("row", (row + 1) as f64))
    };
    let first = |fits: &dyn Fn(f32) -> bool| values.iter().position(|value| !fits(*value));
    match target.encoding {
        TargetEncoding::Value if target.classes > 0 => match first(&|value| value == 0.0 || value == 1.0) {
            Some(row) => refused(row, values[row].to_string(), "a class of 0 or 1".to_owned()),
            None => Ok(()),
        },
        TargetEncoding::Value if is_probability => match first(&|value| (0.0..=1.0).contains(&value)) {
            Some(row) => refused(row, values[row].to_string(), "0 to 1 for binary cross-entropy".to_owned()),
            None => Ok(()),
        },
        TargetEncoding::Value => Ok(()),
        TargetEncoding::Index => {
            let classes = target.classes;
            match first(&|value| value >= 0.0 && value < classes as f32 && value.fract() == 0.0) {
                Some(row) => {
                    refused(row, values[row].to_string(), format!("a whole class index of 0 to {}", classes - 1))
                }
                None => Ok(()),
            }
        }
        TargetEncoding::OneHot => {
            let is_one_hot = |row: &[f32]| {
                row.iter().all(|value| *value == 0.0 || *value == 1.0)
                    && row.iter().filter(|value| **value == 1.0).count() == 1
            };
            match values.chunks_exact(target.width as usize).position(|row| !is_one_hot(row)) {
                Some(row) => {
                    let ones = values[row * target.width as usize..][..target.width as usize].iter().sum::<f32>();
                    refused(
                        row,
                        format!("columns that sum to {ones}"),
                        "1 in one column and 0 in the others".to_owned(),
                    )
                }
                None => Ok(()),
            }
        }
    }
}

/// Sample weights are there exactly if the IR names their column, one finite number of at least 0 a row.
pub(super) fn sample_weights(ir: &Ir, weights: Option<&[f32]>, rows: usize) -> Result<(), Failure> {
    let (name, weights) = match (&ir.sample_weight, weights) {
        (None, None) => return Ok(()),
        (Some(name), Some(weights)) => (name, weights),
        (None, Some(weights)) => {
            return Err(mismatch(
                format!("{} sample weights", weights.len()),
                "none, as no column is named".to_owned(),
            ));
        }
        (Some(name), None) => {
            return Err(mismatch("no sample weights".to_owned(), format!("the numbers of column {name}")));
        }
    };
    if weights.len() != rows {
        return Err(mismatch(
            format!("{} sample weights of column {name}", weights.len()),
            format!("{rows}, one a row"),
        ));
    }
    match weights.iter().position(|weight| !(weight.is_finite() && *weight >= 0.0)) {
        Some(row) => Err(mismatch(
            format!("{} in weight column {name}, row {}", weights[row], row + 1),
            "finite numbers of at least 0".to_owned(),
        )
        .case("weight")
        .text("name", name.as_str())
        .number("row", (row + 1) as f64)),
        None => Ok(()),
    }
}
