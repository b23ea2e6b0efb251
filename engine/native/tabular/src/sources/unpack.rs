//! A file's bytes: read whole, and unpacked where they are gzip or zstd, by content whatever the name.

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
    unpacked(read_stored(path, limits)?, limits)
}

/// The bytes of a file as they are stored.
pub(crate) fn read_stored(path: &Path, limits: &ReadLimits) -> Result<Vec<u8>, Failure> {
    let mut file = open_file(path)?;
    let bytes = read_at_most(&mut file, limits.text_bytes).map_err(|error| unreadable(path, &error))?;
    bytes.ok_or_else(|| too_large(limits))
}

/// Bytes unpacked, when they are packed.
pub(crate) fn unpacked(bytes: Vec<u8>, limits: &ReadLimits) -> Result<Vec<u8>, Failure> {
    let (read, name) = if bytes.starts_with(GZIP) {
        (read_at_most(&mut MultiGzDecoder::new(&bytes[..]), limits.text_bytes), "gzip")
    } else if bytes.starts_with(ZSTD) || bytes.get(1..4) == Some(ZSTD_SKIPPABLE) {
        let decoder = zstd::stream::read::Decoder::with_buffer(&bytes[..]);
        (decoder.and_then(|mut decoder| read_at_most(&mut decoder, limits.text_bytes)), "zstd")
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

/// Everything, or `None` when there is more than `limit` bytes.
fn read_at_most(reader: &mut impl Read, limit: u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

fn too_large(limits: &ReadLimits) -> Failure {
    super::faults::too_large(limits.text_bytes, "bytes")
}
