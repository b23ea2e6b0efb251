//! The schema of an Arrow stream: each column's type, and how many parts of a batch it takes.

use super::flatbuffer::FlatTable;
use arrow_schema::{DataType, TimeUnit};
use std::sync::Arc;

/// How deep types may stand in one another, and the most fields in all.
const DEEPEST: usize = 32;
const MOST_FIELDS: usize = 1 << 20;

/// A column as a stream declares it.
#[derive(Debug)]
pub(super) struct ArrowField {
    pub name: String,
    /// `None` of nested columns, bytes and the like, which no table here has.
    pub data_type: Option<DataType>,
    /// What it is, for people.
    pub type_name: String,
    /// Where its texts or numbers stand in a dictionary: the dictionary's id.
    pub dictionary: Option<i64>,
    /// What a batch holds of it.
    pub parts: Parts,
}

/// Nodes, buffers and counts of further buffers that a column takes of a batch, its children's among them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub nodes: usize,
    pub buffers: usize,
    pub views: usize,
}

impl ArrowField {
    /// The columns of a schema; `None` when it cannot be one. `version` is that of the message.
    pub fn all_of(schema: FlatTable, version: i16) -> Option<Vec<ArrowField>> {
        let fields = schema.vector(1, 4)?;
        let mut left = MOST_FIELDS;
        (0..fields.count)
            .map(|index| Self::read(fields.table(index)?, version))
            .map(|field| {
                let field = field?;
                left = left.checked_sub(field.parts.nodes)?;
                Some(field)
            })
            .collect()
    }

    fn read(field: FlatTable, version: i16) -> Option<Self> {
        let name = field.text(0).unwrap_or_default().to_owned();
        let (kind, details) = (field.u8(2, 0), field.table(3)?);
        let value_type = data_type(kind, details);
        let encoding = field.table(4);
        let mut left = MOST_FIELDS;
        let (data_type, dictionary, parts) = match encoding {
            Some(encoding) => {
                let key = encoding.table(1).map_or(Some(DataType::Int32), whole_type)?;
                let data_type = value_type.map(|values| DataType::Dictionary(Box::new(key), Box::new(values)));
                (data_type, Some(encoding.i64(0, 0)), Parts { nodes: 1, buffers: 2, views: 0 })
            }
            None => (value_type, None, parts_of(field, version, 0, &mut left)?),
        };
        Some(Self { name, data_type, type_name: type_name(kind).to_owned(), dictionary, parts })
    }

    /// The type of a dictionary's values.
    pub fn value_type(&self) -> Option<&DataType> {
        match &self.data_type {
            Some(DataType::Dictionary(_, values)) => Some(values),
            _ => None,
        }
    }
}

/// What a column takes of a batch by its type.
fn parts_of(field: FlatTable, version: i16, depth: usize, left: &mut usize) -> Option<Parts> {
    *left = left.checked_sub(1)?;
    if depth > DEEPEST {
        return None;
    }
    if field.table(4).is_some() {
        return Some(Parts { nodes: 1, buffers: 2, views: 0 });
    }
    /// Streams of this version and before store which cells of a union are missing.
    const VERSION_4: i16 = 3;
    let kind = field.u8(2, 0);
    let (buffers, views) = match kind {
        NULL | RUN_END_ENCODED => (0, 0),
        STRUCT | FIXED_SIZE_LIST => (1, 0),
        UNION => {
            let is_dense = field.table(3)?.i16(0, 0) == 1;
            (1 + usize::from(is_dense) + usize::from(version <= VERSION_4), 0)
        }
        BINARY | UTF8 | LARGE_BINARY | LARGE_UTF8 | LIST_VIEW | LARGE_LIST_VIEW => (3, 0),
        BINARY_VIEW | UTF8_VIEW => (2, 1),
        1..=26 => (2, 0),
        _ => return None,
    };
    let mut parts = Parts { nodes: 1, buffers, views };
    if let Some(children) = field.vector(5, 4) {
        for index in 0..children.count {
            let child = parts_of(children.table(index)?, version, depth + 1, left)?;
            parts.nodes += child.nodes;
            parts.buffers += child.buffers;
            parts.views += child.views;
        }
    }
    Some(parts)
}

const NULL: u8 = 1;
const BINARY: u8 = 4;
const UTF8: u8 = 5;
const STRUCT: u8 = 13;
const UNION: u8 = 14;
const FIXED_SIZE_LIST: u8 = 16;
const LARGE_BINARY: u8 = 19;
const LARGE_UTF8: u8 = 20;
const RUN_END_ENCODED: u8 = 22;
const BINARY_VIEW: u8 = 23;
const UTF8_VIEW: u8 = 24;
const LIST_VIEW: u8 = 25;
const LARGE_LIST_VIEW: u8 = 26;

/// The type of a column that a table here can have.
fn data_type(kind: u8, details: FlatTable) -> Option<DataType> {
    Some(match kind {
        NULL => DataType::Null,
        2 => whole_type(details)?,
        3 => match details.i16(0, 0) {
            0 => DataType::Float16,
            1 => DataType::Float32,
            _ => DataType::Float64,
        },
        UTF8 => DataType::Utf8,
        6 => DataType::Boolean,
        7 => {
            let precision = u8::try_from(details.i32(0, 0)).ok()?;
            let scale = i8::try_from(details.i32(1, 0)).ok()?;
            match details.i32(2, 128) {
                32 => DataType::Decimal32(precision, scale),
                64 => DataType::Decimal64(precision, scale),
                128 => DataType::Decimal128(precision, scale),
                256 => DataType::Decimal256(precision, scale),
                _ => return None,
            }
        }
        8 => {
            if details.i16(0, 1) == 0 {
                DataType::Date32
            } else {
                DataType::Date64
            }
        }
        9 => match (time_unit(details.i16(0, 1))?, details.i32(1, 32)) {
            (unit @ (TimeUnit::Second | TimeUnit::Millisecond), 32) => DataType::Time32(unit),
            (unit @ (TimeUnit::Microsecond | TimeUnit::Nanosecond), 64) => DataType::Time64(unit),
            _ => return None,
        },
        10 => DataType::Timestamp(time_unit(details.i16(0, 0))?, details.text(1).map(Arc::from)),
        18 => DataType::Duration(time_unit(details.i16(0, 1))?),
        LARGE_UTF8 => DataType::LargeUtf8,
        UTF8_VIEW => DataType::Utf8View,
        _ => return None,
    })
}

fn whole_type(details: FlatTable) -> Option<DataType> {
    Some(match (details.i32(0, 0), details.u8(1, 0) != 0) {
        (8, true) => DataType::Int8,
        (16, true) => DataType::Int16,
        (32, true) => DataType::Int32,
        (64, true) => DataType::Int64,
        (8, false) => DataType::UInt8,
        (16, false) => DataType::UInt16,
        (32, false) => DataType::UInt32,
        (64, false) => DataType::UInt64,
        _ => return None,
    })
}

fn time_unit(unit: i16) -> Option<TimeUnit> {
    [TimeUnit::Second, TimeUnit::Millisecond, TimeUnit::Microsecond, TimeUnit::Nanosecond]
        .get(usize::try_from(unit).ok()?)
        .copied()
}

fn type_name(kind: u8) -> &'static str {
    match kind {
        BINARY | LARGE_BINARY | BINARY_VIEW => "binary",
        11 => "interval",
        12 | 21 | LIST_VIEW | LARGE_LIST_VIEW => "list",
        STRUCT => "struct",
        UNION => "union",
        15 => "fixed_size_binary",
        FIXED_SIZE_LIST => "fixed_size_list",
        17 => "map",
        RUN_END_ENCODED => "run_end_encoded",
        _ => "plain",
    }
}
