//! A column's cells as typed where float32 rounds them, read where they lie.

use std::fmt;
use std::sync::Arc;

/// Cells read at once.
const READ_CELLS: usize = 1 << 12;

/// Cells of rows that follow each other, wherever they lie.
pub trait TypedCells: Send + Sync {
    /// How many.
    fn rows(&self) -> usize;

    /// Writes those of the rows from `first` on.
    fn read(&self, first: usize, to: &mut [f64]);
}

/// A column's cells as typed, one a row of a dataset. A clone reads the same.
#[derive(Clone)]
pub struct WideColumn(Arc<dyn TypedCells>);

impl WideColumn {
    pub fn new(cells: impl TypedCells + 'static) -> WideColumn {
        WideColumn(Arc::new(cells))
    }

    /// The cells of several columns, one after the other.
    pub fn chained(mut parts: Vec<WideColumn>) -> WideColumn {
        if parts.len() == 1 { parts.swap_remove(0) } else { WideColumn::new(Chained(parts)) }
    }

    pub fn rows(&self) -> usize {
        self.0.rows()
    }

    /// Writes the cells of the rows from `first` on.
    pub fn read(&self, first: usize, to: &mut [f64]) {
        self.0.read(first, to);
    }

    /// Every cell in its order, in blocks that begin at the row they are given with. Stops at the first answer.
    pub fn each_block<Answer>(&self, mut look: impl FnMut(usize, &[f64]) -> Option<Answer>) -> Option<Answer> {
        let mut cells = vec![0.0; READ_CELLS.min(self.rows())];
        (0..self.rows()).step_by(READ_CELLS).find_map(|first| {
            let cells = &mut cells[..READ_CELLS.min(self.rows() - first)];
            self.read(first, cells);
            look(first, cells)
        })
    }
}

struct Chained(Vec<WideColumn>);

impl TypedCells for Chained {
    fn rows(&self) -> usize {
        self.0.iter().map(WideColumn::rows).sum()
    }

    fn read(&self, mut first: usize, mut to: &mut [f64]) {
        for part in &self.0 {
            let (cells, rest) = to.split_at_mut(part.rows().saturating_sub(first).min(to.len()));
            if !cells.is_empty() {
                part.read(first, cells);
            }
            first = first.saturating_sub(part.rows());
            to = rest;
        }
    }
}

impl TypedCells for Vec<f64> {
    fn rows(&self) -> usize {
        self.len()
    }

    fn read(&self, first: usize, to: &mut [f64]) {
        to.copy_from_slice(&self[first..first + to.len()]);
    }
}

impl From<Vec<f64>> for WideColumn {
    fn from(cells: Vec<f64>) -> WideColumn {
        WideColumn::new(cells)
    }
}

impl PartialEq for WideColumn {
    fn eq(&self, other: &WideColumn) -> bool {
        let mut others = Vec::new();
        let differs = |first: usize, cells: &[f64]| {
            others.resize(cells.len(), 0.0);
            other.read(first, &mut others);
            (others != cells).then_some(())
        };
        self.rows() == other.rows() && self.each_block(differs).is_none()
    }
}

impl fmt::Debug for WideColumn {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{} cells as typed", self.rows())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chained_columns_read_across_their_ends() {
        let parts = [vec![1.0, 2.0], Vec::new(), vec![3.0], vec![4.0, 5.0]];
        let chained = WideColumn::chained(parts.into_iter().map(WideColumn::from).collect());
        assert_eq!(chained, WideColumn::from(vec![1.0, 2.0, 3.0, 4.0, 5.0]));
        for first in 0..5 {
            for last in first..=5 {
                let mut cells = vec![0.0; last - first];
                chained.read(first, &mut cells);
                let expected: Vec<f64> = (first..last).map(|row| (row + 1) as f64).collect();
                assert_eq!(cells, expected);
            }
        }
    }
}
