//! The rows a session trains on, as plain matrices supplied by whoever read the table.

use std::collections::BTreeMap;

/// Everything a run needs beside its IR. Matrices are row-major `[rows, columns]`, unscaled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dataset {
    pub rows: usize,
    /// One `[rows, features]` matrix for each `Ir::inputs`, in their order.
    pub inputs: Vec<Vec<f32>>,
    /// One `[rows, width]` matrix for each `Ir::targets`, in their order.
    pub targets: Vec<Vec<f32>>,
    /// Constants fitted on the training rows, by parameter name, for every parameter of role `fitted`.
    pub fitted: BTreeMap<String, Vec<f32>>,
}
