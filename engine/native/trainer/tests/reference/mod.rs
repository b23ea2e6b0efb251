//! The trainer against other people's software: runs that Keras and PyTorch took (test/reference, docs/reference-tests.md).

mod case;
mod coverage;
mod runs;
mod statistics;
