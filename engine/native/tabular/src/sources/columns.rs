//! The batches of a source as columns of a table.

use super::table_source::{TableSource, Watch, is_untyped};
use crate::column::{Column, ColumnType, FirstText, MISSING_CODE};
use crate::limits::ReadLimits;
use crate::notice::TableNotice;
use crate::options::ReadOptions;
use crate::shown::shown_cell;
use crate::times::{WrittenTime, time_text};
use crate::values::number_text;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, TimestampMillisecondType, UInt32Type};
use arrow_array::{Array, ArrayRef, new_empty_array};
use arrow_schema::{DataType, Field};
use failures::{CellPlace, Failure};
use rustc_hash::{FxHashMap, FxHashSet};

/// Every row of a source.
pub(crate) struct SourceRows {
    pub count: usize,
    /// Their names are distinct.
    pub columns: Vec<Column>,
    pub notices: Vec<TableNotice>,
}

/// Reads a source to its end.
///
/// # Errors
/// As `TableSource::next_batch`, and when there are more rows than the limits allow.
pub(crate) fn read_all(
    source: &mut dyn TableSource,
    reading: &ReadOptions,
    limits: &ReadLimits,
    watch: &Watch,
) -> Result<SourceRows, Failure> {
    let schema = source.schema();
    let mut chunks: Vec<Vec<ArrayRef>> = vec![Vec::new(); schema.fields().len()];
    let mut count = 0;
    while let Some(batch) = source.next_batch(watch)? {
        count += batch.num_rows();
        super::faults::check_size(count, chunks.len(), limits)?;
        for (chunks, cells) in chunks.iter_mut().zip(batch.columns()) {
            chunks.push(ArrayRef::clone(cells));
        }
    }
    let mut taken = FxHashSet::default();
    let mut notices = source.notices().to_vec();
    let mut columns = Vec::with_capacity(chunks.len());
    for (field, mut chunks) in schema.fields().iter().zip(chunks) {
        let name = distinct_name(field.name(), &mut taken);
        if chunks.is_empty() {
            chunks.push(new_empty_array(field.data_type()));
        }
        let (column, told) = column_of(name, field, &chunks, reading).ok_or_else(|| {
            let reason = format!("the column {:?} of the type {}", field.name(), field.data_type());
            super::faults::damaged(source.format(), reason)
        })?;
        columns.push(column);
        notices.extend(told);
    }
    Ok(SourceRows { count, columns, notices })
}

/// A column, and what is to be known of it: by the format's types, unless it has none or a person said something of it.
fn column_of(
    name: String,
    field: &Field,
    chunks: &[ArrayRef],
    reading: &ReadOptions,
) -> Option<(Column, Vec<TableNotice>)> {
    let is_said = reading.column(&name).is_some() || reading.missing.is_some();
    let is_plain_text = is_text(field.data_type()) && !matches!(field.data_type(), DataType::Dictionary(..));
    if is_plain_text && (is_said || is_untyped(field)) {
        let cells: Vec<Option<&str>> = chunks.iter().flat_map(texts).collect();
        return Some(Column::of_texts_as(name, cells.iter().copied(), reading));
    }
    if is_plain_text && !is_said && begin_as_times(chunks) {
        let cells: Vec<Option<&str>> = chunks.iter().flat_map(texts).collect();
        let (column, told) = Column::of_texts_as(name.clone(), cells.iter().copied(), reading);
        if column.column_type() == ColumnType::Time {
            return Some((column, told));
        }
    }
    let column = if is_text(field.data_type()) { categories(name, chunks) } else { Column::of_arrays(name, chunks)? };
    if !is_said {
        return Some((column, Vec::new()));
    }
    let array = column.array();
    let cells = (0..array.len()).map(|row| array.is_valid(row).then(|| cell_text(&array, row)));
    let cells: Vec<Option<String>> = cells.collect();
    Some(Column::of_texts_as(column.name, cells.iter().map(Option::as_deref), reading))
}

/// Texts that are looked at before a whole column is read as times.
const FIRST_TEXTS: usize = 20;

/// Whether the first texts are dates or times, as those of delimited text would be.
fn begin_as_times(chunks: &[ArrayRef]) -> bool {
    let mut first =
        chunks.iter().flat_map(texts).flatten().filter(|text| !text.is_empty()).take(FIRST_TEXTS).peekable();
    first.peek().is_some() && first.all(|text| WrittenTime::of(text).is_some())
}

/// A name that no column before has: with `_2`, `_3`, … after it where needed.
fn distinct_name(name: &str, taken: &mut FxHashSet<String>) -> String {
    let name = name.trim();
    let name = if name.is_empty() { format!("column_{}", taken.len() + 1) } else { name.to_owned() };
    let mut distinct = name.clone();
    let mut number = 2;
    while !taken.insert(distinct.clone()) {
        distinct = format!("{name}_{number}");
        number += 1;
    }
    distinct
}

fn is_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Dictionary(_, values) => is_text(values),
        other => matches!(other, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View),
    }
}

/// A column of the texts as they are, since their format says that they are texts; an empty one is missing.
fn categories(name: String, chunks: &[ArrayRef]) -> Column {
    let mut known = Codes::default();
    let mut codes = Vec::with_capacity(chunks.iter().map(|chunk| chunk.len()).sum());
    for chunk in chunks {
        match chunk.as_any_dictionary_opt() {
            None => codes.extend(texts(chunk).into_iter().map(|text| known.of(text))),
            Some(dictionary) => {
                let values: Vec<u32> = texts(dictionary.values()).into_iter().map(|text| known.of(text)).collect();
                let keys = if values.is_empty() { vec![0; chunk.len()] } else { dictionary.normalized_keys() };
                let present = |row: usize| dictionary.keys().is_valid(row) && !values.is_empty();
                codes.extend(
                    keys.iter().enumerate().map(|(row, key)| if present(row) { values[*key] } else { MISSING_CODE }),
                );
            }
        }
    }
    sorted_categories(name, codes, known.0)
}

/// Distinct texts in order of appearance.
#[derive(Default)]
struct Codes<'text>(FxHashMap<&'text str, u32>);

impl<'text> Codes<'text> {
    fn of(&mut self, text: Option<&'text str>) -> u32 {
        match text {
            None | Some("") => MISSING_CODE,
            Some(text) => {
                let next = self.0.len() as u32;
                *self.0.entry(text).or_insert(next)
            }
        }
    }
}

/// Renumbers codes by the sorted order of their texts; texts that no row has are left out.
fn sorted_categories(name: String, mut codes: Vec<u32>, first_codes: FxHashMap<&str, u32>) -> Column {
    let mut used = vec![false; first_codes.len()];
    for code in codes.iter().filter(|code| **code != MISSING_CODE) {
        used[*code as usize] = true;
    }
    let mut sorted: Vec<(&str, u32)> = first_codes.into_iter().filter(|(_, code)| used[*code as usize]).collect();
    sorted.sort_unstable();
    let mut renumbered = vec![MISSING_CODE; used.len()];
    for (new, (_, old)) in sorted.iter().enumerate() {
        renumbered[*old as usize] = new as u32;
    }
    for code in codes.iter_mut().filter(|code| **code != MISSING_CODE) {
        *code = renumbered[*code as usize];
    }
    let row = codes.iter().position(|code| *code != MISSING_CODE);
    let text = row.map_or("", |row| sorted[codes[row] as usize].0).to_owned();
    let first_text = FirstText { place: CellPlace::Row(row.unwrap_or(0) as u64 + 1), text };
    Column::category(name, codes.into(), sorted.into_iter().map(|(text, _)| text), first_text)
}

fn texts(array: &ArrayRef) -> Vec<Option<&str>> {
    match array.data_type() {
        DataType::LargeUtf8 => array.as_string::<i64>().iter().collect(),
        DataType::Utf8View => array.as_string_view().iter().collect(),
        _ => array.as_string::<i32>().iter().collect(),
    }
}

/// The first rows as text in column order; missing cells are empty.
pub(crate) fn preview(columns: &[Column], rows: usize) -> Vec<Vec<String>> {
    let mut preview = vec![Vec::with_capacity(columns.len()); rows];
    for column in columns {
        let cells = column.array();
        for (row, texts) in preview.iter_mut().enumerate() {
            texts.push(if cells.is_null(row) { String::new() } else { shown_cell(cell_text(&cells, row).as_bytes()) });
        }
    }
    preview
}

/// A cell that is not missing, of an array as `Column::array` gives it.
pub(crate) fn cell_text(cells: &ArrayRef, row: usize) -> String {
    match cells.data_type() {
        DataType::Float64 => number_text(cells.as_primitive::<Float64Type>().value(row)),
        DataType::Boolean => cells.as_boolean().value(row).to_string(),
        DataType::Timestamp(..) => time_text(cells.as_primitive::<TimestampMillisecondType>().value(row)),
        _ => {
            let dictionary = cells.as_dictionary::<UInt32Type>();
            let code = dictionary.keys().value(row) as usize;
            dictionary.values().as_string::<i64>().value(code).to_owned()
        }
    }
}
