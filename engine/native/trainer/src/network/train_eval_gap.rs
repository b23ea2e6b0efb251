//! How far the network that trains and the network that predicts are apart, by their losses on the same rows.

use super::{Mode, Network, Weighing};

/// Sums over the rows of a batch, taken before it is trained on.
#[derive(Debug, Clone, Copy)]
pub(super) struct LossesBefore {
    running: f64,
    /// `None` where neither dropout nor noise disturbs training: then its own loss is this.
    of_batch: Option<f64>,
}

impl LossesBefore {
    /// The train–eval gap of `rows` rows whose losses sum to `trained` in training mode, penalties left out: their mean loss
    /// with the batch's moments less their mean loss with the running ones, in units of the loss.
    pub(super) fn gap(self, trained: f64, rows: usize) -> f64 {
        (self.of_batch.unwrap_or(trained) - self.running) / rows as f64
    }
}

impl Network {
    /// What the train–eval gap of the `rows` rows loaded is made of. `None` without a BatchNorm, where the network that
    /// trains and the one that predicts are one.
    ///
    /// Losses are taken with the parameters as they are, with the rows weighed as in training, and without dropout and
    /// noise; penalties would cancel. What is overwritten is made anew by the forward pass of any batch: values, and the
    /// moments that `track_moments` reads.
    pub(super) fn losses_before(&mut self, rows: usize) -> Option<LossesBefore> {
        if !self.plan.has_batch_norm() {
            return None;
        }
        let is_disturbed = self.plan.is_disturbed();
        let mut loss_in = |mode: Mode| {
            self.forward(rows, mode);
            self.losses(rows, Weighing::Compare).loss
        };
        let running = loss_in(Mode::Infer);
        let of_batch = is_disturbed.then(|| loss_in(Mode::Undisturbed));
        Some(LossesBefore { running, of_batch })
    }
}
