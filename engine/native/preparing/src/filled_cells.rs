//! Missing cells of another table that were filled, told column by column.

use crate::preparation::Preparation;
use serde::Serialize;
use tabular::Column;
use ts_rs::TS;

/// Missing cells of one feature column in place of which something stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FilledCells {
    pub column: String,
    pub count: usize,
    /// What stands there, as the column's cells are written; none where missing cells are a category of their own.
    pub value: Option<String>,
}

impl Preparation {
    /// The cells of the rows `rows` that were filled, by column; columns are found by name.
    pub fn filled_cells(&self, given: &[Column], rows: &[u32]) -> Vec<FilledCells> {
        let filled = self.features.iter().filter_map(|prepared| {
            let impute = prepared.impute.as_ref()?;
            let column = given.iter().find(|column| column.name == prepared.name && column.missing() > 0)?;
            let count = rows.iter().filter(|row| column.is_missing(**row as usize)).count();
            let value = impute.value.clone().or_else(|| impute.number.map(|number| column.number_text(number)));
            Some(FilledCells { column: prepared.name.clone(), count, value })
        });
        filled.filter(|cells| cells.count > 0).collect()
    }
}
