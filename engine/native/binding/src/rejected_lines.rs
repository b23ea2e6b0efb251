//! `NativeRejectedLines`: the lines of a file that are no rows, as a JavaScript object.

use crate::plain::Plain;
use napi_derive::napi;
use tabular::RejectedLine;

/// The lines of a file that are no rows of its table, from the top, read in pages.
#[napi]
pub struct NativeRejectedLines(Vec<RejectedLine>);

impl From<Vec<RejectedLine>> for NativeRejectedLines {
    fn from(lines: Vec<RejectedLine>) -> Self {
        Self(lines)
    }
}

#[napi]
impl NativeRejectedLines {
    /// How many there are.
    #[napi(getter)]
    pub fn count(&self) -> u32 {
        self.0.len() as u32
    }

    /// At most `count` of them from `from` on, counted from 0.
    #[napi]
    pub fn lines(&self, from: u32, count: u32) -> Plain<Vec<RejectedLine>> {
        let lines = self.0.iter().skip(from as usize).take(count as usize);
        Plain(lines.cloned().collect())
    }
}
