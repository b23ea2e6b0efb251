//! Analyses of a run that rests, from any thread.

use super::control::Control;
use super::held_network::HeldNetwork;
use super::kept::Standing;
use super::{Session, state_failure};
use crate::analysis::{Analysis, AnalysisRequest, analyze};
use crate::network::Network;
use crate::split::Split;
use failures::Failure;
use std::sync::{Arc, Mutex, TryLockError};
use std::thread::sleep;
use std::time::Duration;

/// How long to wait between two looks at a network that someone holds.
const LOOK_INTERVAL: Duration = Duration::from_millis(1);

/// Looks into a run's network while the run rests: before its start, while it is paused, after its end. May be sent to
/// another thread, and outlives the session.
pub struct Analyst {
    network: Arc<Mutex<Network>>,
    pub(super) control: Arc<Control>,
    pub(super) split: Arc<Split>,
    pub(super) standing: Arc<Mutex<Standing>>,
}

impl Session {
    pub fn analyst(&self) -> Analyst {
        Analyst {
            network: Arc::clone(&self.network),
            control: Arc::clone(&self.control),
            split: Arc::clone(&self.split),
            standing: Arc::clone(&self.standing),
        }
    }
}

impl Analyst {
    /// Computes what is asked for; afterwards every parameter, running statistic and optimizer state is what it was, to
    /// the bit. May take minutes: call it where waiting does no harm. Breaks off within a batch, with an error, as soon as
    /// the run is resumed, stopped or closed. An error, too, while the run is running (pause it first).
    pub fn analyze(&self, request: &AnalysisRequest) -> Result<Analysis, Failure> {
        request.check()?;
        let mut network = self.resting_network()?;
        analyze(&mut network, &self.split.training, request, &mut || self.require_resting())
    }

    /// An error once the run goes on or is closed.
    pub(super) fn require_resting(&self) -> Result<(), Failure> {
        if self.control.is_resting() { Ok(()) } else { Err(broken_off()) }
    }

    /// The network once nobody holds it: at most after the batch that a pause was asked during, or another's analysis.
    pub(super) fn resting_network(&self) -> Result<HeldNetwork<'_>, Failure> {
        loop {
            if !self.control.is_resting() {
                return Err(state_failure("a running run", "a paused or ended one", "Pause the run first."));
            }
            match self.network.try_lock() {
                Ok(network) => return Ok(HeldNetwork::new(network)),
                // After a panic the parameters are those of the last whole update or in the middle of one.
                Err(TryLockError::Poisoned(network)) => return Ok(HeldNetwork::new(network.into_inner())),
                Err(TryLockError::WouldBlock) => sleep(LOOK_INTERVAL),
            }
        }
    }
}

fn broken_off() -> Failure {
    state_failure(
        "a look into a run broken off, since it went on or was closed",
        "a run that stays paused, or has ended",
        "Pause the run, or let it end, and ask again.",
    )
}
