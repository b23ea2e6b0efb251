//! A feature's numbers as a network reads them: filled where they are missing, and scaled, one by one.

use crate::column_scaling::FittedColumnScaling;
use std::ops::Range;
use std::sync::Arc;
use tabular::{Column, Numbers};
use trainer::{TypedCells, WideColumn};

/// A column's numbers on their way into rows, by the table's row.
#[derive(Clone)]
pub(crate) struct NumberCells {
    of: Source,
    /// What stands in place of a missing one.
    fill: Option<f64>,
    /// Their column's own scaling.
    scaling: Option<Arc<FittedColumnScaling>>,
}

#[derive(Clone)]
enum Source {
    Column(Numbers),
    /// Computed of the cells; NaN where a word is unknown, too.
    Computed(Arc<[f64]>),
}

/// The cells of some rows of a table as typed.
struct CellsOfRows {
    cells: NumberCells,
    rows: Arc<[u32]>,
}

impl From<Numbers> for NumberCells {
    fn from(numbers: Numbers) -> Self {
        Self { of: Source::Column(numbers), fill: None, scaling: None }
    }
}

impl From<Vec<f64>> for NumberCells {
    fn from(numbers: Vec<f64>) -> Self {
        Self { of: Source::Computed(numbers.into()), fill: None, scaling: None }
    }
}

impl NumberCells {
    /// What is computed of every one, missing ones as NaN or as what fills them.
    pub fn computed(&self, of: impl Fn(f64) -> f64) -> Self {
        let rows = match &self.of {
            Source::Column(numbers) => numbers.len(),
            Source::Computed(numbers) => numbers.len(),
        };
        (0..rows as u32).map(|row| of(self.get(row))).collect::<Vec<f64>>().into()
    }

    /// Puts other numbers in place of some rows'.
    pub fn replace(&mut self, numbers: impl Iterator<Item = (u32, f64)>) {
        if let Source::Computed(cells) = &mut self.of {
            let cells = Arc::make_mut(cells);
            numbers.for_each(|(row, number)| cells[row as usize] = number);
        }
    }

    /// A row's number; NaN where there is none.
    #[inline]
    pub fn get(&self, row: u32) -> f64 {
        let cell = match &self.of {
            Source::Column(numbers) => numbers.get(row as usize),
            Source::Computed(numbers) => numbers[row as usize],
        };
        let cell = if cell.is_nan() { self.fill.unwrap_or(cell) } else { cell };
        self.scaling.as_ref().map_or(cell, |scaling| scaling.scaled(cell))
    }

    /// The numbers where they lie, if nothing is done with them.
    fn plain(&self) -> Option<&[f64]> {
        match &self.of {
            Source::Column(numbers) if self.fill.is_none() && self.scaling.is_none() => numbers.as_slice(),
            _ => None,
        }
    }

    /// Writes the numbers of rows into column `column` of a block of rows `width` wide; whether float32 rounds one.
    pub fn write(&self, rows: &[u32], block: &mut [f32], width: usize, column: usize) -> bool {
        let mut is_rounded = false;
        let cells = rows.iter().zip(block.chunks_exact_mut(width));
        let mut put = |out: &mut [f32], cell: f64| {
            out[column] = cell as f32;
            is_rounded |= f64::from(cell as f32) != cell;
        };
        match self.plain() {
            Some(numbers) => cells.for_each(|(row, out)| put(out, numbers[*row as usize])),
            None => cells.for_each(|(row, out)| put(out, self.get(*row))),
        }
        is_rounded
    }

    /// The same with what stands in place of the missing cells of the column they are of.
    pub fn filled(mut self, column: &Column, fill: f64) -> Self {
        match &self.of {
            Source::Column(_) => self.fill = Some(fill),
            Source::Computed(numbers) => {
                let filled = |(row, number): (usize, &f64)| if column.is_missing(row) { fill } else { *number };
                self.of = Source::Computed(numbers.iter().enumerate().map(filled).collect());
            }
        }
        self
    }

    /// The same scaled.
    pub fn scaled(self, scaling: &FittedColumnScaling) -> Self {
        Self { scaling: Some(Arc::new(scaling.clone())), ..self }
    }

    /// Whether their own scaling has scaled them.
    pub fn is_scaled(&self) -> bool {
        self.scaling.is_some()
    }

    /// Those of some rows, read where they lie.
    pub fn of_rows(&self, rows: &Arc<[u32]>) -> WideColumn {
        WideColumn::new(CellsOfRows { cells: self.clone(), rows: Arc::clone(rows) })
    }

    /// Gives back the memory that rows of a large table take.
    pub fn forget(&self, rows: Range<usize>) {
        if let Source::Column(numbers) = &self.of {
            numbers.forget(rows);
        }
    }
}

impl TypedCells for CellsOfRows {
    fn rows(&self) -> usize {
        self.rows.len()
    }

    fn read(&self, first: usize, to: &mut [f64]) {
        let rows = &self.rows[first..first + to.len()];
        match self.cells.plain() {
            Some(numbers) => to.iter_mut().zip(rows).for_each(|(cell, row)| *cell = numbers[*row as usize]),
            None => to.iter_mut().zip(rows).for_each(|(cell, row)| *cell = self.cells.get(*row)),
        }
        self.cells.forget(span(rows));
    }
}

/// From the first of ascending rows to the last.
pub(crate) fn span(rows: &[u32]) -> Range<usize> {
    match rows {
        [first, .., last] => *first as usize..*last as usize + 1,
        [only] => *only as usize..*only as usize + 1,
        [] => 0..0,
    }
}
