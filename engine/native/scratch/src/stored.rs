//! Numbers that grow no more, as one slice wherever they lie.

use crate::cells::Cells;
use bytemuck::Pod;
use std::io;
use std::ops::{Deref, Range};
use std::sync::Arc;

/// Numbers that grow no more: in memory, or in a scratch file that is mapped. A clone shares them until one of the two is
/// changed.
#[derive(Debug, Clone)]
pub struct Stored<T>(Arc<Cells<T>>);

impl<T: Pod> Stored<T> {
    /// `cells` numbers in blocks of at most `block` of them, filled one after the other from zeros on by `fill`, which is told
    /// the first one's place. More than `memory_bytes` bytes are set aside, where that is possible.
    ///
    /// # Errors
    /// When a scratch file that was begun cannot be written to its end.
    pub fn fill(
        cells: usize,
        block: usize,
        memory_bytes: u64,
        mut fill: impl FnMut(usize, &mut [T]),
    ) -> io::Result<Self> {
        if (cells.saturating_mul(size_of::<T>())) as u64 <= memory_bytes {
            let mut filled = vec![T::zeroed(); cells];
            for (index, part) in filled.chunks_mut(block.max(1)).enumerate() {
                fill(index * block.max(1), part);
            }
            return Ok(filled.into());
        }
        let mut all = Cells::from(Vec::new());
        let mut part = Vec::new();
        for start in (0..cells).step_by(block.max(1)) {
            part.clear();
            part.resize(block.max(1).min(cells - start), T::zeroed());
            fill(start, &mut part);
            all.extend(part.iter().copied());
            all.set_aside();
        }
        all.settle()?;
        Ok(Self(Arc::new(all)))
    }

    /// Whether they lie in a scratch file.
    pub fn is_set_aside(&self) -> bool {
        self.0.pages().is_some()
    }

    /// Changes all of them in place, in blocks of a multiple of `unit` of them; `change` is told the first one's place.
    ///
    /// # Errors
    /// When a scratch file cannot be written or read.
    pub fn change(&mut self, unit: usize, mut change: impl FnMut(usize, &mut [T])) -> io::Result<()> {
        if Arc::get_mut(&mut self.0).is_none() {
            self.0 = Arc::new(self.0.map(|cell| cell)?);
        }
        let Some(cells) = Arc::get_mut(&mut self.0) else { return Ok(()) };
        cells.change(unit, |start, block| {
            change(start, block);
            true
        })
    }

    /// All of them to be changed at will, in memory wherever they lay.
    pub fn to_mut(&mut self) -> &mut [T] {
        if self.is_set_aside() || Arc::get_mut(&mut self.0).is_none() {
            *self = self.to_vec().into();
        }
        Arc::get_mut(&mut self.0).map_or(&mut [], |cells| cells.as_mut_vec())
    }

    /// All of them in memory.
    pub fn into_vec(self) -> Vec<T> {
        if self.is_set_aside() {
            return self.to_vec();
        }
        Arc::try_unwrap(self.0).map_or_else(|shared| shared.as_slice().to_vec(), Cells::into_vec)
    }

    /// Gives back the memory that some of them take in a scratch file, or all: when they are looked at again they are read again.
    pub fn forget(&self, some: Range<usize>) {
        if let Some(pages) = self.0.pages() {
            pages.forget_part(some.start * size_of::<T>(), some.len() * size_of::<T>());
        }
    }

    /// Tells the system, where they lie in a scratch file, that they will be looked at in any order: to read no more than is
    /// looked at.
    pub fn expect_any_order(&self) {
        if let Some(pages) = self.0.pages() {
            pages.expect_any_order();
        }
    }

    /// All of them in blocks of at most `block`, each with the place of its first, whose pages are given back behind each.
    pub fn blocks(&self, block: usize) -> impl Iterator<Item = (usize, &[T])> {
        let block = block.max(1);
        let mut before = 0..0;
        self.chunks(block).enumerate().map(move |(index, cells)| {
            self.forget(before.clone());
            before = index * block..index * block + cells.len();
            (index * block, cells)
        })
    }
}

impl<T: Pod> Deref for Stored<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_slice()
    }
}

impl<T: Pod> From<Vec<T>> for Stored<T> {
    fn from(cells: Vec<T>) -> Self {
        Self(Arc::new(cells.into()))
    }
}

impl<T: Pod> From<&[T]> for Stored<T> {
    fn from(cells: &[T]) -> Self {
        cells.to_vec().into()
    }
}

impl<T: Pod> Default for Stored<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T: Pod + PartialEq> PartialEq for Stored<T> {
    fn eq(&self, other: &Self) -> bool {
        self[..] == other[..]
    }
}

impl<T: Pod + PartialEq, const CELLS: usize> PartialEq<[T; CELLS]> for Stored<T> {
    fn eq(&self, other: &[T; CELLS]) -> bool {
        self[..] == other[..]
    }
}

impl<T: Pod + PartialEq> PartialEq<Vec<T>> for Stored<T> {
    fn eq(&self, other: &Vec<T>) -> bool {
        self[..] == other[..]
    }
}

impl<T: Pod> FromIterator<T> for Stored<T> {
    fn from_iter<I: IntoIterator<Item = T>>(cells: I) -> Self {
        cells.into_iter().collect::<Vec<T>>().into()
    }
}
