//! One column of a Parquet row group as an Arrow array.

use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal128Type, Float16Type, Time32MillisecondType, Time64MicrosecondType,
    Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, UInt32Type,
    UInt64Type,
};
use arrow_array::{ArrayRef, BooleanArray, LargeStringArray, NullArray, PrimitiveArray};
use arrow_schema::{DECIMAL128_MAX_PRECISION, DataType, TimeUnit};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit as ParquetTimeUnit, Type as PhysicalType};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{DataType as ParquetType, FixedLenByteArray, Int96};
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescriptor;
use std::sync::Arc;

/// Cells read at once; what a file claims to hold takes no memory before it is read.
const CELLS_A_READ: usize = 1 << 16;

/// A column that a table here can have.
pub(super) struct ParquetColumn {
    /// Among the leaves of the file's schema.
    pub index: usize,
    pub name: String,
    pub data_type: DataType,
    /// Of a cell that is there.
    present_level: i16,
}

impl ParquetColumn {
    /// # Errors
    /// What the column is, where no table here has such columns.
    pub fn of(index: usize, leaf: &ColumnDescriptor) -> std::result::Result<Self, &'static str> {
        if leaf.max_rep_level() > 0 || leaf.path().parts().len() > 1 {
            return Err("nested");
        }
        let data_type = data_type(leaf).ok_or("binary")?;
        Ok(Self { index, name: leaf.name().to_owned(), data_type, present_level: leaf.max_def_level() })
    }
}

fn data_type(leaf: &ColumnDescriptor) -> Option<DataType> {
    let logical = leaf.logical_type_ref();
    let decimal = || {
        let precision =
            u8::try_from(leaf.type_precision()).ok().filter(|digits| *digits <= DECIMAL128_MAX_PRECISION)?;
        Some(DataType::Decimal128(precision, i8::try_from(leaf.type_scale()).ok()?))
    };
    let is_decimal =
        matches!(logical, Some(LogicalType::Decimal(_))) || leaf.converted_type() == ConvertedType::DECIMAL;
    Some(match (leaf.physical_type(), logical, leaf.converted_type()) {
        (_, Some(LogicalType::Unknown), _) => DataType::Null,
        (PhysicalType::BOOLEAN, ..) => DataType::Boolean,
        (PhysicalType::FLOAT, ..) => DataType::Float32,
        (PhysicalType::DOUBLE, ..) => DataType::Float64,
        (PhysicalType::INT96, ..) => DataType::Timestamp(TimeUnit::Millisecond, None),
        (..) if is_decimal => decimal()?,
        (PhysicalType::INT32, Some(LogicalType::Date), _) | (PhysicalType::INT32, _, ConvertedType::DATE) => {
            DataType::Date32
        }
        (PhysicalType::INT32, Some(LogicalType::Time(_)), _) | (PhysicalType::INT32, _, ConvertedType::TIME_MILLIS) => {
            DataType::Time32(TimeUnit::Millisecond)
        }
        (PhysicalType::INT32, Some(LogicalType::Integer(whole)), _) if !whole.is_signed => DataType::UInt32,
        (PhysicalType::INT32, _, ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32) => {
            DataType::UInt32
        }
        (PhysicalType::INT32, ..) => DataType::Int32,
        (PhysicalType::INT64, Some(LogicalType::Timestamp(time)), _) => DataType::Timestamp(unit(&time.unit), None),
        (PhysicalType::INT64, _, ConvertedType::TIMESTAMP_MILLIS) => DataType::Timestamp(TimeUnit::Millisecond, None),
        (PhysicalType::INT64, _, ConvertedType::TIMESTAMP_MICROS) => DataType::Timestamp(TimeUnit::Microsecond, None),
        (PhysicalType::INT64, Some(LogicalType::Time(time)), _) => match unit(&time.unit) {
            TimeUnit::Nanosecond => DataType::Time64(TimeUnit::Nanosecond),
            _ => DataType::Time64(TimeUnit::Microsecond),
        },
        (PhysicalType::INT64, _, ConvertedType::TIME_MICROS) => DataType::Time64(TimeUnit::Microsecond),
        (PhysicalType::INT64, Some(LogicalType::Integer(whole)), _) if !whole.is_signed => DataType::UInt64,
        (PhysicalType::INT64, _, ConvertedType::UINT_64) => DataType::UInt64,
        (PhysicalType::INT64, ..) => DataType::Int64,
        (PhysicalType::BYTE_ARRAY, Some(LogicalType::String | LogicalType::Enum | LogicalType::Json), _)
        | (PhysicalType::BYTE_ARRAY, _, ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON) => {
            DataType::LargeUtf8
        }
        (PhysicalType::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::Float16), _) => DataType::Float16,
        (PhysicalType::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::Uuid), _) => DataType::LargeUtf8,
        _ => return None,
    })
}

fn unit(unit: &ParquetTimeUnit) -> TimeUnit {
    match unit {
        ParquetTimeUnit::MILLIS => TimeUnit::Millisecond,
        ParquetTimeUnit::MICROS => TimeUnit::Microsecond,
        ParquetTimeUnit::NANOS => TimeUnit::Nanosecond,
    }
}

/// The values of a column chunk, and which cells have one.
struct Cells<T> {
    values: Vec<T>,
    /// Empty where every cell has.
    present: Vec<bool>,
}

impl<T> Cells<T> {
    /// Every cell in order.
    fn all(self) -> impl Iterator<Item = Option<T>> {
        let count = if self.present.is_empty() { self.values.len() } else { self.present.len() };
        let mut values = self.values.into_iter();
        (0..count).map(move |row| if self.present.get(row) == Some(&false) { None } else { values.next() })
    }

    fn primitive<A: ArrowPrimitiveType>(self, native: impl Fn(T) -> A::Native) -> ArrayRef {
        Arc::new(self.all().map(|cell| cell.map(&native)).collect::<PrimitiveArray<A>>())
    }
}

/// The cells of a column of a row group with so many rows.
pub(super) fn read_cells(reader: ColumnReader, column: &ParquetColumn, rows: usize) -> Result<ArrayRef> {
    let level = column.present_level;
    let array: ArrayRef = match reader {
        _ if column.data_type == DataType::Null => Arc::new(NullArray::new(rows)),
        ColumnReader::BoolColumnReader(reader) => Arc::new(read(reader, level, rows)?.all().collect::<BooleanArray>()),
        ColumnReader::Int32ColumnReader(reader) => {
            let cells = read(reader, level, rows)?;
            match &column.data_type {
                DataType::UInt32 => cells.primitive::<UInt32Type>(i32::cast_unsigned),
                DataType::Date32 => cells.primitive::<Date32Type>(|value| value),
                DataType::Time32(_) => cells.primitive::<Time32MillisecondType>(|value| value),
                DataType::Decimal128(..) => decimals(cells, &column.data_type, i128::from)?,
                _ => cells.primitive::<arrow_array::types::Int32Type>(|value| value),
            }
        }
        ColumnReader::Int64ColumnReader(reader) => {
            let cells = read(reader, level, rows)?;
            match &column.data_type {
                DataType::UInt64 => cells.primitive::<UInt64Type>(i64::cast_unsigned),
                DataType::Time64(TimeUnit::Nanosecond) => cells.primitive::<Time64NanosecondType>(|value| value),
                DataType::Time64(_) => cells.primitive::<Time64MicrosecondType>(|value| value),
                DataType::Timestamp(TimeUnit::Nanosecond, _) => {
                    cells.primitive::<TimestampNanosecondType>(|value| value)
                }
                DataType::Timestamp(TimeUnit::Microsecond, _) => {
                    cells.primitive::<TimestampMicrosecondType>(|value| value)
                }
                DataType::Timestamp(..) => cells.primitive::<TimestampMillisecondType>(|value| value),
                DataType::Decimal128(..) => decimals(cells, &column.data_type, i128::from)?,
                _ => cells.primitive::<arrow_array::types::Int64Type>(|value| value),
            }
        }
        ColumnReader::Int96ColumnReader(reader) => {
            read(reader, level, rows)?.primitive::<TimestampMillisecondType>(|value: Int96| value.to_millis())
        }
        ColumnReader::FloatColumnReader(reader) => {
            read(reader, level, rows)?.primitive::<arrow_array::types::Float32Type>(|value| value)
        }
        ColumnReader::DoubleColumnReader(reader) => {
            read(reader, level, rows)?.primitive::<arrow_array::types::Float64Type>(|value| value)
        }
        ColumnReader::ByteArrayColumnReader(reader) => {
            let cells = read(reader, level, rows)?;
            match &column.data_type {
                DataType::Decimal128(..) => decimals(cells, &column.data_type, |value| whole_of(value.data()))?,
                _ => {
                    let texts: Vec<_> = cells.all().collect();
                    let texts = texts.iter().map(|cell| cell.as_ref().map(|text| text.as_utf8()).transpose());
                    Arc::new(texts.collect::<Result<LargeStringArray>>()?)
                }
            }
        }
        ColumnReader::FixedLenByteArrayColumnReader(reader) => {
            let cells = read(reader, level, rows)?;
            match &column.data_type {
                DataType::Decimal128(..) => decimals(cells, &column.data_type, |value| whole_of(value.data()))?,
                DataType::Float16 => cells.primitive::<Float16Type>(half_of),
                _ => {
                    Arc::new(cells.all().map(|cell| cell.map(|id| uuid_text(id.data()))).collect::<LargeStringArray>())
                }
            }
        }
    };
    if array.len() == rows {
        Ok(array)
    } else {
        Err(ParquetError::EOF(format!("a column of {} cells in {rows} rows", array.len())))
    }
}

fn read<T: ParquetType>(mut reader: ColumnReaderImpl<T>, present_level: i16, rows: usize) -> Result<Cells<T::T>> {
    let (mut values, mut levels, mut present) = (Vec::new(), Vec::new(), Vec::new());
    let mut done = 0;
    while done < rows {
        levels.clear();
        let (records, ..) = reader.read_records(CELLS_A_READ.min(rows - done), Some(&mut levels), None, &mut values)?;
        if records == 0 {
            break;
        }
        if present_level > 0 {
            present.extend(levels.iter().map(|level| *level == present_level));
        }
        done += records;
    }
    Ok(Cells { values, present })
}

fn decimals<T>(cells: Cells<T>, data_type: &DataType, whole: impl Fn(T) -> i128) -> Result<ArrayRef> {
    let values: PrimitiveArray<Decimal128Type> = cells.all().map(|cell| cell.map(&whole)).collect();
    Ok(Arc::new(values.with_data_type(data_type.clone())))
}

/// A whole number from its bytes, the greatest first.
fn whole_of(bytes: &[u8]) -> i128 {
    let sign = if bytes.first().is_some_and(|byte| byte & 0x80 != 0) { -1 } else { 0 };
    bytes.iter().fold(sign, |whole, byte| whole << 8 | i128::from(*byte))
}

fn half_of(value: FixedLenByteArray) -> <Float16Type as ArrowPrimitiveType>::Native {
    let bytes = value.data();
    let bits = bytes.iter().rev().take(2).fold(0_u16, |bits, byte| bits << 8 | u16::from(*byte));
    <Float16Type as ArrowPrimitiveType>::Native::from_bits(bits)
}

fn uuid_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}
