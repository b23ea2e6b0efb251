//! Columns of Arrow arrays, as other table formats deliver them.

use crate::column::Column;
use crate::times::DAY_MILLISECONDS;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal128Type, Decimal256Type, DurationMicrosecondType,
    DurationMillisecondType, DurationNanosecondType, DurationSecondType, Float16Type, Float32Type, Float64Type,
    Int8Type, Int16Type, Int32Type, Int64Type, Time32MillisecondType, Time32SecondType, Time64MicrosecondType,
    Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, BooleanArray, TimestampMillisecondArray};
use arrow_schema::{DataType, TimeUnit};

/// Whole numbers up to here are exact in f64.
const MOST_EXACT_WHOLE: u64 = 1 << 53;

impl Column {
    /// A column of the chunks of an Arrow array, one after another. Numbers that no f32 can hold are missing, as in a file's
    /// text; whole numbers beyond 2^53 are categories, exact; durations are seconds; a time of day stands on the first day of
    /// 1970; texts are read as cells are. `None` of what is no column of a table: nested lists, structures, bytes.
    pub fn of_arrays(name: String, chunks: &[ArrayRef]) -> Option<Column> {
        match chunks.first()?.data_type() {
            DataType::Null => Some(Self::number(name, vec![f64::NAN; rows(chunks)])),
            DataType::Boolean => {
                let values: BooleanArray = chunks.iter().flat_map(|chunk| chunk.as_boolean()).collect();
                Some(Self::boolean(name, values, ["false".to_owned(), "true".to_owned()]))
            }
            DataType::Int64 => Some(wholes::<Int64Type>(name, chunks, i64::unsigned_abs, |value| value as f64)),
            DataType::UInt64 => Some(wholes::<UInt64Type>(name, chunks, |value| value, |value| value as f64)),
            DataType::Decimal128(..) => {
                Some(decimals(name, chunks, |chunk, row| chunk.as_primitive::<Decimal128Type>().value_as_string(row)))
            }
            DataType::Decimal256(..) => {
                Some(decimals(name, chunks, |chunk, row| chunk.as_primitive::<Decimal256Type>().value_as_string(row)))
            }
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
                let texts: Vec<Option<&str>> = chunks.iter().filter_map(texts_of).flatten().collect();
                Some(Self::of_texts(name, texts.iter().copied()))
            }
            DataType::Dictionary(..) => of_dictionaries(name, chunks),
            other => match number_of(other) {
                Some(numbers) => {
                    Some(Self::of_numbers(name, chunks.iter().flat_map(|chunk| numbers(chunk.as_ref())).collect()))
                }
                None => {
                    let milliseconds = milliseconds_of(other)?;
                    let cells: TimestampMillisecondArray =
                        chunks.iter().flat_map(|chunk| milliseconds(chunk.as_ref())).collect();
                    Some(Self::time(name, cells))
                }
            },
        }
    }
}

fn rows(chunks: &[ArrayRef]) -> usize {
    chunks.iter().map(|chunk| chunk.len()).sum()
}

/// One chunk's cells as numbers, NaN where missing.
type Numbers = fn(&dyn Array) -> Vec<f64>;
/// One chunk's cells in milliseconds.
type Milliseconds = fn(&dyn Array) -> Vec<Option<i64>>;

fn number_of(data_type: &DataType) -> Option<Numbers> {
    fn cells<T: ArrowPrimitiveType>(chunk: &dyn Array, number: impl Fn(T::Native) -> f64) -> Vec<f64> {
        chunk.as_primitive::<T>().iter().map(|cell| cell.map_or(f64::NAN, &number)).collect()
    }
    Some(match data_type {
        DataType::Int8 => |chunk| cells::<Int8Type>(chunk, f64::from),
        DataType::Int16 => |chunk| cells::<Int16Type>(chunk, f64::from),
        DataType::Int32 => |chunk| cells::<Int32Type>(chunk, f64::from),
        DataType::UInt8 => |chunk| cells::<UInt8Type>(chunk, f64::from),
        DataType::UInt16 => |chunk| cells::<UInt16Type>(chunk, f64::from),
        DataType::UInt32 => |chunk| cells::<UInt32Type>(chunk, f64::from),
        DataType::Float16 => |chunk| cells::<Float16Type>(chunk, f64::from),
        DataType::Float32 => |chunk| cells::<Float32Type>(chunk, f64::from),
        DataType::Float64 => |chunk| cells::<Float64Type>(chunk, |value| value),
        DataType::Duration(TimeUnit::Second) => |chunk| cells::<DurationSecondType>(chunk, |value| value as f64),
        DataType::Duration(TimeUnit::Millisecond) => {
            |chunk| cells::<DurationMillisecondType>(chunk, |value| value as f64 / 1e3)
        }
        DataType::Duration(TimeUnit::Microsecond) => {
            |chunk| cells::<DurationMicrosecondType>(chunk, |value| value as f64 / 1e6)
        }
        DataType::Duration(TimeUnit::Nanosecond) => {
            |chunk| cells::<DurationNanosecondType>(chunk, |value| value as f64 / 1e9)
        }
        _ => return None,
    })
}

/// The instants of one chunk in milliseconds since 1970 began, or of a day; those out of range are missing.
fn milliseconds_of(data_type: &DataType) -> Option<Milliseconds> {
    fn cells<T: ArrowPrimitiveType>(
        chunk: &dyn Array,
        milliseconds: impl Fn(T::Native) -> Option<i64>,
    ) -> Vec<Option<i64>> {
        chunk.as_primitive::<T>().iter().map(|cell| cell.and_then(&milliseconds)).collect()
    }
    Some(match data_type {
        DataType::Date32 => |chunk| cells::<Date32Type>(chunk, |days| Some(i64::from(days) * DAY_MILLISECONDS)),
        DataType::Date64 => |chunk| cells::<Date64Type>(chunk, Some),
        DataType::Timestamp(TimeUnit::Second, _) => {
            |chunk| cells::<TimestampSecondType>(chunk, |s| s.checked_mul(1000))
        }
        DataType::Timestamp(TimeUnit::Millisecond, _) => |chunk| cells::<TimestampMillisecondType>(chunk, Some),
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            |chunk| cells::<TimestampMicrosecondType>(chunk, |value| Some(value.div_euclid(1000)))
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            |chunk| cells::<TimestampNanosecondType>(chunk, |value| Some(value.div_euclid(1_000_000)))
        }
        DataType::Time32(TimeUnit::Second) => |chunk| cells::<Time32SecondType>(chunk, |s| Some(i64::from(s) * 1000)),
        DataType::Time32(TimeUnit::Millisecond) => |chunk| cells::<Time32MillisecondType>(chunk, |ms| Some(ms.into())),
        DataType::Time64(TimeUnit::Microsecond) => {
            |chunk| cells::<Time64MicrosecondType>(chunk, |value| Some(value.div_euclid(1000)))
        }
        DataType::Time64(TimeUnit::Nanosecond) => {
            |chunk| cells::<Time64NanosecondType>(chunk, |value| Some(value.div_euclid(1_000_000)))
        }
        _ => return None,
    })
}

/// Numbers, or, where one is too large to be exact as such, categories.
fn wholes<T: ArrowPrimitiveType>(
    name: String,
    chunks: &[ArrayRef],
    magnitude: fn(T::Native) -> u64,
    number: fn(T::Native) -> f64,
) -> Column
where
    T::Native: std::fmt::Display,
{
    let cells = || chunks.iter().flat_map(|chunk| chunk.as_primitive::<T>().iter());
    if cells().flatten().all(|value| magnitude(value) <= MOST_EXACT_WHOLE) {
        return Column::number(name, cells().map(|cell| cell.map_or(f64::NAN, number)).collect::<Vec<f64>>());
    }
    let texts: Vec<Option<String>> = cells().map(|cell| cell.map(|value| value.to_string())).collect();
    Column::of_categories(name, texts.iter().map(Option::as_deref))
}

fn decimals(name: String, chunks: &[ArrayRef], text: impl Fn(&dyn Array, usize) -> String) -> Column {
    let number = |chunk: &dyn Array, row: usize| {
        if chunk.is_null(row) { f64::NAN } else { text(chunk, row).parse().unwrap_or(f64::NAN) }
    };
    let numbers = chunks.iter().flat_map(|chunk| (0..chunk.len()).map(|row| number(chunk.as_ref(), row)));
    Column::of_numbers(name, numbers.collect())
}

/// Every chunk has a dictionary of its own; of texts, or of numbers.
fn of_dictionaries(name: String, chunks: &[ArrayRef]) -> Option<Column> {
    let mut texts: Vec<Option<&str>> = Vec::new();
    let mut numbers: Vec<f64> = Vec::new();
    for chunk in chunks {
        let dictionary = chunk.as_any_dictionary_opt()?;
        let values = dictionary.values();
        let keys = if values.is_empty() { vec![0; chunk.len()] } else { dictionary.normalized_keys() };
        let cells = || keys.iter().enumerate().map(|(row, key)| dictionary.keys().is_valid(row).then_some(*key));
        if let Some(values) = texts_of(values) {
            texts.extend(cells().map(|key| key.and_then(|key| values[key])));
        } else {
            let values = number_of(values.data_type())?(values.as_ref());
            numbers.extend(cells().map(|key| key.map_or(f64::NAN, |key| values[key])));
        }
    }
    Some(if numbers.is_empty() {
        Column::of_texts(name, texts.iter().copied())
    } else {
        Column::of_numbers(name, numbers)
    })
}

fn texts_of(array: &ArrayRef) -> Option<Vec<Option<&str>>> {
    Some(match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().iter().collect(),
        DataType::LargeUtf8 => array.as_string::<i64>().iter().collect(),
        DataType::Utf8View => array.as_string_view().iter().collect(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::{ColumnType, MISSING_CODE};
    use arrow_array::types::Int8Type;
    use arrow_array::{
        Date32Array, Decimal128Array, DictionaryArray, DurationNanosecondArray, Float32Array, Int64Array,
        LargeStringArray, ListArray, StringArray, StringViewArray, TimestampNanosecondArray, UInt64Array,
    };
    use std::sync::Arc;

    fn column(chunks: &[ArrayRef]) -> Column {
        Column::of_arrays("a".to_owned(), chunks).unwrap()
    }

    fn numbers(array: impl Array + 'static) -> Vec<Option<f64>> {
        let column = column(&[Arc::new(array)]);
        assert_eq!(column.column_type(), ColumnType::Number);
        column.numbers().unwrap().iter().map(|value| (!value.is_nan()).then_some(*value)).collect()
    }

    fn texts(column: &Column) -> Vec<&str> {
        column.codes().unwrap().iter().map(|code| column.category_of(*code)).collect()
    }

    #[test]
    fn numbers_of_any_width_are_numbers() {
        assert_eq!(numbers(Int64Array::from(vec![Some(-3), None])), [Some(-3.0), None]);
        assert_eq!(numbers(UInt64Array::from(vec![1 << 53])), [Some(9_007_199_254_740_992.0)]);
        assert_eq!(numbers(Float32Array::from(vec![0.5, f32::INFINITY])), [Some(0.5), None]);
        assert_eq!(numbers(DurationNanosecondArray::from(vec![1_500_000_000])), [Some(1.5)]);
        let decimals = Decimal128Array::from(vec![Some(-1205), None]).with_precision_and_scale(10, 2).unwrap();
        assert_eq!(numbers(decimals), [Some(-12.05), None]);
        assert_eq!(numbers(arrow_array::NullArray::new(2)), [None, None]);
    }

    #[test]
    fn whole_numbers_that_no_f64_holds_are_exact_categories() {
        let column = column(&[
            Arc::new(Int64Array::from(vec![Some(9_007_199_254_740_993), None])),
            Arc::new(Int64Array::from(vec![9_007_199_254_740_992])),
        ]);
        assert_eq!(texts(&column), ["9007199254740993", "", "9007199254740992"]);
        assert_eq!(column.codes().unwrap()[1], MISSING_CODE);
    }

    #[test]
    fn dates_and_instants_are_times() {
        let day = column(&[Arc::new(Date32Array::from(vec![Some(-1), None, Some(2)]))]);
        let instant = column(&[Arc::new(TimestampNanosecondArray::from(vec![-1, 86_400_000_000_000]))]);
        assert_eq!((day.column_type(), instant.column_type()), (ColumnType::Time, ColumnType::Time));
        assert_eq!((day.numbers().unwrap()[0], day.numbers().unwrap()[2], day.missing()), (-1.0, 2.0, 1));
        let expected: ArrayRef = Arc::new(TimestampMillisecondArray::from(vec![-1, 86_400_000]));
        assert_eq!(&instant.array(), &expected);
    }

    #[test]
    fn booleans_keep_their_missing_cells() {
        let column =
            column(&[Arc::new(BooleanArray::from(vec![Some(true), None])), Arc::new(BooleanArray::from(vec![false]))]);
        assert_eq!((column.column_type(), column.missing(), column.cells()), (ColumnType::Boolean, 1, 3));
        let numbers = column.numbers().unwrap();
        assert_eq!((numbers[0], numbers[1].is_nan(), numbers[2]), (1.0, true, 0.0));
    }

    #[test]
    fn texts_of_every_kind_of_array_are_read_as_cells() {
        let arrays: [ArrayRef; 4] = [
            Arc::new(StringArray::from(vec![Some("b"), None, Some("a")])),
            Arc::new(LargeStringArray::from(vec![Some("b"), None, Some("a")])),
            Arc::new(StringViewArray::from(vec![Some("b"), None, Some("a")])),
            Arc::new(vec![Some("b"), None, Some("a")].into_iter().collect::<DictionaryArray<Int8Type>>()),
        ];
        for array in arrays {
            let column = column(&[Arc::clone(&array), array]);
            assert_eq!(texts(&column), ["b", "", "a", "b", "", "a"]);
            assert_eq!(column.categories().collect::<Vec<_>>(), ["a", "b"]);
            assert_eq!(column.array().data_type().to_string(), "Dictionary(UInt32, LargeUtf8)");
        }
        assert_eq!(numbers(StringArray::from(vec!["1.5", "NA"])), [Some(1.5), None]);
    }

    #[test]
    fn nested_arrays_are_no_columns() {
        let list = ListArray::from_iter_primitive::<Int64Type, _, _>([Some([Some(1)])]);
        assert!(Column::of_arrays("a".to_owned(), &[Arc::new(list)]).is_none());
        assert!(Column::of_arrays("a".to_owned(), &[]).is_none());
    }
}
