//! A disk that writes what it is asked to, writes down every call, and fails those it is told to.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use trainer::checkpoint::{Disk, DiskFile, MachineDisk};

/// A call to the disk, with what it was to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    MakeFolder(PathBuf),
    Create(PathBuf),
    Write(PathBuf, Vec<u8>),
    FlushContent(PathBuf),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
    FlushFolder(PathBuf),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// ENOSPC. A write that meets it has written half.
    Full,
    /// EIO, likewise.
    Broken,
    /// A write takes half of its bytes; nothing else notices.
    Short,
}

impl Fault {
    fn error(self) -> io::Error {
        match self {
            Fault::Full => ErrorKind::StorageFull.into(),
            Fault::Broken | Fault::Short => io::Error::other("Input/output error"),
        }
    }
}

/// Which call, counted from 0, meets a fault.
type Faults = dyn Fn(usize, &Call) -> Option<Fault> + Send + Sync;

/// Clones write down into one journal.
#[derive(Clone)]
pub struct FaultyDisk {
    journal: Arc<Mutex<Vec<Call>>>,
    faults: Arc<Faults>,
}

impl std::fmt::Debug for FaultyDisk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("FaultyDisk")
    }
}

impl FaultyDisk {
    pub fn new(faults: impl Fn(usize, &Call) -> Option<Fault> + Send + Sync + 'static) -> FaultyDisk {
        FaultyDisk { journal: Arc::default(), faults: Arc::new(faults) }
    }

    /// Every call so far, those that failed as well.
    pub fn calls(&self) -> Vec<Call> {
        self.journal.lock().expect("no panic while holding").clone()
    }

    /// Writes a call down; its fault.
    fn meet(&self, call: Call) -> Option<Fault> {
        let mut journal = self.journal.lock().expect("no panic while holding");
        let fault = (self.faults)(journal.len(), &call);
        journal.push(call);
        fault
    }

    fn unless_faulty<T>(&self, call: Call, action: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        match self.meet(call) {
            None | Some(Fault::Short) => action(),
            Some(fault) => Err(fault.error()),
        }
    }
}

impl Disk for FaultyDisk {
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        self.unless_faulty(Call::MakeFolder(folder.into()), || MachineDisk.make_folder(folder))
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.unless_faulty(Call::Create(path.into()), || {
            let file = fs::File::create(path)?;
            Ok(Box::new(FaultyFile { disk: self.clone(), path: path.into(), file }) as Box<dyn DiskFile>)
        })
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.unless_faulty(Call::Rename(from.into(), to.into()), || MachineDisk.rename(from, to))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.unless_faulty(Call::Remove(path.into()), || MachineDisk.remove(path))
    }

    fn flush_folder(&self, folder: &Path) -> io::Result<()> {
        self.unless_faulty(Call::FlushFolder(folder.into()), || Ok(()))
    }
}

struct FaultyFile {
    disk: FaultyDisk,
    path: PathBuf,
    file: fs::File,
}

impl Write for FaultyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(fault) = self.disk.meet(Call::Write(self.path.clone(), bytes.to_vec())) else {
            self.file.write_all(bytes)?;
            return Ok(bytes.len());
        };
        let half = bytes.len().div_ceil(2);
        self.file.write_all(&bytes[..half])?;
        if fault == Fault::Short { Ok(half) } else { Err(fault.error()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl DiskFile for FaultyFile {
    fn flush_content(&mut self) -> io::Result<()> {
        // The machine that runs this test does not crash; waiting for its disk would tell nothing.
        self.disk.unless_faulty(Call::FlushContent(self.path.clone()), || Ok(()))
    }
}
