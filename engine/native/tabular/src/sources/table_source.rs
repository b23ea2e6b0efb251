//! The one trait of every format: a file that is opened, whose rows come as Arrow record batches.

use crate::guess::Guess;
use crate::notice::TableNotice;
use crate::options::TableFormat;
use crate::rejected_line::RejectedLine;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{Field, Schema, SchemaRef};
use failures::{Failure, FailureCode};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Key of a field's metadata that marks texts which are to be read as the cells of delimited text: their format has no
/// types of its own.
const UNTYPED: &str = "untyped";

/// A table's file that is opened: its columns are known, its rows are read batch by batch.
pub(crate) trait TableSource {
    fn format(&self) -> TableFormat;

    /// The columns of every batch, as the file's own types say.
    fn schema(&self) -> SchemaRef;

    /// The next rows; `None` after the last.
    ///
    /// # Errors
    /// A `Failure` naming what is wrong with the file, or that reading was called off.
    fn next_batch(&mut self, watch: &Watch) -> Result<Option<RecordBatch>, Failure>;

    /// How the file was read where there was a choice.
    fn guesses(&self) -> &[Guess] {
        &[]
    }

    /// What a person should know of it.
    fn notices(&self) -> &[TableNotice] {
        &[]
    }

    /// Lines of the file that are no rows.
    fn rejected(&self) -> &[RejectedLine] {
        &[]
    }
}

/// Someone who waits for a table: is told how far reading is, and may call it off.
#[derive(Clone, Copy, Default)]
pub struct Watch<'a> {
    /// Reading ends soon after this is set.
    pub cancelled: Option<&'a AtomicBool>,
    /// Called now and then with the part of the file that is read, in [0, 1].
    pub progress: Option<&'a (dyn Fn(f64) + Sync)>,
}

impl Watch<'_> {
    /// Tells how far reading is.
    ///
    /// # Errors
    /// When it was called off.
    pub(crate) fn at(&self, done: usize, whole: usize) -> Result<(), Failure> {
        if self.cancelled.is_some_and(|cancelled| cancelled.load(Ordering::Relaxed)) {
            return Err(Failure::new(
                FailureCode::TableCancelled,
                "a table whose reading was called off",
                "reading to its end",
                "open the table again",
            ));
        }
        if let Some(progress) = self.progress {
            progress(if whole == 0 { 1.0 } else { (done as f64 / whole as f64).min(1.0) });
        }
        Ok(())
    }
}

/// A column by name, whose cells have types.
pub(super) fn typed(name: impl Into<String>, cells: ArrayRef) -> (Field, ArrayRef) {
    (Field::new(name, cells.data_type().clone(), true), cells)
}

/// A column of texts by name, which are to be read as cells are.
pub(super) fn untyped(name: impl Into<String>, cells: ArrayRef) -> (Field, ArrayRef) {
    let mark = HashMap::from([(UNTYPED.to_owned(), String::new())]);
    (Field::new(name, cells.data_type().clone(), true).with_metadata(mark), cells)
}

/// Whether a column's texts are to be read as cells are.
pub(crate) fn is_untyped(field: &Field) -> bool {
    field.metadata().contains_key(UNTYPED)
}

/// A table whose format is read at once: one batch of all rows.
pub(super) struct WholeTable {
    format: TableFormat,
    schema: SchemaRef,
    batch: Option<RecordBatch>,
    pub guesses: Vec<Guess>,
    pub notices: Vec<TableNotice>,
    pub rejected: Vec<RejectedLine>,
}

impl WholeTable {
    /// Columns of `rows` cells each.
    pub fn new(format: TableFormat, rows: usize, columns: Vec<(Field, ArrayRef)>) -> Result<Self, Failure> {
        let (fields, cells): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
        let schema = Arc::new(Schema::new(fields));
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(Arc::clone(&schema), cells, &options)
            .map_err(|error| super::faults::damaged(format, error))?;
        Ok(Self { format, schema, batch: Some(batch), guesses: Vec::new(), notices: Vec::new(), rejected: Vec::new() })
    }
}

impl TableSource for WholeTable {
    fn format(&self) -> TableFormat {
        self.format
    }

    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn next_batch(&mut self, watch: &Watch) -> Result<Option<RecordBatch>, Failure> {
        watch.at(1, 1)?;
        Ok(self.batch.take())
    }

    fn guesses(&self) -> &[Guess] {
        &self.guesses
    }

    fn notices(&self) -> &[TableNotice] {
        &self.notices
    }

    fn rejected(&self) -> &[RejectedLine] {
        &self.rejected
    }
}
