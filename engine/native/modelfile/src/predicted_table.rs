//! A table with what a model says of it, held together so that both are read in parts: a change of the file afterwards never
//! puts predictions beside other rows.

use crate::predict::{Model, OutputPrediction, Prediction};
use failures::Failure;
use std::io;
use std::sync::Arc;
use tabular::{Column, Table, write_parquet};

/// A table and its predictions, row by row.
pub struct PredictedTable {
    table: Arc<Table>,
    prediction: Prediction,
}

impl PredictedTable {
    /// Predicts every row of a table.
    ///
    /// # Errors
    /// As `Model::predict`.
    pub fn of(model: &Model, table: Arc<Table>) -> Result<Self, Failure> {
        let prediction = model.predict(&table)?;
        Ok(Self { table, prediction })
    }

    pub fn prediction(&self) -> &Prediction {
        &self.prediction
    }

    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The cells of at most `count` rows from `from` on (counted from 0), of the columns named by their places; `None` for
    /// a missing cell, and for a column that is not there.
    pub fn cells(&self, from: usize, count: usize, columns: &[u32]) -> Vec<Vec<Option<String>>> {
        let end = from.saturating_add(count).min(self.table.rows);
        self.table.cells(from.min(end)..end, columns)
    }

    /// A Parquet file of the table: the row's number from 1, the table's own columns as they were read where they are
    /// `kept`, and for each output the class as a text, or the number, and of classes what each was given; null where there
    /// is no prediction. `names` are those of the columns that are not the table's own, in this order.
    ///
    /// # Errors
    /// As the writer.
    pub fn parquet(&self, kept: bool, names: &[String]) -> io::Result<Vec<u8>> {
        let (numbered, names) = names.split_first().unzip();
        let own: &[Column] = if kept { &self.table.columns } else { &[] };
        let predicted = self.prediction.outputs.iter().flat_map(columns);
        let predicted = predicted.zip(names.unwrap_or_default());
        let predicted = predicted.map(|(mut column, name)| {
            column.name.clone_from(name);
            column
        });
        let columns: Vec<Column> = own.iter().cloned().chain(predicted).collect();
        let mut bytes = Vec::new();
        write_parquet(&columns, numbered.map(String::as_str), &mut bytes)?;
        Ok(bytes)
    }
}

/// The columns of an output, without their names: its class, where it has some, and its numbers.
fn columns(OutputPrediction { output, width, values, classes }: &OutputPrediction) -> Vec<Column> {
    let named = !output.classes.is_empty();
    let class = named.then(|| Column::of_codes(String::new(), classes.clone(), &output.classes));
    let numbers = |place| values.iter().skip(place).step_by(*width).copied().collect();
    class.into_iter().chain((0..*width).map(|place| Column::number(String::new(), numbers(place)))).collect()
}
