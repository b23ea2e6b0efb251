//! Random numbers against their definitions, written out again one element at a time.

use proptest::prelude::*;
use trainer::ir::Initializer;
use trainer::rng::{DropoutMask, fill_initial, key_of, shuffle, stream_of, word_at};

fn initial(initializer: Initializer, seed: u32, name: &str, shape: &[u32]) -> Vec<f32> {
    let mut values = vec![f32::NAN; shape.iter().product::<u32>() as usize];
    fill_initial(&initializer, seed, name, shape, &mut values);
    values
}

fn uniform(seed: u32, name: &str, element: u64, low: f64, high: f64) -> f32 {
    let word = word_at(key_of(seed), stream_of(name), 0, element);
    (low + (high - low) * (f64::from(word >> 8) / f64::from(1 << 24))) as f32
}

fn normal(seed: u32, name: &str, element: u64, mean: f64, standard_deviation: f64) -> f32 {
    let word = |index| f64::from(word_at(key_of(seed), stream_of(name), 0, index));
    // Block e/2, words (0, 1) if e is even, else (2, 3).
    let first = element / 2 * 4 + element % 2 * 2;
    let u1 = (word(first) + 1.0) / 2_f64.powi(32);
    let u2 = word(first + 1) / 2_f64.powi(32);
    let z = (-2.0 * u1.ln()).sqrt() * (2.0 * std::f64::consts::PI * u2).cos();
    (mean + standard_deviation * z) as f32
}

proptest! {
    #[test]
    fn uniform_weights_are_their_words(seed: u32, rows in 1_u32..60, columns in 1_u32..60, low in -2.0..0.0, high in 0.0..2.0) {
        let values = initial(Initializer::Uniform { low, high }, seed, "dense_1.weight", &[rows, columns]);
        for (element, &value) in values.iter().enumerate() {
            prop_assert_eq!(value, uniform(seed, "dense_1.weight", element as u64, low, high));
        }
    }

    #[test]
    fn normal_weights_are_their_words(seed: u32, rows in 1_u32..60, columns in 1_u32..60, mean in -1.0..1.0) {
        let initializer = Initializer::Normal { mean, standard_deviation: 0.05 };
        let values = initial(initializer, seed, "a.weight", &[rows, columns]);
        for (element, &value) in values.iter().enumerate() {
            prop_assert_eq!(value, normal(seed, "a.weight", element as u64, mean, 0.05));
        }
    }

    #[test]
    fn an_epoch_order_is_the_permutation_of_its_words(seed: u32, epoch: u32, rows in 0_usize..3000) {
        let mut expected: Vec<u32> = (0..rows as u32).collect();
        for i in (1..rows).rev() {
            let word = u64::from(word_at(key_of(seed), stream_of("shuffle"), epoch, i as u64));
            expected.swap(i, ((word * (i as u64 + 1)) >> 32) as usize);
        }
        let mut order = vec![u32::MAX; rows];
        shuffle(seed, epoch, &mut order);
        prop_assert_eq!(&order, &expected);
        order.sort_unstable();
        prop_assert!(order.iter().copied().eq(0..rows as u32));
    }

    #[test]
    fn a_dropout_keeps_the_elements_whose_word_reaches_the_threshold(
        seed: u32, step: u32, rate in 0.0..0.999, length in 0_usize..3000,
    ) {
        let dropout = DropoutMask::new(seed, "dropout_1", rate);
        let mut mask = vec![f32::NAN; length];
        dropout.fill(step, 0, &mut mask);
        let threshold = (rate * 2_f64.powi(32)).round();
        for (element, &factor) in mask.iter().enumerate() {
            let word = word_at(key_of(seed), stream_of("dropout/dropout_1"), step, element as u64);
            let is_kept = f64::from(word) >= threshold;
            prop_assert_eq!(factor, if is_kept { (1.0 / (1.0 - rate)) as f32 } else { 0.0 });
            prop_assert_eq!(dropout.keeps(step, element as u64), is_kept);
        }
        // A tile that begins at a later block is the same mask from there on.
        let tail = length.min(8);
        let mut tile = vec![f32::NAN; length - tail];
        dropout.fill(step, 2, &mut tile);
        prop_assert_eq!(&tile[..], &mask[tail..]);
    }
}

/// Here adding σ·√(−2 ln u₁) times the cosine instead rounds to another float.
#[test]
fn the_cosine_is_multiplied_before_the_deviation() {
    const MEAN: f64 = -0.018_533_524_374_903_746;
    let initializer = Initializer::Normal { mean: MEAN, standard_deviation: 0.05 };
    let values = initial(initializer, 551_171_444, "a.weight", &[3, 17]);
    for (element, &value) in values.iter().enumerate() {
        assert_eq!(value, normal(551_171_444, "a.weight", element as u64, MEAN, 0.05), "{element}");
    }
}

#[test]
fn a_word_that_just_reaches_the_threshold_is_kept() {
    let word = |element| word_at(key_of(4), stream_of("dropout/a"), 9, element);
    for element in 0..64 {
        let rate = f64::from(word(element)) / 2_f64.powi(32);
        let mut mask = [f32::NAN; 64];
        DropoutMask::new(4, "a", rate).fill(9, 0, &mut mask);
        assert!(mask[element as usize] > 0.0);
        DropoutMask::new(4, "a", rate + 2_f64.powi(-32)).fill(9, 0, &mut mask);
        assert_eq!(mask[element as usize], 0.0);
    }
}

#[test]
fn a_rate_of_zero_keeps_everything_and_one_just_below_one_drops_everything() {
    let mut mask = [f32::NAN; 100];
    DropoutMask::new(1, "a", 0.0).fill(0, 0, &mut mask);
    assert_eq!(mask, [1.0; 100]);
    let all_but_one = DropoutMask::new(1, "a", 1.0 - 1e-12);
    all_but_one.fill(0, 0, &mut mask);
    assert_eq!(mask, [0.0; 100]);
    assert!(!all_but_one.keeps(0, 5));
}

#[test]
fn fans_scale_the_initial_weights() {
    const SHAPE: [u32; 2] = [300, 200];
    let spread = |initializer| {
        let values = initial(initializer, 3, "w", &SHAPE);
        let mean = values.iter().map(|&value| f64::from(value)).sum::<f64>() / values.len() as f64;
        let variance = values.iter().map(|&value| (f64::from(value) - mean).powi(2)).sum::<f64>() / values.len() as f64;
        let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(f64::from(value.abs())));
        (mean, variance, largest)
    };
    let uniforms = [(Initializer::GlorotUniform, 6.0 / 500.0), (Initializer::HeUniform, 6.0 / 300.0)];
    for (initializer, squared_limit) in uniforms {
        let (mean, variance, largest) = spread(initializer);
        let limit: f64 = f64::sqrt(squared_limit);
        assert!(mean.abs() < 0.01 * limit && largest <= limit && largest > 0.999 * limit, "{initializer:?}");
        assert!((variance / (squared_limit / 3.0) - 1.0).abs() < 0.02, "{initializer:?}");
    }
    let normals = [
        (Initializer::GlorotNormal, 2.0 / 500.0),
        (Initializer::HeNormal, 2.0 / 300.0),
        (Initializer::LecunNormal, 1.0 / 300.0),
    ];
    for (initializer, expected) in normals {
        let (mean, variance, _) = spread(initializer);
        assert!(mean.abs() < 0.02 * f64::sqrt(expected), "{initializer:?}");
        assert!((variance / expected - 1.0).abs() < 0.03, "{initializer:?}");
    }
    assert_eq!(initial(Initializer::Zeros, 1, "b", &[3]), [0.0; 3]);
    assert_eq!(initial(Initializer::Ones, 1, "b", &[3]), [1.0; 3]);
    assert_eq!(initial(Initializer::Constant { value: -0.25 }, 1, "b", &[3]), [-0.25; 3]);
}

#[test]
fn streams_and_seeds_are_unrelated() {
    let weights = |seed, name| initial(Initializer::GlorotUniform, seed, name, &[64, 64]);
    let base = weights(1, "dense_1.weight");
    assert_eq!(base, weights(1, "dense_1.weight"));
    for other in [weights(2, "dense_1.weight"), weights(1, "dense_2.weight")] {
        let equal = base.iter().zip(&other).filter(|(a, b)| a == b).count();
        assert!(equal < 5, "{equal} of {} draws agree", base.len());
    }
}
