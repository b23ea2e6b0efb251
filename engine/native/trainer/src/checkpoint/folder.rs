//! A run's files in its folder, as its writer keeps them: within their size, and within the disk.

use super::CheckpointSettings;
use super::disk::Disk;
use super::history::{Kept, file_name, of_run, remove_drafts, thin};
use super::identity::RunIdentity;
use super::write::write_whole;
use crate::events::CheckpointInfo;
use crate::training_state::TrainingState;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub(super) struct RunFolder {
    disk: Box<dyn Disk>,
    directory: PathBuf,
    history_bytes: u64,
    identity: RunIdentity,
    /// In the order of their steps; `None` until the folder was read, and again when what it holds is not known.
    kept: Option<Vec<Kept>>,
}

impl RunFolder {
    pub fn new(disk: Box<dyn Disk>, settings: CheckpointSettings, identity: RunIdentity) -> RunFolder {
        let CheckpointSettings { directory, history_bytes, .. } = settings;
        RunFolder { disk, directory, history_bytes, identity, kept: None }
    }

    /// Where the checkpoint of a step belongs.
    pub fn path_of(&self, step: u32) -> PathBuf {
        self.directory.join(file_name(&self.identity, step))
    }

    /// Writes a file whole or not at all. On a full disk older files go for it, one after another, but never the newest
    /// and never more than make its room; answers how many went.
    pub fn write(&mut self, path: &Path, header: &[u8], floats: &[f32]) -> io::Result<usize> {
        self.read_history();
        let bytes = (header.len() + size_of_val(floats)) as u64;
        let (mut dropped, mut freed, mut is_second_try) = (0, 0, false);
        loop {
            match write_whole(&*self.disk, path, header, floats) {
                Ok(()) => return Ok(dropped),
                Err(error) if is_full(&error) && freed <= bytes => match self.drop_one() {
                    Some(file) => (dropped, freed) = (dropped + 1, freed + file.bytes),
                    None => return Err(self.forget(error)),
                },
                // The folder was removed, or another process that begins on it took the draft for one left behind.
                Err(error) if error.kind() == ErrorKind::NotFound && !is_second_try => is_second_try = true,
                Err(error) => return Err(self.forget(error)),
            }
        }
    }

    /// Counts a written file in, and takes out what the history has no room for.
    pub fn keep(&mut self, file: Kept) {
        let kept = self.kept.get_or_insert_default();
        let step = file.step;
        // After going on from further back the run comes to the same steps, and the same bits, again.
        kept.retain(|other| other.step != step);
        let index = kept.partition_point(|other| other.step < step);
        kept.insert(index, file);
        for file in thin(kept, step, self.history_bytes) {
            // Gone already, or in use by somebody on Windows: the next run's listing will see it.
            let _ = self.disk.remove(&file.path);
        }
    }

    /// A file of this folder as its history counts it.
    pub fn kept_file(&self, info: &CheckpointInfo, state: &TrainingState) -> Kept {
        Kept::new(self.directory.join(&info.name), info, state)
    }

    /// Finds what this run has in the folder already, before its first checkpoint.
    fn read_history(&mut self) {
        if self.kept.is_none() {
            remove_drafts(&*self.disk, &self.directory, &self.identity);
            // A folder that cannot be read shows when it is written to.
            let own = of_run(&self.directory, &self.identity).unwrap_or_default();
            self.kept = Some(
                own.iter().rev().map(|described| self.kept_file(&described.info, &described.record.state)).collect(),
            );
        }
    }

    /// Removes the file of least worth that is not the newest, if there is one that can be removed.
    fn drop_one(&mut self) -> Option<Kept> {
        let kept = self.kept.as_mut()?;
        loop {
            let newest = kept.last()?.step;
            let bytes: u64 = kept.iter().map(|file| file.bytes).sum();
            let file = thin(kept, newest, bytes.saturating_sub(1)).pop()?;
            if self.disk.remove(&file.path).is_ok() {
                return Some(file);
            }
        }
    }

    /// After a failure the folder is read anew: the file may be there all the same.
    fn forget(&mut self, error: io::Error) -> io::Error {
        self.kept = None;
        error
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
}
