//! Singular values by rotations (Hestenes 1958; Golub & Van Loan, "Matrix Computations", 4th ed., section 8.6.3).

use crate::vectorized::vectorized;
use failures::Failure;

/// Cosine of two vectors below which they count as orthogonal; a few hundred times what rounding leaves of one.
const ORTHOGONAL: f64 = 1e-13;
/// Sweeps after which no more is gained: convergence is quadratic and takes about ten.
const MOST_SWEEPS: usize = 60;
/// Sums side by side, so that they fill vector registers.
const LANES: usize = 8;

/// The singular values of a finite matrix `[rows, columns]`, row-major, from the greatest to the least; as many as its
/// smaller side. `attend` is asked before each vector is rotated against those after it; its failure is answered.
///
/// One-sided Jacobi: pairs of vectors, the rows or the columns, whichever are fewer, are rotated in their plane until all
/// are orthogonal; then their lengths are the singular values. Small ones come out as exact as large ones.
pub fn singular_values(
    matrix: &[f64],
    rows: usize,
    attend: &mut dyn FnMut() -> Result<(), Failure>,
) -> Result<Vec<f64>, Failure> {
    if matrix.is_empty() {
        return Ok(Vec::new());
    }
    let columns = matrix.len() / rows;
    let length = rows.max(columns);
    let mut vectors = if rows <= columns { matrix.to_vec() } else { transposed(matrix, columns) };
    for _ in 0..MOST_SWEEPS {
        let mut squares: Vec<f64> = vectors.chunks_exact(length).map(|vector| dot(vector, vector)).collect();
        let mut is_rotated = false;
        for first in 0..squares.len() {
            attend()?;
            let (before, after) = vectors.split_at_mut((first + 1) * length);
            let vector = &mut before[first * length..];
            for (other, second) in (first + 1..).zip(after.chunks_exact_mut(length)) {
                let product = dot(vector, second);
                if product.abs() > ORTHOGONAL * (squares[first] * squares[other]).sqrt() {
                    let cotangent = (squares[other] - squares[first]) / (2.0 * product);
                    [squares[first], squares[other]] = rotate(vector, second, cotangent);
                    is_rotated = true;
                }
            }
        }
        if !is_rotated {
            break;
        }
    }
    let mut values: Vec<f64> = vectors.chunks_exact(length).map(|vector| dot(vector, vector).sqrt()).collect();
    values.sort_by(|a, b| b.total_cmp(a));
    Ok(values)
}

/// Turns two vectors in their plane by the smaller angle φ that makes them orthogonal, and answers their squared lengths;
/// `cotangent` is that of 2φ.
fn rotate(first: &mut [f64], second: &mut [f64], cotangent: f64) -> [f64; 2] {
    let tangent = cotangent.signum() / (cotangent.abs() + cotangent.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    turn(first, second, cosine, cosine * tangent)
}

vectorized! {
    fn turn(first: &mut [f64], second: &mut [f64], cosine: f64, sine: f64) -> [f64; 2] {
        let mut squares = [[0.0; LANES]; 2];
        let (first, first_rest) = first.as_chunks_mut::<LANES>();
        let (second, second_rest) = second.as_chunks_mut::<LANES>();
        for (first, second) in first.iter_mut().zip(second) {
            for lane in 0..LANES {
                let (a, b) = (first[lane], second[lane]);
                first[lane] = cosine * a - sine * b;
                second[lane] = sine * a + cosine * b;
                squares[0][lane] += first[lane] * first[lane];
                squares[1][lane] += second[lane] * second[lane];
            }
        }
        for (first, second) in first_rest.iter_mut().zip(second_rest) {
            let (a, b) = (*first, *second);
            *first = cosine * a - sine * b;
            *second = sine * a + cosine * b;
            squares[0][0] += *first * *first;
            squares[1][0] += *second * *second;
        }
        [squares[0].iter().sum(), squares[1].iter().sum()]
    }
}

vectorized! {
    fn dot(a: &[f64], b: &[f64]) -> f64 {
        let (a, a_rest) = a.as_chunks::<LANES>();
        let (b, b_rest) = b.as_chunks::<LANES>();
        let mut sums = [0.0; LANES];
        for (a, b) in a.iter().zip(b) {
            for lane in 0..LANES {
                sums[lane] += a[lane] * b[lane];
            }
        }
        for (a, b) in a_rest.iter().zip(b_rest) {
            sums[0] += a * b;
        }
        sums.iter().sum()
    }
}

fn transposed(matrix: &[f64], columns: usize) -> Vec<f64> {
    // With all its room at once: growing would hold twice as much for a moment.
    let mut transposed = Vec::with_capacity(matrix.len());
    for column in 0..columns {
        transposed.extend(matrix.iter().skip(column).step_by(columns));
    }
    transposed
}
