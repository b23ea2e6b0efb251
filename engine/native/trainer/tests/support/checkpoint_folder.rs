//! A folder of checkpoints that is removed when its test ends, and what its files hold.

use super::{dataset_of, reference_network};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use trainer::Dataset;
use trainer::checkpoint::{CheckpointSettings, list};
use trainer::ir::Ir;
use trainer::safetensors::Header;

/// A short run with everything a checkpoint may hold: four epochs of three steps.
pub fn small() -> (Ir, Dataset) {
    let mut ir = reference_network(5, 8, 2);
    (ir.training.epochs, ir.training.keep_best, ir.training.validation_split) = (4, true, 0.25);
    let dataset = dataset_of(&ir, 60, 1);
    (ir, dataset)
}

static FOLDERS: AtomicU32 = AtomicU32::new(0);

pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Folder {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let name = format!("layerglass-checkpoints-{}-{number}", std::process::id());
        Folder(std::env::temp_dir().join(name))
    }

    /// As many checkpoints as can be written.
    pub fn often(&self) -> CheckpointSettings {
        CheckpointSettings { every_seconds: Some(0.0), ..self.at_the_end() }
    }

    pub fn at_the_end(&self) -> CheckpointSettings {
        CheckpointSettings {
            directory: self.0.clone(),
            every_seconds: None,
            every_epochs: None,
            history_bytes: u64::MAX,
        }
    }

    /// By training step.
    pub fn files(&self) -> Vec<PathBuf> {
        let listing = list(&self.0).expect("a readable folder");
        assert_eq!(listing.skipped, []);
        listing.checkpoints.into_iter().map(|info| self.0.join(info.name)).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Names and shapes of the tensors, their bytes, and where the run stood but for how long it took.
pub type Contents = (Vec<(String, Vec<usize>)>, Vec<u8>, serde_json::Value);

pub fn contents(path: &Path) -> Contents {
    let bytes = fs::read(path).expect("a file");
    let mut rest = bytes.as_slice();
    let header = Header::read(&mut rest, bytes.len() as u64).expect("a safetensors header");
    let mut run: serde_json::Value = serde_json::from_str(&header.metadata["run"]).expect("JSON");
    let state = run["state"].as_object_mut().expect("a state");
    state.remove("epoch_nanos").expect("a time");
    let state = run["state"].take();
    (header.tensors.into_iter().map(|tensor| (tensor.name, tensor.shape)).collect(), rest.to_vec(), state)
}
