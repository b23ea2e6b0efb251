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
