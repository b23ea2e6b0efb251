//! The network as a function of its parameters alone: batches normalised with their own moments, no dropout, no noise.
//! Nothing of a run is changed: running statistics and what the optimizer remembers stay, and everything else that is
//! written here is made anew by the next batch.

use super::{Mode, Network, Weighing, Work};
use crate::ir::OperationKind;
use crate::kernels::Matrix;
use crate::plan::Stage;

impl Network {
    /// Mean loss of the rows `order`, at most a batch of them, in units of the loss: rows weighed as in training,
    /// penalties included.
    pub fn undisturbed_loss(&mut self, order: &[u32]) -> f64 {
        let loss = self.undisturbed_losses(order, Weighing::Compare);
        self.work.set(Work::Settle);
        let penalties = self.penalties();
        self.work.set(Work::Between);
        loss + penalties
    }

    /// The same loss, and by `parameter_gradient` its gradient with penalties, neither bounded nor clipped.
    pub fn undisturbed_gradient(&mut self, order: &[u32]) -> f64 {
        let loss = self.undisturbed_losses(order, Weighing::Train);
        self.backward(order.len(), Mode::Undisturbed, false);
        self.work.set(Work::Settle);
        let penalties = self.penalize();
        self.work.set(Work::Between);
        loss + penalties
    }

    /// Mean of the rows' losses, without penalties.
    fn undisturbed_losses(&mut self, order: &[u32], weighing: Weighing) -> f64 {
        self.load(order);
        self.forward(order.len(), Mode::Undisturbed);
        self.losses(order.len(), weighing).loss / order.len() as f64
    }

    /// Of a trained parameter by its index, as the last pass back made it.
    pub fn parameter_gradient(&self, index: usize) -> &Matrix {
        &self.parameter_gradients[index]
    }

    /// The operations that are activations and whose values batches have.
    pub fn activations(&self) -> impl Iterator<Item = usize> + '_ {
        let operations = self.ir.operations.iter().zip(&self.plan.values).enumerate();
        let activations = operations.filter(|(_, (operation, value))| {
            matches!(operation.kind, OperationKind::Activation { .. }) && value.is_of_batch()
        });
        activations.map(|(operation, _)| operation)
    }

    /// Appends the value of the activation `operation` at the rows `order`, at most a batch of them, to `values`, row by row.
    pub fn append_undisturbed_activation(&mut self, order: &[u32], operation: usize, values: &mut Vec<f32>) {
        self.load(order);
        self.forward(order.len(), Mode::Undisturbed);
        self.work.set(Work::Between);
        // What follows an activation in its visit is a dropout, which here passes it on.
        let output = self.plan.stages.iter().find_map(|stage| match stage {
            Stage::Epilogue(epilogue) => {
                epilogue.activation.filter(|(part, _)| *part == operation).and(Some(epilogue.output))
            }
            _ => None,
        });
        let value = &self.values[output.unwrap_or(operation)];
        (0..order.len()).for_each(|row| values.extend_from_slice(value.row(row)));
    }
}
