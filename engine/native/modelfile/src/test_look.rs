//! What a model keeps of a look at its test rows.

use serde::{Deserialize, Serialize};
use trainer::events::OutputMetrics;
use ts_rs::TS;

/// A model's figures on test rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TestEvaluation {
    /// Rows kept for the test.
    pub rows: usize,
    /// Those of them that the figures are of: every value known to the model.
    pub evaluated_rows: usize,
    /// One for each Output; numbers in their target's unit.
    pub outputs: Vec<OutputMetrics>,
}

/// A look at the test rows, as it is kept with the model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TestLook {
    /// When, in milliseconds since 1970.
    #[ts(type = "number")]
    pub at_unix_millis: u64,
    /// Looks at the same rows by other models before this one, as far as was known.
    pub looks_before: u32,
    pub evaluation: TestEvaluation,
}
