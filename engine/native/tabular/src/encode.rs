//! Typed columns to float32 rows.

use crate::column::{Column, ColumnValues};
use crate::setup::{ColumnEncoding, DataSetup, UsedColumns, check_width};
use crate::table::Table;
use crate::values::coded;
use failures::{Failure, FailureCode, shortened};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Float32 elements a table may be encoded to: 8 GiB.
const MOST_ELEMENTS: usize = 1 << 31;
/// Rows filled column by column before going on, so that the block stays in cache.
const BLOCK_ROWS: usize = 256;

/// How a run wants a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetForm {
    /// One column: the number itself (`classes` 0) or the index of the class.
    Value { classes: usize },
    /// One 0/1 column a class.
    OneHot { classes: usize },
}

impl TargetForm {
    pub fn width(self) -> usize {
        match self {
            Self::Value { .. } => 1,
            Self::OneHot { classes } => classes,
        }
    }

    fn classes(self) -> usize {
        match self {
            Self::Value { classes } | Self::OneHot { classes } => classes,
        }
    }
}

/// A target column by name, in the form a run wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TargetRequest<'name> {
    pub name: &'name str,
    pub form: TargetForm,
}

/// A table as a network reads it: row-major float32, unscaled, in file order.
#[derive(Debug, Clone, PartialEq)]
pub struct EncodedTable {
    pub rows: usize,
    pub features: usize,
    /// `[rows, features]`
    pub matrix: Vec<f32>,
    /// As typed, the cells of those columns of the matrix that float32 rounds, by column.
    pub wide: BTreeMap<u32, Vec<f64>>,
    /// One `[rows, width]` a request, in their order.
    pub targets: Vec<Vec<f32>>,
    /// `[rows]`, when the setup names a column of weights.
    pub weights: Option<Vec<f32>>,
    /// Rows left out because a used cell was missing.
    pub missing_rows: usize,
}

impl EncodedTable {
    /// Encodes the feature columns, each target asked for, and the weights of a table.
    ///
    /// # Errors
    /// When the setup does not fit the table, no target is chosen, a target asked for is not one or has other classes,
    /// or no row is without a missing cell.
    pub fn encode(table: &Table, setup: &DataSetup, requests: &[TargetRequest]) -> Result<Self, Failure> {
        let used = UsedColumns::find(table, setup)?;
        let rows = used.whole_rows(table);
        let missing_rows = table.rows - rows.len();
        if used.targets.is_empty() {
            return Err(no_target());
        }
        if rows.is_empty() {
            return Err(no_whole_row(table, &used));
        }
        let features: Vec<Encoder> =
            used.features.iter().map(|(column, encoding)| Encoder::feature(column, *encoding)).collect();
        let targets = requests.iter().map(|request| target_encoder(&used, *request)).collect::<Result<Vec<_>, _>>()?;
        let width = features.iter().map(Encoder::width).sum();
        check_width(width, used.features.last().map_or("", |(column, _)| &column.name))?;
        let target_width: usize = requests.iter().map(|request| request.form.width()).sum();
        check_elements(rows.len(), width + target_width + usize::from(used.weight.is_some()))?;
        let only = |encoder: &Encoder| fill(&rows, std::slice::from_ref(encoder), encoder.width());
        Ok(Self {
            rows: rows.len(),
            features: width,
            matrix: fill(&rows, &features, width),
            wide: wide(&rows, &features),
            targets: targets.iter().map(only).collect(),
            weights: used.weight.map(|column| only(&Encoder::feature(column, ColumnEncoding::Number))),
            missing_rows,
        })
    }
}

/// A column's way into rows; codes are by the table's row.
pub(crate) enum Encoder<'table> {
    Number(&'table [f64]),
    Code(Cow<'table, [u32]>),
    OneHot(Cow<'table, [u32]>, usize),
}

impl<'table> Encoder<'table> {
    fn feature(column: &'table Column, encoding: ColumnEncoding) -> Self {
        match (encoding, &column.values) {
            (ColumnEncoding::Number, ColumnValues::Number(values)) => Self::Number(values),
            (ColumnEncoding::OneHot, _) => {
                let coded = coded(column);
                Self::OneHot(coded.codes, coded.labels.len())
            }
            _ => Self::Code(coded(column).codes),
        }
    }

    fn width(&self) -> usize {
        match self {
            Self::OneHot(_, width) => *width,
            _ => 1,
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

fn target_encoder<'table>(
    used: &UsedColumns<'table>,
    TargetRequest { name, form }: TargetRequest,
) -> Result<Encoder<'table>, Failure> {
    let Some((column, encoding)) = used.targets.iter().find(|(column, _)| column.name == name) else {
        return Err(target_mismatch(name, "no target column of this name".to_owned(), "one".to_owned()));
    };
    if let (ColumnEncoding::Number, ColumnValues::Number(values), TargetForm::Value { classes: 0 }) =
        (encoding, &column.values, form)
    {
        return Ok(Encoder::Number(values));
    }
    let coded = coded(column);
    let found = if *encoding == ColumnEncoding::Number { 0 } else { coded.labels.len() };
    if found != form.classes() {
        let describe = |classes: usize| if classes == 0 { "a number".to_owned() } else { format!("{classes} classes") };
        return Err(target_mismatch(name, describe(found), describe(form.classes())));
    }
    Ok(match form {
        TargetForm::Value { .. } => Encoder::Code(coded.codes),
        TargetForm::OneHot { classes } => Encoder::OneHot(coded.codes, classes),
    })
}

fn target_mismatch(name: &str, found: String, expected: String) -> Failure {
    let help = "compile the project again for this table";
    Failure::new(FailureCode::TargetMismatch, found, expected, help).in_column(name)
}

fn no_target() -> Failure {
    Failure::new(FailureCode::TableNoTarget, "no target column", "one column to predict", "make one column the target")
}

fn no_whole_row(table: &Table, used: &UsedColumns) -> Failure {
    let mut worst = (0, "");
    for column in used.columns() {
        let missing = (0..table.rows).filter(|row| column.values.is_missing(*row)).count();
        if missing > worst.0 {
            worst = (missing, &column.name);
        }
    }
    Failure::new(
        FailureCode::TableNoWholeRow,
        format!("a missing cell in every row ({} of {} in \"{}\")", worst.0, table.rows, worst.1),
        "rows with every used cell filled",
        "ignore the columns with the most missing cells",
    )
    .text("worst", shortened(worst.1))
    .number("missing", worst.0 as f64)
    .number("rows", table.rows as f64)
}

pub(crate) fn check_elements(rows: usize, width: usize) -> Result<(), Failure> {
    if rows.checked_mul(width).is_some_and(|elements| elements <= MOST_ELEMENTS) {
        return Ok(());
    }
    Err(Failure::new(
        FailureCode::TableTooLarge,
        format!("{rows} rows of {width} encoded columns"),
        format!("at most {MOST_ELEMENTS} numbers"),
        "encode wide columns as number or code, or ignore them",
    )
    .number("limit", MOST_ELEMENTS as f64)
    .text("unit", "numbers"))
}
