//! Checkpoints: a run's whole state in one safetensors file, written whole or not at all, read as if from an enemy, and kept
//! as a history within a size.
//!
//! A file holds the tensors of `Network::state_tensors`, the best epoch's parameters as `best/NAME` once there are some, and
//! in its metadata where the run stands, what the run is of, and a checksum of every byte.

mod disk;
mod folder;
mod history;
mod identity;
mod layout;
mod read;
mod write;
mod writer;

pub use disk::{Disk, DiskFile, MachineDisk};
use failures::Failure;
pub use history::{CheckpointListing, SkippedFile, list};
pub(crate) use identity::RunIdentity;
pub(crate) use layout::Layout;
pub(crate) use read::{Checkpoint, read, read_latest};
pub(crate) use writer::{CheckpointPlan, Snapshot, Writer};

use crate::failure::{FailureCode, failure};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use ts_rs::TS;

/// Where and how often a run is checkpointed. Checkpoints are taken between batches, one at a time: one that falls due while
/// the last is still being written is taken as soon as that is done. A run that ends or is stopped takes one more, unless the
/// last is of just there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CheckpointSettings {
    /// Folder, made if it is not there.
    pub directory: PathBuf,
    /// Most seconds from one to the next; 0 for as often as they can be written, null for not by time.
    pub every_seconds: Option<f64>,
    /// Whole epochs from one to the next; null for not by epochs.
    pub every_epochs: Option<u32>,
    /// Size of the history. The newest file stays even if it alone is larger.
    #[ts(type = "number")]
    pub history_bytes: u64,
}

impl CheckpointSettings {
    /// Whether the numbers make sense.
    pub fn check(&self) -> Result<(), Failure> {
        let bad = |found: String, expected: &str| {
            Err(failure(FailureCode::Training, found, expected, "Correct the checkpoint settings."))
        };
        if self.every_seconds.is_some_and(|seconds| !(0.0..=1e9).contains(&seconds)) {
            return bad(format!("a checkpoint every {:?} seconds", self.every_seconds), "0 to 1e9 seconds");
        }
        if self.every_epochs == Some(0) {
            return bad("a checkpoint every 0 epochs".to_owned(), "at least 1");
        }
        Ok(())
    }
}

/// Where a run goes on from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ContinueFrom {
    /// This checkpoint.
    File(PathBuf),
    /// The newest whole checkpoint of the same run in this folder.
    Latest(PathBuf),
}

/// A file that is no whole checkpoint of this program.
fn damaged(path: &Path, found: impl std::fmt::Display, expected: impl Into<String>) -> Failure {
    failure(
        FailureCode::CheckpointUnreadable,
        format!("{found} in {}", path.display()),
        expected,
        "Go on from another checkpoint, or train anew.",
    )
    .case("damaged")
    .text("path", path.to_string_lossy())
}

/// A file or folder the system refuses.
fn refused(path: &Path, error: &std::io::Error) -> Failure {
    failure(
        FailureCode::CheckpointUnreadable,
        format!("{}: {error}", path.display()),
        "a readable checkpoint",
        "Put the file back, or go on from another.",
    )
    .case("refused")
    .text("path", path.to_string_lossy())
    .text("reason", format!("{:?}", error.kind()))
}
