//! A column's cells written into float32 rows.

use crate::buckets::Bucket;
use crate::coded::coded;
use crate::column_values::OTHER_CODE;
use crate::number_cells::{NumberCells, span};
use failures::Failure;
use scratch::Stored;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use tabular::{Column, ColumnEncoding, MISSING_CODE};
use trainer::WideColumn;
use trainer::ir::Target;

/// Rows filled column by column before going on, so that the block stays in cache.
const BLOCK_ROWS: usize = 256;
/// Numbers filled before the memory that a large table's cells take is given back.
const BLOCK_CELLS: usize = 1 << 20;

/// A column's way into rows; codes are by the table's row.
pub(crate) enum Encoder<'table> {
    Number(NumberCells),
    Code(Cow<'table, [u32]>),
    OneHot(Cow<'table, [u32]>, usize),
    /// 1 or −1 in the cell's bucket.
    Hashed(Cow<'table, [Bucket]>, usize),
    /// 1 where the column's cell is missing.
    Missing(&'table Column),
}

/// Rows of one table and their way into the rows of a matrix.
#[derive(Clone, Copy)]
pub(crate) struct Part<'of> {
    /// Ascending.
    pub rows: &'of Arc<[u32]>,
    pub encoders: &'of [Encoder<'of>],
    /// Those that the encoders read.
    pub columns: &'of [&'of Column],
}

impl Part<'_> {
    /// The same rows by the encoder and the column at a place.
    fn of(&self, place: usize) -> Self {
        Self { rows: self.rows, encoders: &self.encoders[place..=place], columns: &self.columns[place..=place] }
    }

    /// Writes some of its rows into a zeroed block of rows `width` wide.
    fn fill(&self, rows: &[u32], block: &mut [f32], width: usize, is_rounded: &mut [bool]) {
        for (rows, block) in rows.chunks(BLOCK_ROWS).zip(block.chunks_mut(BLOCK_ROWS * width)) {
            let mut column = 0;
            for (encoder, is_rounded) in self.encoders.iter().zip(&mut *is_rounded) {
                *is_rounded |= encoder.fill(rows, block, width, column);
                column += encoder.width();
            }
        }
        self.columns.iter().for_each(|column| column.forget_rows(span(rows)));
    }
}

/// Rows as encoders write them.
pub(crate) struct Filled {
    /// Row-major.
    pub matrix: Stored<f32>,
    /// By encoder, whether float32 rounds one of its numbers.
    is_rounded: Vec<bool>,
}

impl<'table> Encoder<'table> {
    /// The way of a column's numbers, codes or one-hot columns.
    pub fn of(column: &'table Column, encoding: ColumnEncoding) -> Self {
        match encoding {
            ColumnEncoding::Number => match column.number_cells() {
                Some(numbers) => Self::Number(numbers.into()),
                None => Self::Code(coded(column).codes),
            },
            ColumnEncoding::OneHot => {
                let coded = coded(column);
                Self::OneHot(coded.codes, coded.labels.len())
            }
            _ => Self::Code(coded(column).codes),
        }
    }

    /// Columns it writes.
    pub fn width(&self) -> usize {
        match self {
            Self::OneHot(_, width) | Self::Hashed(_, width) => *width,
            _ => 1,
        }
    }

    /// Whether a row of the table has a code, where it is to have one.
    pub fn knows(&self, row: u32) -> bool {
        match self {
            Self::Number(cells) => !cells.get(row).is_nan(),
            Self::Code(codes) | Self::OneHot(codes, _) | Self::Hashed(codes, _) => codes[row as usize] != MISSING_CODE,
            Self::Missing(_) => true,
        }
    }

    /// Writes column `column` (and its one-hot neighbours) of a zeroed block of rows `width` wide; whether float32 rounds a
    /// number.
    fn fill(&self, rows: &[u32], block: &mut [f32], width: usize, column: usize) -> bool {
        let cells = rows.iter().zip(block.chunks_exact_mut(width));
        match self {
            Self::Number(cells) => return cells.write(rows, block, width, column),
            Self::Code(codes) => {
                for (row, out) in cells {
                    out[column] = codes[*row as usize] as f32;
                }
            }
            Self::OneHot(codes, _) => {
                for (row, out) in cells {
                    let code = codes[*row as usize];
                    if code != OTHER_CODE {
                        out[column + code as usize] = 1.0;
                    }
                }
            }
            Self::Hashed(buckets, _) => {
                for (row, out) in cells {
                    let bucket = buckets[*row as usize];
                    out[column + (bucket / 2) as usize] = if bucket % 2 == 0 { 1.0 } else { -1.0 };
                }
            }
            Self::Missing(of) => {
                for (row, out) in cells {
                    out[column] = f32::from(u8::from(of.is_missing(*row as usize)));
                }
            }
        }
        false
    }
}

/// The rows of parts that are encoded alike, one part after the other. What would be more than `memory_bytes` lies in a scratch
/// file.
///
/// # Errors
/// When a scratch file cannot be written.
pub(crate) fn fill(parts: &[Part], memory_bytes: u64) -> Result<Filled, Failure> {
    let encoders = parts.first().map_or(&[][..], |part| part.encoders);
    let width: usize = encoders.iter().map(Encoder::width).sum();
    let rows: usize = parts.iter().map(|part| part.rows.len()).sum();
    let mut is_rounded = vec![false; encoders.len()];
    let block_rows = (BLOCK_CELLS / width.max(1)).next_multiple_of(BLOCK_ROWS);
    let matrix = Stored::fill(rows * width, block_rows * width, memory_bytes, |start, mut block| {
        let mut first = start / width;
        for part in parts {
            let rows = part.rows.get(first..).unwrap_or_default();
            let rows = &rows[..rows.len().min(block.len() / width)];
            let (filled, rest) = block.split_at_mut(rows.len() * width);
            part.fill(rows, filled, width, &mut is_rounded);
            first = first.saturating_sub(part.rows.len());
            block = rest;
        }
    });
    Ok(Filled { matrix: matrix.map_err(|error| scratch::unreadable(&error))?, is_rounded })
}

impl Filled {
    /// The cells that float32 rounds of the parts that it was filled with, as typed, by encoded column.
    pub fn wide(&self, parts: &[Part]) -> BTreeMap<u32, WideColumn> {
        let Some(first) = parts.first() else { return BTreeMap::new() };
        let mut column = 0;
        let mut wide = BTreeMap::new();
        for (index, (encoder, is_rounded)) in first.encoders.iter().zip(&self.is_rounded).enumerate() {
            let cells_of = |part: &Part| match &part.encoders[index] {
                Encoder::Number(cells) if *is_rounded && !cells.is_scaled() => Some(cells.of_rows(part.rows)),
                _ => None,
            };
            if let Some(cells) = parts.iter().map(cells_of).collect() {
                wide.insert(column, WideColumn::chained(cells));
            }
            column += encoder.width() as u32;
        }
        wide
    }
}

/// The encoded columns that their own scaling has scaled, which a Scale leaves as they are.
pub(crate) fn settled(encoders: &[Encoder]) -> Vec<u32> {
    let mut column = 0;
    let mut settled = Vec::new();
    for encoder in encoders {
        if matches!(encoder, Encoder::Number(cells) if cells.is_scaled()) {
            settled.push(column);
        }
        column += encoder.width() as u32;
    }
    settled
}

/// Targets as losses read them.
pub(crate) struct FilledTargets {
    /// One `[rows, width]` a target, in their order.
    pub matrices: Vec<Vec<f32>>,
    /// As typed, the numbers of those targets that are to be scaled and that float32 rounds, by target.
    pub wide: BTreeMap<u32, WideColumn>,
}

/// The targets `wanted` of parts that have an encoder and a column for each.
///
/// # Errors
/// As `fill`.
pub(crate) fn fill_targets(wanted: &[Target], parts: &[Part]) -> Result<FilledTargets, Failure> {
    let mut targets = FilledTargets { matrices: Vec::with_capacity(wanted.len()), wide: BTreeMap::new() };
    for (index, target) in wanted.iter().enumerate() {
        let parts: Vec<Part> = parts.iter().map(|part| part.of(index)).collect();
        let filled = fill(&parts, u64::MAX)?;
        let wide = filled.wide(&parts).remove(&0).filter(|_| target.scaling.is_some());
        targets.wide.extend(wide.map(|wide| (index as u32, wide)));
        targets.matrices.push(filled.matrix.into_vec());
    }
    Ok(targets)
}
