//! ARFF, Weka's format: attributes with their types, then rows of values, whole or sparse.

use super::arff_value::{ArffDate, Tokens};
use super::exact_numbers::ExactNumbers;
use super::faults::{check_size, quoted, wrong_line};
use super::parts::column_left_out;
use super::table_source::{Watch, WholeTable, typed};
use crate::limits::ReadLimits;
use crate::notice::TableNotice;
use crate::options::TableFormat;
use crate::text::UTF_8_MARK;
use arrow_array::ArrayRef;
use arrow_array::builder::{LargeStringBuilder, TimestampMillisecondBuilder};
use arrow_schema::Field;
use failures::{Failure, shortened};
use std::collections::HashSet;
use std::sync::Arc;

const ROWS_A_LOOK: usize = 4096;

/// One attribute and its cells as far as they are read.
struct Attribute {
    name: String,
    cells: AttributeCells,
}

enum AttributeCells {
    Number(ExactNumbers),
    Text(LargeStringBuilder),
    /// Values that are declared; what is not written in a sparse row is the first of them.
    Nominal {
        values: HashSet<String>,
        first: String,
        cells: LargeStringBuilder,
    },
    Date {
        format: ArffDate,
        cells: TimestampMillisecondBuilder,
    },
    /// Tables within cells, which are left out.
    Relational {
        cells: usize,
    },
}

/// Whether a text is ARFF's: after comments it names its relation.
pub(super) fn is_arff(text: &[u8]) -> bool {
    let text = text.strip_prefix(UTF_8_MARK).unwrap_or(text);
    let lines = text.split(|byte| *byte == b'\n' || *byte == b'\r').map(<[u8]>::trim_ascii);
    let first = lines.into_iter().find(|line| !line.is_empty() && !line.starts_with(b"%"));
    first.is_some_and(|line| keyword(line, b"@relation").is_some())
}

/// What follows a keyword, in letters of any case.
fn keyword<'line>(line: &'line [u8], keyword: &[u8]) -> Option<&'line [u8]> {
    let (start, rest) = line.split_at_checked(keyword.len())?;
    let is_whole = rest.first().is_none_or(u8::is_ascii_whitespace);
    (start.eq_ignore_ascii_case(keyword) && is_whole).then(|| rest.trim_ascii_start())
}

/// The table of a text.
pub(super) fn open(text: &str, limits: &ReadLimits, watch: &Watch) -> Result<WholeTable, Failure> {
    let format = TableFormat::Arff;
    let mut attributes: Vec<Attribute> = Vec::new();
    let mut lines = text.lines().zip(1_u64..).filter(|(line, _)| {
        let line = line.trim_start();
        !line.is_empty() && !line.starts_with('%')
    });
    for (line, number) in lines.by_ref() {
        let line = line.trim();
        if keyword(line.as_bytes(), b"@data").is_some() {
            break;
        }
        let declared = keyword(line.as_bytes(), b"@attribute").map(|rest| &line[line.len() - rest.len()..]);
        if let Some(rest) = declared {
            let attribute = Attribute::declared(rest).ok_or_else(|| {
                wrong_line(format, number, quoted(line), "@attribute NAME and numeric, string, date or {values}")
            })?;
            attributes.push(attribute);
            check_size(0, attributes.len(), limits)?;
        } else if keyword(line.as_bytes(), b"@relation").is_none() && keyword(line.as_bytes(), b"@end").is_none() {
            return Err(wrong_line(format, number, quoted(line), "@attribute or @data"));
        }
    }
    let mut rows = 0;
    for (line, number) in lines {
        read_row(line.trim(), &mut attributes)
            .map_err(|(found, expected)| wrong_line(format, number, found, expected))?;
        rows += 1;
        check_size(rows, attributes.len(), limits)?;
        if rows.is_multiple_of(ROWS_A_LOOK) {
            let position = line.as_ptr() as usize - text.as_ptr() as usize;
            watch.at(position, text.len())?;
        }
    }
    let notices: Vec<TableNotice> = attributes
        .iter()
        .filter(|attribute| matches!(attribute.cells, AttributeCells::Relational { .. }))
        .map(|attribute| column_left_out(&attribute.name, "relational"))
        .collect();
    let columns: Vec<(Field, ArrayRef)> = attributes.into_iter().filter_map(Attribute::finish).collect();
    if columns.is_empty() {
        return Err(super::faults::no_column(format));
    }
    let mut table = WholeTable::new(format, rows, columns)?;
    table.notices = notices;
    Ok(table)
}

/// What is wrong with a row, and what was expected.
type RowFault = (String, &'static str);

fn read_row(line: &str, attributes: &mut [Attribute]) -> Result<(), RowFault> {
    if let Some(pairs) = line.strip_prefix('{') {
        return read_sparse_row(pairs, attributes);
    }
    let mut tokens = Tokens::new(line);
    let mut count = 0;
    loop {
        let value = tokens.value().ok_or_else(|| (quoted(line), "a closing quote"))?;
        let count_before = count;
        count += 1;
        match attributes.get_mut(count_before) {
            Some(attribute) => attribute.push(value.text.as_ref(), value.is_quoted)?,
            // A weight in braces may follow a row; it is not read.
            None if value.text.starts_with('{') => {}
            None => return Err((format!("more than {} values", attributes.len()), "a value an attribute")),
        }
        if !tokens.next_follows() {
            break;
        }
    }
    if count < attributes.len() { Err((format!("{count} values"), "a value an attribute")) } else { Ok(()) }
}

fn read_sparse_row(pairs: &str, attributes: &mut [Attribute]) -> Result<(), RowFault> {
    const EXPECTED: &str = "{INDEX VALUE, …} with the attributes' indices from 0, in rising order";
    let fault = || (format!("\"{{{}\"", shortened(pairs)), EXPECTED);
    let mut next = 0;
    let mut rest = pairs.trim_start();
    while !rest.starts_with('}') {
        let (index, after) = rest.split_once(char::is_whitespace).ok_or_else(fault)?;
        let index: usize = index.parse().ok().filter(|index| *index >= next).ok_or_else(fault)?;
        let mut tokens = Tokens::new(after);
        let value = tokens.value_before_brace().ok_or_else(fault)?;
        for attribute in attributes.get_mut(next..index).ok_or_else(fault)? {
            attribute.push_default();
        }
        attributes.get_mut(index).ok_or_else(fault)?.push(value.text.as_ref(), value.is_quoted)?;
        next = index + 1;
        let follows = tokens.next_follows();
        rest = tokens.rest().trim_start();
        if !follows && !rest.starts_with('}') {
            return Err(fault());
        }
    }
    attributes[next..].iter_mut().for_each(Attribute::push_default);
    Ok(())
}

impl Attribute {
    /// What follows `@attribute`.
    fn declared(text: &str) -> Option<Self> {
        let mut tokens = Tokens::new(text);
        let name = tokens.word()?.into_owned();
        let kind = tokens.rest().trim();
        let cells = if let Some(values) = kind.strip_prefix('{') {
            let values = values.strip_suffix('}')?;
            let mut tokens = Tokens::new(values);
            let mut declared = HashSet::new();
            let mut first = String::new();
            loop {
                let value = tokens.value()?.text.into_owned();
                if declared.is_empty() {
                    first.clone_from(&value);
                }
                declared.insert(value);
                if !tokens.next_follows() {
                    break;
                }
            }
            AttributeCells::Nominal { values: declared, first, cells: LargeStringBuilder::new() }
        } else {
            let (kind, rest) = kind.split_once(char::is_whitespace).unwrap_or((kind, ""));
            match kind.to_ascii_lowercase().as_str() {
                "numeric" | "real" | "integer" => AttributeCells::Number(ExactNumbers::default()),
                "string" => AttributeCells::Text(LargeStringBuilder::new()),
                "date" => AttributeCells::Date {
                    format: ArffDate::new(rest.trim().trim_matches(['"', '\'']))?,
                    cells: TimestampMillisecondBuilder::new(),
                },
                "relational" => AttributeCells::Relational { cells: 0 },
                _ => return None,
            }
        };
        Some(Self { name, cells })
    }

    fn push(&mut self, value: &str, is_quoted: bool) -> Result<(), RowFault> {
        let is_missing = value == "?" && !is_quoted;
        match &mut self.cells {
            AttributeCells::Number(cells) => {
                if is_missing {
                    cells.push_missing();
                } else if !cells.push(value) {
                    return Err((quoted(value), "a number"));
                }
            }
            AttributeCells::Text(cells) => cells.append_option((!is_missing).then_some(value)),
            AttributeCells::Nominal { cells, .. } if is_missing => cells.append_null(),
            AttributeCells::Nominal { values, cells, .. } => {
                if !values.contains(value) {
                    return Err((quoted(value), "a value that the attribute declares"));
                }
                cells.append_value(value);
            }
            AttributeCells::Date { cells, .. } if is_missing => cells.append_null(),
            AttributeCells::Date { format, cells } => {
                let time =
                    format.milliseconds(value).ok_or_else(|| (quoted(value), "a date in the attribute's format"))?;
                cells.append_value(time);
            }
            AttributeCells::Relational { cells } => *cells += 1,
        }
        Ok(())
    }

    /// What a sparse row does not write.
    fn push_default(&mut self) {
        match &mut self.cells {
            AttributeCells::Number(cells) => {
                cells.push("0");
            }
            AttributeCells::Text(cells) => cells.append_value(""),
            AttributeCells::Nominal { first, cells, .. } => cells.append_value(first.as_str()),
            AttributeCells::Date { cells, .. } => cells.append_value(0),
            AttributeCells::Relational { cells } => *cells += 1,
        }
    }

    fn finish(self) -> Option<(Field, ArrayRef)> {
        let cells: ArrayRef = match self.cells {
            AttributeCells::Number(cells) => cells.finish(),
            AttributeCells::Text(mut cells) | AttributeCells::Nominal { mut cells, .. } => Arc::new(cells.finish()),
            AttributeCells::Date { mut cells, .. } => Arc::new(cells.finish()),
            AttributeCells::Relational { .. } => return None,
        };
        Some(typed(self.name, cells))
    }
}
