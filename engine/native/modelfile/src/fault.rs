//! What is wrong with a model file.

use failures::{Failure, FailureCode};

/// A model file that cannot be used, and why.
pub(crate) fn unreadable(found: impl Into<String>, expected: impl Into<String>) -> Failure {
    Failure::new(
        FailureCode::ModelUnreadable,
        found,
        expected,
        "Use another copy of the file, or save the model again.",
    )
}
