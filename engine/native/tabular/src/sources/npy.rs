//! NumPy arrays (NPY): numbers, truth values, times and texts, of one dimension or more, or records by field. The header
//! is read strictly and every size is held against the file's before memory is taken (the crate ndarray-npy reads one
//! type known beforehand, and has no records, half floats or times).

use super::elements::{Element, ElementKind, Stride, TimeStep, names_of};
use super::faults::{check_size, cut_short, damaged, impossible_sizes};
use super::python_literal::Literal;
use super::table_source::{WholeTable, typed};
use crate::limits::ReadLimits;
use crate::options::TableFormat;
use arrow_array::ArrayRef;
use arrow_schema::Field;
use failures::{Failure, FailureCode, shortened};

pub(super) const MAGIC: &[u8] = b"\x93NUMPY";
/// Bytes before the header's length.
const VERSION_END: usize = 8;

/// An array whose header is read and whose bytes are known to be there.
#[derive(Debug)]
pub(super) struct NpyArray<'file> {
    fields: Vec<NpyField>,
    record_bytes: usize,
    /// Rows first.
    shape: Vec<usize>,
    is_fortran: bool,
    data: &'file [u8],
}

/// One field of a record; of a plain array the only one, without a name.
#[derive(Debug)]
struct NpyField {
    name: String,
    element: Element,
    offset: usize,
}

/// The table of one array: `column_1` on, or the fields of its records.
pub(super) fn open(bytes: &[u8], limits: &ReadLimits) -> Result<WholeTable, Failure> {
    let array = NpyArray::read(bytes, limits)?;
    let base = if array.shape.len() > 2 { "pixel" } else { "column" };
    let base = if array.shape.len() == 1 { "column_1" } else { base };
    WholeTable::new(TableFormat::Npy, array.rows(), array.columns(base))
}

impl<'file> NpyArray<'file> {
    pub fn read(bytes: &'file [u8], limits: &ReadLimits) -> Result<Self, Failure> {
        let format = TableFormat::Npy;
        let version = *bytes.get(MAGIC.len()).ok_or_else(|| cut_short(format))?;
        let length_bytes = if version == 1 { 2 } else { 4 };
        let length = bytes.get(VERSION_END..VERSION_END + length_bytes).ok_or_else(|| cut_short(format))?;
        let length = length.iter().rev().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
        let start = VERSION_END + length_bytes;
        let header = bytes.get(start..).and_then(|rest| rest.get(..length)).ok_or_else(|| cut_short(format))?;
        // Version 3 writes names in UTF-8, the others in Latin-1; names beyond ASCII are all that differs.
        let header = String::from_utf8_lossy(header);
        let unreadable = || damaged(format, format!("a header that cannot be read: {}", shortened(header.trim())));
        let Some(Literal::Dictionary(entries)) = Literal::read(&header) else { return Err(unreadable()) };
        let entry = |key: &str| entries.iter().find(|(name, _)| name == key).map(|(_, value)| value);
        let (Some(descr), Some(Literal::Truth(is_fortran)), Some(Literal::List(shape))) =
            (entry("descr"), entry("fortran_order"), entry("shape"))
        else {
            return Err(unreadable());
        };
        let (fields, record_bytes) = fields_of(descr)?;
        let sizes = shape.iter().map(|size| match size {
            Literal::Whole(size) => usize::try_from(*size).map_err(|_| impossible_sizes(format)),
            _ => Err(unreadable()),
        });
        let shape = sizes.collect::<Result<Vec<usize>, Failure>>()?;
        let array = Self { fields, record_bytes, shape, is_fortran: *is_fortran, data: &bytes[start + length..] };
        array.check(limits)?;
        Ok(array)
    }

    /// Holds what the header says against the limits and the bytes that are there.
    fn check(&self, limits: &ReadLimits) -> Result<(), Failure> {
        if self.shape.is_empty() {
            return Err(Failure::new(
                FailureCode::TableArray,
                "a single value",
                "an array of one dimension or more",
                "save the whole array",
            )
            .case("single"));
        }
        let product = |sizes: &[usize]| sizes.iter().try_fold(1_usize, |whole, size| whole.checked_mul(*size));
        let sizes = product(&self.shape).and_then(|count| count.checked_mul(self.record_bytes));
        let columns = product(&self.shape[1..]).and_then(|width| width.checked_mul(self.fields.len()));
        let (Some(whole), Some(columns)) = (sizes, columns) else { return Err(impossible_sizes(TableFormat::Npy)) };
        check_size(self.shape[0], columns, limits)?;
        if whole > self.data.len() {
            return Err(cut_short(TableFormat::Npy));
        }
        if whole < self.data.len() {
            return Err(impossible_sizes(TableFormat::Npy));
        }
        Ok(())
    }

    pub fn rows(&self) -> usize {
        self.shape[0]
    }

    /// Elements of one row.
    pub fn width(&self) -> usize {
        self.shape[1..].iter().product::<usize>() * self.fields.len()
    }

    /// One column an element of a row; named after `base`, or after the fields of records.
    pub fn columns(&self, base: &str) -> Vec<(Field, ArrayRef)> {
        let inner = &self.shape[1..];
        let width: usize = inner.iter().product();
        self.fields
            .iter()
            .flat_map(|field| {
                let base = if field.name.is_empty() { base } else { &field.name };
                let cells =
                    move |index: usize| field.element.column(self.data, self.stride(index, width, field.offset));
                names_of(base, inner).into_iter().enumerate().map(move |(index, name)| typed(name, cells(index)))
            })
            .collect()
    }

    /// Where the elements of the inner `index`, counted with the last dimension fastest, stand.
    fn stride(&self, index: usize, width: usize, offset: usize) -> Stride {
        let rows = self.rows();
        if !self.is_fortran {
            let step = width * self.record_bytes;
            return Stride { start: index * self.record_bytes + offset, step, rows };
        }
        let (mut rest, mut position, mut place) = (index, 0, width);
        for size in self.shape[1..].iter().rev() {
            place /= size;
            position += rest % size * place;
            rest /= size;
        }
        Stride { start: position * rows * self.record_bytes + offset, step: self.record_bytes, rows }
    }
}

/// The fields of a `descr`, and the bytes of one record.
fn fields_of(descr: &Literal) -> Result<(Vec<NpyField>, usize), Failure> {
    match descr {
        Literal::Text(code) => {
            let element = element_of(code, "")?;
            Ok((vec![NpyField { name: String::new(), element, offset: 0 }], element.size))
        }
        Literal::List(items) => {
            let (mut fields, mut offset) = (Vec::with_capacity(items.len()), 0_usize);
            for item in items {
                let Literal::List(parts) = item else { return Err(unknown_type("", "record")) };
                let (Some(name), Some(Literal::Text(code)), None) = (parts.first(), parts.get(1), parts.get(2)) else {
                    return Err(unknown_type("", "record of records or arrays"));
                };
                let name = match name {
                    Literal::Text(name) => name.as_str(),
                    // A title and a name.
                    Literal::List(names) => match names.last() {
                        Some(Literal::Text(name)) => name.as_str(),
                        _ => return Err(unknown_type("", "record")),
                    },
                    _ => return Err(unknown_type("", "record")),
                };
                // Room between fields, which NumPy writes for records that are laid out as C does.
                let padding = code.strip_prefix("|V").and_then(|size| size.parse::<usize>().ok());
                let size = match padding {
                    Some(size) if name.is_empty() => size,
                    _ => {
                        let element = element_of(code, name)?;
                        fields.push(NpyField { name: name.to_owned(), element, offset });
                        element.size
                    }
                };
                offset = offset.checked_add(size).ok_or_else(|| impossible_sizes(TableFormat::Npy))?;
            }
            if fields.is_empty() { Err(unknown_type("", "record without fields")) } else { Ok((fields, offset)) }
        }
        _ => Err(unknown_type("", "unknown type")),
    }
}

/// The element that a type code such as `<f8` names.
fn element_of(code: &str, field: &str) -> Result<Element, Failure> {
    let (order, rest) = match code.as_bytes() {
        [order @ (b'<' | b'>' | b'|' | b'='), ..] => (*order, &code[1..]),
        _ => (b'=', code),
    };
    let unknown = || unknown_type(field, code);
    let letter = rest.chars().next().filter(char::is_ascii).ok_or_else(unknown)?;
    if letter == 'O' {
        return Err(Failure::new(
            FailureCode::TableArray,
            "an array of Python objects",
            "an array of numbers, truth values, times or texts",
            "convert it in Python, such as array.astype(float), or save the table as CSV or Parquet with pandas",
        )
        .case("objects"));
    }
    let (size, unit) = match rest[1..].split_once('[') {
        Some((size, unit)) => (size, unit.strip_suffix(']')),
        None => (&rest[1..], None),
    };
    let size: usize = if size.is_empty() && letter == '?' { 1 } else { size.parse().map_err(|_| unknown())? };
    let step = unit.and_then(time_step);
    let kind = match (letter, step) {
        ('b' | '?', _) => ElementKind::Boolean,
        ('i', _) => ElementKind::Signed,
        ('u', _) => ElementKind::Unsigned,
        ('f', _) => ElementKind::Float,
        ('S' | 'a', _) => ElementKind::Bytes,
        ('U', _) => ElementKind::Characters,
        ('M', Some(step)) => ElementKind::Instant(step),
        ('m', Some(step)) => ElementKind::Duration(step),
        _ => return Err(unknown()),
    };
    let size = if letter == 'U' { size.checked_mul(4).ok_or_else(unknown)? } else { size };
    let is_big_endian = order == b'>' || (order == b'=' && cfg!(target_endian = "big"));
    Some(Element { kind, size, is_big_endian }).filter(Element::is_known).ok_or_else(unknown)
}

/// NumPy's units of time that have one length; months and years have not.
fn time_step(unit: &str) -> Option<TimeStep> {
    const SECOND: i64 = 1000;
    let count_end = unit.find(|letter: char| !letter.is_ascii_digit())?;
    let count: i64 = if count_end == 0 { 1 } else { unit[..count_end].parse().ok()? };
    let (times, per) = match &unit[count_end..] {
        "W" => (7 * 86_400 * SECOND, 1),
        "D" => (86_400 * SECOND, 1),
        "h" => (3_600 * SECOND, 1),
        "m" => (60 * SECOND, 1),
        "s" => (SECOND, 1),
        "ms" => (1, 1),
        "us" => (1, 1_000),
        "ns" => (1, 1_000_000),
        "ps" => (1, 1_000_000_000),
        _ => return None,
    };
    Some(TimeStep { times: count.checked_mul(times)?, per })
}

fn unknown_type(field: &str, code: &str) -> Failure {
    let failure = Failure::new(
        FailureCode::TableArray,
        format!("elements of the type {}", shortened(code)),
        "numbers of at most 64 bits, truth values, times or texts",
        "convert the array in Python, such as array.astype(float)",
    )
    .case("element")
    .text("found", shortened(code));
    if field.is_empty() { failure } else { failure.in_column(field) }
}
