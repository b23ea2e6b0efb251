//! What is computed of a dataset's inputs once, before training.

use super::{BLOCK, Dataset};
use crate::ir::{Ir, OperationKind};
use crate::kernels::reference;
use crate::plan::{Place, Plan};
use crate::wide_column::WideColumn;
use failures::Failure;
use scratch::Stored;
use std::collections::BTreeMap;
use std::io;

/// Rows scaled together at least, of however many features.
const LEAST_ROWS: usize = 64;
/// Rows scaled before the pages they came of are given back.
const SCALED_ROWS: usize = 1 << 12;

/// The values that depend on inputs and fitted constants only, by operation; empty where no batch needs them. Each lies in
/// memory, or in a scratch file where what it is computed of does. Inputs are scaled in place where nothing else reads them.
///
/// # Errors
/// When a scratch file cannot be written or read.
pub(crate) fn prepare(ir: &Ir, plan: &Plan, dataset: &mut Dataset) -> Result<Vec<Stored<f32>>, Failure> {
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
    let mut values: Vec<Stored<f32>> = vec![Stored::default(); ir.operations.len()];
    for (index, operation) in ir.operations.iter().enumerate().filter(|(index, _)| is_static(*index)) {
        let features = operation.features as usize;
        let value = match &operation.kind {
            OperationKind::Input { index } => {
                Ok(take_last(&mut dataset.inputs[*index as usize], &mut input_reads[*index as usize]))
            }
            OperationKind::Add {} | OperationKind::Multiply {} | OperationKind::Concat {} => {
                let branches: Vec<&Stored<f32>> =
                    operation.inputs.iter().map(|input| &values[*input as usize]).collect();
                let joined = of_rows(dataset.rows, features, &branches, |rows, branches| match operation.kind {
                    OperationKind::Add {} => reference::add(branches),
                    OperationKind::Multiply {} => reference::multiply(branches),
                    _ => reference::concat(rows, branches),
                });
                for input in &operation.inputs {
                    take_last(&mut values[*input as usize], &mut reads[*input as usize]);
                }
                joined
            }
            kind => {
                let input = operation.inputs[0] as usize;
                let mut source = take_last(&mut values[input], &mut reads[input]);
                match kind {
                    OperationKind::Scale { offset, factor, .. } => {
                        let reads_input = matches!(ir.operations[input].kind, OperationKind::Input { .. });
                        let wide = if reads_input { &dataset.wide } else { &none };
                        let (offset, factor) = (&dataset.fitted[offset], &dataset.fitted[factor]);
                        let scale =
                            |start: usize, block: &mut [f32]| scaled(start / features, block, wide, offset, factor);
                        source.change(features * LEAST_ROWS, scale).map(|()| source)
                    }
                    OperationKind::Activation { function, alpha } => {
                        of_rows(dataset.rows, features, &[&source], |_, rows| {
                            reference::activation(*function, *alpha, features, rows[0])
                        })
                    }
                    OperationKind::LayerNorm { epsilon, .. } => {
                        let (ones, zeros) = (vec![1.0; features], vec![0.0; features]);
                        of_rows(dataset.rows, features, &[&source], |_, rows| {
                            reference::layer_norm(rows[0], &ones, &zeros, *epsilon as f32)
                        })
                    }
                    _ => Ok(source),
                }
            }
        };
        values[index] = value.map_err(|error| scratch::unreadable(&error))?;
    }
    Ok(values)
}

/// The values themselves for the last reader, shared ones for those before.
fn take_last(values: &mut Stored<f32>, reads: &mut usize) -> Stored<f32> {
    *reads -= 1;
    if *reads == 0 { std::mem::take(values) } else { values.clone() }
}

/// `[rows, features]` computed of the same rows of each branch: all at once in memory, and block by block of branches some of
/// which lie in a scratch file.
fn of_rows(
    rows: usize,
    features: usize,
    branches: &[&Stored<f32>],
    compute: impl Fn(usize, &[&[f32]]) -> Vec<f32>,
) -> io::Result<Stored<f32>> {
    if !branches.iter().any(|branch| branch.is_set_aside()) {
        let whole: Vec<&[f32]> = branches.iter().map(|branch| &branch[..]).collect();
        return Ok(compute(rows, &whole).into());
    }
    let block_rows = (BLOCK / features).max(1);
    Stored::fill(rows * features, block_rows * features, 0, |start, to| {
        let (first, count) = (start / features, to.len() / features);
        let part = |branch: &Stored<f32>| {
            let width = branch.len() / rows;
            first * width..(first + count) * width
        };
        let parts: Vec<&[f32]> = branches.iter().map(|branch| &branch[part(branch)]).collect();
        to.copy_from_slice(&compute(count, &parts));
        branches.iter().for_each(|branch| branch.forget(part(branch)));
    })
}

/// Scales rows, the first of them row `first` of the dataset, in f64 of the wide cells where there are any; rounded once.
pub(crate) fn scaled(
    first: usize,
    values: &mut [f32],
    wide: &BTreeMap<u32, WideColumn>,
    offset: &[f64],
    factor: &[f64],
) {
    let width = offset.len();
    let scaled = |value: f64, column: usize| reference::scaled(value, offset[column], factor[column]) as f32;
    let mut cells = vec![0.0; SCALED_ROWS];
    for (index, block) in values.chunks_mut(SCALED_ROWS * width).enumerate() {
        for row in block.chunks_exact_mut(width) {
            for (column, value) in row.iter_mut().enumerate() {
                *value = scaled(f64::from(*value), column);
            }
        }
        let cells = &mut cells[..block.len() / width];
        for (column, typed) in wide {
            typed.read(first + index * SCALED_ROWS, cells);
            let column = *column as usize;
            for (row, cell) in block.chunks_exact_mut(width).zip(&*cells) {
                row[column] = scaled(*cell, column);
            }
        }
    }
}
