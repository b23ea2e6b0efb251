//! What writing checkpoints asks of a file system: the machine's, or in tests one that fails.

use std::fmt::Debug;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Where checkpoints are written. Errors are the system's own.
pub trait Disk: Debug + Send {
    /// Makes a folder and those above it; one that is there is none's fault.
    fn make_folder(&self, folder: &Path) -> io::Result<()>;
    /// Makes a file, or empties the one that is there.
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;
    /// Gives a file a name in place of whatever had it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Makes the names in a folder last through a crash of the machine, where the file system can.
    fn flush_folder(&self, folder: &Path) -> io::Result<()>;
}

/// A file being written. Like every `Write`, it may take fewer bytes than it is given.
pub trait DiskFile: Write {
    /// Makes the content last through a crash of the machine.
    fn flush_content(&mut self) -> io::Result<()>;
}

/// The machine's file system.
#[derive(Debug, Clone, Copy, Default)]
pub struct MachineDisk;

impl Disk for MachineDisk {
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(OpenOptions::new().write(true).create(true).truncate(true).open(path)?))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn flush_folder(&self, folder: &Path) -> io::Result<()> {
        // Windows opens no folder and flushes names by itself.
        if !cfg!(unix) {
            return Ok(());
        }
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        File::open(folder).and_then(|folder| folder.sync_all()).or_else(|error| match error.kind() {
            // Shared and user-space file systems cannot; the file is there under its name nevertheless.
            ErrorKind::Unsupported | ErrorKind::InvalidInput | ErrorKind::PermissionDenied => Ok(()),
            _ => Err(error),
        })
    }
}

impl DiskFile for File {
    fn flush_content(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}
