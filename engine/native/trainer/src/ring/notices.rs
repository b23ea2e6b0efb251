//! What other threads of a run tell beside its training thread: of checkpoints.

use super::{ControlEvent, Shared};
use crate::events::CheckpointInfo;
use failures::Failure;
use std::sync::Arc;

/// Tells of checkpoints until the run's final state; what comes later is not delivered.
#[derive(Debug, Clone)]
pub struct Notices {
    shared: Arc<Shared>,
}

impl Notices {
    pub(super) fn new(shared: Arc<Shared>) -> Notices {
        Notices { shared }
    }

    /// A checkpoint was written.
    pub fn push_checkpoint(&self, checkpoint: CheckpointInfo) {
        self.shared.control().push(ControlEvent::Checkpoint(checkpoint));
        self.shared.wake();
    }

    /// Something went wrong that does not end the run.
    pub fn push_warning(&self, warning: Failure) {
        self.shared.control().push(ControlEvent::Warning(warning));
        self.shared.wake();
    }
}
