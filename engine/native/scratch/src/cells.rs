//! Cells that grow: in memory, and those set aside before them in a scratch file.

use crate::file::{Pages, scratch_file};
use bytemuck::Pod;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Cells that are changed together.
const CHANGED_CELLS: usize = 1 << 16;

/// Cells of a growing column: in memory, and those set aside before them in a scratch file.
#[derive(Debug)]
pub struct Cells<T> {
    before: Option<Before>,
    tail: Vec<T>,
}

#[derive(Debug)]
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

    pub fn is_empty(&self) -> bool {
        self.len() == 0
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
        match self.pages() {
            Some(pages) => bytemuck::cast_slice(pages.as_ref()),
            None => &self.tail,
        }
    }

    /// The pages in which all cells lie, once settled, if they were set aside.
    pub fn pages(&self) -> Option<&Pages> {
        self.before.as_ref().and_then(|before| before.pages.as_ref())
    }

    /// The cells in memory, where none were set aside.
    pub fn into_vec(self) -> Vec<T> {
        self.tail
    }

    /// The cells in memory, to be changed; none where some were set aside.
    pub fn as_mut_vec(&mut self) -> &mut Vec<T> {
        &mut self.tail
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
        before.pages = Some(Pages::of(&before.file)?);
        Ok(())
    }

    /// Gives cells, from the row on that is named, in blocks to be changed; whether one was is answered. A block has a multiple of
    /// `unit` cells.
    ///
    /// # Errors
    /// When a scratch file cannot be written or read.
    pub fn change(&mut self, unit: usize, mut change: impl FnMut(usize, &mut [T]) -> bool) -> io::Result<()> {
        let Some(before) = &mut self.before else {
            change(0, &mut self.tail);
            return Ok(());
        };
        let is_settled = before.pages.take().is_some();
        let unit = unit.max(1);
        let cells = unit * (CHANGED_CELLS / unit).max(1);
        let mut block = vec![T::zeroed(); cells.min(before.cells)];
        for start in (0..before.cells).step_by(cells) {
            let block = &mut block[..cells.min(before.cells - start)];
            before.file.seek(SeekFrom::Start((start * size_of::<T>()) as u64))?;
            before.file.read_exact(bytemuck::cast_slice_mut(block))?;
            if change(start, block) {
                before.write(start, block)?;
            }
        }
        if is_settled {
            before.pages = Some(Pages::of(&before.file)?);
        }
        Ok(())
    }

    /// Other cells made of these, which are settled: set aside where these are.
    ///
    /// # Errors
    /// When a scratch file cannot be written.
    pub fn map<U: Pod>(&self, other: impl Fn(T) -> U) -> io::Result<Cells<U>> {
        let mut others = Cells::from(Vec::new());
        for (index, cells) in self.as_slice().chunks(CHANGED_CELLS).enumerate() {
            others.extend(cells.iter().map(|cell| other(*cell)));
            if self.before.is_some() {
                others.set_aside();
            }
            if let Some(pages) = self.pages() {
                pages.forget_part(index * CHANGED_CELLS * size_of::<T>(), size_of_val(cells));
            }
        }
        others.settle()?;
        Ok(others)
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
