//! How often a network can be looked into without being slowed down.

use super::{Place, Plan, Stage};
use crate::ir::Ir;

/// What probed steps may add to the time of a run that goes on for long; with several threads somewhat more, since probing
/// is one thread's work.
const SHARE: f64 = 0.0125;
/// Nanoseconds of one core, as the bench's `probe` and `profile` tell them of networks of any size: an operation of a
/// matrix product, an element's way through BatchNorm, activation and dropout and back, and what probing it and its
/// gradient adds. Only their proportions matter.
const NANOS_AN_OPERATION: f64 = 0.01;
const NANOS_AN_ELEMENT: f64 = 0.4;
const NANOS_A_PROBED_ELEMENT: f64 = 8.0;
/// Looking at running statistics takes another way forward, and one more where dropout or noise disturbs the step's own.
const FORWARD_SHARE: f64 = 0.33;
/// Even a probe that costs nothing leaves some steps between itself and the next.
const LEAST: f64 = 16.0;
const MOST: f64 = 4096.0;

impl Plan {
    /// The most steps between two probed ones for batches of `rows` rows: a network whose probes cost
    /// many of its steps is probed less often than one whose steps are long. A function of the network alone, so that
    /// the same run is probed at the same steps on every machine.
    pub fn longest_probe_interval(&self, ir: &Ir, rows: usize) -> u32 {
        let computed = self.values.iter().filter(|value| matches!(value.place, Place::Batch | Place::Inner));
        let elements = rows as f64 * computed.map(|value| value.features as f64).sum::<f64>();
        let weights = self.stages.iter().filter_map(|stage| match stage {
            Stage::Dense(dense) => Some(&ir.parameters[dense.weight].shape),
            _ => None,
        });
        let weights: f64 = weights.map(|shape| shape.iter().map(|side| f64::from(*side)).product::<f64>()).sum();
        let step = NANOS_AN_OPERATION * 6.0 * rows as f64 * weights + NANOS_AN_ELEMENT * elements;
        let ways = if self.has_batch_norm() { 1.0 + f64::from(u8::from(self.is_disturbed())) } else { 0.0 };
        // Without any element there is nothing to probe.
        let steps = if step > 0.0 { NANOS_A_PROBED_ELEMENT * elements / step + ways * FORWARD_SHARE } else { 0.0 };
        (steps / SHARE).clamp(LEAST, MOST) as u32
    }
}
