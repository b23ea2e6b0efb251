//! JSON: a row an object, one after another as in JSON lines, or in one array. Texts and numbers are read as the cells of
//! delimited text are, since JSON has no dates, and no whole numbers beyond those that its readers take for exact.

use super::faults::{check_size, no_column, wrong_line};
use super::table_source::{Watch, WholeTable, typed, untyped};
use crate::limits::ReadLimits;
use crate::notice::{NoticeCode, NoticeLine, TableNotice};
use crate::options::TableFormat;
use crate::rejected_line::{RejectReason, RejectedLine};
use crate::text::UTF_8_MARK;
use arrow_array::builder::LargeStringBuilder;
use arrow_array::{ArrayRef, BooleanArray};
use failures::{Failure, FailureValue, shortened};
use rustc_hash::FxHashMap;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// Rows between two looks at whoever waits.
const ROWS_A_LOOK: usize = 4096;
const EXPECTED: &str = "an object with a value for each column";

/// Whether a text begins as JSON does that holds rows: an object, or an array of them.
pub(super) fn is_json(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes).trim_ascii_start();
    let object = |text: &[u8]| {
        text.strip_prefix(b"{").is_some_and(|rest| matches!(rest.trim_ascii_start().first(), Some(b'"' | b'}')))
    };
    object(text) || text.strip_prefix(b"[").is_some_and(|rest| object(rest.trim_ascii_start()))
}

/// The table of a JSON text, which is UTF-8.
pub(super) fn open(text: &[u8], limits: &ReadLimits, watch: &Watch) -> Result<WholeTable, Failure> {
    let mut rows = Rows::new(limits);
    let start = text.len() - text.trim_ascii_start().len();
    if text.get(start) == Some(&b'[') {
        rows.read_array(text, watch)?;
    } else if is_a_row_a_line(&text[start..]) {
        rows.read_lines(text, watch)?;
    } else {
        rows.read_objects(text, watch)?;
    }
    rows.finish()
}

/// Whether the first line is an object of its own.
fn is_a_row_a_line(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    serde_json::from_slice::<&RawValue>(line).is_ok()
}

/// The columns as far as they are read.
struct Rows<'limits> {
    limits: &'limits ReadLimits,
    columns: Vec<JsonColumn>,
    indices: FxHashMap<String, usize>,
    count: usize,
    rejected: Vec<RejectedLine>,
}

/// The cells of one key as they are written, missing ones left out at the end.
struct JsonColumn {
    name: String,
    cells: LargeStringBuilder,
    count: usize,
    holds: Holds,
}

/// Which kinds of values a column holds.
#[derive(Default)]
struct Holds {
    truth: bool,
    others: bool,
    nested: bool,
}

impl<'limits> Rows<'limits> {
    fn new(limits: &'limits ReadLimits) -> Self {
        Self { limits, columns: Vec::new(), indices: FxHashMap::default(), count: 0, rejected: Vec::new() }
    }

    /// A row a line; a line that is no object is left out and told.
    fn read_lines(&mut self, text: &[u8], watch: &Watch) -> Result<(), Failure> {
        let mut position = 0;
        for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
            position += line.len() + 1;
            if line.trim_ascii().is_empty() {
                continue;
            }
            // Checked as a whole before its cells are taken: a line cut short gives no cells.
            let is_row = serde_json::from_slice::<&RawValue>(line).is_ok_and(|row| row.get().starts_with('{'));
            if is_row {
                let mut deserializer = serde_json::Deserializer::from_slice(line);
                Row(self).deserialize(&mut deserializer).map_err(|error| self.fault(index as u64, &error))?;
            } else {
                let text = String::from_utf8_lossy(line.trim_ascii()).into_owned();
                self.rejected.push(RejectedLine { line: index as u64 + 1, reason: RejectReason::NoObject, text });
            }
            self.look(watch, position, text.len())?;
        }
        Ok(())
    }

    /// Objects that run over several lines.
    fn read_objects(&mut self, text: &[u8], watch: &Watch) -> Result<(), Failure> {
        let mut position = 0;
        let mut line = 0;
        while !text[position..].trim_ascii().is_empty() {
            let rest = &text[position..];
            let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<&RawValue>();
            let row = match values.next() {
                Some(Ok(row)) => row.get(),
                Some(Err(error)) => return Err(self.fault(line, &error)),
                None => break,
            };
            let length = values.byte_offset();
            let mut deserializer = serde_json::Deserializer::from_str(row);
            Row(self).deserialize(&mut deserializer).map_err(|error| self.fault(line, &error))?;
            line += rest[..length].iter().filter(|byte| **byte == b'\n').count() as u64;
            position += length;
            self.look(watch, position, text.len())?;
        }
        Ok(())
    }

    fn read_array(&mut self, text: &[u8], watch: &Watch) -> Result<(), Failure> {
        let mut stopped = None;
        let mut deserializer = serde_json::Deserializer::from_slice(text);
        let read = Array { rows: self, watch, stopped: &mut stopped }
            .deserialize(&mut deserializer)
            .and_then(|()| deserializer.end());
        match (read, stopped) {
            (_, Some(failure)) => Err(failure),
            (Err(error), None) => Err(self.fault(0, &error)),
            (Ok(()), None) => Ok(()),
        }
    }

    fn look(&self, watch: &Watch, position: usize, whole: usize) -> Result<(), Failure> {
        check_size(self.count, self.columns.len(), self.limits)?;
        if self.count.is_multiple_of(ROWS_A_LOOK) { watch.at(position, whole) } else { Ok(()) }
    }

    /// `line` is the number of lines before those that the error counts.
    fn fault(&self, line: u64, error: &serde_json::Error) -> Failure {
        let (line, text) = (line + error.line().max(1) as u64, error.to_string());
        let reason = text.split(" at line ").next().unwrap_or_default();
        wrong_line(TableFormat::Json, line, format!("JSON that cannot be read ({reason})"), EXPECTED)
    }

    fn cell(&mut self, key: &str, value: &str) {
        let index = match self.indices.get(key) {
            Some(index) => *index,
            None => {
                self.columns.push(JsonColumn {
                    name: key.to_owned(),
                    cells: LargeStringBuilder::new(),
                    count: 0,
                    holds: Holds::default(),
                });
                self.indices.insert(key.to_owned(), self.columns.len() - 1);
                self.columns.len() - 1
            }
        };
        let row = self.count;
        self.columns[index].push(row, value);
    }

    fn finish(mut self) -> Result<WholeTable, Failure> {
        let rows = self.count;
        check_size(rows, self.columns.len(), self.limits)?;
        let mut notices = Vec::new();
        let rejected = self.rejected.len();
        if rejected > 0 {
            let lines = if rejected == 1 { "line is no object" } else { "lines are no objects" };
            let shown = self
                .rejected
                .iter()
                .map(|RejectedLine { line, text, .. }| NoticeLine { line: *line, text: shortened(text) });
            notices.push(
                TableNotice::new(NoticeCode::RejectedObjects, rejected as u64, format!("{rejected} {lines}"))
                    .at_lines(shown),
            );
        }
        let mut columns = Vec::with_capacity(self.columns.len());
        for mut column in self.columns.drain(..) {
            if column.holds.nested {
                let text = format!("the column \"{}\" is left out: it holds lists or objects", column.name);
                notices.push(
                    TableNotice::new(NoticeCode::ColumnLeftOut, rows as u64, text)
                        .in_column(&column.name)
                        .value("type", FailureValue::Text("JSON list or object".to_owned())),
                );
                continue;
            }
            column.fill(rows);
            columns.push(column.finish());
        }
        if columns.is_empty() && rows > 0 {
            return Err(no_column(TableFormat::Json));
        }
        let mut table = WholeTable::new(TableFormat::Json, rows, columns)?;
        table.notices = notices;
        table.rejected = self.rejected;
        Ok(table)
    }
}

impl JsonColumn {
    fn push(&mut self, row: usize, value: &str) {
        // A key that stands twice in an object: the last counts no more than the first, as nothing says which is right.
        if self.count > row {
            return;
        }
        self.fill(row);
        self.count += 1;
        match value.as_bytes().first() {
            Some(b'n') | None => self.cells.append_null(),
            Some(b't' | b'f') => {
                self.holds.truth = true;
                self.cells.append_value(value);
            }
            Some(b'"') => {
                self.holds.others = true;
                let text = serde_json::from_str::<Cow<str>>(value).unwrap_or(Cow::Borrowed(value));
                self.cells.append_value(text);
            }
            Some(b'{' | b'[') => {
                self.holds.nested = true;
                self.cells.append_null();
            }
            Some(_) => {
                self.holds.others = true;
                self.cells.append_value(value);
            }
        }
    }

    /// Marks the cells before a row missing.
    fn fill(&mut self, row: usize) {
        self.cells.append_nulls(row - self.count);
        self.count = row;
    }

    fn finish(mut self) -> (arrow_schema::Field, ArrayRef) {
        let cells = self.cells.finish();
        if self.holds.truth && !self.holds.others {
            let truths: BooleanArray = cells.iter().map(|cell| cell.map(|text| text == "true")).collect();
            return typed(self.name, Arc::new(truths));
        }
        untyped(self.name, Arc::new(cells))
    }
}

/// Reads one object into the columns.
struct Row<'rows, 'limits>(&'rows mut Rows<'limits>);

impl<'de> DeserializeSeed<'de> for Row<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Row<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(EXPECTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<str>>()? {
            let value = map.next_value::<&RawValue>()?;
            self.0.cell(&key, value.get());
        }
        self.0.count += 1;
        Ok(())
    }
}

/// Reads an array of objects into the columns.
struct Array<'rows, 'limits, 'watch> {
    rows: &'rows mut Rows<'limits>,
    watch: &'watch Watch<'watch>,
    /// Why reading ended before the array did.
    stopped: &'rows mut Option<Failure>,
}

impl<'de> DeserializeSeed<'de> for Array<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Array<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        while array.next_element_seed(Row(self.rows))?.is_some() {
            // How long the array is shows only at its end: half is as good a guess as any.
            if let Err(failure) = self.rows.look(self.watch, 1, 2) {
                *self.stopped = Some(failure);
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}
