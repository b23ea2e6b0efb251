//! What stands for a cell in place of itself: a place among others, the parts of its time, the length of its text.

use crate::coded::coded;
use tabular::{Column, DatePart, MISSING_CODE};

/// Stands for every value that has no place of its own.
pub(crate) const OTHER_CODE: u32 = MISSING_CODE - 1;

/// One column of a part of a time.
#[derive(Clone, Copy)]
pub(crate) struct PartColumn {
    part: DatePart,
    wave: Wave,
}

#[derive(Clone, Copy)]
enum Wave {
    None,
    Sine,
    Cosine,
}

/// The columns of a part: itself, or the sine and cosine of its place in the round.
pub(crate) fn part_columns(part: DatePart, is_cyclic: bool) -> Vec<PartColumn> {
    let waves = if is_cyclic && part.round().is_some() { &[Wave::Sine, Wave::Cosine][..] } else { &[Wave::None] };
    waves.iter().map(|wave| PartColumn { part, wave: *wave }).collect()
}

impl PartColumn {
    /// What it is called after its column.
    pub fn name(self) -> String {
        let wave = match self.wave {
            Wave::None => "",
            Wave::Sine => " sin",
            Wave::Cosine => " cos",
        };
        format!("{}{wave}", self.part.name())
    }

    /// Its number of a time in days since 1970 began; NaN where that is missing.
    pub fn of(self, days: f64) -> f64 {
        let number = self.part.of(days);
        let [first, count] = self.part.round().unwrap_or([0.0, 1.0]);
        let angle = std::f64::consts::TAU * (number - first) / count;
        match self.wave {
            Wave::None => number,
            Wave::Sine => angle.sin(),
            Wave::Cosine => angle.cos(),
        }
    }
}

/// The cells of a column of texts as their length in characters; NaN where one is missing.
pub(crate) fn lengths(column: &Column) -> Vec<f64> {
    let coded = coded(column);
    let of_code: Vec<f64> = coded.labels.iter().map(|text| text.chars().count() as f64).collect();
    coded.codes.iter().map(|code| of_code.get(*code as usize).copied().unwrap_or(f64::NAN)).collect()
}
