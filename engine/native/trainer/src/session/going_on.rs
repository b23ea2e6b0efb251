//! A run put where a checkpoint left it.

use super::ending::BestParameters;
use crate::checkpoint::{Checkpoint, Layout};
use crate::network::Network;
use crate::schedule::Scheduler;
use crate::training_state::TrainingState;

/// Puts a checkpoint's numbers in their places; the state to go on from, in a run of `steps_per_epoch` batches an epoch.
pub(super) fn go_on_from(
    checkpoint: &Checkpoint,
    layout: &Layout,
    steps_per_epoch: u32,
    network: &mut Network,
    best: &mut BestParameters,
) -> TrainingState {
    let (floats, kept) = checkpoint.floats.split_at(layout.state_floats);
    network.read_state(floats);
    if !kept.is_empty() {
        best.floats.copy_from_slice(kept);
    }
    let (state, training) = (checkpoint.state, &network.ir().training);
    let steps = state.position.step;
    let scheduler = Scheduler::continued(training, steps_per_epoch, state.scheduler);
    network.go_on_after(steps, scheduler.learning_rate(steps.saturating_sub(1)));
    state
}
