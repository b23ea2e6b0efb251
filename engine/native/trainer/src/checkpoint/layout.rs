//! Which numbers of a snapshot are which tensor, and the text that precedes them in a file.

use super::identity::{Floats, RunIdentity, digest};
use crate::network::StateTensor;
use crate::safetensors::{LENGTH_BYTES, UnstorableTensor, encode_header};
use crate::training_state::TrainingState;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The metadata keys. The checksum comes first and covers the header with its own digits as 0; the header in turn holds the
/// checksum of the tensors' bytes, so that together they cover the file.
pub(super) const CHECKSUM: &str = "checksum";
pub(super) const RUN: &str = "run";
const HEADER_START: &str = "{\"__metadata__\":{\"checksum\":\"";
const NO_CHECKSUM: &str = "00000000000000000000000000000000";

/// Where the checksum's digits are in a header's text.
const CHECKSUM_DIGITS: Range<usize> = HEADER_START.len()..HEADER_START.len() + NO_CHECKSUM.len();

/// What a checkpoint's metadata says of its run, as one JSON text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RunRecord {
    pub format: u32,
    pub identity: RunIdentity,
    pub seed: u32,
    pub state: TrainingState,
    pub data_checksum: String,
    pub saved_at_unix_millis: f64,
}

/// The version of `RunRecord`.
pub(super) const FORMAT: u32 = 1;

/// The tensors of a snapshot in order: the network's state, then the best epoch's parameters, which may still be absent.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub tensors: Vec<StateTensor>,
    /// Numbers of the network's state.
    pub state_floats: usize,
    /// Numbers of the best parameters; 0 if they are not kept.
    pub best_floats: usize,
}

impl Layout {
    /// Of a network's state tensors; `parameter_floats` are the numbers of its parameters.
    pub fn new(mut tensors: Vec<StateTensor>, parameter_floats: usize, keeps_best: bool) -> Layout {
        let state_floats = tensors.iter().map(StateTensor::elements).sum();
        if keeps_best {
            let best = tensors.iter().filter_map(|tensor| {
                let name = format!("best/{}", tensor.name.strip_prefix("parameter/")?);
                Some(StateTensor { name, shape: tensor.shape.clone() })
            });
            let best: Vec<StateTensor> = best.collect();
            tensors.extend(best);
        }
        Layout { tensors, state_floats, best_floats: if keeps_best { parameter_floats } else { 0 } }
    }

    /// Numbers of a snapshot at most.
    pub fn floats(&self) -> usize {
        self.state_floats + self.best_floats
    }

    /// The tensors of a run that stands here, those of the best epoch once there is one, and how many numbers they are.
    pub fn part(&self, state: &TrainingState) -> (&[StateTensor], usize) {
        if state.watch.best.is_some() {
            return (&self.tensors, self.floats());
        }
        let is_best = |tensor: &StateTensor| tensor.name.starts_with("best/");
        let end = self.tensors.iter().position(is_best).unwrap_or(self.tensors.len());
        (&self.tensors[..end], self.state_floats)
    }
}

/// Everything of a checkpoint file before the tensors' bytes.
pub(super) fn header(record: &RunRecord, tensors: &[StateTensor]) -> Result<Vec<u8>, UnstorableTensor> {
    let run = serde_json::to_string(record).map_err(|error| UnstorableTensor {
        tensor: RUN.to_owned(),
        found: error.to_string(),
        expected: "a record that can be written",
    })?;
    let metadata = [(CHECKSUM, NO_CHECKSUM), ("producer", "layerglass"), (RUN, run.as_str())];
    let shapes = tensors.iter().map(|tensor| (tensor.name.as_str(), tensor.shape.as_slice()));
    let mut bytes = encode_header(&metadata, shapes)?;
    let checksum = digest(&bytes[LENGTH_BYTES..]);
    bytes[LENGTH_BYTES..][CHECKSUM_DIGITS].copy_from_slice(checksum.as_bytes());
    Ok(bytes)
}

/// The checksum a header's text states, if it begins as ours do, and the one it has.
pub(super) fn checksums(header_text: &[u8]) -> Option<(String, String)> {
    if !header_text.starts_with(HEADER_START.as_bytes()) {
        return None;
    }
    let stated = std::str::from_utf8(header_text.get(CHECKSUM_DIGITS)?).ok()?.to_owned();
    let mut text = header_text.to_vec();
    text[CHECKSUM_DIGITS].copy_from_slice(NO_CHECKSUM.as_bytes());
    Some((stated, digest(&text)))
}

/// The checksum of the tensors' bytes.
pub(super) fn data_checksum(floats: &[f32]) -> String {
    let mut hash = Floats::default();
    hash.add_bits(floats);
    hash.finish()
}
