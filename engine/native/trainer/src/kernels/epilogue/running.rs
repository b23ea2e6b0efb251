//! A BatchNorm's running statistics, moved towards the moments of a batch once its loss is known to be finite.

use super::NormFigures;
use super::chunks::{MEAN, VARIANCE};
use crate::kernels::Matrix;
use crate::kernels::simd::{Isa, LANES, Simd, dispatch};

/// Running statistics (one row each) and how they follow the batches.
pub struct Running<'a> {
    pub mean: &'a mut Matrix,
    pub variance: &'a mut Matrix,
    /// ρ, what is kept of the old value.
    pub momentum: f64,
    /// Whether the variance is tracked as Σ(z−μ)²/(n−1).
    pub unbiased: bool,
}

/// R ← ρR + (1−ρ)·batch, with the moments `forward` took of a batch of `rows` rows. Answers whether they stayed finite.
pub fn track(isa: Isa, rows: usize, figures: &NormFigures, running: Running<'_>) -> bool {
    let Running { mean, variance, momentum, unbiased } = running;
    let figures = &figures.0;
    assert!(mean.columns() == figures.columns() && variance.columns() == figures.columns());
    let shares = [momentum as f32, (1.0 - momentum) as f32];
    // One row has no unbiased variance; its biased one, 0, is tracked.
    let correction = if unbiased && rows > 1 { rows as f32 / (rows - 1) as f32 } else { 1.0 };
    let mut is_finite = true;
    for (running, row, factor) in [(mean, MEAN, 1.0), (variance, VARIANCE, correction)] {
        let floats = running.stride();
        // SAFETY: both rows have as many columns, and so as many floats with their padding.
        is_finite &= unsafe { move_towards(isa, running.pointer_mut(0), figures.pointer(row), floats, shares, factor) };
    }
    is_finite
}

#[inline(always)]
unsafe fn move_each<S: Simd>(
    running: *mut f32,
    batch: *const f32,
    floats: usize,
    shares: [f32; 2],
    factor: f32,
) -> bool {
    // SAFETY: both pointers have this many floats behind them, a multiple of LANES.
    unsafe {
        let ([old, new], factor) = (shares.map(|share| S::splat(share)), S::splat(factor));
        let zero = S::splat(0.0);
        let mut check = zero;
        for at in (0..floats).step_by(LANES) {
            let batch = S::mul(S::load(batch.add(at)), factor);
            let running = running.add(at);
            let moved = S::fma(new, batch, S::mul(old, S::load(running)));
            S::store(running, moved);
            check = S::fma(moved, zero, check);
        }
        S::sum(check) == 0.0
    }
}

dispatch! {
    fn move_towards(running: *mut f32, batch: *const f32, floats: usize, shares: [f32; 2], factor: f32) -> bool = move_each
}
