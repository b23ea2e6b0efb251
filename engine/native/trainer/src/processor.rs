//! What the processor can do and how much of it is used: the one place that asks. The environment variable
//! `LAYERGLASS_ISA` caps it, for hunting a fault that only one kind of machine shows; docs/processors.md tells how.

use crate::failure::{FailureCode, failure};
use failures::Failure;
use std::ffi::OsStr;
use std::sync::LazyLock;

/// The environment variable that caps the instruction set.
pub const ISA_VARIABLE: &str = "LAYERGLASS_ISA";

/// An instruction set that kernels are compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "aarch64")]
    Neon,
}

impl Level {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Level::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => "avx512",
            #[cfg(target_arch = "aarch64")]
            Level::Neon => "neon",
        }
    }
}

/// What every function compiled for `Level::Avx2` may use.
#[cfg(target_arch = "x86_64")]
const AVX2: [&str; 2] = ["avx2", "fma"];
/// What every function compiled for `Level::Avx512` may use.
#[cfg(target_arch = "x86_64")]
const AVX512: [&str; 8] = ["avx2", "fma", "bmi1", "bmi2", "avx512f", "avx512dq", "avx512bw", "avx512vl"];

/// Every level wider than the portable one that this architecture may have, narrowest first, with what it needs.
#[cfg(target_arch = "x86_64")]
const WIDER: [(Level, &[&str]); 2] = [(Level::Avx2, &AVX2), (Level::Avx512, &AVX512)];
#[cfg(target_arch = "aarch64")]
const WIDER: [(Level, &[&str]); 1] = [(Level::Neon, &["neon"])];
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
const WIDER: [(Level, &[&str]); 0] = [];

/// The levels of a machine with the features that `has` says, narrowest first.
fn levels(has: impl Fn(&str) -> bool) -> Vec<Level> {
    let wider = WIDER.into_iter().filter(|(_, features)| features.iter().all(|feature| has(feature)));
    std::iter::once(Level::Portable).chain(wider.map(|(level, _)| level)).collect()
}

#[cfg(target_arch = "x86_64")]
fn is_detected(feature: &str) -> bool {
    match feature {
        "avx2" => is_x86_feature_detected!("avx2"),
        "fma" => is_x86_feature_detected!("fma"),
        "bmi1" => is_x86_feature_detected!("bmi1"),
        "bmi2" => is_x86_feature_detected!("bmi2"),
        "avx512f" => is_x86_feature_detected!("avx512f"),
        "avx512dq" => is_x86_feature_detected!("avx512dq"),
        "avx512bw" => is_x86_feature_detected!("avx512bw"),
        "avx512vl" => is_x86_feature_detected!("avx512vl"),
        _ => false,
    }
}

#[cfg(target_arch = "aarch64")]
fn is_detected(feature: &str) -> bool {
    feature == "neon" && std::arch::is_aarch64_feature_detected!("neon")
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn is_detected(_feature: &str) -> bool {
    false
}

/// Of a machine's levels, those within the cap that the variable sets; all where it is not set or empty.
fn capped(mut machine: Vec<Level>, variable: Option<&OsStr>) -> Result<Vec<Level>, Failure> {
    let Some(wanted) = variable.filter(|value| !value.is_empty()) else { return Ok(machine) };
    let Some(last) = machine.iter().position(|level| wanted == level.name()) else {
        let names: Vec<&str> = machine.iter().map(|level| level.name()).collect();
        return Err(failure(
            FailureCode::InstructionSet,
            format!("{ISA_VARIABLE}={}", wanted.to_string_lossy()),
            format!("one of {}, which are all that this machine has", names.join(", ")),
            format!("Correct or remove the environment variable {ISA_VARIABLE}."),
        )
        .text("wanted", wanted.to_string_lossy())
        .text("sets", names.join(", ")));
    };
    machine.truncate(last + 1);
    Ok(machine)
}

static IN_USE: LazyLock<Result<Vec<Level>, Failure>> =
    LazyLock::new(|| capped(levels(is_detected), std::env::var_os(ISA_VARIABLE).as_deref()));

/// The levels in use, narrowest first; the portable one alone where the variable names none of this machine's.
pub(crate) fn levels_in_use() -> &'static [Level] {
    IN_USE.as_deref().unwrap_or(&[Level::Portable])
}

/// Refuses a cap that names no level of this machine, before anything is computed under another.
///
/// # Errors
/// R023, with the levels that this machine has.
pub fn check_cap() -> Result<(), Failure> {
    IN_USE.as_ref().map(|_| ()).map_err(Clone::clone)
}

/// Whether a level is in use, for code compiled for it; false on other architectures.
macro_rules! asks_for {
    ($(#[$meta:meta])* $name:ident, $level:ident) => {
        $(#[$meta])*
        #[cfg(target_arch = "x86_64")]
        pub(crate) fn $name() -> bool {
            static IS_IN_USE: LazyLock<bool> = LazyLock::new(|| levels_in_use().contains(&Level::$level));
            *IS_IN_USE
        }
    };
}

asks_for!(
    /// Whether AVX2 and FMA may be used.
    uses_avx2, Avx2
);
asks_for!(
    /// Whether AVX-512 (F, DQ, BW and VL) may be used.
    uses_avx512, Avx512
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cap_leaves_the_levels_up_to_it_and_refuses_what_the_machine_has_not() {
        let machine = || levels(is_detected);
        let all = machine();
        assert_eq!(capped(machine(), None), Ok(all.clone()));
        assert_eq!(capped(machine(), Some(OsStr::new(""))), Ok(all.clone()));
        for (index, level) in all.iter().enumerate() {
            assert_eq!(capped(machine(), Some(OsStr::new(level.name()))), Ok(all[..=index].to_vec()));
        }
        for wrong in ["sse9", "AVX2", "none"] {
            let refused = capped(machine(), Some(OsStr::new(wrong))).expect_err("no level of that name");
            assert_eq!(refused.code, "R023");
            assert_eq!(refused.found, format!("LAYERGLASS_ISA={wrong}"));
            assert!(refused.expected.starts_with("one of portable"), "{}", refused.expected);
        }
    }

    /// Every feature a `#[target_feature]` of the kernels names.
    #[cfg(target_arch = "x86_64")]
    fn enabled_in_kernels() -> Vec<&'static str> {
        let sources =
            [include_str!("kernels/simd.rs"), include_str!("kernels/keep_bits.rs"), include_str!("kernels/avx512.rs")];
        let lines = sources.into_iter().flat_map(str::lines).map(str::trim);
        let lists = lines.filter_map(|line| line.strip_prefix("#[target_feature(enable = \"")?.strip_suffix("\")]"));
        lists.filter(|list| list.contains("avx512")).flat_map(|list| list.split(',')).collect()
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn a_machine_without_one_of_the_features_kernels_use_has_not_their_level() {
        assert_eq!(levels(|_| true), [Level::Portable, Level::Avx2, Level::Avx512]);
        assert_eq!(levels(|_| false), [Level::Portable]);
        let enabled = enabled_in_kernels();
        assert!(enabled.contains(&"bmi2"), "{enabled:?}");
        for feature in enabled {
            assert!(!levels(|other| other != feature).contains(&Level::Avx512), "{feature} is not looked for");
        }
        for feature in AVX2 {
            assert_eq!(levels(|other| other != feature), [Level::Portable], "{feature}");
        }
    }
}
