//! How far the network that trains and the network that predicts are apart, by their losses on the same rows.

use super::{Mode, Network, Weighing};

impl Network {
    /// The train–eval gap of the `rows` rows loaded: their mean loss with the batch's moments less their mean loss with the
    /// running ones, in units of the loss. `None` without a BatchNorm, where the two are one network.
    ///
    /// Both are taken with the parameters as they are, with the rows weighed as in training, and without dropout and
    /// noise; penalties would cancel. What is overwritten is made anew by the forward pass of any batch: values, and the
    /// moments that `track_moments` reads.
    pub(super) fn train_eval_gap(&mut self, rows: usize) -> Option<f64> {
        if !self.has_batch_norm() {
            return None;
        }
        let [of_batch, running] = [Mode::Undisturbed, Mode::Infer].map(|mode| {
            self.forward(rows, mode);
            self.losses(rows, Weighing::Compare).loss
        });
        Some((of_batch - running) / rows as f64)
    }
}
