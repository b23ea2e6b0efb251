//! Encodings by which a feature's many values become fewer columns: fitted on the training rows, their missing cells filled.

use crate::coded::coded;
use crate::column_values::{OTHER_CODE, part_columns};
use crate::encoder::Encoder;
use crate::prepared_column::PreparedColumn;
use crate::target_mean::{TargetNumbers, means};
use crate::used_columns::UsedFeature;
use std::cmp::Reverse;
use tabular::{Column, ColumnEncoding, DatePart, EncodingOptions, MISSING_CODE};

impl PreparedColumn {
    /// Finds the values that have a place of their own on the rows `training`, and what stands for each.
    pub(crate) fn fit_values(&mut self, feature: UsedFeature, training: &[u32]) {
        let all = feature.values();
        let codes = Encoder::Code(coded(feature.column).codes);
        let codes = match &self.impute {
            Some(impute) => impute.fill(codes, feature.column, self.column_type, &all).swap_remove(0),
            None => codes,
        };
        let Encoder::Code(codes) = codes else { return };
        let mut counts = vec![0_usize; all.len() + 1];
        for row in training {
            if let Some(count) = counts.get_mut(codes[*row as usize] as usize) {
                *count += 1;
            }
        }
        let mut kept: Vec<usize> = (0..all.len()).filter(|code| counts[*code] > 0).collect();
        if let Some(k) = self.options.k {
            kept.sort_by_key(|code| Reverse(counts[*code]));
            kept.truncate(k as usize);
        }
        if self.encoding == ColumnEncoding::Frequency {
            let share = |count: usize| count as f64 / training.len().max(1) as f64;
            let missing = self.has_missing_category().then(|| share(counts[all.len()]));
            let shares = kept.iter().map(|code| share(counts[*code])).chain(missing);
            self.lookup = vec![shares.chain([0.0]).collect()];
        }
        if let (ColumnEncoding::TargetMean, Some(target)) = (self.encoding, feature.target) {
            // Places as they will be: of what is kept alone, then of missing cells.
            let mut places = vec![0; all.len() + 1];
            (0..).zip(&kept).for_each(|(place, code)| places[*code] = place);
            places[all.len()] = kept.len() as u32;
            let places: Vec<u32> =
                codes.iter().map(|code| places.get(*code as usize).copied().unwrap_or(MISSING_CODE)).collect();
            let count = kept.len() + usize::from(self.has_missing_category());
            let numbers = TargetNumbers::of(target);
            let smoothing = self.options.smoothing;
            self.lookup =
                numbers.lists.iter().map(|numbers| means(&places, count, numbers, training, smoothing)).collect();
        }
        self.values = kept.into_iter().map(|code| all[code].clone()).collect();
    }

    /// Places of the cells of the table it was fitted on among its values, the missing ones filled.
    pub(crate) fn places(&self, column: &Column) -> Vec<u32> {
        let known = self.known(column);
        let filled = match &self.impute {
            Some(impute) => impute.fill(known, column, self.column_type, &self.values).swap_remove(0),
            None => known,
        };
        if let Encoder::Code(codes) = filled { codes.into_owned() } else { Vec::new() }
    }

    /// The columns that cells are encoded to, their missing ones filled.
    pub(crate) fn finished<'table>(&self, encoder: Encoder<'table>) -> Vec<Encoder<'table>> {
        match (self.encoding, encoder) {
            (ColumnEncoding::TopK, Encoder::Code(codes)) => {
                let k = self.options.k.unwrap_or(EncodingOptions::K);
                let missing = self.values.len() as u32;
                let column = |code: &u32| match *code {
                    MISSING_CODE => MISSING_CODE,
                    OTHER_CODE => k,
                    code => {
                        if code == missing {
                            k + 1
                        } else {
                            code
                        }
                    }
                };
                vec![Encoder::OneHot(codes.iter().map(column).collect(), self.width_of_values())]
            }
            (ColumnEncoding::Frequency | ColumnEncoding::TargetMean, Encoder::Code(codes)) => {
                let found = |numbers: &Vec<f64>| {
                    let last = numbers.last().copied().unwrap_or(f64::NAN);
                    let number = |code: &u32| match *code {
                        MISSING_CODE => f64::NAN,
                        code => numbers.get(code as usize).copied().unwrap_or(last),
                    };
                    Encoder::Number(codes.iter().map(number).collect::<Vec<f64>>().into())
                };
                self.lookup.iter().map(found).collect()
            }
            (ColumnEncoding::DateParts, Encoder::Number(times)) => {
                let columns = self.parts().iter().flat_map(|part| part_columns(*part, self.is_cyclic()));
                columns.map(|way| Encoder::Number(times.computed(|time| way.of(time)))).collect()
            }
            (ColumnEncoding::OneHot, encoder) if !self.untrained.is_empty() => vec![self.without_untrained(encoder)],
            (_, encoder) => vec![encoder],
        }
    }

    /// Parts of a time, each a column or two.
    pub(crate) fn parts(&self) -> &[DatePart] {
        self.options.parts.as_deref().unwrap_or(&EncodingOptions::PARTS)
    }

    fn is_cyclic(&self) -> bool {
        self.options.cyclic == Some(true)
    }

    /// Columns it is encoded to, but that which says where a cell was missing.
    pub(crate) fn width_of_values(&self) -> usize {
        let of_missing = usize::from(self.has_missing_category());
        match self.encoding {
            ColumnEncoding::OneHot => self.values.len() + of_missing,
            ColumnEncoding::TopK => self.options.k.unwrap_or(EncodingOptions::K) as usize + 1 + of_missing,
            ColumnEncoding::Hashed => self.options.buckets.unwrap_or(EncodingOptions::BUCKETS) as usize,
            ColumnEncoding::TargetMean => self.lookup.len(),
            ColumnEncoding::DateParts => {
                self.parts().iter().map(|part| part_columns(*part, self.is_cyclic()).len()).sum()
            }
            ColumnEncoding::Number | ColumnEncoding::Code | ColumnEncoding::Frequency | ColumnEncoding::TextLength => 1,
        }
    }
}
