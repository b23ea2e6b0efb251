//! The arithmetic: SIMD kernels over padded float32 matrices, chosen at run time by what the machine has, and a plain
//! reference that says what each computes. All `unsafe` of the trainer's arithmetic lives here, behind safe doors that
//! check sizes.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
pub mod branches;
pub mod epilogue;
mod functions;
pub mod gather;
pub mod gradients;
pub mod keep_bits;
pub mod layer_norm;
pub mod losses;
pub mod matrix;
#[cfg(target_arch = "aarch64")]
mod neon;
pub mod pool;
mod portable;
pub mod product;
pub mod reference;
pub mod rows;
mod simd;
pub mod update;

pub use matrix::Matrix;
pub use pool::Pool;
pub use simd::{Isa, LANES};
