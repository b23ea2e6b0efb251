//! Columns as Parquet: numbers as doubles, truth values, instants in milliseconds, and texts by dictionary.

use crate::column::Column;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, TimestampMillisecondType, UInt32Type};
use arrow_array::{Array, ArrayRef, Int64Array};
use arrow_schema::DataType;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as PhysicalType};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType as ParquetType, DoubleType, Int64Type as ParquetInt64,
};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use std::io::{self, Write};
use std::sync::Arc;

/// Rows of a group: what a reader takes at once.
const GROUP_ROWS: usize = 1 << 20;
/// Of a cell that is there.
const PRESENT: i16 = 1;

/// Writes a Parquet file, packed by Snappy. `numbered`: the name of a first column that numbers the rows from 1, if there
/// is to be one.
///
/// # Errors
/// As the writer.
pub fn write_parquet(columns: &[Column], numbered: Option<&str>, to: impl Write + Send) -> io::Result<()> {
    write(columns, numbered, to).map_err(io::Error::other)
}

fn write(columns: &[Column], numbered: Option<&str>, to: impl Write + Send) -> Result<()> {
    let rows = columns.first().map_or(0, Column::cells);
    let numbers = numbered.map(|name| (name, Arc::new(Int64Array::from_iter_values(1..=rows as i64)) as ArrayRef));
    let columns = columns.iter().map(|column| (column.name.as_str(), column.array()));
    let columns: Vec<(&str, ArrayRef)> = numbers.into_iter().chain(columns).collect();
    let fields = columns.iter().map(|(name, array)| field(name, array.data_type()));
    let schema = Type::group_type_builder("schema").with_fields(fields.collect::<Result<_>>()?).build()?;
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut file = SerializedFileWriter::new(to, Arc::new(schema), Arc::new(properties))?;
    let mut start = 0;
    while start < rows {
        let length = GROUP_ROWS.min(rows - start);
        let mut group = file.next_row_group()?;
        for (_, array) in &columns {
            if let Some(mut column) = group.next_column()? {
                write_cells(&mut column, &array.slice(start, length))?;
                column.close()?;
            }
        }
        group.close()?;
        start += length;
    }
    file.close()?;
    Ok(())
}

fn field(name: &str, data_type: &DataType) -> Result<TypePtr> {
    let (physical, logical) = match data_type {
        DataType::Boolean => (PhysicalType::BOOLEAN, None),
        DataType::Int64 => (PhysicalType::INT64, None),
        DataType::Timestamp(..) => (PhysicalType::INT64, Some(LogicalType::timestamp(false, TimeUnit::MILLIS))),
        DataType::Dictionary(..) => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        _ => (PhysicalType::DOUBLE, None),
    };
    let field = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
    Ok(Arc::new(field.with_logical_type(logical).build()?))
}

fn write_cells(column: &mut SerializedColumnWriter<'_>, cells: &ArrayRef) -> Result<()> {
    let rows = (0..cells.len()).filter(|row| cells.is_valid(*row));
    match cells.data_type() {
        DataType::Boolean => {
            let values = cells.as_boolean();
            write_typed::<BoolType>(column, cells, rows.map(|row| values.value(row)))
        }
        DataType::Int64 => {
            let values = cells.as_primitive::<Int64Type>();
            write_typed::<ParquetInt64>(column, cells, rows.map(|row| values.value(row)))
        }
        DataType::Timestamp(..) => {
            let values = cells.as_primitive::<TimestampMillisecondType>();
            write_typed::<ParquetInt64>(column, cells, rows.map(|row| values.value(row)))
        }
        DataType::Dictionary(..) => {
            let dictionary = cells.as_dictionary::<UInt32Type>();
            let texts = dictionary.values().as_string::<i64>();
            let text = |row: usize| ByteArray::from(texts.value(dictionary.keys().value(row) as usize));
            write_typed::<ByteArrayType>(column, cells, rows.map(text))
        }
        _ => {
            let values = cells.as_primitive::<Float64Type>();
            write_typed::<DoubleType>(column, cells, rows.map(|row| values.value(row)))
        }
    }
}

fn write_typed<T: ParquetType>(
    column: &mut SerializedColumnWriter<'_>,
    cells: &ArrayRef,
    values: impl Iterator<Item = T::T>,
) -> Result<()> {
    let values: Vec<T::T> = values.collect();
    let levels: Vec<i16> = (0..cells.len()).map(|row| if cells.is_valid(row) { PRESENT } else { 0 }).collect();
    column.typed::<T>().write_batch(&values, Some(&levels), None)?;
    Ok(())
}
