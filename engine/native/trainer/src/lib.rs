//! Layerglass' trainer: IR in, trained parameters and statistics out. Pure Rust; knows neither napi nor the app's files.

#![deny(unsafe_code)]

pub mod analysis;
pub mod checkpoint;
pub mod dataset;
pub mod events;
mod exact;
pub mod failure;
pub mod inference;
pub mod ir;
#[expect(unsafe_code, reason = "SIMD over raw rows, behind doors that check sizes")]
pub mod kernels;
pub mod memory;
pub mod metrics;
pub mod network;
pub mod optimizers;
pub mod plan;
pub mod processor;
pub mod reporter;
pub mod ring;
pub mod rng;
mod row_weights;
pub mod safetensors;
pub mod schedule;
pub mod session;
pub mod split;
pub mod statistics;
mod tensor;
pub mod thread_budget;
mod training_state;
pub mod validate;
mod vectorized;
mod wide_column;

pub use dataset::Dataset;
pub use failure::{FailureCode, failure};
pub use inference::Predictor;
pub use scratch::Stored;
pub use session::{Analyst, EventSink, KeptNetwork, RowFigures, Session, SessionOptions, TrainedFigures};
pub use tensor::NamedTensor;
pub use thread_budget::ThreadBudget;
pub use wide_column::{TypedCells, WideColumn};
