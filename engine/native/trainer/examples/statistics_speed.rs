//! Times what a probed step of the seed network adds and what its random words cost, and prints one JSON line:
//! `cargo run --release --example statistics_speed -p layerglass-trainer`.

use std::hint::black_box;
use std::time::Instant;
use trainer::ir::{ActivationFunction, Initializer};
use trainer::ring::{RingCapacity, ring};
use trainer::rng::{DropoutMask, fill_initial, fill_words, key_of, stream_of};
use trainer::statistics::{ActivationView, BatchNormView, LayerRecord, Scratch};

const ROWS: usize = 16;
const FEATURES: usize = 64;
const TENSORS: usize = 8;
const ROUNDS: usize = 41;
const REPEATS: usize = 200;

/// Median over rounds of the mean nanoseconds of one call.
fn nanos_of(mut call: impl FnMut()) -> f64 {
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..REPEATS {
                call();
            }
            start.elapsed().as_nanos() as f64 / REPEATS as f64
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    rounds[ROUNDS / 2]
}

fn normal(name: &str, count: usize, mean: f64, standard_deviation: f64) -> Vec<f32> {
    let mut values = vec![0.0; count];
    fill_initial(&Initializer::Normal { mean, standard_deviation }, 1, name, &[count as u32], &mut values);
    values
}

fn tanh(output: &[f32]) -> ActivationView<'_> {
    ActivationView { function: ActivationFunction::Tanh, alpha: 0.0, input: &[], output, features: FEATURES }
}

fn main() {
    let layers: Vec<Vec<f32>> =
        (0..TENSORS).map(|layer| normal(&format!("z{layer}"), ROWS * FEATURES, 0.1, 1.5)).collect();
    let activations: Vec<Vec<f32>> = layers.iter().map(|z| z.iter().map(|z| z.tanh()).collect()).collect();
    let gradients: Vec<Vec<f32>> = layers.iter().map(|z| z.iter().map(|z| z * 1e-3).collect()).collect();
    let weight = normal("weight", FEATURES * FEATURES, 0.0, 0.2);
    let changed: Vec<f32> = weight.iter().map(|w| w * 1.001).collect();
    let vector = normal("vector", FEATURES, 1.0, 0.1);
    let view = BatchNormView {
        batch_mean: &vector,
        batch_variance: &vector,
        running_mean: &vector,
        running_variance: &vector,
        gamma: Some(&vector),
        beta: Some(&vector),
        epsilon: 1e-3,
    };
    let mut scratch = Scratch::new(ROWS * FEATURES, FEATURES);
    let mut record = LayerRecord::default();
    let value = nanos_of(|| record.write_value(black_box(&layers[0]), FEATURES, &mut scratch));
    let gradient = nanos_of(|| record.write_gradient(black_box(&gradients[0]), &mut scratch));
    let activation = nanos_of(|| record.write_activation(&tanh(black_box(&activations[0])), &mut scratch));
    let weights = nanos_of(|| record.write_weight(black_box(&weight)));
    let update = nanos_of(|| record.write_update(black_box(&weight), black_box(&changed)));
    let batch_norm = nanos_of(|| record.write_batch_norm(black_box(&view), &mut scratch));
    // Two blocks of Dense, BatchNorm, tanh, Dropout: every value and gradient, two weights, two BatchNorms.
    let probed_step = nanos_of(|| {
        for layer in 0..TENSORS {
            record.clear();
            let value = if layer % 4 < 2 { &layers[layer] } else { &activations[layer] };
            record.write_value(black_box(value), FEATURES, &mut scratch);
            record.write_gradient(black_box(&gradients[layer]), &mut scratch);
            match layer % 4 {
                0 => {
                    record.write_weight(black_box(&weight));
                    record.write_update(black_box(&weight), black_box(&changed));
                }
                1 => record.write_batch_norm(black_box(&view), &mut scratch),
                2 => record.write_activation(&tanh(black_box(value)), &mut scratch),
                _ => {}
            }
            black_box(&record);
        }
    });

    let (mut producer, consumer) = ring(TENSORS, RingCapacity::default());
    let mut step = 0;
    let push_step = nanos_of(|| {
        producer.push_step(step, 0.5, 0.5);
        step += 1;
    });
    let push_layer = nanos_of(|| producer.push_layer(step, 0, black_box(&record)));
    drop((producer, consumer));

    let mut words = vec![0; 2 * ROWS * FEATURES];
    let fill = nanos_of(|| fill_words(key_of(7), stream_of("dropout/a"), black_box(3), 0, black_box(&mut words)));
    let dropout = DropoutMask::new(7, "a", 0.5);
    let mut mask = vec![0.0; 2 * ROWS * FEATURES];
    let fill_mask = nanos_of(|| dropout.fill(black_box(3), 0, black_box(&mut mask)));
    println!(
        "{{\"probed_seed_step_nanos\":{probed_step:.0},\"value_nanos\":{value:.0},\"gradient_nanos\":{gradient:.0},\
         \"activation_nanos\":{activation:.0},\"weight_nanos\":{weights:.0},\"update_nanos\":{update:.0},\
         \"batch_norm_nanos\":{batch_norm:.0},\"push_step_nanos\":{push_step:.1},\"push_layer_nanos\":{push_layer:.1},\
         \"words_2048_nanos\":{fill:.0},\"dropout_mask_2048_nanos\":{fill_mask:.0}}}"
    );
}
