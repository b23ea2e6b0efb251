//! Layerglass' trainer: IR in, trained parameters and statistics out. Pure Rust; knows neither napi nor the app's files.
pub mod dataset;
pub mod events;
pub mod failure;
pub mod ir;
pub mod session;

pub use dataset::Dataset;
pub use failure::{FailureCode, failure};
pub use session::{EventSink, NamedTensor, Session};
