//! A set of rows in inference mode: their figures and metrics.

use super::training::{Held, Interruption, Trainer};
use crate::events::OutputMetrics;
use crate::network::Network;
use crate::training_state::Sums;
use std::sync::Mutex;

impl Trainer {
    /// Sums and metrics of `rows` with the parameters as they are; no metrics of no rows.
    pub(super) fn evaluate<'a>(
        &mut self,
        network: &'a Mutex<Network>,
        mut held: Held<'a>,
        rows: &[u32],
    ) -> Result<(Held<'a>, Sums, Vec<OutputMetrics>), Interruption> {
        let mut sums = Sums::default();
        self.evaluation.clear();
        for batch in rows.chunks(self.ir.training.batch_size as usize) {
            held = self.attend(network, held)?;
            sums.add(held.network.evaluate_batch(batch));
            self.evaluation.add(&held.network, batch.len());
        }
        let metrics = if rows.is_empty() { Vec::new() } else { self.evaluation.metrics() };
        Ok((held, sums, metrics))
    }
}
