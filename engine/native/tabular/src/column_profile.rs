//! Figures of one column.

use crate::association::entropy;
use crate::column::{Column, ColumnType, MISSING_CODE};
use crate::encoding::ColumnEncoding;
use crate::identifiers::{IdentifierKind, identifier_kind};
use crate::value_spread::ValueSpread;
use serde::Serialize;
use ts_rs::TS;

const TOP_VALUES: usize = 20;
/// A numeric target of at most this many distinct whole numbers is proposed as classes.
const MOST_PROPOSED_CLASSES: usize = 20;
/// Categories up to which a feature is proposed as one 0/1 column each; of more, those most frequent have one.
const MOST_ONE_HOT: usize = 20;
const QUARTERS: [usize; 2] = [2, 4];
/// Interquartile ranges beyond a quartile from which on a value is an outlier (Tukey, Exploratory Data Analysis, 1977).
const OUTLIER_RANGES: f64 = 1.5;

/// Figures of one column; those of numbers are `None` for categories and for columns without any value. Of booleans they are
/// of 0 and 1, of times of days since 1970 began.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ColumnProfile {
    pub name: String,
    #[serde(rename = "type")]
    pub column_type: ColumnType,
    pub missing: usize,
    pub distinct: usize,
    pub constant: bool,
    pub mean: Option<f64>,
    /// Population standard deviation.
    pub standard_deviation: Option<f64>,
    pub minimum: Option<f64>,
    pub maximum: Option<f64>,
    /// Values below which 1, 5, 25, 50, 75, 95 and 99 in 100 lie, between two values in proportion; empty for categories.
    pub quantiles: Vec<f64>,
    /// Cells further than 1.5 interquartile ranges below the lower or above the upper quartile.
    pub outliers: Option<usize>,
    /// Most frequent values first, at most 20, equally frequent ones in sorted order.
    pub top: Vec<ValueCount>,
    /// 32 equal bins between minimum and maximum; a value on an inner edge belongs to the bin above it.
    #[ts(type = "Array<number>")]
    pub histogram: Vec<u64>,
    /// Of columns that are classes as a target: from 0, where nearly all rows are of one class, to 1, where all are equally
    /// frequent: the entropy of the classes over the greatest they can have.
    pub balance: Option<f64>,
    /// Why it looks as if it named rows rather than measured something.
    pub identifier: Option<IdentifierKind>,
    /// How it is encoded as a target unless chosen otherwise: its values as classes (`code`), or as a quantity (`number`).
    pub target_encoding: ColumnEncoding,
    /// The same as a feature.
    pub feature_encoding: ColumnEncoding,
}

/// A value of a column and how often it stands there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ValueCount {
    pub value: String,
    pub count: usize,
}

impl ColumnProfile {
    pub(crate) fn of(column: &Column) -> Self {
        match (column.codes(), column.numbers()) {
            (Some(codes), _) => of_categories(column, codes),
            (None, numbers) => of_numbers(column, &numbers.unwrap_or_default()),
        }
    }
}

fn of_categories(column: &Column, codes: &[u32]) -> ColumnProfile {
    let distinct = column.categories().len();
    let mut counts = vec![0_usize; distinct];
    for code in codes.iter().filter(|code| **code != MISSING_CODE) {
        counts[*code as usize] += 1;
    }
    let mut order: Vec<u32> = (0..distinct as u32).collect();
    order.sort_by_key(|code| std::cmp::Reverse(counts[*code as usize]));
    order.truncate(TOP_VALUES);
    let identifier = identifier_kind(column, distinct, None);
    let counted = |code: u32| ValueCount { value: column.category_of(code).to_owned(), count: counts[code as usize] };
    ColumnProfile {
        name: column.name.clone(),
        column_type: ColumnType::Category,
        missing: column.missing(),
        distinct,
        constant: distinct <= 1,
        mean: None,
        standard_deviation: None,
        minimum: None,
        maximum: None,
        quantiles: Vec::new(),
        outliers: None,
        top: order.into_iter().map(counted).collect(),
        histogram: Vec::new(),
        balance: balance(&counts),
        identifier,
        target_encoding: ColumnEncoding::Code,
        feature_encoding: match identifier {
            _ if distinct <= MOST_ONE_HOT => ColumnEncoding::OneHot,
            // No value of an identifier is frequent.
            Some(_) => ColumnEncoding::Code,
            None => ColumnEncoding::TopK,
        },
    }
}

fn of_numbers(column: &Column, values: &[f64]) -> ColumnProfile {
    let (spread, mut counts) = ValueSpread::counting(values);
    let (count, distinct) = (spread.count, counts.len());
    let is_whole = count > 0 && counts.iter().all(|(value, _)| value.fract() == 0.0);
    let is_classes = match column.column_type() {
        ColumnType::Boolean => true,
        ColumnType::Time => false,
        ColumnType::Number | ColumnType::Category => is_whole && distinct <= MOST_PROPOSED_CLASSES,
    };
    let outliers = outliers(&counts, &spread.quantiles);
    let class_counts: Vec<usize> =
        if is_classes { counts.iter().map(|(_, count)| *count).collect() } else { Vec::new() };
    let by_count = |a: &(f64, usize), b: &(f64, usize)| b.1.cmp(&a.1).then(a.0.total_cmp(&b.0));
    if counts.len() > TOP_VALUES {
        counts.select_nth_unstable_by(TOP_VALUES, by_count);
        counts.truncate(TOP_VALUES);
    }
    counts.sort_unstable_by(by_count);
    let range = spread.minimum.zip(spread.maximum).unwrap_or((f64::INFINITY, f64::NEG_INFINITY));
    ColumnProfile {
        name: column.name.clone(),
        column_type: column.column_type(),
        missing: column.missing(),
        distinct,
        constant: distinct <= 1,
        mean: spread.mean,
        standard_deviation: spread.standard_deviation,
        minimum: spread.minimum,
        maximum: spread.maximum,
        quantiles: spread.quantiles,
        outliers,
        top: counts.into_iter().map(|(value, count)| ValueCount { value: column.number_text(value), count }).collect(),
        histogram: spread.histogram,
        balance: balance(&class_counts),
        identifier: identifier_kind(column, distinct, Some((range.0, range.1, is_whole))),
        target_encoding: if is_classes { ColumnEncoding::Code } else { ColumnEncoding::Number },
        feature_encoding: ColumnEncoding::Number,
    }
}

fn outliers(counts: &[(f64, usize)], quantiles: &[f64]) -> Option<usize> {
    let [lower, upper] = QUARTERS.map(|quarter| quantiles.get(quarter).copied());
    let (lower, upper) = (lower?, upper?);
    let most = OUTLIER_RANGES * (upper - lower);
    Some(
        counts.iter().filter(|(value, _)| *value < lower - most || *value > upper + most).map(|(_, count)| count).sum(),
    )
}

/// The entropy of classes over the greatest it can be.
fn balance(counts: &[usize]) -> Option<f64> {
    if counts.len() < 2 {
        return None;
    }
    Some(entropy(counts, counts.iter().sum()) / (counts.len() as f64).ln())
}
