//! What the owner asks of the training thread, and where it stands.

use crate::events::RunState;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

#[derive(Debug, Default)]
struct Requests {
    pause: bool,
    stop: bool,
    close: bool,
    state: Option<RunState>,
}

/// Shared between a session and its training thread.
#[derive(Debug, Default)]
pub(super) struct Control {
    /// Whether there is something to look at: all that a step reads.
    is_asked: AtomicBool,
    requests: Mutex<Requests>,
    changed: Condvar,
}

/// What the training thread is to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    Train,
    Pause,
    Stop,
}

impl Control {
    fn requests(&self) -> MutexGuard<'_, Requests> {
        // No code panics while it holds the lock, and every state of it is sound.
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask(&self, change: impl FnOnce(&mut Requests)) {
        let mut requests = self.requests();
        change(&mut requests);
        self.is_asked.store(requests.pause || requests.stop, Ordering::Release);
        self.changed.notify_all();
    }

    pub(super) fn pause(&self) {
        self.ask(|requests| requests.pause = true);
    }

    pub(super) fn resume(&self) {
        self.ask(|requests| requests.pause = false);
    }

    pub(super) fn stop(&self) {
        self.ask(|requests| requests.stop = true);
    }

    /// Stops, and nobody waits for what a run does at its end.
    pub(super) fn close(&self) {
        self.ask(|requests| (requests.stop, requests.close) = (true, true));
    }

    pub(super) fn is_closing(&self) -> bool {
        self.is_asked.load(Ordering::Acquire) && self.requests().close
    }

    /// Set before it is told, so that whoever hears of a state finds it.
    pub(super) fn set_state(&self, state: RunState) {
        self.requests().state = Some(state);
    }

    pub(super) fn state(&self) -> Option<RunState> {
        self.requests().state
    }

    /// Whether a step may be going on that nothing has asked to hold.
    pub(super) fn is_training(&self) -> bool {
        let requests = self.requests();
        requests.state == Some(RunState::Running) && !requests.pause && !requests.stop
    }

    /// Whether the network is nobody's, and nobody is known to want it: before the start, while paused (or about to be)
    /// with no request but that, and after the end; not once it is to close.
    pub(super) fn is_resting(&self) -> bool {
        let Requests { pause, stop, close, state } = &*self.requests();
        let is_under_way = matches!(state, Some(RunState::Running | RunState::Paused));
        !close && (!is_under_way || (*pause && !stop))
    }

    /// Looked at before every batch: one load unless something was asked.
    pub(super) fn command(&self) -> Command {
        if !self.is_asked.load(Ordering::Acquire) {
            return Command::Train;
        }
        let requests = self.requests();
        match (requests.stop, requests.pause) {
            (true, _) => Command::Stop,
            (false, true) => Command::Pause,
            (false, false) => Command::Train,
        }
    }

    /// Sleeps until asked to go on or stop.
    pub(super) fn wait_while_paused(&self) {
        let mut requests = self.requests();
        while requests.pause && !requests.stop {
            requests = self.changed.wait(requests).unwrap_or_else(PoisonError::into_inner);
        }
    }
}
