//! Much data beside memory: files of our own that nobody else can see, mapped, whose pages the system takes back when it
//! needs them.

#![deny(unsafe_code)]

mod cells;
mod file;
mod stored;

pub use cells::Cells;
use failures::{Failure, FailureCode};
pub use file::{Pages, scratch_file};
use std::io;
pub use stored::Stored;

/// Bytes from which on data lie in a scratch file in place of memory, unless a caller says otherwise.
pub const MEMORY_BYTES: u64 = 1 << 28;

/// A scratch file's fault.
pub fn unreadable(error: &io::Error) -> Failure {
    let folder = std::env::temp_dir();
    Failure::new(
        FailureCode::TableUnreadable,
        format!("{} cannot be written or read ({error})", folder.display()),
        "a disk with room for a copy of the table",
        "make room on the disk and check that it is connected",
    )
    .text("path", folder.to_string_lossy())
    .text("reason", format!("{:?}", error.kind()))
}
