//! A column's cells written into float32 rows.

use crate::coded::coded;
use std::borrow::Cow;
use std::collections::BTreeMap;
use tabular::{Column, ColumnEncoding, MISSING_CODE};
use trainer::ir::Target;

/// Rows filled column by column before going on, so that the block stays in cache.
const BLOCK_ROWS: usize = 256;

/// A column's way into rows; codes are by the table's row.
pub(crate) enum Encoder<'table> {
    Number(Cow<'table, [f64]>),
    /// Numbers that their column's own scaling has scaled.
    Scaled(Vec<f64>),
    Code(Cow<'table, [u32]>),
    OneHot(Cow<'table, [u32]>, usize),
    /// 1 where the column's cell is missing.
    Missing(&'table Column),
}

impl<'table> Encoder<'table> {
    /// The way of a column under an encoding that it has.
    pub fn of(column: &'table Column, encoding: ColumnEncoding) -> Self {
        match encoding {
            ColumnEncoding::Number => match column.numbers() {
                Some(numbers) => Self::Number(numbers),
                None => Self::Code(coded(column).codes),
            },
            ColumnEncoding::OneHot => {
                let coded = coded(column);
                Self::OneHot(coded.codes, coded.labels.len())
            }
            ColumnEncoding::Code => Self::Code(coded(column).codes),
        }
    }

    /// The rows `rows` alone, row-major, as wide as it writes.
    pub fn rows(&self, rows: &[u32]) -> Vec<f32> {
        fill(rows, std::slice::from_ref(self), self.width())
    }

    /// Columns it writes.
    pub fn width(&self) -> usize {
        match self {
            Self::OneHot(_, width) => *width,
            _ => 1,
        }
    }

    /// Whether a row of the table has a code, where it is to have one.
    pub fn knows(&self, row: u32) -> bool {
        match self {
            Self::Number(values) => !values[row as usize].is_nan(),
            Self::Scaled(values) => !values[row as usize].is_nan(),
            Self::Code(codes) | Self::OneHot(codes, _) => codes[row as usize] != MISSING_CODE,
            Self::Missing(_) => true,
        }
    }

    /// Writes column `column` (and its one-hot neighbours) of a zeroed block of rows `width` wide.
    fn fill(&self, rows: &[u32], block: &mut [f32], width: usize, column: usize) {
        let cells = rows.iter().zip(block.chunks_exact_mut(width));
        match self {
            Self::Number(values) => {
                for (row, out) in cells {
                    out[column] = values[*row as usize] as f32;
                }
            }
            Self::Scaled(values) => {
                for (row, out) in cells {
                    out[column] = values[*row as usize] as f32;
                }
            }
            Self::Code(codes) => {
                for (row, out) in cells {
                    out[column] = codes[*row as usize] as f32;
                }
            }
            Self::OneHot(codes, _) => {
                for (row, out) in cells {
                    out[column + codes[*row as usize] as usize] = 1.0;
                }
            }
            Self::Missing(of) => {
                for (row, out) in cells {
                    out[column] = f32::from(u8::from(of.is_missing(*row as usize)));
                }
            }
        }
    }
}

/// The rows `rows` encoded, row-major, `width` wide.
pub(crate) fn fill(rows: &[u32], encoders: &[Encoder], width: usize) -> Vec<f32> {
    let mut matrix = vec![0.0; rows.len() * width];
    if width == 0 {
        return matrix;
    }
    for (rows, block) in rows.chunks(BLOCK_ROWS).zip(matrix.chunks_mut(BLOCK_ROWS * width)) {
        let mut column = 0;
        for encoder in encoders {
            encoder.fill(rows, block, width, column);
            column += encoder.width();
        }
    }
    matrix
}

/// The cells of the rows `rows` that float32 rounds, by encoded column.
pub(crate) fn wide(rows: &[u32], encoders: &[Encoder]) -> BTreeMap<u32, Vec<f64>> {
    let mut wide = BTreeMap::new();
    let mut column = 0;
    for encoder in encoders {
        if let Encoder::Number(values) = encoder {
            let cells = rows.iter().map(|row| values[*row as usize]);
            if cells.clone().any(|cell| f64::from(cell as f32) != cell) {
                wide.insert(column, cells.collect());
            }
        }
        column += encoder.width() as u32;
    }
    wide
}

/// The encoded columns that their own scaling has scaled, which a Scale leaves as they are.
pub(crate) fn settled(encoders: &[Encoder]) -> Vec<u32> {
    let mut column = 0;
    let mut settled = Vec::new();
    for encoder in encoders {
        if matches!(encoder, Encoder::Scaled(_)) {
            settled.push(column);
        }
        column += encoder.width() as u32;
    }
    settled
}

/// As typed, the numbers of those targets that are to be scaled and that float32 rounds, by target.
pub(crate) fn wide_targets(rows: &[u32], wanted: &[Target], encoders: &[Encoder]) -> BTreeMap<u32, Vec<f64>> {
    let scaled = wanted.iter().zip(encoders).zip(0_u32..).filter(|((target, _), _)| target.scaling.is_some());
    scaled
        .filter_map(|((_, encoder), index)| Some((index, wide(rows, std::slice::from_ref(encoder)).remove(&0)?)))
        .collect()
}
