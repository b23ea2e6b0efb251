//! Elements of one fixed size that stand in bytes, as NumPy and IDX store them, to Arrow arrays.

use arrow_array::types::{ArrowPrimitiveType, Float16Type};
use arrow_array::{
    ArrayRef, BooleanArray, Float16Array, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array,
    StringArray, TimestampMillisecondArray, UInt8Array, UInt16Array, UInt32Array, UInt64Array,
};
use std::sync::Arc;

type Half = <Float16Type as ArrowPrimitiveType>::Native;

/// What an element is, beside its size and the order of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ElementKind {
    Boolean,
    Signed,
    Unsigned,
    Float,
    /// Instants as a count of `thousandths` of a second since 1970 began; NumPy's.
    Instant(TimeStep),
    /// As `Instant`, a length of time.
    Duration(TimeStep),
    /// Bytes of text, filled up with zeros.
    Bytes,
    /// Text of four bytes a character, filled up with zeros.
    Characters,
}

/// A length of time as a fraction of milliseconds: `times / per`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TimeStep {
    pub times: i64,
    pub per: i64,
}

/// How an element is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Element {
    pub kind: ElementKind,
    /// Bytes; the kind allows only some.
    pub size: usize,
    pub is_big_endian: bool,
}

/// Where the elements of one column stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stride {
    /// Offset of the first.
    pub start: usize,
    /// From one to the next.
    pub step: usize,
    pub rows: usize,
}

impl Element {
    /// Whether the kind has elements of this size.
    pub fn is_known(&self) -> bool {
        match self.kind {
            ElementKind::Boolean => self.size == 1,
            ElementKind::Signed | ElementKind::Unsigned => matches!(self.size, 1 | 2 | 4 | 8),
            ElementKind::Float => matches!(self.size, 2 | 4 | 8),
            ElementKind::Instant(_) | ElementKind::Duration(_) => self.size == 8,
            ElementKind::Bytes => self.size > 0,
            ElementKind::Characters => self.size > 0 && self.size.is_multiple_of(4),
        }
    }

    /// The column that stands at a stride. The element must be known, and the bytes must hold the stride.
    pub fn column(&self, bytes: &[u8], stride: Stride) -> ArrayRef {
        let cells = (0..stride.rows).map(|row| {
            let start = stride.start + row * stride.step;
            &bytes[start..start + self.size]
        });
        /// The array of a type whose bytes are `$size`.
        macro_rules! array {
            ($array:ty, $native:ty, $size:literal) => {{
                let mut values: Vec<$native> = Vec::with_capacity(stride.rows);
                for cell in cells {
                    let mut own = [0; $size];
                    own.copy_from_slice(cell);
                    values.push(if self.is_big_endian {
                        <$native>::from_be_bytes(own)
                    } else {
                        <$native>::from_le_bytes(own)
                    });
                }
                Arc::new(<$array>::from(values))
            }};
        }
        match (self.kind, self.size) {
            (ElementKind::Boolean, _) => Arc::new(cells.map(|cell| Some(cell[0] != 0)).collect::<BooleanArray>()),
            (ElementKind::Signed, 1) => array!(Int8Array, i8, 1),
            (ElementKind::Signed, 2) => array!(Int16Array, i16, 2),
            (ElementKind::Signed, 4) => array!(Int32Array, i32, 4),
            (ElementKind::Signed, _) => array!(Int64Array, i64, 8),
            (ElementKind::Unsigned, 1) => array!(UInt8Array, u8, 1),
            (ElementKind::Unsigned, 2) => array!(UInt16Array, u16, 2),
            (ElementKind::Unsigned, 4) => array!(UInt32Array, u32, 4),
            (ElementKind::Unsigned, _) => array!(UInt64Array, u64, 8),
            (ElementKind::Float, 2) => array!(Float16Array, Half, 2),
            (ElementKind::Float, 4) => array!(Float32Array, f32, 4),
            (ElementKind::Float, _) => array!(Float64Array, f64, 8),
            (ElementKind::Instant(step), _) => {
                let milliseconds = cells.map(|cell| self.count(cell).and_then(|count| step.milliseconds(count)));
                Arc::new(milliseconds.collect::<TimestampMillisecondArray>())
            }
            (ElementKind::Duration(step), _) => {
                let seconds = cells.map(|cell| self.count(cell).map(|count| step.seconds(count)));
                Arc::new(seconds.collect::<Float64Array>())
            }
            (ElementKind::Bytes, _) => Arc::new(cells.map(|cell| Some(text_of_bytes(cell))).collect::<StringArray>()),
            (ElementKind::Characters, _) => {
                Arc::new(cells.map(|cell| Some(self.text_of_characters(cell))).collect::<StringArray>())
            }
        }
    }

    /// A count of time steps; NumPy's "not a time" is none.
    fn count(&self, cell: &[u8]) -> Option<i64> {
        let mut own = [0; 8];
        own.copy_from_slice(cell);
        let count = if self.is_big_endian { i64::from_be_bytes(own) } else { i64::from_le_bytes(own) };
        (count != i64::MIN).then_some(count)
    }

    fn text_of_characters(&self, cell: &[u8]) -> String {
        let characters = cell.chunks_exact(4).map(|four| {
            let own = [four[0], four[1], four[2], four[3]];
            if self.is_big_endian { u32::from_be_bytes(own) } else { u32::from_le_bytes(own) }
        });
        let text: String = characters.map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        text.trim_end_matches('\0').to_owned()
    }
}

impl TimeStep {
    fn milliseconds(self, count: i64) -> Option<i64> {
        count.checked_mul(self.times).map(|times| times.div_euclid(self.per))
    }

    fn seconds(self, count: i64) -> f64 {
        count as f64 * self.times as f64 / self.per as f64 / 1000.0
    }
}

fn text_of_bytes(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).trim_end_matches('\0').to_owned()
}

/// Names of the columns of one row of an array: `base` for one element, `base_1` on for a list, and for more dimensions
/// their indices from 0 (`base_0_0` is the first pixel's).
pub(super) fn names_of(base: &str, inner: &[usize]) -> Vec<String> {
    match inner {
        [] => vec![base.to_owned()],
        [count] => (1..=*count).map(|index| format!("{base}_{index}")).collect(),
        dimensions => {
            let mut names = vec![base.to_owned()];
            for count in dimensions {
                names = names.iter().flat_map(|name| (0..*count).map(move |index| format!("{name}_{index}"))).collect();
            }
            names
        }
    }
}
