//! Sixteen float32 lanes, the one vector every fast kernel is written in, for each instruction set we dispatch to.
//!
//! A kernel is a generic `#[inline(always)]` function over `Simd`; `dispatch!` compiles it once per instruction set
//! inside a function with those target features enabled and picks one at run time by an `Isa`, which can only be
//! obtained for instruction sets the machine has.

pub(crate) use crate::processor::Level;
use crate::processor::levels_in_use;

/// Lanes of a vector, on every instruction set; rows of a `Matrix` are padded to a multiple of it.
pub const LANES: usize = 16;

/// An instruction set known to be present on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Isa(pub(super) Level);

impl Isa {
    /// The widest instruction set of this machine within the cap that `LAYERGLASS_ISA` sets.
    pub fn detect() -> Isa {
        Isa(levels_in_use().last().copied().unwrap_or(Level::Portable))
    }

    /// Every instruction set of this machine within the cap, narrowest first.
    pub fn available() -> Vec<Isa> {
        levels_in_use().iter().copied().map(Isa).collect()
    }

    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

/// Sixteen-lane arithmetic.
///
/// # Safety
/// Every function needs the implementing instruction set present (what `dispatch!` guarantees); loads and stores
/// need `LANES` valid floats behind the pointer, `load_first` only the first `count`.
pub unsafe trait Simd: Copy {
    type V: Copy;

    /// Most rows of a register tile of a matrix product, by its width in vectors (index 0 unused).
    const TILE_ROWS: [usize; 5];
    /// Widest register tile in vectors.
    const TILE_VECTORS: usize;
    /// Vectors of a chunk of columns (4, 2 or 1): as many as leave registers for a few constants each.
    const CHUNK_VECTORS: usize;

    unsafe fn splat(value: f32) -> Self::V;
    unsafe fn load(from: *const f32) -> Self::V;
    unsafe fn store(to: *mut f32, value: Self::V);
    /// Missing lanes read as 0.
    unsafe fn load_first(from: *const f32, count: usize) -> Self::V;
    /// Asks for the cache line of an address that will be read; does nothing where there is no such instruction.
    unsafe fn prefetch(from: *const f32);
    unsafe fn add(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn sub(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn mul(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn div(a: Self::V, b: Self::V) -> Self::V;
    /// a·b + c.
    unsafe fn fma(a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    /// c − a·b.
    unsafe fn negative_fma(a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    /// The second where the first is NaN.
    unsafe fn max(a: Self::V, b: Self::V) -> Self::V;
    /// The second where the first is NaN.
    unsafe fn min(a: Self::V, b: Self::V) -> Self::V;
    unsafe fn sqrt(a: Self::V) -> Self::V;
    /// Nearest integer, ties to even.
    unsafe fn round(a: Self::V) -> Self::V;
    /// a·2ⁿ for integral n in [−126, 127].
    unsafe fn scale_by_power_of_two(a: Self::V, n: Self::V) -> Self::V;
    /// Splits a positive normal float into (mantissa in [0.5, 1), exponent).
    unsafe fn split_exponent(a: Self::V) -> (Self::V, Self::V);
    /// Lane i of `a` where bit i of `bits` is set, else 0.
    unsafe fn keep(bits: u16, a: Self::V) -> Self::V;
    /// Lane i of `a` where bit i of `bits` is set, else of `b`.
    unsafe fn choose(bits: u16, a: Self::V, b: Self::V) -> Self::V;
    /// Bit i set where a > b in lane i.
    unsafe fn greater(a: Self::V, b: Self::V) -> u16;
    /// The sum of all lanes, in one fixed order.
    unsafe fn sum(a: Self::V) -> f32;
    unsafe fn maximum(a: Self::V) -> f32;
    /// Transposes sixteen vectors seen as a 16×16 matrix.
    unsafe fn transpose(rows: &mut [Self::V; LANES]);
}

/// Declares `pub fn name(isa, …)`: the generic kernel compiled once per instruction set and chosen by `isa`.
macro_rules! dispatch {
    ($(#[$meta:meta])* $visibility:vis fn $name:ident($($argument:ident: $kind:ty),* $(,)?) $(-> $answer:ty)? = $kernel:ident) => {
        $(#[$meta])*
        #[inline]
        $visibility unsafe fn $name(isa: $crate::kernels::simd::Isa, $($argument: $kind),*) $(-> $answer)? {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,bmi1,bmi2")]
            unsafe fn avx512($($argument: $kind),*) $(-> $answer)? {
                // SAFETY: the caller's promise, passed on.
                unsafe { $kernel::<$crate::kernels::avx512::Avx512>($($argument),*) }
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma")]
            unsafe fn avx2($($argument: $kind),*) $(-> $answer)? {
                // SAFETY: the caller's promise, passed on.
                unsafe { $kernel::<$crate::kernels::avx2::Avx2>($($argument),*) }
            }
            #[cfg(target_arch = "aarch64")]
            #[target_feature(enable = "neon")]
            unsafe fn neon($($argument: $kind),*) $(-> $answer)? {
                // SAFETY: the caller's promise, passed on.
                unsafe { $kernel::<$crate::kernels::neon::Neon>($($argument),*) }
            }
            // SAFETY: an `Isa` exists only for instruction sets detected on this machine; the rest is the caller's promise.
            unsafe {
                match isa.0 {
                    #[cfg(target_arch = "x86_64")]
                    $crate::kernels::simd::Level::Avx512 => avx512($($argument),*),
                    #[cfg(target_arch = "x86_64")]
                    $crate::kernels::simd::Level::Avx2 => avx2($($argument),*),
                    #[cfg(target_arch = "aarch64")]
                    $crate::kernels::simd::Level::Neon => neon($($argument),*),
                    $crate::kernels::simd::Level::Portable => $kernel::<$crate::kernels::portable::Portable>($($argument),*),
                }
            }
        }
    };
}

pub(crate) use dispatch;
