//! What an IR, a dataset or a run fails with, tied to its operation and node.

use crate::ir::Ir;
use failures::Failure;

pub use failures::FailureCode;

/// A failure that belongs to the run as a whole.
pub fn failure(
    code: FailureCode,
    found: impl Into<String>,
    expected: impl Into<String>,
    help: impl Into<String>,
) -> Failure {
    Failure::new(code, found, expected, help)
}

/// Ties a failure to operation `%operation` of `ir` and the node it was drawn as.
pub fn at_operation(ir: &Ir, operation: usize, failure: Failure) -> Failure {
    let node = ir.operations.get(operation).map_or("", |operation| operation.node.as_str());
    failure.at_operation(u32::try_from(operation).unwrap_or(u32::MAX), node)
}

/// Ties a failure to a node that is no operation (an input, a parameter, a loss).
pub fn at_node(node: &str, failure: Failure) -> Failure {
    failure.at_node(node)
}
