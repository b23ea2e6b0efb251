//! One column as it was encoded in training, and others of its name encoded alike.

use crate::buckets::buckets_of;
use crate::coded::coded;
use crate::column_scaling::FittedColumnScaling;
use crate::column_values::{OTHER_CODE, lengths};
use crate::encoder::Encoder;
use crate::impute::FittedImpute;
use crate::unread_cells::{UnreadCells, UnreadReason};
use crate::used_columns::UsedFeature;
use failures::{Failure, FailureCode, shortened};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use tabular::{
    Column, ColumnEncoding, ColumnScaling, ColumnType, DateOrder, EncodingOptions, ImputeStrategy, MISSING_CODE,
    boolean_of_word, positive_zero,
};
use ts_rs::TS;

/// A column as it was encoded in training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PreparedColumn {
    pub name: String,
    /// What the cells were.
    pub column_type: ColumnType,
    /// `number`: the value itself; `code`: its place in `values`; `one_hot`: one 0/1 column each of `values`; the others as
    /// `ColumnEncoding` says.
    pub encoding: ColumnEncoding,
    /// The distinct values in the order of their codes; of `top_k` those that have a column, the most frequent first; of
    /// `frequency` and `target_mean` those of the training rows, sorted; empty of others.
    pub values: Vec<String>,
    /// Of `one_hot`, those of `values` that no training row had: they are encoded as 0 in every column. Absent where there are
    /// none, as in all files before format 6.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub untrained: Vec<String>,
    /// Which came first in dates such as 3/4/2024; they are read so in other tables whose cells do not tell it. Absent where
    /// there were none, as in all files before format 6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub date_order: Option<DateOrder>,
    /// What was said of the encoding, or is usual of it: `k` (no more than there are values), `buckets`, `parts`, `cyclic`,
    /// `smoothing`, `folds`, `seed`. Absent of `number`, `code` and `one_hot`, as in all files before format 6.
    #[serde(default, skip_serializing_if = "EncodingOptions::is_empty")]
    #[ts(optional, as = "Option<EncodingOptions>")]
    pub options: EncodingOptions,
    /// Of `frequency` and `target_mean`, for each encoded column, a number each of `values`, then of a missing cell where these
    /// are a category of their own, then of a value that training did not know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<Vec<f64>>>")]
    pub lookup: Vec<Vec<f64>>,
    /// Of a feature: what stands in place of its missing cells. Absent where their rows are left out, as in all files before
    /// format 6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub impute: Option<FittedImpute>,
    /// Of a feature: its own scaling, after its missing cells are filled; a Scale node leaves it as it is. Absent where it has
    /// none, as in all files before format 6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub scaling: Option<FittedColumnScaling>,
}

impl PreparedColumn {
    /// A column all of whose cells are there, as targets are.
    pub(crate) fn of(column: &Column, encoding: ColumnEncoding) -> PreparedColumn {
        let values = if encoding == ColumnEncoding::Number { Vec::new() } else { coded(column).labels };
        PreparedColumn { values, ..Self::of_type(column, encoding) }
    }

    /// A column of which no more is known than its type.
    pub(crate) fn of_type(column: &Column, encoding: ColumnEncoding) -> PreparedColumn {
        PreparedColumn {
            name: column.name.clone(),
            column_type: column.column_type(),
            encoding,
            values: Vec::new(),
            untrained: Vec::new(),
            date_order: column.written_dates().map(|dates| dates.order),
            options: EncodingOptions::default(),
            lookup: Vec::new(),
            impute: None,
            scaling: None,
        }
    }

    /// A feature; what stands in place of its missing cells, then its encoding, then its scaling fitted on the rows `training`
    /// of the table.
    ///
    /// # Errors
    /// When it cannot be fitted: no such row has a value, or the constant is none of the column.
    pub(crate) fn fit(feature: UsedFeature, training: &[u32]) -> Result<PreparedColumn, Failure> {
        let UsedFeature { column, encoding, impute, scaling, .. } = feature;
        let mut prepared = PreparedColumn {
            values: feature.values(),
            options: feature.definite_options(),
            ..PreparedColumn::of_type(column, encoding)
        };
        if let Some(impute) = impute {
            prepared.impute = Some(FittedImpute::fit(feature, impute, training)?);
        }
        if encoding.takes_others() {
            prepared.fit_values(feature, training);
        }
        if encoding == ColumnEncoding::OneHot {
            prepared.find_untrained(column, training);
        }
        if let (Some(method), Encoder::Number(numbers)) = (scaling, prepared.unscaled(column)) {
            let cells = training.iter().map(|row| numbers.get(*row)).filter(|cell| !cell.is_nan());
            prepared.scaling = Some(FittedColumnScaling::fit(method, &cells.collect::<Vec<f64>>()));
        }
        column.forget();
        Ok(prepared)
    }

    /// Columns it is encoded to.
    pub fn width(&self) -> usize {
        self.width_of_values() + usize::from(self.impute.as_ref().is_some_and(|impute| impute.indicator))
    }

    /// Whether missing cells are a category of their own.
    pub(crate) fn has_missing_category(&self) -> bool {
        self.impute.as_ref().is_some_and(|impute| impute.strategy == ImputeStrategy::Category)
    }

    pub(crate) fn check(&self) -> Result<(), Failure> {
        let fault = |found: String, expected: &str| {
            Err(Failure::new(FailureCode::ModelPreparation, found, expected, "save the model again")
                .in_column(&self.name))
        };
        let is_number = self.encoding.is_of_numbers();
        let is_plain = self.encoding == ColumnEncoding::Number;
        let fits_type = match self.encoding {
            ColumnEncoding::Number => self.column_type != ColumnType::Category,
            ColumnEncoding::DateParts => self.column_type == ColumnType::Time,
            ColumnEncoding::TextLength => self.column_type == ColumnType::Category,
            _ => true,
        };
        if !fits_type || (is_number && !self.values.is_empty()) {
            return fault("a text, or values, of a column encoded as a number".to_owned(), "numbers");
        }
        if matches!(self.encoding, ColumnEncoding::Code | ColumnEncoding::OneHot) && self.values.is_empty() {
            return fault("no value".to_owned(), "the values that were encoded");
        }
        if !self.fits_untrained() {
            return fault("values without a training row that are none of the column".to_owned(), "some of its values");
        }
        if self.options.order.is_some() || self.options.fault(self.encoding).is_some() || !self.fits_options() {
            return fault("options that no such encoding has".to_owned(), "those of its encoding");
        }
        let mut seen = HashSet::new();
        if let Some(value) = self.values.iter().find(|value| !seen.insert(value.as_str())) {
            return fault(format!("the value \"{}\" twice", shortened(value)), "every value once");
        }
        if self.impute.as_ref().is_some_and(|impute| !impute.fits(self.encoding, &self.values)) {
            return fault("missing cells filled by what is no value".to_owned(), "a value of the column");
        }
        if self.scaling.as_ref().is_some_and(|scaling| !is_plain || !scaling.is_possible()) {
            return fault("a scaling that no training rows give".to_owned(), "one that was fitted on numbers");
        }
        Ok(())
    }

    /// Whether values, options and numbers are as many as the encoding has.
    fn fits_options(&self) -> bool {
        let known = self.values.len() + usize::from(self.has_missing_category()) + 1;
        let lists = self.lookup.len();
        let is_listed = match self.encoding {
            ColumnEncoding::Frequency => lists == 1,
            ColumnEncoding::TargetMean => lists > 0,
            _ => lists == 0,
        };
        is_listed
            && self.lookup.iter().all(|list| list.len() == known && list.iter().all(|number| number.is_finite()))
            && self.options.k.is_none_or(|k| self.values.len() <= k as usize)
            && (self.encoding != ColumnEncoding::Hashed || self.values.is_empty())
    }

    pub(crate) fn refused(&self, code: FailureCode, found: String, expected: String, help: &str) -> Failure {
        Failure::new(code, found, expected, help).in_column(&self.name)
    }

    /// The columns that the cells of the table it was fitted on are encoded to.
    pub(crate) fn encoders<'table>(&self, column: &'table Column) -> Vec<Encoder<'table>> {
        self.scaled(self.filled(self.known(column), column))
    }

    /// The cells of the table it was fitted on, not yet filled.
    pub(crate) fn known<'table>(&self, column: &'table Column) -> Encoder<'table> {
        match self.encoding {
            ColumnEncoding::Number | ColumnEncoding::OneHot => Encoder::of(column, self.encoding),
            ColumnEncoding::DateParts => Encoder::of(column, ColumnEncoding::Number),
            ColumnEncoding::TextLength => Encoder::Number(lengths(column).into()),
            ColumnEncoding::Hashed => self.hashed(column),
            ColumnEncoding::Code | ColumnEncoding::TopK | ColumnEncoding::Frequency | ColumnEncoding::TargetMean => {
                let coded = coded(column);
                if self.values.starts_with(&coded.labels) {
                    return Encoder::Code(coded.codes);
                }
                let places: HashMap<&str, u32> = self.values.iter().map(String::as_str).zip(0..).collect();
                let of_label = |label: &String| places.get(label.as_str()).copied().unwrap_or(OTHER_CODE);
                let of_code: Vec<u32> = coded.labels.iter().map(of_label).collect();
                let place = |code: &u32| of_code.get(*code as usize).copied().unwrap_or(MISSING_CODE);
                Encoder::Code(coded.codes.iter().map(place).collect())
            }
        }
    }

    fn hashed<'table>(&self, column: &Column) -> Encoder<'table> {
        let width = self.width_of_values();
        Encoder::Hashed(Cow::Owned(buckets_of(column, self.column_type, width as u32)), width)
    }

    /// The first of the columns that the cells of the table it was fitted on are encoded to, before it is scaled.
    pub(crate) fn unscaled<'table>(&self, column: &'table Column) -> Encoder<'table> {
        self.filled(self.known(column), column).swap_remove(0)
    }

    /// The columns that the cells of another table are encoded to, for the rows `rows`, in which none is missing unless it
    /// is filled. Cells of values that training did not know go to `unknown`.
    ///
    /// # Errors
    /// A text among numbers.
    pub(crate) fn encoders_of_other<'table>(
        &self,
        column: &'table Column,
        rows: &[u32],
        unknown: &mut UnreadCells,
    ) -> Result<Vec<Encoder<'table>>, Failure> {
        let encoder = self.encoder(column, rows, unknown)?;
        if let (UnreadReason::NoLogarithm, Some(numbers)) = (self.unread_reason(), column.numbers()) {
            for row in rows.iter().filter(|row| numbers[**row as usize] <= -1.0) {
                unknown.add(*row, &column.number_text(numbers[*row as usize]));
            }
        }
        Ok(self.scaled(self.filled(encoder, column)))
    }

    /// Why a cell that is there cannot be encoded.
    pub(crate) fn unread_reason(&self) -> UnreadReason {
        let is_log1p = self.scaling.as_ref().is_some_and(|scaling| scaling.method == ColumnScaling::Log1p);
        if is_log1p && self.column_type != ColumnType::Boolean {
            UnreadReason::NoLogarithm
        } else if self.encoding.takes_others() {
            UnreadReason::UnseenValue
        } else {
            UnreadReason::UnknownValue
        }
    }

    /// The columns that its cells are encoded to, the missing ones filled.
    fn filled<'table>(&self, encoder: Encoder<'table>, column: &'table Column) -> Vec<Encoder<'table>> {
        let mut encoders = match &self.impute {
            Some(impute) => impute.fill(encoder, column, self.column_type, &self.values),
            None => vec![encoder],
        };
        let told = encoders.split_off(1);
        let values = encoders.swap_remove(0);
        self.finished(values).into_iter().chain(told).collect()
    }

    /// The columns with their numbers scaled, where the column has its own scaling.
    fn scaled<'table>(&self, mut encoders: Vec<Encoder<'table>>) -> Vec<Encoder<'table>> {
        let Some(scaling) = &self.scaling else { return encoders };
        for encoder in &mut encoders {
            if let Encoder::Number(cells) = encoder {
                *encoder = Encoder::Number(cells.clone().scaled(scaling));
            }
        }
        encoders
    }

    /// The column's cells encoded as they were in training, for the rows `rows`. Cells of values that training did not
    /// know go to `unknown`.
    pub(crate) fn encoder<'table>(
        &self,
        column: &'table Column,
        rows: &[u32],
        unknown: &mut UnreadCells,
    ) -> Result<Encoder<'table>, Failure> {
        match self.encoding {
            ColumnEncoding::Number | ColumnEncoding::DateParts => {}
            ColumnEncoding::TextLength => return Ok(Encoder::Number(lengths(column).into())),
            ColumnEncoding::Hashed => return Ok(self.hashed(column)),
            ColumnEncoding::OneHot => {
                return Ok(Encoder::OneHot(Cow::Owned(self.codes(column, rows, unknown)), self.values.len()));
            }
            ColumnEncoding::Code => return Ok(Encoder::Code(Cow::Owned(self.codes(column, rows, unknown)))),
            ColumnEncoding::TopK | ColumnEncoding::Frequency | ColumnEncoding::TargetMean => {
                let mut codes = self.codes(column, rows, unknown);
                for row in rows.iter().filter(|row| !column.is_missing(**row as usize)) {
                    let code = &mut codes[*row as usize];
                    *code = if *code == MISSING_CODE { OTHER_CODE } else { *code };
                }
                return Ok(Encoder::Code(Cow::Owned(codes)));
            }
        }
        let is_time = self.column_type == ColumnType::Number && column.column_type() == ColumnType::Time;
        if let Some(numbers) = column.number_cells().filter(|_| !is_time) {
            return Ok(Encoder::Number(numbers.into()));
        }
        if let Some(numbers) = self.booleans(column, rows, unknown) {
            return Ok(Encoder::Number(numbers.into()));
        }
        let first_time = (0..column.cells()).filter(|_| is_time).find_map(|row| column.text(row)).unwrap_or_default();
        let text = shortened(column.first_text().map_or(&first_time, |first_text| &first_text.text));
        let found = format!("the text \"{text}\"");
        let help = "correct the cell: the model was trained on numbers here";
        let refused = self.refused(FailureCode::ColumnNotNumeric, found, "numbers".to_owned(), help).text("text", text);
        Err(match column.first_text() {
            Some(first_text) => refused.at_cell(first_text.place),
            None => refused,
        })
    }

    /// Words for no and yes as 0 and 1, where training saw such: of a few rows that say one of them alone, the table cannot
    /// tell. `None` where all words are others.
    fn booleans(&self, column: &Column, rows: &[u32], unknown: &mut UnreadCells) -> Option<Vec<f64>> {
        if self.column_type != ColumnType::Boolean {
            return None;
        }
        let words: Vec<Option<bool>> = column.categories().map(boolean_of_word).collect();
        words.iter().flatten().next()?;
        let codes = column.codes()?;
        let number =
            |code: &u32| words.get(*code as usize).copied().flatten().map_or(f64::NAN, |yes| f64::from(u8::from(yes)));
        let numbers: Vec<f64> = codes.iter().map(number).collect();
        let is_unknown = |row: &&u32| numbers[**row as usize].is_nan() && !column.is_missing(**row as usize);
        for row in rows.iter().filter(is_unknown) {
            unknown.add(*row, column.category_of(codes[*row as usize]));
        }
        Some(numbers)
    }

    /// Each cell's place in `values`.
    pub(crate) fn codes(&self, column: &Column, rows: &[u32], unknown: &mut UnreadCells) -> Vec<u32> {
        let by_text: HashMap<&str, u32> = self.values.iter().map(String::as_str).zip(0..).collect();
        // Texts such as 1 and 01 are one number: then the first stands for it.
        let by_number: HashMap<u64, u32> = (self.values.iter().enumerate().rev())
            .filter_map(|(code, text)| Some((bits(text.parse().ok()?), code as u32)))
            .collect();
        // Yes and no may be written another way than in training.
        let of_boolean = |wanted: bool| {
            let is_wanted = |text: &&String| boolean_of_word(text) == Some(wanted);
            let is_boolean = self.column_type == ColumnType::Boolean;
            self.values.iter().find(is_wanted).filter(|_| is_boolean).and_then(|text| by_text.get(text.as_str()))
        };
        let of_text = |text: &str| {
            let number = || if self.column_type == ColumnType::Number { text.parse().ok() } else { None };
            let known = by_text.get(text).or_else(|| of_boolean(boolean_of_word(text)?));
            known.or_else(|| by_number.get(&bits(number()?))).copied()
        };
        let of_number = |value: f64| {
            let known = by_text.get(column.number_text(value).as_str()).or_else(|| of_boolean(value != 0.0));
            known.or_else(|| by_number.get(&bits(value)))
        };
        let mut codes = vec![MISSING_CODE; rows.last().map_or(0, |row| *row as usize + 1)];
        let there = || rows.iter().filter(|row| !column.is_missing(**row as usize));
        if let Some(found) = column.codes() {
            let translated: Vec<Option<u32>> = column.categories().map(of_text).collect();
            for row in there() {
                let category = found[*row as usize];
                match translated[category as usize] {
                    Some(code) => codes[*row as usize] = code,
                    None => unknown.add(*row, column.category_of(category)),
                }
            }
        } else if let Some(values) = column.numbers() {
            for row in there() {
                let value = values[*row as usize];
                match of_number(value) {
                    Some(code) => codes[*row as usize] = *code,
                    None => unknown.add(*row, &column.number_text(value)),
                }
            }
        }
        codes
    }

    /// The first few values, for a message.
    pub(crate) fn some_values(&self) -> String {
        const MOST_NAMED: usize = 5;
        let mut named: Vec<String> = self.values.iter().take(MOST_NAMED).map(|value| shortened(value)).collect();
        if self.values.len() > MOST_NAMED {
            named.push("…".to_owned());
        }
        named.join(", ")
    }
}

/// A number's bits, −0 taken as 0.
fn bits(value: f64) -> u64 {
    positive_zero(value).to_bits()
}
