//! How a column becomes a network's inputs, and what may be said of each way.

use crate::date_part::DatePart;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a column is encoded: numbers may be `number`, times `date_parts`, texts `text_length`, and everything any other. Targets
/// are `number` or `code` alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ColumnEncoding {
    /// The value itself; of times the days elapsed since 1970 began.
    Number,
    /// Index in the list of distinct values: in sorted order, or in one that is given.
    Code,
    /// One 0/1 column a distinct value.
    OneHot,
    /// One 0/1 column each of the most frequent values of the training rows, and one for all others together.
    TopK,
    /// The value's share among the training rows; 0 of one that they have not.
    Frequency,
    /// One of a fixed number of columns is 1 or −1, as the value's hash says.
    Hashed,
    /// The target's mean over the training rows of the value, drawn towards that of all; of classes one column each.
    TargetMean,
    /// Year, month, … of a time, one column each.
    DateParts,
    /// How many characters a text has.
    TextLength,
}

impl ColumnEncoding {
    /// Whether missing cells are filled as numbers, before it encodes them.
    pub fn is_of_numbers(self) -> bool {
        matches!(self, Self::Number | Self::DateParts | Self::TextLength)
    }

    /// Whether values that training rows have not are encoded all alike, so that no row is left out for one.
    pub fn takes_others(self) -> bool {
        matches!(self, Self::TopK | Self::Frequency | Self::TargetMean)
    }

    /// Whether a feature alone can be encoded so.
    pub fn is_of_features(self) -> bool {
        !matches!(self, Self::Number | Self::Code | Self::OneHot)
    }
}

/// What may be said of an encoding. Each is of one encoding alone and has a usual value where it is absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EncodingOptions {
    /// Of `code`: every value, in the order of the codes; absent where they are sorted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub order: Option<Vec<String>>,
    /// Of `top_k`: values that have a column of their own, the most frequent ones. Usually 20.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub k: Option<u32>,
    /// Of `hashed`: columns. Usually 32.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub buckets: Option<u32>,
    /// Of `target_mean`: rows of the overall mean that are counted with each value's own; absent where the rows' spread says
    /// how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub smoothing: Option<f64>,
    /// Of `target_mean`: parts of the training rows, each encoded by the others. Usually 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub folds: Option<u32>,
    /// Of `target_mean`: what the parts are drawn by. Usually 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub seed: Option<u32>,
    /// Of `date_parts`, in the order of the columns. Usually year, month, day and weekday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub parts: Option<Vec<DatePart>>,
    /// Of `date_parts`: whether parts that come round again are told by sine and cosine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub cyclic: Option<bool>,
}

impl EncodingOptions {
    /// Least and greatest of the options that are numbers, by name.
    pub const LIMITS: [(&str, [u32; 2]); 4] =
        [("k", [1, 10_000]), ("buckets", [1, 65_536]), ("smoothing", [0, 1_000_000_000]), ("folds", [2, 100])];

    /// Usual value of `k`.
    pub const K: u32 = 20;
    /// Usual value of `buckets`.
    pub const BUCKETS: u32 = 32;
    /// Usual value of `folds`.
    pub const FOLDS: u32 = 5;
    /// Usual value of `seed`.
    pub const SEED: u32 = 0;
    /// Usual value of `parts`.
    pub const PARTS: [DatePart; 4] = [DatePart::Year, DatePart::Month, DatePart::Day, DatePart::Weekday];

    /// What is usual of every option that has a usual value.
    pub fn usual() -> Self {
        Self {
            order: None,
            k: Some(Self::K),
            buckets: Some(Self::BUCKETS),
            smoothing: None,
            folds: Some(Self::FOLDS),
            seed: Some(Self::SEED),
            parts: Some(Self::PARTS.to_vec()),
            cyclic: Some(false),
        }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The first option that an encoding has not, or that is out of its range, with what would be right.
    pub fn fault(&self, encoding: ColumnEncoding) -> Option<(&'static str, String)> {
        let of = |name: &'static str, is_there: bool, owner: ColumnEncoding| {
            (is_there && encoding != owner).then(|| (name, format!("no {name} of such an encoding")))
        };
        let number = |name: &'static str, value: Option<f64>| {
            let [least, most] = Self::LIMITS.into_iter().find(|(known, _)| *known == name)?.1.map(f64::from);
            let is_out = !(least..=most).contains(&value?);
            is_out.then(|| (name, format!("{name} from {least} to {most}")))
        };
        let repeats = |count: usize, different: usize| count == 0 || different < count;
        let order = self
            .order
            .as_ref()
            .filter(|order| repeats(order.len(), order.iter().collect::<std::collections::HashSet<_>>().len()));
        let parts = self
            .parts
            .as_ref()
            .filter(|parts| repeats(parts.len(), parts.iter().collect::<std::collections::HashSet<_>>().len()));
        of("order", self.order.is_some(), ColumnEncoding::Code)
            .or_else(|| of("k", self.k.is_some(), ColumnEncoding::TopK))
            .or_else(|| of("buckets", self.buckets.is_some(), ColumnEncoding::Hashed))
            .or_else(|| of("smoothing", self.smoothing.is_some(), ColumnEncoding::TargetMean))
            .or_else(|| of("folds", self.folds.is_some(), ColumnEncoding::TargetMean))
            .or_else(|| of("seed", self.seed.is_some(), ColumnEncoding::TargetMean))
            .or_else(|| of("parts", self.parts.is_some(), ColumnEncoding::DateParts))
            .or_else(|| of("cyclic", self.cyclic.is_some(), ColumnEncoding::DateParts))
            .or_else(|| number("k", self.k.map(f64::from)))
            .or_else(|| number("buckets", self.buckets.map(f64::from)))
            .or_else(|| number("smoothing", self.smoothing))
            .or_else(|| number("folds", self.folds.map(f64::from)))
            .or_else(|| order.map(|_| ("order", "values, each once".to_owned())))
            .or_else(|| parts.map(|_| ("parts", "parts of a date, each once".to_owned())))
    }
}
