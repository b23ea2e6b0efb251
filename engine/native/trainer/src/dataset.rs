//! The rows a session trains on, as plain matrices supplied by whoever read the table, and what is computed of them once.

mod targets;

use crate::events::RunFailure;
use crate::failure::{FailureCode, failure};
use crate::ir::{Ir, OperationKind, ParameterRole};
use crate::kernels::reference;
use crate::plan::{Place, Plan};
use std::collections::BTreeMap;

/// Everything a run needs beside its IR. Matrices are row-major `[rows, columns]`, unscaled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dataset {
    pub rows: usize,
    /// One `[rows, features]` matrix for each `Ir::inputs`, in their order.
    pub inputs: Vec<Vec<f32>>,
    /// One `[rows, width]` matrix for each `Ir::targets`, in their order.
    pub targets: Vec<Vec<f32>>,
    /// Constants fitted on the training rows, by parameter name, for every parameter of role `fitted`.
    pub fitted: BTreeMap<String, Vec<f32>>,
    /// `[rows]`, if and only if `Ir::sample_weight` names a column.
    pub sample_weights: Option<Vec<f32>>,
}

impl Dataset {
    /// Whether sizes, fitted constants, numbers, classes and weights are what a valid IR needs.
    pub fn check(&self, ir: &Ir) -> Result<(), RunFailure> {
        if self.rows == 0 || u32::try_from(self.rows).is_err() {
            return Err(failure(
                FailureCode::NoRows,
                format!("{} rows", self.rows),
                format!("1 to {}", u32::MAX),
                "Choose a table with rows in which no used cell is missing.",
            ));
        }
        self.check_inputs(ir)?;
        let targets = ir.targets.iter().map(|target| (&target.name, target.width));
        matrices("target", targets, &self.targets, self.rows)?;
        targets::targets(ir, &self.targets)?;
        targets::sample_weights(ir, self.sample_weights.as_deref(), self.rows)
    }

    /// As `check`, of inputs and fitted constants alone.
    pub(crate) fn check_inputs(&self, ir: &Ir) -> Result<(), RunFailure> {
        let inputs = ir.inputs.iter().map(|input| (&input.name, input.features));
        matrices("input", inputs, &self.inputs, self.rows)?;
        for parameter in ir.parameters.iter().filter(|parameter| parameter.role == ParameterRole::Fitted) {
            let wanted: usize = parameter.shape.iter().map(|side| *side as usize).product();
            let found = self.fitted.get(&parameter.name);
            if !found.is_some_and(|values| values.len() == wanted && values.iter().all(|value| value.is_finite())) {
                return Err(mismatch(
                    format!("{} fitted values for {}", found.map_or(0, Vec::len), parameter.name),
                    format!("{wanted} finite ones"),
                ));
            }
        }
        Ok(())
    }
}

fn mismatch(found: String, expected: String) -> RunFailure {
    failure(FailureCode::Dataset, found, expected, "Open the table again.")
}

fn matrices<'a>(
    what: &str,
    wanted: impl ExactSizeIterator<Item = (&'a String, u32)>,
    found: &[Vec<f32>],
    rows: usize,
) -> Result<(), RunFailure> {
    if wanted.len() != found.len() {
        return Err(mismatch(format!("{} {what} matrices", found.len()), wanted.len().to_string()));
    }
    for ((name, columns), values) in wanted.zip(found) {
        if rows.checked_mul(columns as usize) != Some(values.len()) {
            return Err(mismatch(
                format!("{} values for {what} {name}", values.len()),
                format!("{rows} rows of {columns} columns"),
            ));
        }
        if let Some(place) = values.iter().position(|value| !value.is_finite()) {
            return Err(mismatch(
                format!("{} in {what} {name}, row {}", values[place], place / columns as usize + 1),
                "finite numbers".to_owned(),
            ));
        }
    }
    Ok(())
}

/// The values that depend on inputs and fitted constants only, by operation; empty where no batch needs them.
/// Inputs are scaled in place where nothing else reads them.
pub(crate) fn prepare(ir: &Ir, plan: &Plan, dataset: &mut Dataset) -> Vec<Vec<f32>> {
    let is_static = |operation: usize| plan.values[operation].place == Place::Dataset;
    let mut input_reads = vec![0_usize; ir.inputs.len()];
    let mut reads = vec![0_usize; ir.operations.len()];
    for (index, operation) in ir.operations.iter().enumerate().filter(|(index, _)| is_static(*index)) {
        if let OperationKind::Input { index } = &operation.kind {
            input_reads[*index as usize] += 1;
        }
        operation.inputs.iter().for_each(|input| reads[*input as usize] += 1);
        reads[index] += usize::from(plan.values[index].gathered);
    }
    let mut values = vec![Vec::new(); ir.operations.len()];
    for (index, operation) in ir.operations.iter().enumerate().filter(|(index, _)| is_static(*index)) {
        let features = operation.features as usize;
        values[index] = match &operation.kind {
            OperationKind::Input { index } => {
                take_last(&mut dataset.inputs[*index as usize], &mut input_reads[*index as usize])
            }
            OperationKind::Add {} | OperationKind::Multiply {} | OperationKind::Concat {} => {
                let branches: Vec<&[f32]> =
                    operation.inputs.iter().map(|input| values[*input as usize].as_slice()).collect();
                let joined = match operation.kind {
                    OperationKind::Add {} => reference::add(&branches),
                    OperationKind::Multiply {} => reference::multiply(&branches),
                    _ => reference::concat(dataset.rows, &branches),
                };
                for input in &operation.inputs {
                    forget_last(&mut values[*input as usize], &mut reads[*input as usize]);
                }
                joined
            }
            kind => {
                let input = operation.inputs[0] as usize;
                let source = take_last(&mut values[input], &mut reads[input]);
                match kind {
                    OperationKind::Scale { offset, factor, .. } => {
                        scaled(source, &dataset.fitted[offset], &dataset.fitted[factor])
                    }
                    OperationKind::Activation { function, alpha } => {
                        reference::activation(*function, *alpha, features, &source)
                    }
                    OperationKind::LayerNorm { epsilon, .. } => {
                        let (ones, zeros) = (vec![1.0; features], vec![0.0; features]);
                        reference::layer_norm(&source, &ones, &zeros, *epsilon as f32)
                    }
                    _ => source,
                }
            }
        };
    }
    values
}

/// Frees the values after their last reader.
fn forget_last(values: &mut Vec<f32>, reads: &mut usize) {
    *reads -= 1;
    if *reads == 0 {
        *values = Vec::new();
    }
}

/// The values themselves for the last reader, a copy for those before.
fn take_last(values: &mut Vec<f32>, reads: &mut usize) -> Vec<f32> {
    *reads -= 1;
    if *reads == 0 { std::mem::take(values) } else { values.clone() }
}

fn scaled(mut values: Vec<f32>, offset: &[f32], factor: &[f32]) -> Vec<f32> {
    for row in values.chunks_exact_mut(offset.len()) {
        for ((value, offset), factor) in row.iter_mut().zip(offset).zip(factor) {
            let difference = *value - offset;
            // Between values of both ends of float32 lies more than it can hold.
            *value = if difference.is_finite() {
                difference * factor
            } else {
                ((f64::from(*value) - f64::from(*offset)) * f64::from(*factor)) as f32
            };
        }
    }
    values
}
