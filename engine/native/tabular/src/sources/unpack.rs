//! A file's bytes: read whole, and unpacked where they are gzip or zstd, by content whatever the name.

use crate::file_bytes::FileBytes;
use crate::limits::ReadLimits;
use crate::source::{open_file, unreadable};
use failures::{Failure, FailureCode};
use flate2::bufread::MultiGzDecoder;
use std::io::Read;
use std::path::Path;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// zstd's frames of other data, which a stream may begin with.
const ZSTD_SKIPPABLE: &[u8] = &[0x2a, 0x4d, 0x18];

/// The unpacked bytes of a file.
pub(super) fn read_file(path: &Path, limits: &ReadLimits) -> Result<Vec<u8>, Failure> {
    unpacked(read_stored(path, limits)?, limits).map(FileBytes::into_vec)
}

/// The bytes of a file as they are stored.
pub(crate) fn read_stored(path: &Path, limits: &ReadLimits) -> Result<FileBytes, Failure> {
    let mut file = open_file(path)?;
    let is_large = file.metadata().is_ok_and(|metadata| metadata.len() > limits.memory_bytes);
    let in_memory = if is_large { 0 } else { limits.memory_bytes };
    FileBytes::read(&mut file, in_memory).map_err(|error| unreadable(path, &error))
}

/// Bytes unpacked, when they are packed.
pub(crate) fn unpacked(bytes: FileBytes, limits: &ReadLimits) -> Result<FileBytes, Failure> {
    let limits = &limits.of_file(bytes.len() as u64);
    let read = |reader: &mut dyn Read| read_at_most(reader, limits.memory_bytes, limits);
    let (read, name) = if bytes.starts_with(GZIP) {
        (read(&mut MultiGzDecoder::new(&bytes[..])), "gzip")
    } else if bytes.starts_with(ZSTD) || bytes.get(1..4) == Some(ZSTD_SKIPPABLE) {
        let decoder = zstd::stream::read::Decoder::with_buffer(&bytes[..]);
        (decoder.and_then(|mut decoder| read(&mut decoder)), "zstd")
    } else {
        return Ok(bytes);
    };
    let unpacked = read.map_err(|error| {
        Failure::new(
            FailureCode::TableDamaged,
            format!("{name} data that cannot be unpacked ({error})"),
            "the whole packed file",
            "download or copy the file again; it may have been cut short",
        )
        .text("reason", error.to_string())
    })?;
    unpacked.ok_or_else(|| too_large(limits))
}

/// Everything, of which more than `in_memory` bytes are set aside, or `None` when there are more than may be.
fn read_at_most(reader: impl Read, in_memory: u64, limits: &ReadLimits) -> std::io::Result<Option<FileBytes>> {
    let limit = limits.text_bytes;
    let bytes = FileBytes::read(&mut reader.take(limit.saturating_add(1)), in_memory)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

fn too_large(limits: &ReadLimits) -> Failure {
    super::faults::too_large(limits.text_bytes, "bytes")
}
