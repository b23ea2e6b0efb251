//! Large tables beside memory: files of our own that nobody else can see, mapped, whose pages the system takes back when it
//! needs them.

use arrow_buffer::{ArrowNativeType, Buffer, ScalarBuffer};
use bytemuck::Pod;
use bytes::Bytes;
use memmap2::Mmap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

/// Cells that are changed together.
const CHANGED_CELLS: usize = 1 << 16;
/// Bytes copied at once.
const COPIED_BYTES: usize = 1 << 20;
/// Bytes looked at before their pages are given back.
const BLOCK_BYTES: usize = 1 << 24;

/// A new file without a name, which is gone with its last handle. Where the system says that `/tmp` may lie in memory it
/// stands elsewhere.
///
/// # Errors
/// When there is no place for it.
pub(crate) fn scratch_file() -> io::Result<File> {
    let on_disk = Path::new("/var/tmp");
    if cfg!(target_os = "linux")
        && let Ok(file) = tempfile::tempfile_in(on_disk)
    {
        return Ok(file);
    }
    tempfile::tempfile()
}

/// A file of our own as memory, which is read alone.
fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: the file has no name, so that no other program can change or shorten it; ours writes to it no more.
    #[expect(unsafe_code, reason = "mapping a file that is ours alone")]
    unsafe {
        Mmap::map(file)
    }
}

/// The bytes of a file: in memory, or of a large one in a scratch file.
pub(crate) enum FileBytes {
    Memory(Vec<u8>),
    /// From the offset on.
    Scratch(Mmap, usize),
}

impl FileBytes {
    /// All that a reader gives, of which more than `most` bytes are set aside; where they cannot be, memory takes them.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(reader: &mut impl Read, most: u64) -> io::Result<Self> {
        let mut bytes = Vec::new();
        reader.by_ref().take(most).read_to_end(&mut bytes)?;
        if (bytes.len() as u64) < most {
            return Ok(Self::Memory(bytes));
        }
        if let Ok(mut file) = scratch_file() {
            let mut written = 0_u64;
            while file.write_all(&bytes).is_ok() {
                written += bytes.len() as u64;
                bytes.resize(COPIED_BYTES, 0);
                let count = read_some(reader, &mut bytes)?;
                bytes.truncate(count);
                if count == 0
                    && let Ok(map) = map(&file)
                {
                    return Ok(Self::Scratch(map, 0));
                }
                if count == 0 {
                    break;
                }
            }
            let rest = std::mem::take(&mut bytes);
            file.rewind()?;
            file.take(written).read_to_end(&mut bytes)?;
            bytes.extend(rest);
        }
        reader.read_to_end(&mut bytes)?;
        Ok(Self::Memory(bytes))
    }

    /// The bytes in memory.
    pub fn into_vec(self) -> Vec<u8> {
        match self {
            Self::Memory(bytes) => bytes,
            Self::Scratch(..) => self.to_vec(),
        }
    }

    /// The bytes from an offset on.
    pub fn skip(self, count: usize) -> Self {
        match self {
            Self::Memory(mut bytes) => {
                bytes.drain(..count);
                Self::Memory(bytes)
            }
            Self::Scratch(map, start) => Self::Scratch(map, start + count),
        }
    }

    /// Looks at all bytes, block by block, each of which may take up to three bytes less than it is given, and gives back
    /// the pages of those that were looked at. Stops at the first answer.
    pub fn look<Answer>(&self, mut look: impl FnMut(usize, &[u8]) -> Look<Answer>) -> Option<Answer> {
        let mut start = 0;
        while start < self.len() {
            let block = &self[start..self.len().min(start + BLOCK_BYTES)];
            match look(start, block) {
                Look::Found(answer) => return Some(answer),
                Look::Taken(0) => return None,
                Look::Taken(count) => start += count,
            }
            self.forget(block);
        }
        None
    }

    /// Gives back the pages of a part of these bytes: when they are looked at again they are read again.
    pub fn forget(&self, part: &[u8]) {
        if let Self::Scratch(map, _) = self
            && let Some(start) = (part.as_ptr() as usize).checked_sub(map.as_ptr() as usize)
            && start + part.len() <= map.len()
        {
            forget(map, start, part.len());
        }
    }
}

/// Gives back pages of a mapped file, where the system is told so.
fn forget(map: &Mmap, start: usize, length: usize) {
    #[cfg(unix)]
    {
        // SAFETY: a file mapped to be read alone has its pages as they were when they are looked at again.
        #[expect(unsafe_code, reason = "telling the system which pages it may take back")]
        let _ = unsafe { map.unchecked_advise_range(memmap2::UncheckedAdvice::DontNeed, start, length) };
    }
    #[cfg(not(unix))]
    let _ = (map, start, length);
}

fn read_some(reader: &mut impl Read, bytes: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// What looking at a block came to.
pub(crate) enum Look<Answer> {
    Found(Answer),
    /// So many bytes are done.
    Taken(usize),
}

impl Deref for FileBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Memory(bytes) => bytes,
            Self::Scratch(map, start) => &map[*start..],
        }
    }
}

impl From<Vec<u8>> for FileBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Memory(bytes)
    }
}

/// Pages of a scratch file, shared by whoever reads them.
#[derive(Debug, Clone)]
pub(crate) struct Pages(Arc<Mmap>);

impl AsRef<[u8]> for Pages {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Pages {
    /// Gives all of them back: when they are looked at again they are read again.
    pub fn forget(&self) {
        forget(&self.0, 0, self.0.len());
    }
}

/// Cells of a growing column: in memory, and those set aside before them in a scratch file.
pub(crate) struct Cells<T> {
    before: Option<Before>,
    tail: Vec<T>,
}

struct Before {
    file: File,
    cells: usize,
    /// Once nothing grows any more.
    pages: Option<Pages>,
}

impl<T: Pod> Cells<T> {
    pub fn with_capacity(cells: usize) -> Self {
        Self { before: None, tail: Vec::with_capacity(cells) }
    }

    #[inline]
    pub fn push(&mut self, cell: T) {
        self.tail.push(cell);
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.before.as_ref().map_or(0, |before| before.cells) + self.tail.len()
    }

    /// Takes back cells that were not set aside.
    pub fn truncate(&mut self, cells: usize) {
        let before = self.len() - self.tail.len();
        self.tail.truncate(cells.saturating_sub(before));
    }

    /// Adds the cells of a part none of which are set aside.
    pub fn extend(&mut self, cells: impl IntoIterator<Item = T>) {
        self.tail.extend(cells);
    }

    /// Cells of a part that sets none aside, or all of them once nothing grows any more.
    pub fn as_slice(&self) -> &[T] {
        match self.before.as_ref().and_then(|before| before.pages.as_ref()) {
            Some(pages) => bytemuck::cast_slice(pages.as_ref()),
            None => &self.tail,
        }
    }

    /// Moves what is in memory to the scratch file. Where that cannot be written it stays: memory may be enough.
    pub fn set_aside(&mut self) {
        if self.before.is_none() {
            self.before = scratch_file().ok().map(|file| Before { file, cells: 0, pages: None });
        }
        let Some(before) = &mut self.before else { return };
        if before.write(before.cells, &self.tail).is_ok() {
            before.cells += self.tail.len();
            self.tail.clear();
        }
    }

    /// Makes all cells one slice; they grow no more.
    ///
    /// # Errors
    /// When a scratch file cannot be written or read.
    pub fn settle(&mut self) -> io::Result<()> {
        let Some(before) = &mut self.before else { return Ok(()) };
        before.write(before.cells, &self.tail)?;
        before.cells += self.tail.len();
        self.tail = Vec::new();
        before.pages = Some(Pages(Arc::new(map(&before.file)?)));
        Ok(())
    }

    /// Gives cells, from the row on that is named, in blocks to be changed; whether one was is answered.
    ///
    /// # Errors
    /// When a scratch file cannot be written or read.
    pub fn change(&mut self, mut change: impl FnMut(usize, &mut [T]) -> bool) -> io::Result<()> {
        let Some(before) = &mut self.before else {
            change(0, &mut self.tail);
            return Ok(());
        };
        for start in (0..before.cells).step_by(CHANGED_CELLS) {
            let mut block = vec![T::zeroed(); CHANGED_CELLS.min(before.cells - start)];
            before.file.seek(SeekFrom::Start((start * size_of::<T>()) as u64))?;
            before.file.read_exact(bytemuck::cast_slice_mut(&mut block))?;
            if change(start, &mut block) {
                before.write(start, &block)?;
            }
        }
        Ok(())
    }
}

impl<T: Pod> Cells<T> {
    /// Other cells made of these, which are settled: set aside where these are.
    ///
    /// # Errors
    /// When a scratch file cannot be written.
    pub fn map<U: Pod>(&self, other: impl Fn(T) -> U) -> io::Result<Cells<U>> {
        let mut others = Cells::from(Vec::new());
        for cells in self.as_slice().chunks(CHANGED_CELLS) {
            others.extend(cells.iter().map(|cell| other(*cell)));
            if self.before.is_some() {
                others.set_aside();
            }
        }
        others.settle()?;
        Ok(others)
    }
}

impl<T: Pod + ArrowNativeType> Cells<T> {
    /// All cells as Arrow has them, once settled, and the pages they lie in.
    pub fn into_buffer(self) -> (ScalarBuffer<T>, Option<Pages>) {
        match self.before.and_then(|before| before.pages) {
            Some(pages) => (Buffer::from(Bytes::from_owner(pages.clone())).into(), Some(pages)),
            None => (self.tail.into(), None),
        }
    }
}

impl<T> From<Vec<T>> for Cells<T> {
    fn from(cells: Vec<T>) -> Self {
        Self { before: None, tail: cells }
    }
}

impl Before {
    fn write<T: Pod>(&mut self, from: usize, cells: &[T]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start((from * size_of::<T>()) as u64))?;
        self.file.write_all(bytemuck::cast_slice(cells))
    }
}
