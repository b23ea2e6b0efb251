//! A tensor by its name, as files and runs hand it on.

/// A trained, tracked or fitted tensor by its IR name, row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedTensor {
    pub name: String,
    pub shape: Vec<usize>,
    pub values: Vec<f32>,
}
