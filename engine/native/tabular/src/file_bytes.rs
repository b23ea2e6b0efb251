//! The bytes of a file beside memory where they are many.

use scratch::{Pages, scratch_file};
use std::io::{self, Read, Seek, Write};
use std::ops::Deref;

/// Bytes copied at once.
const COPIED_BYTES: usize = 1 << 20;
/// Bytes looked at before their pages are given back.
const BLOCK_BYTES: usize = 1 << 24;

/// The bytes of a file: in memory, or of a large one in a scratch file.
pub(crate) enum FileBytes {
    Memory(Vec<u8>),
    /// From the offset on.
    Scratch(Pages, usize),
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
                    && let Ok(pages) = Pages::of(&file)
                {
                    return Ok(Self::Scratch(pages, 0));
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
            Self::Scratch(pages, start) => Self::Scratch(pages, start + count),
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
        if let Self::Scratch(pages, _) = self
            && let Some(start) = (part.as_ptr() as usize).checked_sub(pages.as_ref().as_ptr() as usize)
            && start + part.len() <= pages.as_ref().len()
        {
            pages.forget_part(start, part.len());
        }
    }
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
            Self::Scratch(pages, start) => &pages.as_ref()[*start..],
        }
    }
}

impl From<Vec<u8>> for FileBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Memory(bytes)
    }
}
