//! Columns from memory instead of a file: the cells that a program hands over, read as a file's would be.

use crate::cell_rules::{CellRules, ColumnKind};
use crate::column::{Column, ColumnType, FirstText};
use crate::column_builder::ColumnBuilder;
use crate::notice::TableNotice;
use crate::options::ReadOptions;
use failures::CellPlace;

impl Column {
    /// A column of numbers. NaN is missing, and so is what no f32 can hold.
    pub fn of_numbers(name: String, mut values: Vec<f64>) -> Column {
        for value in &mut values {
            if value.abs() > f64::from(f32::MAX) {
                *value = f64::NAN;
            }
        }
        Column::number(name, values)
    }

    /// A column of categories that are known: codes into `categories` in any order; `MISSING_CODE` is missing.
    pub fn of_codes(name: String, codes: Vec<u32>, categories: &[String]) -> Column {
        let first_text = FirstText { place: CellPlace::Row(1), text: String::new() };
        Column::category(name, codes.into(), categories.iter().map(String::as_str), first_text)
    }

    /// A column of texts, with a point in decimal numbers, as a file's cells are read. `None` is missing.
    pub fn of_texts<'text>(name: String, cells: impl Iterator<Item = Option<&'text str>> + Clone) -> Column {
        Self::of_texts_as(name, cells, &ReadOptions::default()).0
    }

    /// As `of_texts`, with what a person said of the column, and what is to be known of it.
    pub fn of_texts_as<'text>(
        name: String,
        cells: impl Iterator<Item = Option<&'text str>> + Clone,
        reading: &ReadOptions,
    ) -> (Column, Vec<TableNotice>) {
        let rules = CellRules::new(&name, b'.', reading);
        let mut builder = built(cells.clone(), rules.first_kind(), &rules);
        if let Some(kind) = builder.other_kind(&rules) {
            builder = built(cells, kind, &rules);
        }
        builder
            .finish(&rules)
            .unwrap_or_else(|failure| unreachable!("of cells in memory nothing is set aside: {failure}"))
    }

    /// A column of categories, whatever the texts say.
    pub fn of_categories<'text>(name: String, cells: impl Iterator<Item = Option<&'text str>> + Clone) -> Column {
        let nothing_said = ReadOptions::default();
        let rules = CellRules::new(&name, b'.', &nothing_said);
        let reading = rules.with_column(|column| column.column_type = Some(ColumnType::Category));
        Self::of_texts_as(name, cells, &reading).0
    }
}

fn built<'text>(cells: impl Iterator<Item = Option<&'text str>>, kind: ColumnKind, rules: &CellRules) -> ColumnBuilder {
    let mut builder = ColumnBuilder::new(kind, cells.size_hint().0);
    for (cell, row) in cells.zip(1..) {
        builder.push(cell.unwrap_or_default().as_bytes(), rules, CellPlace::Row(row));
        if builder.is_surely_text() {
            break;
        }
    }
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(cells: &[&str]) -> Column {
        Column::of_texts("a".to_owned(), cells.iter().map(|cell| (!cell.is_empty()).then_some(*cell)))
    }

    #[test]
    fn numbers_beyond_f32_are_missing() {
        let column = Column::of_numbers("a".to_owned(), vec![1.5, f64::NAN, f64::INFINITY, -1e39]);
        let values = column.numbers().unwrap();
        assert_eq!(values.iter().map(|value| value.is_nan()).collect::<Vec<_>>(), [false, true, true, true]);
    }

    #[test]
    fn texts_are_numbers_when_each_is_one() {
        let column = texts(&["1", "", "2.5", "NA"]);
        let values = column.numbers().unwrap();
        assert_eq!((values[0], values[2]), (1.0, 2.5));
        assert!(values[1].is_nan() && values[3].is_nan());
    }

    #[test]
    fn texts_are_categories_when_one_is_no_number_and_its_row_is_known() {
        let column = texts(&["1", "b", "", "a"]);
        assert_eq!(column.categories().collect::<Vec<_>>(), ["1", "a", "b"]);
        assert_eq!(column.codes().unwrap(), [0, 2, crate::column::MISSING_CODE, 1]);
        let first_text = column.first_text().unwrap();
        assert_eq!((first_text.place, first_text.text.as_str()), (CellPlace::Row(2), "b"));
    }

    #[test]
    fn a_column_of_question_marks_is_a_category() {
        assert_eq!(texts(&["?", "?"]).column_type(), ColumnType::Category);
    }
}
