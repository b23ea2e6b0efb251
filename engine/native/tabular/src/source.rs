//! File bytes to text: hash, gunzip (by content, not by name), and decode to UTF-8.

use crate::guess::Guess;
use crate::limits::ReadLimits;
use crate::options::ReadOptions;
use crate::text::decode;
use failures::{Failure, FailureCode};
use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// A file's text as UTF-8, and the SHA-256 of its bytes as stored.
pub(crate) struct Source {
    pub text: Vec<u8>,
    pub sha256: String,
    pub encoding: Guess,
}

impl Source {
    pub fn open(path: &Path, reading: &ReadOptions, limits: &ReadLimits) -> Result<Self, Failure> {
        let mut file = open_file(path)?;
        let bytes = read_at_most(&mut file, limits.text_bytes).map_err(|error| unreadable(path, &error))?;
        let bytes = bytes.ok_or_else(|| too_large(limits))?;
        let sha256 = hex(&Sha256::digest(&bytes));
        let bytes = if bytes.starts_with(&[0x1f, 0x8b]) { gunzip(&bytes, limits)? } else { bytes };
        refuse_other_formats(&bytes)?;
        let (text, encoding) = decode(bytes, reading.encoding.as_deref())?;
        Ok(Self { text, sha256, encoding })
    }
}

/// SHA-256 of a file's bytes, lower-case hex.
pub fn hash_file(path: &Path) -> Result<String, Failure> {
    let mut file = open_file(path)?;
    let mut hasher = Sha256::new();
    let mut block = vec![0; 1 << 16];
    loop {
        match file.read(&mut block) {
            Ok(0) => return Ok(hex(&hasher.finalize())),
            Ok(count) => hasher.update(&block[..count]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(path, &error)),
        }
    }
}

fn open_file(path: &Path) -> Result<File, Failure> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let metadata = file.metadata().map_err(|error| unreadable(path, &error))?;
    if !metadata.is_file() {
        return Err(Failure::new(
            FailureCode::TableUnreadable,
            format!("{} is not a file", path.display()),
            "a CSV file, plain or gzip-compressed",
            "choose a file",
        )
        .text("path", path.to_string_lossy())
        .text("reason", "IsADirectory"));
    }
    Ok(file)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    if error.kind() == ErrorKind::NotFound {
        return Failure::new(
            FailureCode::TableMissing,
            format!("no file at {}", path.display()),
            "the table this project was made with",
            "locate the file, or choose another one",
        )
        .text("path", path.to_string_lossy());
    }
    Failure::new(
        FailureCode::TableUnreadable,
        format!("{} cannot be read ({error})", path.display()),
        "a readable file",
        "check the file's permissions and that its disk is connected",
    )
    .text("path", path.to_string_lossy())
    .text("reason", format!("{:?}", error.kind()))
}

/// Everything, or `None` when there is more than `limit` bytes.
fn read_at_most(reader: &mut impl Read, limit: u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

fn gunzip(bytes: &[u8], limits: &ReadLimits) -> Result<Vec<u8>, Failure> {
    let unpacked = read_at_most(&mut MultiGzDecoder::new(bytes), limits.text_bytes).map_err(|error| {
        Failure::new(
            FailureCode::TableDamaged,
            format!("gzip data that cannot be unpacked ({error})"),
            "a complete .gz file",
            "download or copy the file again; it may have been cut short",
        )
        .text("reason", error.to_string())
    })?;
    unpacked.ok_or_else(|| too_large(limits))
}

fn too_large(limits: &ReadLimits) -> Failure {
    Failure::new(
        FailureCode::TableTooLarge,
        format!("more than {} bytes of text", limits.text_bytes),
        format!("at most {} bytes after unpacking", limits.text_bytes),
        "keep fewer rows or columns",
    )
    .number("limit", limits.text_bytes as f64)
    .text("unit", "bytes")
}

/// Files people mistake for CSV, named for what they are.
fn refuse_other_formats(bytes: &[u8]) -> Result<(), Failure> {
    const FORMATS: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "a ZIP archive (perhaps an Excel workbook)"),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
        (b"PAR1", "a Parquet file"),
        (b"\x93NUMPY", "a NumPy array file"),
        (b"\x89PNG", "a picture"),
        (b"%PDF", "a PDF document"),
        (b"\x1f\x8b", "a gzip file inside a gzip file"),
    ];
    for (magic, name) in FORMATS {
        if bytes.starts_with(magic) {
            return Err(Failure::new(
                FailureCode::TableNotCsv,
                *name,
                "a CSV file, plain or gzip-compressed",
                "save or export the table as CSV",
            )
            .text("format", *name));
        }
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
