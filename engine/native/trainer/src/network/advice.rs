//! What to do about numbers that are no longer finite.

use super::{Network, descending};

/// A target of larger numbers makes gradients of their size, whatever the inputs are.
const LARGE_TARGET: f32 = 100.0;

impl Network {
    /// How to fix a run that left the finite numbers: `first`, then to scale what is largest, the inputs as the network
    /// reads them or a target of numbers.
    pub(super) fn advice(&self, first: &str) -> String {
        let largest = |values: &Vec<f32>| values.iter().fold(0.0_f32, |most, value| most.max(value.abs()));
        let read = self.plan.values.iter().zip(&self.dataset).filter(|(value, _)| value.gathered);
        let inputs = read.map(|(_, values)| descending::largest(values)).fold(0.0, f32::max);
        let numbers = self.ir.targets.iter().zip(&self.targets).filter(|(target, _)| target.classes == 0);
        let targets = numbers.map(|(_, values)| largest(values)).fold(0.0, f32::max);
        if targets > LARGE_TARGET && targets > inputs {
            format!("{first}, or standardize the target in the Output node: its values reach {targets:.3e}.")
        } else {
            format!("{first}, scale the inputs, or add BatchNorm.")
        }
    }
}
