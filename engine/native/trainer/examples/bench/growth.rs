//! How a step's cost grows, one axis at a time, from a network of two hidden layers of 256 units, 64 rows a batch.

use crate::Failed;
use crate::timing::epoch_seconds;
use crate::workload::Workload;
use trainer::ir::ActivationFunction;

const FEATURES: u32 = 64;
const CLASSES: u32 = 10;
const WIDTH: u32 = 256;
const DEPTH: usize = 2;
const BATCH: u32 = 64;
/// What one point may take, in floating-point operations of its products and in steps.
const FLOPS: f64 = 8e9;
const STEPS: (f64, f64) = (3.0, 2000.0);
/// Two threads that begin together may share a core for longer than a small point takes: each point begins anew in each
/// round.
const ROUNDS: usize = 4;

/// A network of `depth` hidden layers.
fn network(batch: u32, width: u32, depth: usize) -> Workload {
    let mut widths = vec![FEATURES];
    widths.extend((0..depth).map(|_| width));
    widths.push(CLASSES);
    let mut workload = Workload { rows: 0, widths, batch, function: ActivationFunction::Relu, dropout: 0.0 };
    let steps = (FLOPS / workload.product_flops()).clamp(STEPS.0, STEPS.1);
    workload.rows = batch as usize * steps as usize;
    workload
}

/// Eight features, one hidden layer of sixteen: little but the rows themselves.
fn narrow(rows: usize) -> Workload {
    let widths = vec![8, 16, 2];
    Workload { rows, widths, batch: BATCH, function: ActivationFunction::Relu, dropout: 0.0 }
}

/// Prints one line a point: the shortest of some epochs in each of some rounds.
pub fn print() -> Result<(), Failed> {
    let powers = |from: u32, to: u32| (from..=to).map(|power| 1_u32 << power);
    let mut points: Vec<(&str, u64, Workload)> = Vec::new();
    points.extend(powers(0, 12).map(|batch| ("batch", u64::from(batch), network(batch, WIDTH, DEPTH))));
    points.extend(powers(4, 12).map(|width| ("width", u64::from(width), network(BATCH, width, DEPTH))));
    points.extend(powers(0, 6).map(|depth| ("depth", u64::from(depth), network(BATCH, WIDTH, depth as usize))));
    points.extend((3..=7).map(|power| 10_usize.pow(power)).map(|rows| ("rows", rows as u64, narrow(rows))));
    let mut least = vec![[f64::INFINITY; 2]; points.len()];
    for _ in 0..ROUNDS {
        for ((_, _, workload), least) in points.iter().zip(&mut least) {
            let epochs = (2_000_000 / workload.rows).clamp(2, 5) as u32;
            for (threads, least) in [1, 2].into_iter().zip(least) {
                *least = epoch_seconds(workload, epochs, threads, false)?.into_iter().fold(*least, f64::min);
            }
        }
    }
    for ((axis, value, workload), least) in points.iter().zip(least) {
        let steps = workload.steps() as f64;
        for (threads, least) in [1, 2].into_iter().zip(least) {
            println!(
                "{{\"axis\": \"{axis}\", \"value\": {value}, \"threads\": {threads}, \"step_micros\": {:.2}, \
                 \"rows_per_second\": {:.0}, \"gflops\": {:.2}}}",
                least / steps * 1e6,
                workload.rows as f64 / least,
                workload.product_flops() * steps / least / 1e9,
            );
        }
    }
    Ok(())
}
