//! Memory the statistics work in, allocated once for the largest layer.

use super::moments::is_all_finite;

/// Working memory for layers of up to a given number of elements; a larger layer panics.
#[derive(Debug)]
pub struct Scratch {
    /// One small number an element: its histogram cell, later its bucket while percentiles are selected.
    pub(super) indices: Vec<u8>,
    /// The elements bucket by bucket, or sorted.
    pub(super) ordered: Vec<f32>,
    /// The finite elements, when some are not.
    pub(super) finite: Vec<f32>,
    /// One unit's column, or one vector of a BatchNorm.
    pub(super) column: Vec<f32>,
    /// One number a unit.
    pub(super) units: Vec<f64>,
}

impl Scratch {
    /// Room for layers of at most `elements` elements (rows × features) and vectors of at most `features` features.
    pub fn new(elements: usize, features: usize) -> Self {
        let largest = elements.max(features);
        Self {
            indices: vec![0; largest],
            ordered: vec![0.0; largest],
            finite: Vec::with_capacity(largest),
            column: Vec::with_capacity(longest(elements, features)),
            units: vec![0.0; features],
        }
    }

    /// Bytes `new(elements, features)` allocates.
    pub(crate) fn bytes(elements: usize, features: usize) -> u64 {
        let (largest, longest) = (elements.max(features) as u64, longest(elements, features) as u64);
        let each = (size_of::<u8>() + 2 * size_of::<f32>()) as u64;
        largest.saturating_mul(each).saturating_add(4 * longest).saturating_add(8 * features as u64)
    }

    /// The finite elements of a value that has others, too; `None` where the value itself will do. Hand it back with
    /// `return_finite`.
    pub(super) fn take_finite(&mut self, value: &[f32]) -> Option<Vec<f32>> {
        if is_all_finite(value) {
            return None;
        }
        let mut finite = std::mem::take(&mut self.finite);
        finite.clear();
        finite.extend(value.iter().filter(|element| element.is_finite()));
        Some(finite)
    }

    pub(super) fn return_finite(&mut self, finite: Option<Vec<f32>>) {
        if let Some(finite) = finite {
            self.finite = finite;
        }
    }
}

/// The longer of one unit's column and one vector of a BatchNorm.
fn longest(elements: usize, features: usize) -> usize {
    elements.div_ceil(features.max(1)).max(features)
}
