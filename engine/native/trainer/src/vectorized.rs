//! Compiles a loop twice, for the baseline and for AVX2, and picks at run time. Only independent lanes and fixed
//! reduction orders are written this way, so both give the same bits.

/// Wraps one function: its body is compiled for the baseline and, on x86-64, again with AVX2 enabled.
macro_rules! vectorized {
    ($(#[$meta:meta])* $visibility:vis fn $name:ident($($argument:ident: $kind:ty),* $(,)?) $(-> $answer:ty)? $body:block) => {
        $(#[$meta])*
        $visibility fn $name($($argument: $kind),*) $(-> $answer)? {
            #[inline(always)]
            fn portable($($argument: $kind),*) $(-> $answer)? $body

            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn wide($($argument: $kind),*) $(-> $answer)? {
                    portable($($argument),*)
                }
                #[allow(unsafe_code, reason = "calls a loop compiled for a feature that was just detected")]
                if $crate::processor::uses_avx2() {
                    // SAFETY: the feature the function needs was just detected.
                    return unsafe { wide($($argument),*) };
                }
            }
            portable($($argument),*)
        }
    };
}

pub(crate) use vectorized;

/// Partial results a reduction keeps side by side; combined in one fixed order, so every machine gives the same bits.
pub(crate) const LANES: usize = 16;

/// `values` as groups of `LANES`: the whole ones, then the rest, if any, filled up with `padding` in `last`. Loops over
/// groups of a fixed size keep their accumulators in registers.
#[inline(always)]
pub(crate) fn groups<'a>(values: &'a [f32], padding: f32, last: &'a mut [f32; LANES]) -> [&'a [[f32; LANES]]; 2] {
    let (whole, rest) = values.as_chunks();
    if rest.is_empty() {
        return [whole, &[]];
    }
    last.fill(padding);
    last[..rest.len()].copy_from_slice(rest);
    [whole, std::slice::from_ref(last)]
}
