//! File bytes to text: hash, gunzip (by content, not by name), and decode to UTF-8.

use crate::failure::TableFailure;
use crate::limits::ReadLimits;
use crate::text::decode;
use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// A file's text as UTF-8, and the SHA-256 of its bytes as stored.
pub(crate) struct Source {
    pub text: Vec<u8>,
    pub sha256: String,
}

impl Source {
    pub fn open(path: &Path, limits: &ReadLimits) -> Result<Self, TableFailure> {
        let mut file = open_file(path)?;
        let bytes = read_at_most(&mut file, limits.text_bytes).map_err(|error| unreadable(path, &error))?;
        let bytes = bytes.ok_or_else(|| too_large(limits))?;
        let sha256 = hex(&Sha256::digest(&bytes));
        let bytes = if bytes.starts_with(&[0x1f, 0x8b]) { gunzip(&bytes, limits)? } else { bytes };
        refuse_other_formats(&bytes)?;
        let text = decode(bytes)?;
        Ok(Self { text, sha256 })
    }
}

/// SHA-256 of a file's bytes, lower-case hex.
pub fn hash_file(path: &Path) -> Result<String, TableFailure> {
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

fn open_file(path: &Path) -> Result<File, TableFailure> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let metadata = file.metadata().map_err(|error| unreadable(path, &error))?;
    if !metadata.is_file() {
        return Err(TableFailure::new(
            "table_unreadable",
            format!("{} is not a file", path.display()),
            "a CSV file, plain or gzip-compressed",
            "choose a file",
        ));
    }
    Ok(file)
}

fn unreadable(path: &Path, error: &std::io::Error) -> TableFailure {
    if error.kind() == ErrorKind::NotFound {
        return TableFailure::new(
            "table_missing",
            format!("no file at {}", path.display()),
            "the table this project was made with",
            "locate the file, or choose another one",
        );
    }
    TableFailure::new(
        "table_unreadable",
        format!("{} cannot be read ({error})", path.display()),
        "a readable file",
        "check the file's permissions and that its disk is connected",
    )
}

/// Everything, or `None` when there is more than `limit` bytes.
fn read_at_most(reader: &mut impl Read, limit: u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

fn gunzip(bytes: &[u8], limits: &ReadLimits) -> Result<Vec<u8>, TableFailure> {
    let unpacked = read_at_most(&mut MultiGzDecoder::new(bytes), limits.text_bytes).map_err(|error| {
        TableFailure::new(
            "table_damaged",
            format!("gzip data that cannot be unpacked ({error})"),
            "a complete .gz file",
            "download or copy the file again; it may have been cut short",
        )
    })?;
    unpacked.ok_or_else(|| too_large(limits))
}

fn too_large(limits: &ReadLimits) -> TableFailure {
    TableFailure::new(
        "table_too_large",
        format!("more than {} bytes of text", limits.text_bytes),
        format!("at most {} bytes after unpacking", limits.text_bytes),
        "keep fewer rows or columns",
    )
}

/// Files people mistake for CSV, named for what they are.
fn refuse_other_formats(bytes: &[u8]) -> Result<(), TableFailure> {
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
            return Err(TableFailure::new(
                "table_not_csv",
                *name,
                "a CSV file, plain or gzip-compressed",
                "save or export the table as CSV",
            ));
        }
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
