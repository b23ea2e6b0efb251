//! The rows a session trains on, as plain matrices supplied by whoever read the table, and what is computed of them once.

mod targets;

use crate::failure::{FailureCode, failure};
use crate::ir::{Input, Ir, OperationKind, ParameterRole};
use crate::kernels::reference;
use crate::plan::{Place, Plan};
use crate::split::Split;
use failures::Failure;
use std::collections::BTreeMap;

/// Everything a run needs beside its IR. Matrices are row-major `[rows, columns]`, unscaled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dataset {
    pub rows: usize,
    /// One `[rows, features]` matrix for each `Ir::inputs`, in their order.
    pub inputs: Vec<Vec<f32>>,
    /// Cells of the input columns that float32 rounds, by column; inputs that have them have them in common. A Scale
    /// reads these, so that what it leaves of large numbers is not their rounding.
    pub wide: BTreeMap<u32, Vec<f64>>,
    /// One `[rows, width]` matrix for each `Ir::targets`, in their order.
    pub targets: Vec<Vec<f32>>,
    /// Numbers of scaled targets that float32 rounds, by target: their scaling reads these.
    pub wide_targets: BTreeMap<u32, Vec<f64>>,
    /// Constants fitted on the training rows, by parameter name, for every parameter of role `fitted`.
    pub fitted: BTreeMap<String, Vec<f64>>,
    /// `[rows]`, if and only if `Ir::sample_weight` names a column.
    pub sample_weights: Option<Vec<f32>>,
    /// The rows that train and that validate, every row in one of the two, where columns decide that the dataset has not;
    /// else they are cut as the IR says.
    pub partition: Option<Split>,
}

impl Dataset {
    /// Whether sizes, fitted constants, numbers, classes and weights are what a valid IR needs.
    pub fn check(&self, ir: &Ir) -> Result<(), Failure> {
        if self.rows == 0 || u32::try_from(self.rows).is_err() {
            return Err(failure(
                FailureCode::NoRows,
                format!("{} rows", self.rows),
                format!("1 to {}", u32::MAX),
                "Choose a table with rows in which no used cell is missing.",
            )
            .case("table"));
        }
        self.check_inputs(ir)?;
        let targets = ir.targets.iter().map(|target| (&target.name, target.width));
        matrices("target", targets, &self.targets, self.rows)?;
        targets::targets(ir, &self.targets)?;
        self.check_wide_targets()?;
        targets::sample_weights(ir, self.sample_weights.as_deref(), self.rows)
    }

    /// The rows that train and that validate: as they were partitioned, or else cut as the IR says.
    ///
    /// # Errors
    /// As `Split::new` and `Split::given`.
    pub fn split(&self, ir: &Ir) -> Result<Split, Failure> {
        match &self.partition {
            Some(split) => split.given(ir, self.rows),
            None => Split::new(ir, self.rows, &self.targets),
        }
    }

    /// As `check`, of inputs and fitted constants alone.
    pub(crate) fn check_inputs(&self, ir: &Ir) -> Result<(), Failure> {
        let inputs = ir.inputs.iter().map(|input| (&input.name, input.features));
        matrices("input", inputs, &self.inputs, self.rows)?;
        self.check_wide(ir)?;
        for parameter in ir.parameters.iter().filter(|parameter| parameter.role == ParameterRole::Fitted) {
            let wanted: usize = parameter.shape.iter().map(|side| *side as usize).product();
            let found = self.fitted.get(&parameter.name);
            if !found
                .is_some_and(|values| values.len() == wanted && values.iter().all(|value| (*value as f32).is_finite()))
            {
                return Err(mismatch(
                    format!("{} fitted values for {}", found.map_or(0, Vec::len), parameter.name),
                    format!("{wanted} finite ones"),
                ));
            }
        }
        for (target, scaling) in ir.targets.iter().filter_map(|target| Some((target, target.scaling.as_ref()?))) {
            let factor = self.fitted[&scaling.factor][0];
            // Predictions are divided by it.
            if !(factor > 0.0 && factor.recip().is_finite()) {
                let found = format!("the factor {factor} of target {}", target.name);
                return Err(mismatch(found, "a number above 0".to_owned()));
            }
        }
        Ok(())
    }

    /// Whether the wide numbers of a target are, rounded, the target.
    fn check_wide_targets(&self) -> Result<(), Failure> {
        for (index, numbers) in &self.wide_targets {
            let rounded = numbers.iter().map(|number| *number as f32);
            if !self.targets.get(*index as usize).is_some_and(|target| rounded.eq(target.iter().copied())) {
                let found = format!("wide numbers of target {index} other than its own");
                return Err(mismatch(found, "the same".to_owned()));
            }
        }
        Ok(())
    }

    /// Offset and factor of each target, 0 and 1 of one that is not scaled.
    pub(crate) fn target_constants(&self, ir: &Ir) -> Vec<[f64; 2]> {
        let constants = ir.targets.iter().map(|target| match &target.scaling {
            Some(scaling) => [self.fitted[&scaling.offset][0], self.fitted[&scaling.factor][0]],
            None => [0.0, 1.0],
        });
        constants.collect()
    }

    /// Takes the targets as their losses read them: scaled in f64 by their constants and rounded once.
    pub(crate) fn take_targets(&mut self, ir: &Ir, constants: &[[f64; 2]]) -> Vec<Vec<f32>> {
        let targets = std::mem::take(&mut self.targets).into_iter().zip(&ir.targets).zip(constants).zip(0_u32..);
        let none = BTreeMap::new();
        let read = targets.map(|(((values, target), &[offset, factor]), index)| match &target.scaling {
            None => values,
            Some(_) => {
                let wide = self.wide_targets.remove(&index).map(|numbers| BTreeMap::from([(0, numbers)]));
                scaled(values, wide.as_ref().unwrap_or(&none), &[offset], &[factor])
            }
        });
        read.collect()
    }

    /// Whether every wide column is, rounded, the column of each input.
    fn check_wide(&self, ir: &Ir) -> Result<(), Failure> {
        for (column, cells) in &self.wide {
            let at = *column as usize;
            let is_column = |(input, values): (&Input, &Vec<f32>)| {
                let rounded = values.chunks_exact(input.features as usize).map(|row| row.get(at).copied());
                rounded.eq(cells.iter().map(|cell| Some(*cell as f32)))
            };
            if !ir.inputs.iter().zip(&self.inputs).all(is_column) {
                return Err(mismatch(
                    format!("wide cells of column {column} other than those of the inputs"),
                    "the same".to_owned(),
                ));
            }
        }
        Ok(())
    }
}

fn mismatch(found: String, expected: String) -> Failure {
    failure(FailureCode::Dataset, found, expected, "Open the table again.")
}

fn matrices<'a>(
    what: &str,
    wanted: impl ExactSizeIterator<Item = (&'a String, u32)>,
    found: &[Vec<f32>],
    rows: usize,
) -> Result<(), Failure> {
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
        if let Some(index) = values.iter().position(|value| !value.is_finite()) {
            let row = index / columns as usize + 1;
            let found = format!("{} in {what} {name}, row {row}", values[index]);
            return Err(mismatch(found, "finite numbers".to_owned())
                .case("not_finite")
                .text("name", name.as_str())
                .number("row", row as f64));
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
    let none = BTreeMap::new();
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
                        let reads_input = matches!(ir.operations[input].kind, OperationKind::Input { .. });
                        let wide = if reads_input { &dataset.wide } else { &none };
                        scaled(source, wide, &dataset.fitted[offset], &dataset.fitted[factor])
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

/// Scaled values, computed in f64 of the wide cells where there are any and rounded once.
fn scaled(mut values: Vec<f32>, wide: &BTreeMap<u32, Vec<f64>>, offset: &[f64], factor: &[f64]) -> Vec<f32> {
    let width = offset.len();
    let scaled = |value: f64, column: usize| reference::scaled(value, offset[column], factor[column]) as f32;
    for row in values.chunks_exact_mut(width) {
        for (column, value) in row.iter_mut().enumerate() {
            *value = scaled(f64::from(*value), column);
        }
    }
    for (column, cells) in wide {
        let column = *column as usize;
        for (row, cell) in values.chunks_exact_mut(width).zip(cells) {
            row[column] = scaled(*cell, column);
        }
    }
    values
}
