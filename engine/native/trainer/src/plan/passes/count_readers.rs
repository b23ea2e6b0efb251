//! Which values are needed, and by how many.

use crate::ir::Ir;

/// By operation, how many live operations and losses read its value; 0 for what no loss depends on. An operation that
/// reads a value twice counts twice.
pub fn count_readers(ir: &Ir) -> Vec<usize> {
    let mut readers = vec![0; ir.operations.len()];
    for loss in &ir.losses {
        readers[loss.value as usize] += 1;
    }
    for operation in (0..ir.operations.len()).rev() {
        if readers[operation] > 0 {
            for input in &ir.operations[operation].inputs {
                readers[*input as usize] += 1;
            }
        }
    }
    readers
}
