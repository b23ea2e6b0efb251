//! The rows a session trains on, as plain matrices supplied by whoever read the table, and what is computed of them once.

mod computed;
mod targets;

use crate::failure::{FailureCode, failure};
use crate::ir::{Input, Ir, ParameterRole};
use crate::split::Split;
use crate::wide_column::WideColumn;
pub(crate) use computed::{prepare, scaled};
use failures::Failure;
use scratch::Stored;
use std::collections::BTreeMap;
use std::ops::Deref;

/// Numbers looked at between giving back the pages of a scratch file.
const BLOCK: usize = 1 << 16;

/// Everything a run needs beside its IR. Matrices are row-major `[rows, columns]`, unscaled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dataset {
    pub rows: usize,
    /// One `[rows, features]` matrix for each `Ir::inputs`, in their order.
    pub inputs: Vec<Stored<f32>>,
    /// Cells of the input columns that float32 rounds, by column; inputs that have them have them in common. A Scale
    /// reads these, so that what it leaves of large numbers is not their rounding.
    pub wide: BTreeMap<u32, WideColumn>,
    /// One `[rows, width]` matrix for each `Ir::targets`, in their order.
    pub targets: Vec<Vec<f32>>,
    /// Numbers of scaled targets that float32 rounds, by target: their scaling reads these.
    pub wide_targets: BTreeMap<u32, WideColumn>,
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
        matrices("target", targets, &self.targets, |values| infinite_place(values), self.rows)?;
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
        let first_infinite =
            |values: &Stored<f32>| values.blocks(BLOCK).find_map(|(start, block)| Some(start + infinite_place(block)?));
        matrices("input", inputs, &self.inputs, first_infinite, self.rows)?;
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
            let target = self.targets.get(*index as usize).filter(|target| target.len() == numbers.rows());
            let differs = |target: &Vec<f32>| {
                let is_other = |(number, narrow): (&f64, &f32)| *number as f32 != *narrow;
                numbers.each_block(|first, cells| {
                    cells.iter().zip(&target[first..]).find(|pair| is_other(*pair)).map(|_| ())
                })
            };
            if target.is_none_or(|target| differs(target).is_some()) {
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
        let read = targets.map(|(((mut values, target), &[offset, factor]), index)| {
            if target.scaling.is_some() {
                let wide = self.wide_targets.remove(&index).map(|numbers| (0, numbers));
                scaled(0, &mut values, &wide.into_iter().collect(), &[offset], &[factor]);
            }
            values
        });
        read.collect()
    }

    /// Whether every wide column is, rounded, the column of each input.
    fn check_wide(&self, ir: &Ir) -> Result<(), Failure> {
        for (column, cells) in &self.wide {
            let at = *column as usize;
            let is_of = |(input, values): (&Input, &Stored<f32>)| {
                let width = input.features as usize;
                let differs = |first: usize, cells: &[f64]| {
                    let rows = first * width..(first + cells.len()) * width;
                    let is_other = |(row, cell): (&[f32], &f64)| row[at] != *cell as f32;
                    let found = values[rows.clone()].chunks_exact(width).zip(cells).any(is_other);
                    values.forget(rows);
                    found.then_some(())
                };
                at < width && cells.rows() == self.rows && cells.each_block(differs).is_none()
            };
            if !ir.inputs.iter().zip(&self.inputs).all(is_of) {
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

/// Whether matrices of `wanted` names and columns have so many rows, and finite numbers. `first_infinite` finds one that is not.
fn matrices<'a, M: Deref<Target = [f32]>>(
    what: &str,
    wanted: impl ExactSizeIterator<Item = (&'a String, u32)>,
    found: &[M],
    first_infinite: impl Fn(&M) -> Option<usize>,
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
        if let Some(index) = first_infinite(values) {
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

/// The place of the first number that is not finite.
fn infinite_place(values: &[f32]) -> Option<usize> {
    values.iter().position(|value| !value.is_finite())
}
