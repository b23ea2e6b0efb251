//! The file of a table: opening it, and the hash it is known by.

use failures::{Failure, FailureCode};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

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

/// # Errors
/// When it is not there, cannot be read, or is a folder.
pub(crate) fn open_file(path: &Path) -> Result<File, Failure> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let metadata = file.metadata().map_err(|error| unreadable(path, &error))?;
    if !metadata.is_file() {
        return Err(Failure::new(
            FailureCode::TableUnreadable,
            format!("{} is not a file", path.display()),
            "the file of a table",
            "choose a file",
        )
        .text("path", path.to_string_lossy())
        .text("reason", "IsADirectory"));
    }
    Ok(file)
}

pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
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

/// Bytes as lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
