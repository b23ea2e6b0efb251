//! What is measured of a layer at a probed step: each statistic in its own file, which lists it for `RunDeclaration`, written into one
//! `LayerRecord`. Nothing allocates once a `Scratch` stands.
//!
//! Distributions (moments, percentiles, extremes, histogram shares) speak of the finite elements, so that one infinity
//! does not hide the rest; NaN and infinities are counted by the histogram. Norms of gradients and weights let a value
//! that is not finite through, so that it stays visible.

mod batch_norm;
mod gradient;
#[expect(unsafe_code, reason = "converts floats known to lie in range, which keeps the loop in vectors")]
mod histogram;
mod moments;
#[expect(unsafe_code, reason = "converts floats known to lie in range, which keeps the loop in vectors")]
mod percentiles;
mod record;
mod saturation;
mod scratch;
mod series;
mod units;
mod weight;

pub use batch_norm::BatchNormView;
pub use histogram::histogram_edges;
pub use record::{ActivationView, LayerRecord};
pub(crate) use saturation::is_by_input;
pub use scratch::Scratch;
pub use series::{
    GroupRecords, Merging, RunDeclaration, STATISTICS, STREAM_VERSION, Series, SeriesColumn, SeriesGroup, SeriesKind,
    SeriesScope, Unit, declared_records,
};
