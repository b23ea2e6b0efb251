//! Layerglass' trainer: IR in, trained parameters and statistics out. Pure Rust; knows neither napi nor the app's files.
pub mod events;
pub mod ir;
