//! Every statistic of every layer at three steps of each reference run, against whole-array float64 figures and
//! automatic differentiation (test/reference/layer_statistics.py), and histograms against the values themselves.

use std::collections::BTreeMap;

use trainer::Session;
use trainer::events::{EventBatch, HISTOGRAM_BINS, HISTOGRAM_CELLS, Probe};
use trainer::statistics::STATISTICS;
use trainer::statistics::histogram_edges;

use super::case::{ReferenceCase, Tensor, train};

/// One probed place at one step, as the session tells it.
struct Record {
    values: BTreeMap<&'static str, f64>,
    histogram: Vec<u32>,
}

fn records_of(events: &[EventBatch], probes: &[Probe], step: usize) -> BTreeMap<String, Record> {
    let mut records = BTreeMap::new();
    for batch in events {
        for (index, &at) in batch.layer_steps.iter().enumerate() {
            if at as usize != step {
                continue;
            }
            assert_eq!(batch.layer_merged[index], 1, "the run is short enough for the ring");
            let values = &batch.layer_values[index * STATISTICS.len()..][..STATISTICS.len()];
            let record = Record {
                values: STATISTICS.iter().copied().zip(values.iter().map(|&value| f64::from(value))).collect(),
                histogram: batch.layer_histograms[index * HISTOGRAM_CELLS..][..HISTOGRAM_CELLS].to_vec(),
            };
            let node = probes[batch.layer_probes[index] as usize].node.clone();
            assert!(records.insert(node, record).is_none(), "one record a place and step");
        }
    }
    records
}

/// How far a statistic may lie from the reference: two float32 runs part by up to 1e-4 of the layer's spread, shares
/// may see two elements cross their bound, gradients and logarithms of quotients carry one digit more of rounding.
fn tolerance(statistic: &str, expected: &BTreeMap<&str, f64>, elements: f64) -> f64 {
    let size = expected[statistic].abs();
    match statistic {
        "saturation" | "dead" | "gradient_zero" | "gamma_near_zero" | "variance_near_zero" => 2.0 / elements + 1e-7,
        "dormant" => 1e-7,
        "update_ratio" => 1e-3,
        // Tight enough to see a decay of the learning rate.
        "effective_learning_rate" => 2e-5 * size,
        "gradient_norm" | "gradient_mean_absolute" => 1e-3 * size + 1e-9,
        // As two runs' losses may part.
        "train_eval_gap" => 1e-4,
        _ if statistic.starts_with("gradient") => 1e-3 * size.max(expected["gradient_standard_deviation"]) + 1e-9,
        _ if statistic.starts_with("drift") => 1e-3 * size.max(0.1),
        _ if statistic.starts_with("weight") => 1e-4 * size.max(1e-2),
        _ => 1e-4 * size.max(expected["standard_deviation"]),
    }
}

fn compare_values(
    place: &str,
    record: &Record,
    expected: &BTreeMap<&str, f64>,
    elements: f64,
    faults: &mut Vec<String>,
) {
    for (&name, &own) in &record.values {
        let reported = expected.get(name).copied().unwrap_or(f64::NAN);
        let agrees = match (own.is_nan(), reported.is_nan()) {
            (true, true) => true,
            (false, false) => (own - reported).abs() <= tolerance(name, expected, elements),
            _ => false,
        };
        if !agrees {
            faults.push(format!("{place} {name}: {own} for {reported}"));
        }
    }
}

/// The count up to each edge must lie between those of the reference's values moved a little down and up.
fn compare_histogram(place: &str, record: &Record, value: &Tensor, spread: f64, faults: &mut Vec<String>) {
    let total: u32 = record.histogram.iter().sum();
    if total as usize != value.values.len() {
        faults.push(format!("{place} histogram counts {total} of {} elements", value.values.len()));
    }
    // Zeros that dropout or relu made are exact; only other values may cross an edge.
    let below = |edge: f64, slack: f64| -> u32 {
        let is_below = |&&x: &&f64| if x == 0.0 { 0.0 < edge } else { x <= edge + slack };
        value.values.iter().filter(is_below).count() as u32
    };
    let mut counted = 0;
    for (cell, edge) in histogram_edges().into_iter().enumerate() {
        counted += record.histogram[cell];
        let slack = 1e-4 * spread.max(edge.abs());
        let (least, most) = (below(edge, -slack), below(edge, slack));
        if counted < least || counted > most {
            faults.push(format!("{place} histogram up to {edge}: {counted}, expected {least} to {most}"));
        }
    }
    assert_eq!(histogram_edges().len(), HISTOGRAM_BINS + 1);
}

/// The steps whose statistics the files hold.
const STEPS: [usize; 3] = [0, 10, 40];

pub fn statistics_agree(case: &str) {
    let reference = ReferenceCase::load(case);
    let session = Session::new(reference.ir.clone(), reference.dataset()).expect("a valid network and dataset");
    let probes = session.probes().to_vec();
    drop(session);
    let run = train(reference.ir.clone(), reference.dataset(), None);
    let mut faults = Vec::new();
    for step in STEPS {
        let records = records_of(&run.events, &probes, step);
        for operation in &reference.ir.operations[1..] {
            let node = &operation.node;
            let place = format!("step {step}, {node}");
            let Some(record) = records.get(node) else {
                faults.push(format!("{place}: no record"));
                continue;
            };
            let reported = &reference.tensor(&format!("statistics_{step}/{node}")).values;
            let expected: BTreeMap<&str, f64> =
                reference.statistics.iter().map(String::as_str).zip(reported.iter().copied()).collect();
            let value = reference.tensor(&format!("values_{step}/{node}"));
            compare_values(&place, record, &expected, value.values.len() as f64, &mut faults);
            compare_histogram(&place, record, value, expected["standard_deviation"], &mut faults);
        }
    }
    assert!(faults.is_empty(), "{case}:\n{}", faults.join("\n"));
}
