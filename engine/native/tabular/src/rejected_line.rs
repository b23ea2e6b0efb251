//! What is told of a line that is no row of its table.

use serde::Serialize;
use ts_rs::TS;

/// A line of a file that is no row of its table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RejectedLine {
    /// Its number, or that of the first where it runs over several; from 1.
    #[ts(type = "number")]
    pub line: u64,
    pub reason: RejectReason,
    /// What stands there, whole, without the line end.
    pub text: String,
}

/// Why a line is no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RejectReason {
    /// It has another number of cells than the table has columns.
    CellCount { found: u32, expected: u32 },
    /// A quote is not closed.
    OpenQuote,
    /// It is no JSON object.
    NoObject,
}
