//! Losses in plain loops.

use super::Real;
use crate::ir::LossFunction;
use crate::kernels::losses::PROBABILITY_MARGIN;

/// p held away from 0 and 1.
fn held<R: Real>(p: R) -> R {
    let margin = R::of(f64::from(PROBABILITY_MARGIN));
    let most = R::of(1.0) - margin;
    if p < margin {
        margin
    } else if p > most {
        most
    } else {
        p
    }
}

/// Units over which a loss is a mean; 1 where it is a sum over classes.
fn units(kind: LossFunction, width: usize) -> usize {
    match kind {
        LossFunction::CategoricalCrossEntropy | LossFunction::SparseCategoricalCrossEntropy => 1,
        LossFunction::BinaryCrossEntropy
        | LossFunction::MeanSquaredError
        | LossFunction::MeanAbsoluteError
        | LossFunction::Huber { .. } => width,
    }
}

/// The target of every unit of row `row`: its own columns, or 1 at its class index for sparse cross-entropy.
fn target_row<R: Real>(kind: LossFunction, width: usize, target: &[R], row: usize) -> Vec<R> {
    if kind == LossFunction::SparseCategoricalCrossEntropy {
        let class = |unit: usize| R::of(if target[row] == R::of(unit as f64) { 1.0 } else { 0.0 });
        return (0..width).map(class).collect();
    }
    target[row * width..][..width].to_vec()
}

/// The loss of each row, unweighted.
pub fn row_losses<R: Real>(kind: LossFunction, rows: usize, value: &[R], target: &[R]) -> Vec<R> {
    let (zero, one) = (R::of(0.0), R::of(1.0));
    let width = value.len() / rows;
    let each = |value: R, y: R| {
        let (p, error) = (held(value), value - y);
        let size = if error < zero { -error } else { error };
        match kind {
            LossFunction::BinaryCrossEntropy => -(y * p.ln() + (one - y) * (one - p).ln()),
            LossFunction::CategoricalCrossEntropy | LossFunction::SparseCategoricalCrossEntropy => -(y * p.ln()),
            LossFunction::MeanSquaredError => error * error,
            LossFunction::MeanAbsoluteError => size,
            LossFunction::Huber { delta } => {
                let (delta, half) = (R::of(delta), R::of(0.5));
                if size > delta { delta * (size - half * delta) } else { half * error * error }
            }
        }
    };
    (0..rows)
        .map(|row| {
            let y = target_row(kind, width, target, row);
            let sum = (0..width).fold(zero, |sum, unit| sum + each(value[row * width + unit], y[unit]));
            sum / R::of(units(kind, width) as f64)
        })
        .collect()
}

/// Σ of each row's weight times its loss, divided by the rows; every weight 1 where there are none.
pub fn loss<R: Real>(kind: LossFunction, rows: usize, value: &[R], target: &[R], weights: Option<&[R]>) -> R {
    let losses = row_losses(kind, rows, value, target);
    let weighted = losses.iter().enumerate().map(|(row, loss)| weights.map_or(*loss, |weights| weights[row] * *loss));
    weighted.fold(R::of(0.0), |sum, loss| sum + loss) / R::of(rows as f64)
}

/// Gradient of `loss` with respect to the value.
pub fn loss_gradient<R: Real>(
    kind: LossFunction,
    rows: usize,
    value: &[R],
    target: &[R],
    weights: Option<&[R]>,
) -> Vec<R> {
    let (zero, one) = (R::of(0.0), R::of(1.0));
    let width = value.len() / rows;
    let share = R::of((rows * units(kind, width)) as f64);
    let sign = |error: R| {
        if error > zero {
            one
        } else if error < zero {
            -one
        } else {
            zero
        }
    };
    let each = |value: R, y: R| {
        let (p, error) = (held(value), value - y);
        match kind {
            LossFunction::BinaryCrossEntropy => (p - y) / (p * (one - p)),
            LossFunction::CategoricalCrossEntropy | LossFunction::SparseCategoricalCrossEntropy => -(y / p),
            LossFunction::MeanSquaredError => R::of(2.0) * error,
            LossFunction::MeanAbsoluteError => sign(error),
            LossFunction::Huber { delta } => {
                let delta = R::of(delta);
                if sign(error) * error > delta { sign(error) * delta } else { error }
            }
        }
    };
    (0..rows)
        .flat_map(|row| {
            let y = target_row(kind, width, target, row);
            let weight = weights.map_or(one, |weights| weights[row]);
            (0..width).map(|unit| weight * each(value[row * width + unit], y[unit]) / share).collect::<Vec<R>>()
        })
        .collect()
}
