//! Row-major float32 matrices whose rows begin on a cache line and are padded to whole vectors.

use super::simd::LANES;

/// One cache line, so that a `Vec` of them is aligned to 64 bytes.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Line([f32; LANES]);

impl Line {
    pub(super) fn zeros(lines: usize) -> Vec<Line> {
        vec![Line([0.0; LANES]); lines]
    }
}

/// `[rows, columns]`; element (r, c) lies at `r * stride + c`, `stride` a multiple of `LANES`.
///
/// Padding columns start at 0. Kernels compute on whole vectors, so padding of activations may hold anything finite,
/// while padding of parameters, their gradients and the gradients of values stays 0 (each kernel maps 0 to 0 there).
#[derive(Debug, Clone, Default)]
pub struct Matrix {
    lines: Vec<Line>,
    rows: usize,
    columns: usize,
    stride: usize,
}

/// Floats between the starts of two rows. Strides that are multiples of 2 KiB put every row into the same few cache
/// sets, so those get one more line.
pub fn stride_of(columns: usize) -> usize {
    let stride = columns.div_ceil(LANES) * LANES;
    if stride.is_multiple_of(512) && stride > 0 { stride + LANES } else { stride }
}

impl Matrix {
    pub fn zeros(rows: usize, columns: usize) -> Matrix {
        let stride = stride_of(columns);
        Matrix { lines: Line::zeros(rows * stride / LANES), rows, columns, stride }
    }

    /// From tight row-major values, of which there must be `rows * columns`.
    pub fn from_tight(rows: usize, columns: usize, values: &[f32]) -> Matrix {
        let mut matrix = Matrix::zeros(rows, columns);
        matrix.copy_from_tight(values);
        matrix
    }

    /// Bytes `zeros(rows, columns)` allocates.
    pub fn bytes(rows: u64, columns: u64) -> u64 {
        let stride = usize::try_from(columns).map_or(columns, |columns| stride_of(columns) as u64);
        rows.saturating_mul(stride).saturating_mul(4)
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn columns(&self) -> usize {
        self.columns
    }

    pub fn stride(&self) -> usize {
        self.stride
    }

    /// Everything with its padding.
    pub fn padded(&self) -> &[f32] {
        // SAFETY: lines are plain arrays of floats without gaps (repr(C), size 64); the slice covers exactly them.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.lines.len() * LANES) }
    }

    /// Everything with its padding, which must stay 0 in parameters and gradients.
    pub fn padded_mut(&mut self) -> &mut [f32] {
        // SAFETY: as in `padded`, and the borrow is exclusive.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.lines.len() * LANES) }
    }

    pub fn row(&self, row: usize) -> &[f32] {
        &self.padded()[row * self.stride..][..self.columns]
    }

    pub fn row_mut(&mut self, row: usize) -> &mut [f32] {
        let (stride, columns) = (self.stride, self.columns);
        &mut self.padded_mut()[row * stride..][..columns]
    }

    pub fn copy_from_tight(&mut self, values: &[f32]) {
        assert_eq!(values.len(), self.rows * self.columns, "a tight matrix of another size");
        for row in 0..self.rows {
            let columns = self.columns;
            self.row_mut(row).copy_from_slice(&values[row * columns..][..columns]);
        }
    }

    /// Writes the first `rows` rows without padding into `values`.
    pub fn write_tight(&self, rows: usize, values: &mut [f32]) {
        for (row, tight) in values.chunks_exact_mut(self.columns.max(1)).take(rows).enumerate() {
            tight.copy_from_slice(self.row(row));
        }
    }

    pub fn to_tight(&self) -> Vec<f32> {
        let mut values = vec![0.0; self.rows * self.columns];
        self.write_tight(self.rows, &mut values);
        values
    }

    /// Start of row `row` with its padding; valid for `(rows - row) * stride` floats.
    pub(super) fn pointer(&self, row: usize) -> *const f32 {
        self.padded()[row * self.stride..].as_ptr()
    }

    /// Start of row `row` with its padding, for writing; valid for `(rows - row) * stride` floats.
    pub(super) fn pointer_mut(&mut self, row: usize) -> *mut f32 {
        let stride = self.stride;
        self.padded_mut()[row * stride..].as_mut_ptr()
    }
}
