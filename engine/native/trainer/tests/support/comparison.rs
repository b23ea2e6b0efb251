//! Holding kernels against their references.

use super::Draws;
use trainer::kernels::Matrix;

/// Relative to the largest expected magnitude, so that sums that cancel are judged by what went into them.
#[track_caller]
pub fn close(found: &[f32], expected: &[f64], tolerance: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let scale = expected.iter().fold(1e-3, |most: f64, value| most.max(value.abs()));
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (f64::from(*found) - expected).abs() / scale;
        assert!(error <= tolerance, "{what} [{index}]: found {found}, expected {expected}");
    }
}

pub fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().map(|value| f64::from(*value)).collect()
}

pub fn first_rows(matrix: &Matrix, rows: usize) -> Vec<f32> {
    let mut tight = vec![0.0; rows * matrix.columns()];
    matrix.write_tight(rows, &mut tight);
    tight
}

/// Shapes (batch, in, out) from 1 to 67 rows and odd widths.
pub fn shapes(draws: &mut Draws, count: usize) -> Vec<(usize, usize, usize)> {
    let mut shapes = vec![(1, 1, 1), (67, 131, 67), (16, 64, 64), (3, 17, 515)];
    shapes.extend((0..count).map(|_| (1 + draws.below(67), 1 + draws.below(140), 1 + draws.below(140))));
    shapes
}
