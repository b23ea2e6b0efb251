//! Excel workbooks (xlsx): one sheet as lines of delimited text, which are then read as any text is, so that title rows,
//! units and options mean the same in both.

use super::archive::Archive;
use super::faults::{check_size, damaged, no_such_part, too_large};
use super::parts;
use super::table_source::Watch;
use crate::guess::{EvidenceCode, Guess};
use crate::limits::ReadLimits;
use crate::options::{Delimiter, Mark, ReadOptions, TableFormat};
use crate::values::number_text;
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use failures::Failure;
use std::io::Cursor;

/// Entry that every workbook of this kind has.
pub(super) const ENTRY: &str = "xl/workbook.xml";
/// The most columns a sheet of Excel has.
const MOST_COLUMNS: usize = 16_384;
const CELLS_A_LOOK: usize = 1 << 14;
const SECONDS_A_DAY: f64 = 86_400.0;

/// A sheet as text in UTF-8: cells separated by commas, in quotes where needed, a line a row.
pub(crate) struct SheetText {
    pub text: Vec<u8>,
    /// Which sheet, and which else there are.
    pub sheet: Guess,
}

/// How a sheet's text is read: it is written in one way alone, and the rest is as a person says.
pub(crate) fn sheet_reading(reading: &ReadOptions) -> ReadOptions {
    ReadOptions {
        delimiter: Some(Delimiter::Character(',')),
        quote: Some(Mark::Character('"')),
        escape: Some(Mark::None),
        decimal: Some('.'),
        comment: Some("none".to_owned()),
        ..reading.clone()
    }
}

/// The text of the sheet that is asked for, else of the first visible one with a cell.
pub(super) fn open(
    bytes: &[u8],
    archive: &mut Archive,
    options: &ReadOptions,
    limits: &ReadLimits,
    watch: &Watch,
) -> Result<SheetText, Failure> {
    let format = TableFormat::Xlsx;
    // The library keeps whole entries in memory, whatever they unpack to.
    archive.check(format, limits.text_bytes)?;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| failure(&error))?;
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .filter(|sheet| options.sheet.is_some() || sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let named: Vec<&str> = match &options.sheet {
        Some(name) if names.contains(name) => vec![name],
        Some(name) => return Err(no_such_part(name, &names)),
        None => names.iter().map(String::as_str).collect(),
    };
    let mut text = Vec::new();
    let mut chosen = named.first().copied().unwrap_or_default();
    for name in named {
        text = sheet_text(&mut workbook, name, limits, watch)?;
        if !text.is_empty() {
            chosen = name;
            break;
        }
    }
    Ok(SheetText {
        text,
        sheet: parts::guess(options, chosen, EvidenceCode::FirstPart, names.iter().map(String::as_str)),
    })
}

fn failure(error: &XlsxError) -> Failure {
    match error {
        XlsxError::Password => damaged(TableFormat::Xlsx, "it is protected by a password"),
        other => damaged(TableFormat::Xlsx, other),
    }
}

/// The cells of a sheet that hold something, in order.
struct Cells {
    /// Row, column, and where the text ends in `text`.
    places: Vec<(usize, usize, usize)>,
    text: String,
}

fn sheet_text(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    limits: &ReadLimits,
    watch: &Watch,
) -> Result<Vec<u8>, Failure> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|error| failure(&error))?;
    let mut cells = Cells { places: Vec::new(), text: String::new() };
    // How many cells there are is told by nothing in a sheet that can be trusted.
    while let Some(cell) = reader.next_cell().map_err(|error| failure(&error))? {
        let (row, column) = cell.get_position();
        cells.push(row as usize, column as usize, cell.get_value())?;
        if cells.places.len().is_multiple_of(CELLS_A_LOOK) {
            watch.at(1, 2)?;
        }
    }
    cells.lines(limits)
}

impl Cells {
    fn push(&mut self, row: usize, column: usize, value: &DataRef) -> Result<(), Failure> {
        let before = self.text.len();
        match value {
            DataRef::Empty => return Ok(()),
            DataRef::String(text) => self.text.push_str(text),
            DataRef::SharedString(text) => self.text.push_str(text),
            DataRef::Int(number) => self.text.push_str(&number.to_string()),
            DataRef::Float(number) => self.text.push_str(&number_text(*number)),
            DataRef::Bool(truth) => self.text.push_str(if *truth { "TRUE" } else { "FALSE" }),
            DataRef::DateTime(time) => self.text.push_str(&time_text(time)),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => self.text.push_str(text),
            DataRef::Error(error) => self.text.push_str(&error.to_string()),
        }
        if self.text.len() == before {
            return Ok(());
        }
        let is_after = self.places.last().is_none_or(|(r, c, _)| (*r, *c) < (row, column));
        if !is_after || column >= MOST_COLUMNS {
            return Err(damaged(TableFormat::Xlsx, "cells that do not follow one another"));
        }
        self.places.push((row, column, self.text.len()));
        Ok(())
    }

    /// A line a row, every line with a cell for each column from the first that is used to the last; rows without any are
    /// empty lines.
    fn lines(&self, limits: &ReadLimits) -> Result<Vec<u8>, Failure> {
        let rows = self.places.last().map_or(0, |(row, ..)| row + 1);
        let columns = || self.places.iter().map(|(_, column, _)| *column);
        let first = columns().min().unwrap_or(0);
        let width = columns().max().map_or(0, |last| last + 1 - first);
        check_size(rows, width, limits)?;
        let mut lines: Vec<u8> = Vec::new();
        let (mut start, mut line, mut filled) = (0, 0, 0);
        for (row, column, end) in &self.places {
            while line < *row {
                close_line(&mut lines, &mut filled, width);
                line += 1;
            }
            while filled <= column - first {
                if filled > 0 {
                    lines.push(b',');
                }
                filled += 1;
            }
            push_cell(&mut lines, &self.text[start..*end]);
            start = *end;
            if lines.len() as u64 > limits.text_bytes {
                return Err(too_large(limits.text_bytes, "bytes"));
            }
        }
        if !self.places.is_empty() {
            close_line(&mut lines, &mut filled, width);
        }
        Ok(lines)
    }
}

/// Fills a line that has begun up to a width, and ends it.
fn close_line(lines: &mut Vec<u8>, filled: &mut usize, width: usize) {
    if *filled > 0 {
        lines.extend(std::iter::repeat_n(b',', width - *filled));
    }
    lines.push(b'\n');
    *filled = 0;
}

fn push_cell(lines: &mut Vec<u8>, text: &str) {
    let needs_quotes = text.contains([',', '"', '\n', '\r']) || text.trim() != text;
    if !needs_quotes {
        lines.extend_from_slice(text.as_bytes());
        return;
    }
    lines.push(b'"');
    lines.extend_from_slice(text.replace('"', "\"\"").as_bytes());
    lines.push(b'"');
}

/// A date, an instant or a time of day as ISO 8601; a length of time in seconds.
fn time_text(time: &ExcelDateTime) -> String {
    let days = time.as_f64();
    if time.is_duration() {
        return number_text((days * SECONDS_A_DAY * 1000.0).round() / 1000.0);
    }
    if !days.is_finite() {
        return String::new();
    }
    let (year, month, day, hour, minute, second, millisecond) = time.to_ymd_hms_milli();
    let clock = if millisecond == 0 {
        format!("{hour:02}:{minute:02}:{second:02}")
    } else {
        format!("{hour:02}:{minute:02}:{second:02}.{millisecond:03}")
    };
    let is_midnight = clock == "00:00:00";
    if (0.0..1.0).contains(&days) && !is_midnight {
        clock
    } else if is_midnight {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{clock}")
    }
}
