//! Between the way back and the update: penalties, the check that every gradient is finite, clipping. And where a
//! gradient is not, the first operation that made it so.

use super::{Mode, Network, Place, Weighing};
use crate::failure::{FailureCode, at_operation, failure};
use crate::ir::Regularizer;
use crate::kernels::Matrix;
use crate::kernels::gradients::{GradientSums, Settling, is_finite, penalty, scale, settle};
use failures::Failure;
use std::sync::atomic::Ordering;

/// What PyTorch's clip_grad_norm_ adds to a norm before it divides by it.
const NORM_MARGIN: f64 = 1e-6;

/// Room for the sums of the largest gradient, if any sum is asked for.
pub(super) fn parts(gradients: &[Matrix]) -> Vec<GradientSums> {
    let floats = gradients.iter().map(|gradient| gradient.padded().len()).max().unwrap_or(0);
    vec![GradientSums::default(); GradientSums::parts(floats)]
}

fn is_penalized(regularizer: Regularizer) -> bool {
    regularizer != Regularizer::default()
}

impl Network {
    /// Adds penalties to the gradients and holds each element within the clip value. Says whether all were finite; sums
    /// the penalties, and the squares for clipping by norm. One visit of each gradient, and no more than a look where
    /// nothing is asked for. With `descends`, those that are not made yet are left out, as are those finite with them.
    pub(super) fn settle_gradients(&mut self, descends: bool) -> GradientSums {
        let training = &self.ir.training;
        let bound = training.clip_value.map_or(f32::INFINITY, |bound| bound as f32);
        self.settle_each(bound, training.clip_norm.is_some(), descends)
    }

    /// Adds penalties to the gradients, which are neither bounded nor clipped; the penalties.
    pub(super) fn penalize(&mut self) -> f64 {
        self.settle_each(f32::INFINITY, false, false).penalty
    }

    fn settle_each(&mut self, bound: f32, wants_squares: bool, descends: bool) -> GradientSums {
        let isa = self.isa;
        let mut total = GradientSums::default();
        let descent = self.descent.descends.iter().zip(&self.descent.is_implied);
        for (index, (descending, is_implied)) in self.trained.iter().zip(descent) {
            if descends && *descending {
                continue;
            }
            let (parameter, gradient) = (&self.parameters[*index], &mut self.parameter_gradients[*index]);
            let regularizer = self.ir.parameters[*index].regularizer;
            if bound == f32::INFINITY && !wants_squares && !is_penalized(regularizer) {
                total.is_finite &= (descends && *is_implied) || is_finite(isa, &self.pool, gradient);
                continue;
            }
            let (l1, l2) = (regularizer.l1 as f32, regularizer.l2 as f32);
            let settling = Settling { l1, l2, bound, wants_squares };
            total.add(settle(isa, &self.pool, settling, parameter, gradient, &mut self.gradient_sums));
        }
        total
    }

    /// Scales all gradients down to the greatest norm allowed, as PyTorch's clip_grad_norm_ does.
    pub(super) fn clip_norm(&mut self, squares: f64) {
        let Some(most) = self.ir.training.clip_norm else { return };
        let gradients = self.trained.iter().map(|index| &self.parameter_gradients[*index]);
        // Squares that overflow float32 are taken again in float64.
        let squares = if squares.is_finite() {
            squares
        } else {
            gradients.flat_map(|gradient| gradient.padded()).map(|g| f64::from(*g) * f64::from(*g)).sum()
        };
        let factor = most / (squares.sqrt() + NORM_MARGIN);
        if factor < 1.0 {
            for index in &self.trained {
                scale(self.isa, &self.pool, factor as f32, &mut self.parameter_gradients[*index]);
            }
        }
    }

    /// The penalties of all trained parameters as they are.
    pub(super) fn penalties(&self) -> f64 {
        let regularized =
            self.trained.iter().map(|index| (&self.parameters[*index], self.ir.parameters[*index].regularizer));
        regularized
            .filter(|(_, regularizer)| is_penalized(*regularizer))
            .map(|(parameter, Regularizer { l1, l2 })| penalty(self.isa, l1 as f32, l2 as f32, parameter))
            .sum()
    }

    /// The failure of a batch whose gradients or penalties are not finite, at the first operation on the way back that
    /// made one: found by going back again operation by operation with every inner gradient kept.
    pub(super) fn gradient_not_finite(&mut self, rows: usize, step: u32, sums: GradientSums) -> Failure {
        let found = if sums.is_finite {
            format!("a penalty of {} at step {step}", sums.penalty)
        } else {
            format!("a gradient that is not finite at step {step}")
        };
        let operation =
            self.first_without_finite_gradient(rows, step).unwrap_or_else(|| self.first_overflowing_penalty());
        let failure = failure(
            FailureCode::NotFinite,
            found,
            "finite gradients in every layer",
            self.advice("Lower the learning rate"),
        )
        .case(if sums.is_finite { "penalty" } else { "gradient" })
        .number("step", f64::from(step));
        at_operation(&self.ir, operation, failure)
    }

    fn first_without_finite_gradient(&mut self, rows: usize, step: u32) -> Option<usize> {
        for (operation, value) in self.plan.values.iter().enumerate() {
            if value.has_gradient && value.place == Place::Inner && self.gradients[operation].rows() == 0 {
                self.gradients[operation] = Matrix::zeros(self.batch, value.features);
            }
        }
        for gradient in self.gradients.iter_mut().chain(&mut self.parameter_gradients) {
            gradient.padded_mut().fill(0.0);
        }
        let has_fault = |gradients: &[Matrix]| gradients.iter().flat_map(Matrix::padded).any(|g| !g.is_finite());
        self.losses(rows, Weighing::Train);
        if has_fault(&self.gradients) {
            return Some(self.current.load(Ordering::Relaxed));
        }
        for index in (0..self.plan.stages.len()).rev() {
            self.stage_backward(rows, Mode::Train { step, keep_inner: true }, index, false);
            if has_fault(&self.gradients) || has_fault(&self.parameter_gradients) {
                return Some(self.current.load(Ordering::Relaxed));
            }
        }
        None
    }

    /// The operation of the first parameter too large to be penalized.
    fn first_overflowing_penalty(&self) -> usize {
        let index = self.trained.iter().find(|index| {
            let Regularizer { l1, l2 } = self.ir.parameters[**index].regularizer;
            !penalty(self.isa, l1 as f32, l2 as f32, &self.parameters[**index]).is_finite()
        });
        let node = index.map(|index| &self.ir.parameters[*index].node);
        let operation = self.ir.operations.iter().position(|operation| Some(&operation.node) == node);
        operation.unwrap_or(self.plan.losses[0].value)
    }
}
