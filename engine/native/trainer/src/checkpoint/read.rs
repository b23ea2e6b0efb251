//! Reading a checkpoint as if an enemy wrote it.

use super::history::{list, name_of, of_run};
use super::identity::RunIdentity;
use super::layout::{FORMAT, Layout, RUN, RunRecord, checksums};
use super::{damaged, refused};
use crate::events::CheckpointInfo;
use crate::failure::{FailureCode, failure};
use crate::safetensors::{Header, VALUE_BYTES};
use crate::training_state::TrainingState;
use failures::Failure;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use xxhash_rust::xxh3::Xxh3;

/// Bytes read at a time; a multiple of a float's.
const CHUNK: usize = 256 * 1024;

/// A checked checkpoint of the wanted run.
#[derive(Debug)]
pub(crate) struct Checkpoint {
    pub state: TrainingState,
    /// The network's state, and after it the best parameters if there are some.
    pub floats: Vec<f32>,
}

/// A checkpoint's header, checked against its own checksum and the file's length; its tensors are not read.
#[derive(Debug, Clone)]
pub(super) struct Described {
    pub info: CheckpointInfo,
    pub record: RunRecord,
    header: Header,
}

/// Reads where a checkpoint stands.
pub(super) fn describe(path: &Path) -> Result<Described, Failure> {
    open(path).map(|(described, _)| described)
}

fn open(path: &Path) -> Result<(Described, File), Failure> {
    let mut file = File::open(path).map_err(|error| refused(path, &error))?;
    let metadata = file.metadata().map_err(|error| refused(path, &error))?;
    if !metadata.is_file() {
        return Err(damaged(path, "no file", "a checkpoint"));
    }
    let header = Header::read(&mut file, metadata.len())
        .map_err(|unreadable| damaged(path, unreadable.found, unreadable.expected))?;
    let Some((stated, found)) = checksums(&header.text) else {
        return Err(damaged(path, "no checksum", "a checkpoint of this program"));
    };
    if stated != found {
        return Err(damaged(path, format!("a header of checksum {found}"), stated));
    }
    let run = header.metadata.get(RUN).map_or("", String::as_str);
    let record: RunRecord = serde_json::from_str(run)
        .map_err(|error| damaged(path, error, "a record of the run, as this version writes it"))?;
    if record.format != FORMAT {
        return Err(damaged(path, format!("format {}", record.format), format!("format {FORMAT}")));
    }
    let position = record.state.position;
    let info = CheckpointInfo {
        name: name_of(path),
        epoch: position.epoch,
        batch: position.batch,
        step: position.step,
        bytes: metadata.len() as f64,
        saved_at_unix_millis: record.saved_at_unix_millis,
    };
    Ok((Described { info, record, header }, file))
}

/// Reads a checkpoint of the run `wanted`, whose snapshots are laid out as `layout`.
pub(crate) fn read(path: &Path, wanted: &RunIdentity, layout: &Layout) -> Result<Checkpoint, Failure> {
    let (Described { record, header, .. }, file) = open(path)?;
    record.identity.require(wanted)?;
    let (tensors, count) = layout.part(&record.state);
    let is_same = tensors.len() == header.tensors.len()
        && tensors.iter().zip(&header.tensors).all(|(a, b)| a.name == b.name && a.shape == b.shape);
    if !is_same || header.data_bytes != count * VALUE_BYTES {
        let found = format!("{} tensors in {} bytes", header.tensors.len(), header.data_bytes);
        let expected = format!("the {} tensors of this network in {} bytes", tensors.len(), count * VALUE_BYTES);
        return Err(damaged(path, found, expected));
    }
    let (floats, checksum) = read_floats(file, count).map_err(|error| refused(path, &error))?;
    if floats.len() != count || checksum != record.data_checksum {
        return Err(damaged(path, format!("tensors of checksum {checksum}"), record.data_checksum));
    }
    Ok(Checkpoint { state: record.state, floats })
}

/// Reads the newest whole checkpoint of the run in a folder; one that is damaged is passed over for the one before.
pub(crate) fn read_latest(directory: &Path, wanted: &RunIdentity, layout: &Layout) -> Result<Checkpoint, Failure> {
    let mut newest_failure = None;
    for described in of_run(directory, wanted)? {
        match read(&directory.join(&described.info.name), wanted, layout) {
            Ok(checkpoint) => return Ok(checkpoint),
            Err(failure) => newest_failure = newest_failure.or(Some(failure)),
        }
    }
    Err(match newest_failure {
        Some(failure) => failure,
        None => nothing_of(directory, wanted)?,
    })
}

/// Why a folder has nothing for a run: what is there is of another, or there is nothing.
fn nothing_of(directory: &Path, wanted: &RunIdentity) -> Result<Failure, Failure> {
    let listing = list(directory)?;
    if let Some(other) = listing.checkpoints.last() {
        let described = describe(&directory.join(&other.name))?;
        described.record.identity.require(wanted)?;
    }
    let damaged = match listing.skipped.len() {
        0 => String::new(),
        count => format!(" but {count} that cannot be read"),
    };
    Ok(failure(
        FailureCode::CheckpointUnreadable,
        format!("no checkpoint in {}{damaged}", directory.display()),
        "at least one",
        "Name another folder, or train anew.",
    )
    .case("none")
    .text("path", directory.to_string_lossy()))
}

/// Reads `count` floats, or as many as there are, and the checksum of their bytes.
fn read_floats(file: File, count: usize) -> std::io::Result<(Vec<f32>, String)> {
    let mut floats = Vec::with_capacity(count);
    let mut hash = Xxh3::new();
    let mut bytes = vec![0; CHUNK];
    while floats.len() < count {
        let wanted = CHUNK.min((count - floats.len()) * VALUE_BYTES);
        (&file).read_exact(&mut bytes[..wanted])?;
        hash.update(&bytes[..wanted]);
        let (values, _) = bytes[..wanted].as_chunks();
        floats.extend(values.iter().map(|bytes| f32::from_le_bytes(*bytes)));
    }
    Ok((floats, format!("{:032x}", hash.digest128())))
}
