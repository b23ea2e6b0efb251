//! Values of one-hot columns that no training row has: their inputs are 0 throughout, so that nothing is learnt of them.

use crate::coded::codes_of_rows;
use crate::column_values::OTHER_CODE;
use crate::encoder::Encoder;
use crate::prepared_column::PreparedColumn;
use crate::unread_cells::{UnreadCells, UnreadReason};
use tabular::{Column, ColumnEncoding};

impl PreparedColumn {
    /// Finds the values that no row of `training` has, missing cells taken as what fills them.
    pub(crate) fn find_untrained(&mut self, column: &Column, training: &[u32]) {
        let Encoder::OneHot(codes, width) = self.unscaled(column) else { return };
        let is_trained = codes_of_rows(&codes, width, training.iter().copied());
        let values = self.values.iter().zip(is_trained);
        self.untrained = values.filter(|(_, is_trained)| !is_trained).map(|(value, _)| value.clone()).collect();
    }

    /// One-hot cells, none of the inputs 1 where a value was not trained.
    pub(crate) fn without_untrained<'table>(&self, encoder: Encoder<'table>) -> Encoder<'table> {
        let Encoder::OneHot(mut codes, width) = encoder else { return encoder };
        let is_untrained = self.untrained_codes();
        for code in codes.to_mut() {
            if is_untrained.get(*code as usize) == Some(&true) {
                *code = OTHER_CODE;
            }
        }
        Encoder::OneHot(codes, width)
    }

    /// The cells of another table's rows whose values were not trained, if there are such values.
    pub(crate) fn untrained_cells(&self, column: &Column, rows: &[u32]) -> Option<UnreadCells> {
        if self.untrained.is_empty() {
            return None;
        }
        let mut cells = UnreadCells::none(&self.name, UnreadReason::UnseenValue);
        let codes = self.codes(column, rows, &mut UnreadCells::none(&self.name, UnreadReason::UnknownValue));
        let is_untrained = self.untrained_codes();
        for row in rows {
            let code = codes[*row as usize] as usize;
            if is_untrained.get(code) == Some(&true) {
                cells.add(*row, &self.values[code]);
            }
        }
        Some(cells)
    }

    /// Whether the untrained values are some of a one-hot column's.
    pub(crate) fn fits_untrained(&self) -> bool {
        let is_value = |value: &String| self.values.contains(value);
        self.untrained.is_empty() || self.encoding == ColumnEncoding::OneHot && self.untrained.iter().all(is_value)
    }

    fn untrained_codes(&self) -> Vec<bool> {
        self.values.iter().map(|value| self.untrained.contains(value)).collect()
    }
}
