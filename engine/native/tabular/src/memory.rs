//! Columns from memory instead of a file: the cells that a program hands over, read as a file's would be.

use crate::column::{Column, ColumnBuilder, ColumnKind, ColumnValues};
use failures::CellPlace;

impl Column {
    /// A column of numbers. NaN is missing, and so is what no f32 can hold.
    pub fn of_numbers(name: String, mut values: Vec<f64>) -> Column {
        for value in &mut values {
            if value.abs() > f64::from(f32::MAX) {
                *value = f64::NAN;
            }
        }
        Column { name, values: ColumnValues::Number(values) }
    }

    /// A column of texts, with a point in decimal numbers: of numbers when each is one or missing, else of categories.
    /// `None` is missing, and so are the texts that are in a file.
    pub fn of_texts(name: String, cells: &[Option<String>]) -> Column {
        let numbers = built(cells, &ColumnKind::Number);
        let builder = match numbers.other_kind(CellPlace::Row(1)) {
            Some(kind) => built(cells, &kind),
            None => numbers,
        };
        Column { name, values: builder.finish() }
    }
}

fn built(cells: &[Option<String>], kind: &ColumnKind) -> ColumnBuilder {
    let mut builder = ColumnBuilder::new(kind, cells.len());
    for (cell, row) in cells.iter().zip(1..) {
        builder.push(cell.as_deref().unwrap_or_default().as_bytes(), b'.', CellPlace::Row(row));
    }
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(cells: &[&str]) -> Column {
        let cells: Vec<Option<String>> =
            cells.iter().map(|cell| (!cell.is_empty()).then(|| (*cell).to_owned())).collect();
        Column::of_texts("a".to_owned(), &cells)
    }

    #[test]
    fn numbers_beyond_f32_are_missing() {
        let column = Column::of_numbers("a".to_owned(), vec![1.5, f64::NAN, f64::INFINITY, -1e39]);
        let ColumnValues::Number(values) = column.values else { panic!("numbers") };
        assert_eq!(values.iter().map(|value| value.is_nan()).collect::<Vec<_>>(), [false, true, true, true]);
    }

    #[test]
    fn texts_are_numbers_when_each_is_one() {
        let ColumnValues::Number(values) = texts(&["1", "", "2.5", "NA"]).values else { panic!("numbers") };
        assert_eq!((values[0], values[2]), (1.0, 2.5));
        assert!(values[1].is_nan() && values[3].is_nan());
    }

    #[test]
    fn texts_are_categories_when_one_is_no_number_and_its_row_is_known() {
        let ColumnValues::Category { codes, categories, first_text } = texts(&["1", "b", "", "a"]).values else {
            panic!("categories")
        };
        assert_eq!(categories, ["1", "a", "b"]);
        assert_eq!(codes, [0, 2, crate::column::MISSING_CODE, 1]);
        assert_eq!((first_text.place, first_text.text.as_str()), (CellPlace::Row(2), "b"));
    }

    #[test]
    fn a_column_of_question_marks_is_a_category() {
        assert!(matches!(texts(&["?", "?"]).values, ColumnValues::Category { .. }));
    }
}
