//! What a run may be asked beside its IR.

use crate::checkpoint::{CheckpointSettings, ContinueFrom};
use crate::tensor::NamedTensor;
use crate::thread_budget::ThreadBudget;

/// What a run may be asked beside its IR.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SessionOptions {
    pub checkpoints: Option<CheckpointSettings>,
    /// Goes on from a checkpoint of the same run, to the same bits as if it had never stopped.
    pub continue_from: Option<ContinueFrom>,
    /// Stops before this training step, as if `stop` had been called then.
    pub stop_before_step: Option<u32>,
    /// What trained and running parameters start with instead of their initial values.
    pub initial: Vec<NamedTensor>,
    /// Whose threads it shares; the process' own for `None`.
    pub thread_budget: Option<ThreadBudget>,
}
