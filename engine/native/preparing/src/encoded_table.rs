//! The rows of a table that a run trains and validates on, as float32.

use crate::coded::coded;
use crate::cross_fit::cross_fit;
use crate::encoder::{Encoder, FilledTargets, Part, fill, fill_targets, settled};
use crate::file_rows::FileRows;
use crate::limits::{check_elements, check_width};
use crate::preparation::Preparation;
use crate::prepared_column::PreparedColumn;
use crate::used_columns::{UsedColumns, UsedFeature};
use failures::{Failure, FailureCode, shortened};
use scratch::{MEMORY_BYTES, Stored};
use std::collections::BTreeMap;
use std::sync::Arc;
use tabular::{Column, ColumnEncoding, DataSetup, Table};
use trainer::WideColumn;
use trainer::ir::{Target, TargetEncoding};

/// A table as a network reads it: row-major float32, unscaled, in file order.
#[derive(Debug, Clone, PartialEq)]
pub struct EncodedTable {
    pub rows: usize,
    pub features: usize,
    /// `[rows, features]`
    pub matrix: Stored<f32>,
    /// As typed, the cells of those columns of the matrix that float32 rounds, by column.
    pub wide: BTreeMap<u32, WideColumn>,
    /// Columns of the matrix that their own scaling has scaled, ascending.
    pub settled: Vec<u32>,
    /// One `[rows, width]` a target asked for, in their order.
    pub targets: Vec<Vec<f32>>,
    /// As typed, the numbers of those targets that are to be scaled and that float32 rounds, by target.
    pub wide_targets: BTreeMap<u32, WideColumn>,
    /// `[rows]`, when the setup names a column of weights.
    pub weights: Option<Vec<f32>>,
    /// Rows left out because a needed cell was missing.
    pub missing_rows: usize,
}

impl EncodedTable {
    /// Encodes the feature columns, each target as it is asked for, and the weights of a table all of whose usable rows train.
    ///
    /// # Errors
    /// When the setup does not fit the table, no target is chosen, a target asked for is not one or has other classes,
    /// in every row a needed cell is missing, or nothing can be fitted on the rows.
    pub fn encode(table: &Table, setup: &DataSetup, wanted: &[Target]) -> Result<Self, Failure> {
        let used = UsedColumns::find(table, setup)?;
        let rows = EncodedTable::usable_rows(table, &used)?;
        let preparation = Preparation::of_used(&used, &rows)?;
        let every = Rows { all: Arc::from(rows.as_slice()), training: rows, after: None };
        Self::of_rows(table.rows - every.all.len(), &used, &preparation, wanted, &every, MEMORY_BYTES)
    }

    /// Rows of a table without a missing cell in a needed column.
    ///
    /// # Errors
    /// When there is none, or no target is chosen.
    pub(crate) fn usable_rows(table: &Table, used: &UsedColumns) -> Result<Vec<u32>, Failure> {
        if used.targets.is_empty() {
            return Err(no_target());
        }
        let rows = used.whole_rows(table);
        if rows.is_empty() {
            return Err(no_whole_row(table, used));
        }
        Ok(rows)
    }

    /// As `encode`, of some of the rows that can be used, by what was fitted on those of them that train. A matrix of more than
    /// `memory_bytes` lies in a scratch file.
    pub(crate) fn of_rows(
        missing_rows: usize,
        used: &UsedColumns,
        preparation: &Preparation,
        wanted: &[Target],
        rows: &Rows,
        memory_bytes: u64,
    ) -> Result<Self, Failure> {
        let width = preparation.width();
        check_width(width, used.features.last().map_or("", |feature| &feature.column.name))?;
        let targets = wanted.iter().map(|target| target_encoder(used, target)).collect::<Result<Vec<_>, _>>()?;
        let (target_columns, targets): (Vec<&Column>, Vec<Encoder>) = targets.into_iter().unzip();
        let target_width: usize = targets.iter().map(Encoder::width).sum();
        check_elements(rows.count(), width + target_width + usize::from(used.weight.is_some()))?;
        let prepared = preparation.features.iter().zip(&used.features);
        let features: Vec<Encoder> =
            prepared.flat_map(|(prepared, feature)| encoders(prepared, feature, &rows.training)).collect();
        let columns: Vec<&Column> = used.features.iter().map(|feature| feature.column).collect();
        let all = &rows.all;
        let parts = rows.parts(Part { rows: all, encoders: &features, columns: &columns }, |after| after.features());
        let filled = fill(&parts, memory_bytes)?;
        let of_targets = Part { rows: all, encoders: &targets, columns: &target_columns };
        let FilledTargets { matrices: targets, wide: wide_targets } =
            fill_targets(wanted, &rows.parts(of_targets, |after| after.targets()))?;
        Ok(Self {
            rows: rows.count(),
            features: width,
            wide: filled.wide(&parts),
            settled: settled(&features),
            targets,
            wide_targets,
            weights: used.weight.map(|column| rows.weights(column)).transpose()?,
            missing_rows,
            matrix: filled.matrix,
        })
    }
}

/// Rows to encode.
pub(crate) struct Rows<'table> {
    /// Those of the table, ascending.
    pub all: Arc<[u32]>,
    /// Those of them that train, ascending; read only where a feature is encoded by the target.
    pub training: Vec<u32>,
    /// Those of another file, which follow them.
    pub after: Option<FileRows<'table>>,
}

impl<'table> Rows<'table> {
    fn count(&self) -> usize {
        self.all.len() + self.after.as_ref().map_or(0, |after| after.rows().len())
    }

    /// The table's part, and that of the rows which follow.
    fn parts<'of>(&'of self, first: Part<'of>, of_file: impl Fn(&'of FileRows<'table>) -> Part<'of>) -> Vec<Part<'of>> {
        [first].into_iter().chain(self.after.iter().map(of_file)).collect()
    }

    fn weights(&self, column: &Column) -> Result<Vec<f32>, Failure> {
        let weights = |column: &Column, rows: &Arc<[u32]>| {
            let encoders = [Encoder::of(column, ColumnEncoding::Number)];
            fill(&[Part { rows, encoders: &encoders, columns: &[column] }], u64::MAX)
                .map(|filled| filled.matrix.into_vec())
        };
        let mut all = weights(column, &self.all)?;
        if let Some((after, column)) = self.after.as_ref().and_then(|after| Some((after, after.weight?))) {
            all.extend(weights(column, after.rows())?);
        }
        Ok(all)
    }
}

/// A feature column's way into rows, those of training by what other rows of training say where they must not tell themselves.
fn encoders<'table>(
    prepared: &PreparedColumn,
    feature: &UsedFeature<'table>,
    training: &[u32],
) -> Vec<Encoder<'table>> {
    let mut encoders = prepared.encoders(feature.column);
    if let Some(target) = feature.target {
        cross_fit(prepared, &mut encoders, &prepared.places(feature.column), target, training);
    }
    encoders
}

/// A target column's way into rows, in the form that a run wants.
fn target_encoder<'table>(
    used: &UsedColumns<'table>,
    target: &Target,
) -> Result<(&'table Column, Encoder<'table>), Failure> {
    let Target { name, classes, .. } = target;
    let classes = *classes as usize;
    let is_one_hot = target.encoding == TargetEncoding::OneHot;
    let Some((column, encoding)) = used.targets.iter().find(|(column, _)| column.name == *name) else {
        return Err(target_mismatch(name, "no target column of this name".to_owned(), "one".to_owned()));
    };
    if let (ColumnEncoding::Number, Some(numbers)) = (encoding, column.number_cells())
        && classes == 0
        && !is_one_hot
    {
        return Ok((column, Encoder::Number(numbers.into())));
    }
    let coded = coded(column);
    let found = if *encoding == ColumnEncoding::Number { 0 } else { coded.labels.len() };
    if found != classes {
        let describe = |classes: usize| if classes == 0 { "a number".to_owned() } else { format!("{classes} classes") };
        return Err(target_mismatch(name, describe(found), describe(classes)));
    }
    let encoder = if is_one_hot { Encoder::OneHot(coded.codes, classes) } else { Encoder::Code(coded.codes) };
    Ok((column, encoder))
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
    for column in used.needed() {
        if column.missing() > worst.0 {
            worst = (column.missing(), &column.name);
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
