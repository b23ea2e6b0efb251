//! What the owner asks of the training thread, and where it stands.

use crate::events::RunState;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

#[derive(Debug, Default)]
struct Wishes {
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
    wishes: Mutex<Wishes>,
    changed: Condvar,
}

/// What the training thread is to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    Train,
    Pause,
    Stop,
}

impl Control {
    fn wishes(&self) -> MutexGuard<'_, Wishes> {
        // No code panics while it holds the lock, and every state of it is sound.
        self.wishes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask(&self, change: impl FnOnce(&mut Wishes)) {
        let mut wishes = self.wishes();
        change(&mut wishes);
        self.is_asked.store(wishes.pause || wishes.stop, Ordering::Release);
        self.changed.notify_all();
    }

    pub(super) fn pause(&self) {
        self.ask(|wishes| wishes.pause = true);
    }

    pub(super) fn resume(&self) {
        self.ask(|wishes| wishes.pause = false);
    }

    pub(super) fn stop(&self) {
        self.ask(|wishes| wishes.stop = true);
    }

    /// Stops, and nobody waits for what a run does at its end.
    pub(super) fn close(&self) {
        self.ask(|wishes| (wishes.stop, wishes.close) = (true, true));
    }

    pub(super) fn is_closing(&self) -> bool {
        self.is_asked.load(Ordering::Acquire) && self.wishes().close
    }

    /// Set before it is told, so that whoever hears of a state finds it.
    pub(super) fn set_state(&self, state: RunState) {
        self.wishes().state = Some(state);
    }

    pub(super) fn state(&self) -> Option<RunState> {
        self.wishes().state
    }

    /// Whether a step may be going on that nothing has asked to hold.
    pub(super) fn is_training(&self) -> bool {
        let wishes = self.wishes();
        wishes.state == Some(RunState::Running) && !wishes.pause && !wishes.stop
    }

    /// Whether the network is nobody's, and nobody is known to want it: before the start, while paused (or about to be)
    /// with no wish but that, and after the end; not once it is to close.
    pub(super) fn is_resting(&self) -> bool {
        let Wishes { pause, stop, close, state } = &*self.wishes();
        let is_under_way = matches!(state, Some(RunState::Running | RunState::Paused));
        !close && (!is_under_way || (*pause && !stop))
    }

    /// Looked at before every batch: one load unless something was asked.
    pub(super) fn wish(&self) -> Wish {
        if !self.is_asked.load(Ordering::Acquire) {
            return Wish::Train;
        }
        let wishes = self.wishes();
        match (wishes.stop, wishes.pause) {
            (true, _) => Wish::Stop,
            (false, true) => Wish::Pause,
            (false, false) => Wish::Train,
        }
    }

    /// Sleeps until asked to go on or stop.
    pub(super) fn wait_while_paused(&self) {
        let mut wishes = self.wishes();
        while wishes.pause && !wishes.stop {
            wishes = self.changed.wait(wishes).unwrap_or_else(PoisonError::into_inner);
        }
    }
}
