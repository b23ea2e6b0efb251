//! The checkpoints of a folder: what is there, which are a run's, and which of those to keep.

use super::disk::Disk;
use super::identity::RunIdentity;
use super::read::{Described, describe};
use super::refused;
use super::write::DRAFT_SUFFIX;
use crate::events::CheckpointInfo;
use crate::training_state::TrainingState;
use failures::Failure;
use serde::{Deserialize, Serialize};
use std::fs::read_dir;
use std::path::{Path, PathBuf};
use ts_rs::TS;

const PREFIX: &str = "checkpoint-";
const SUFFIX: &str = ".safetensors";

/// What a folder holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct CheckpointListing {
    /// By training step, then by name.
    pub checkpoints: Vec<CheckpointInfo>,
    /// Files named like checkpoints that are none.
    pub skipped: Vec<SkippedFile>,
}

/// A file that is not a whole checkpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SkippedFile {
    /// In the folder that was listed.
    pub name: String,
    pub failure: Failure,
}

/// The name of a run's checkpoint: one run has one file a step.
pub(super) fn file_name(identity: &RunIdentity, step: u32) -> String {
    format!("{PREFIX}{}-{step:010}{SUFFIX}", identity.short())
}

/// A file's own name.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The checkpoints of a folder by reading their headers; damage within tensors shows only when one is gone on from. A folder
/// that is not there holds none.
pub fn list(directory: &Path) -> Result<CheckpointListing, Failure> {
    let mut listing = CheckpointListing::default();
    for path in files(directory)? {
        match describe(&path) {
            Ok(described) => listing.checkpoints.push(described.info),
            Err(failure) => {
                listing.skipped.push(SkippedFile { name: name_of(&path), failure });
            }
        }
    }
    listing.checkpoints.sort_by(|a, b| (a.step, &a.name).cmp(&(b.step, &b.name)));
    Ok(listing)
}

/// A run's checkpoints in a folder, newest first, as far as their headers are whole.
pub(super) fn of_run(directory: &Path, identity: &RunIdentity) -> Result<Vec<Described>, Failure> {
    let described = files(directory)?.into_iter().filter_map(|path| describe(&path).ok());
    let mut own: Vec<Described> = described.filter(|described| described.record.identity == *identity).collect();
    own.sort_by_key(|described| std::cmp::Reverse(described.info.step));
    Ok(own)
}

fn is_named_like_ours(name: &str, suffix: &str) -> bool {
    name.starts_with(PREFIX) && name.ends_with(suffix)
}

fn files(directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = match read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(refused(directory, &error)),
    };
    let named = entries.flatten().filter(|entry| is_named_like_ours(&entry.file_name().to_string_lossy(), SUFFIX));
    let mut paths: Vec<PathBuf> = named.map(|entry| entry.path()).collect();
    paths.sort_unstable();
    Ok(paths)
}

/// Removes what a run of this identity left half written when it was killed.
pub(super) fn remove_drafts(disk: &dyn Disk, directory: &Path, identity: &RunIdentity) {
    let prefix = format!("{PREFIX}{}-", identity.short());
    for entry in read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && name.starts_with(&prefix) && name.ends_with(DRAFT_SUFFIX) {
            // If it cannot be removed it is still no checkpoint.
            let _ = disk.remove(&entry.path());
        }
    }
}

/// One kept file as thinning sees it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Kept {
    pub path: PathBuf,
    pub step: u32,
    pub bytes: u64,
    /// The watched loss of the epoch it was taken at the end of.
    pub loss: Option<f64>,
}

impl Kept {
    pub fn new(path: PathBuf, info: &CheckpointInfo, state: &TrainingState) -> Kept {
        Kept {
            path,
            step: info.step,
            bytes: info.bytes as u64,
            loss: state.watch.last.filter(|_| state.position.batch == 0).map(|last| last.loss),
        }
    }
}

/// Takes out of a run's files, which are in the order of their steps, those that a history of `most_bytes` has no room for.
///
/// The one of step `newest` was written just now and stays; it is the last unless the run goes on from further back. That,
/// the last, the best (lowest watched loss at the end of an epoch) and the first stay while anything else can go, in this
/// order of worth. Of the others the one goes whose absence widens the gap between its neighbours least, measured against
/// how far it lies before the last: recent points stay dense, older ones become ever sparser.
pub(super) fn thin(files: &mut Vec<Kept>, newest: u32, most_bytes: u64) -> Vec<Kept> {
    let mut removed = Vec::new();
    let mut bytes: u64 = files.iter().map(|file| file.bytes).sum();
    while bytes > most_bytes && files.len() > 1 {
        let last = files.len() - 1;
        let losses = files.iter().enumerate().filter_map(|(index, file)| Some((file.loss?, index)));
        let best = losses.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, index)| index);
        let relative_gap = |index: usize| {
            let (before, after) = (files[index - 1].step, files[index + 1].step);
            f64::from(after - before) / f64::from(files[last].step - files[index].step)
        };
        let expendable = (1..last).filter(|index| Some(*index) != best && files[*index].step != newest);
        let index = expendable.min_by(|a, b| relative_gap(*a).total_cmp(&relative_gap(*b)));
        // Nothing else is left: the first goes before the best, the best before the last.
        let index = index.unwrap_or(usize::from(files[0].step == newest));
        let file = files.remove(index);
        bytes -= file.bytes;
        removed.push(file);
    }
    removed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(step: u32, loss: Option<f64>) -> Kept {
        Kept { path: PathBuf::from(step.to_string()), step, bytes: 10, loss }
    }

    /// The steps that remain of a checkpoint every step up to `end`, the best of them at `best`.
    fn history(end: u32, best: u32, most_files: u64) -> Vec<u32> {
        let mut files = Vec::new();
        for step in 1..=end {
            let loss = if step == best { 0.5 } else { 1.0 };
            files.push(file(step, step.is_multiple_of(5).then_some(loss)));
            let removed = thin(&mut files, step, most_files * 10);
            assert_eq!(removed.len(), usize::from(u64::from(step) > most_files));
        }
        files.iter().map(|file| file.step).collect()
    }

    #[test]
    fn recent_checkpoints_stay_dense_and_older_ones_become_sparse() {
        let steps = history(1000, 300, 20);
        assert_eq!(steps.len(), 20);
        assert!(steps.contains(&300), "{steps:?}");
        assert_eq!((steps[0], steps[19], steps[18]), (1, 1000, 999), "{steps:?}");
        // A gap is never far more than in proportion to how long ago it was.
        let plain: Vec<u32> = steps.into_iter().filter(|step| *step != 300).collect();
        for pair in plain.windows(2).filter(|pair| pair[1] < 990) {
            let (gap, age) = (pair[1] - pair[0], 1000 - pair[1]);
            assert!(gap <= 3 * age, "{plain:?}");
        }
        let gaps: Vec<u32> = plain.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(gaps[0] > 100 && gaps[gaps.len() - 3] < 10, "{plain:?}");
    }

    #[test]
    fn the_newest_written_stays_though_later_steps_are_there() {
        let all = [file(5, Some(0.3)), file(10, Some(0.1)), file(15, Some(0.2)), file(20, Some(0.2))];
        for newest in [5, 15] {
            for most in (0..40).step_by(10) {
                let mut files = all.to_vec();
                thin(&mut files, newest, most);
                let steps: Vec<u32> = files.iter().map(|file| file.step).collect();
                assert!(steps.contains(&newest), "{newest} is not in {steps:?} of {most} bytes");
                assert!(most == 0 || files.len() as u64 == most / 10, "{steps:?} of {most} bytes");
            }
        }
    }

    #[test]
    fn the_last_outlives_the_best_and_the_best_the_first() {
        let all = [file(1, None), file(5, Some(0.1)), file(9, Some(0.2))];
        for (most, expected) in [(30, vec![1, 5, 9]), (29, vec![5, 9]), (19, vec![9]), (0, vec![9])] {
            let mut files = all.to_vec();
            thin(&mut files, 9, most);
            assert_eq!(files.iter().map(|file| file.step).collect::<Vec<_>>(), expected, "{most} bytes");
        }
    }
}
