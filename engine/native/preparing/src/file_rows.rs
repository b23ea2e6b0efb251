//! Rows of a file of their own, encoded as those of training were and put after them.

use crate::data_tables::PartTable;
use crate::encoded_targets::TargetRows;
use crate::encoder::Part;
use crate::encoding_checks::check_encoding;
use crate::preparation::{FeatureEncoding, Preparation};
use crate::unread_cells::UnreadCells;
use crate::used_columns::check_weights;
use failures::{Failure, FailureCode};
use std::sync::Arc;
use tabular::{Column, ColumnEncoding, ColumnRole, ColumnSetup, EncodingOptions, Table};
use trainer::ir::Target;

/// What the rows of a file are for, which says what of them is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileUse {
    /// Their losses count by their weights.
    Validation,
    /// No weight counts.
    Test,
}

/// The rows of a validation or test file that can be encoded.
pub(crate) struct FileRows<'table> {
    features: FeatureEncoding<'table>,
    targets: TargetRows<'table>,
    /// The column that weighs them, where one does.
    pub weight: Option<&'table Column>,
    /// What was missing or unknown, by column.
    pub unread: Vec<UnreadCells>,
    /// Rows of the file.
    pub all: usize,
    /// Lines of it that are none, and the first of them.
    pub rejected: (u64, &'table str),
}

impl<'table> FileRows<'table> {
    /// Finds the rows of a file that a preparation and its targets encode; the others are told.
    ///
    /// # Errors
    /// With the file's name: a column that is not there, a text among numbers, a weight below 0, or no row that can be used.
    pub fn of(
        preparation: &Preparation,
        wanted: &[Target],
        file: PartTable<'table>,
        file_use: FileUse,
    ) -> Result<Self, Failure> {
        Self::of_table(preparation, wanted, file.table, file_use).map_err(|failure| file.named(failure))
    }

    fn of_table(
        preparation: &Preparation,
        wanted: &[Target],
        table: &'table Table,
        file_use: FileUse,
    ) -> Result<Self, Failure> {
        preparation.targets.iter().try_for_each(|target| target.check_times(table))?;
        let mut features = preparation.encoding(&table.columns, table.rows)?;
        let weight = preparation.weight.as_ref().filter(|_| file_use == FileUse::Validation);
        let weight = weight.map(|name| weight_of(table, name)).transpose()?;
        let mut unread = std::mem::take(&mut features.unread);
        let mut asked = std::mem::take(&mut features.rows);
        if let Some(column) = weight {
            unread.extend((column.missing() > 0).then(|| UnreadCells::missing(column, table.rows)));
            asked.retain(|row| !column.is_missing(*row as usize));
        }
        let of_targets = wanted.iter().filter_map(|target| table.column(&target.name));
        unread.extend(
            of_targets.filter(|column| column.missing() > 0).map(|column| UnreadCells::missing(column, table.rows)),
        );
        let mut targets = preparation.target_encoding(wanted, &table.columns, &asked)?;
        unread.append(&mut targets.unread);
        if let Some(column) = weight {
            check_weights(column, &targets.rows)?;
        }
        if targets.rows.is_empty() {
            return Err(no_row(table.rows, &unread));
        }
        let first_rejected = table.rejected_examples.first().map_or("", String::as_str);
        let rejected = (table.rejected_rows, first_rejected);
        Ok(Self { features, targets, weight, unread, all: table.rows, rejected })
    }

    /// The file's rows that can be used, ascending.
    pub fn rows(&self) -> &Arc<[u32]> {
        &self.targets.rows
    }

    /// Rows that cannot.
    pub fn left_out(&self) -> usize {
        self.all - self.rows().len()
    }

    pub fn features(&self) -> Part<'_> {
        self.features.part(self.rows())
    }

    pub fn targets(&self) -> Part<'_> {
        self.targets.part()
    }

    /// How many rows have each of `classes` classes of the target at a place.
    pub fn class_counts(&self, target: usize, classes: usize) -> Vec<usize> {
        let mut counts = vec![0; classes];
        let of_rows = self.rows().iter().filter_map(|row| self.targets.class(target, *row));
        of_rows.for_each(|class| counts[class as usize] += 1);
        counts
    }
}

/// The column of weights.
fn weight_of<'table>(table: &'table Table, name: &str) -> Result<&'table Column, Failure> {
    let column = table.column(name).ok_or_else(|| {
        let help = "add the column, or name it as in the table";
        Failure::new(FailureCode::ColumnMissing, "no column of this name", "the column that weighs the rows", help)
            .in_column(name)
    })?;
    let setup = ColumnSetup {
        name: name.to_owned(),
        role: ColumnRole::Weight,
        encoding: ColumnEncoding::Number,
        options: EncodingOptions::default(),
        impute: None,
        scaling: None,
    };
    check_encoding(column, &setup)?;
    Ok(column)
}

/// The refusal of a file with no row to use, with the column for which most are left out.
fn no_row(rows: usize, unread: &[UnreadCells]) -> Failure {
    let worst = unread.iter().max_by_key(|cells| cells.count);
    let (column, count) = worst.map_or(("", 0), |cells| (cells.column.as_str(), cells.count));
    let found = format!("no row of {rows} that can be used ({count} have no known value in \"{column}\")");
    let help = "correct its cells, or choose another file";
    Failure::new(FailureCode::SplitFile, found, "rows with every used cell filled, of values the table has", help)
        .in_column(column)
        .case("rows")
        .number("rows", rows as f64)
}
