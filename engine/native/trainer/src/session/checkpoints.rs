//! When a run is checkpointed: by the clock, by epochs, and once at its end.

use super::Session;
use super::ending::BestParameters;
use crate::checkpoint::{CheckpointPlan, Disk, Writer};
use crate::events::CheckpointInfo;
use crate::network::Network;
use crate::ring::Notices;
use crate::training_state::{Position, TrainingState};
use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

impl Session {
    /// Has checkpoints written on another disk than the machine's own, which they are still read from. Before the start.
    pub fn write_checkpoints_on(&mut self, disk: Box<dyn Disk>) {
        if let Some(plan) = self.prepared.as_mut().and_then(|prepared| prepared.checkpoints.as_mut()) {
            plan.disk = disk;
        }
    }
}

/// The cadence of a running run.
pub(super) struct Checkpoints {
    writer: Writer,
    directory: PathBuf,
    period: Option<Duration>,
    every_epochs: Option<u32>,
    /// Numbers of the network's state in a snapshot.
    state_floats: usize,
    last_copy: Instant,
    /// Where the last copy was taken, or the run began.
    last_position: Position,
    /// Whether nobody else had the network since the last copy.
    is_untouched: bool,
    epochs_since: u32,
}

impl Checkpoints {
    pub fn start(plan: CheckpointPlan, notices: Notices, state: TrainingState) -> io::Result<Checkpoints> {
        Ok(Checkpoints {
            directory: plan.settings.directory.clone(),
            period: plan.settings.every_seconds.map(Duration::from_secs_f64),
            every_epochs: plan.settings.every_epochs,
            state_floats: plan.layout.state_floats,
            last_copy: Instant::now(),
            last_position: state.position,
            is_untouched: true,
            epochs_since: 0,
            writer: Writer::start(plan, notices)?,
        })
    }

    /// Counts a whole epoch.
    pub fn note_epoch(&mut self) {
        self.epochs_since += 1;
    }

    /// Whoever had the network during a pause may have set parameters.
    pub fn note_pause(&mut self) {
        self.is_untouched = false;
    }

    /// Whether it is time for a checkpoint between two batches.
    pub fn are_due(&self, state: &TrainingState) -> bool {
        let is_time = self.every_epochs.is_some_and(|every| self.epochs_since >= every)
            || self.period.is_some_and(|period| self.last_copy.elapsed() >= period);
        is_time && state.position != self.last_position
    }

    /// Takes a checkpoint unless one is still being written; it then stays due.
    pub fn take(&mut self, network: &Network, best: &BestParameters, state: &TrainingState) {
        let Some(mut buffer) = self.writer.take_buffer() else { return };
        let snapshot = &mut buffer.snapshot;
        let (floats, kept) = snapshot.floats.split_at_mut(self.state_floats);
        network.write_state(floats);
        kept.copy_from_slice(&best.floats);
        snapshot.state = *state;
        buffer.hand_in();
        self.last_copy = Instant::now();
        self.last_position = state.position;
        self.is_untouched = true;
        self.epochs_since = 0;
    }

    /// At the end of a run: takes a last checkpoint, however long the one under way takes, unless that is of the end.
    pub fn finish(&mut self, network: &Network, best: &BestParameters, state: &TrainingState) {
        let is_of_end = |newest: CheckpointInfo| {
            Position { epoch: newest.epoch, batch: newest.batch, step: newest.step } == state.position
        };
        if !(self.writer.wait().is_some_and(is_of_end) && self.is_untouched) {
            self.take(network, best, state);
        }
    }

    /// Waits until nothing is under way; the newest checkpoint then, and its file.
    pub fn wait(&self) -> Option<(CheckpointInfo, PathBuf)> {
        let newest = self.writer.wait()?;
        let path = self.directory.join(&newest.name);
        Some((newest, path))
    }
}
