//! The words by which a column says what its rows are for.

use crate::words::boolean;
use serde::Serialize;
use ts_rs::TS;

/// What rows are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SplitPart {
    Training,
    Validation,
    Test,
}

impl SplitPart {
    /// What a word says, without regard to upper and lower case; 1 and yes say that a row validates.
    pub fn of_word(word: &str) -> Option<SplitPart> {
        match word.trim().to_lowercase().as_str() {
            "train" | "training" | "训练" | "训练集" => Some(SplitPart::Training),
            "val" | "valid" | "validation" | "validate" | "dev" | "development" | "eval" | "验证" | "验证集" => {
                Some(SplitPart::Validation)
            }
            "test" | "testing" | "holdout" | "hold-out" | "hold out" | "测试" | "测试集" => Some(SplitPart::Test),
            word => boolean(word).map(|validates| if validates { SplitPart::Validation } else { SplitPart::Training }),
        }
    }
}
