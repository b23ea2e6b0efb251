//! How often a run is looked into.

use crate::support::session_run::train;
use crate::support::{dataset_of, reference_network};
use trainer::plan::Plan;

fn longest(units: u32, rows: usize) -> u32 {
    let ir = reference_network(14, units, 2);
    Plan::new(&ir).longest_probe_interval(&ir, rows)
}

#[test]
fn networks_whose_steps_are_long_beside_a_probe_are_probed_more_often() {
    let intervals: Vec<u32> = [16, 64, 256, 1024].map(|units| longest(units, 256)).to_vec();
    assert!(intervals.is_sorted_by(|narrow, wide| narrow >= wide), "{intervals:?}");
    assert!(intervals[3] * 4 <= intervals[0], "{intervals:?}");
    assert!(intervals.iter().all(|interval| (16..=4096).contains(interval)), "{intervals:?}");
}

#[test]
fn a_run_is_probed_step_by_step_at_first_and_then_at_its_plans_interval() {
    let mut ir = reference_network(14, 64, 2);
    (ir.training.statistics, ir.training.epochs) = (true, 700);
    let batch = ir.training.batch_size as usize;
    let rows = 10 * batch;
    let (_, batches) = train(&ir, &dataset_of(&ir, rows, 7));
    let mut probed: Vec<u64> =
        batches.iter().flat_map(|batch| batch.layer_steps.iter().map(|step| *step as u64)).collect();
    probed.dedup();
    let longest = u64::from(Plan::new(&ir).longest_probe_interval(&ir, batch));
    let apart: Vec<u64> = probed.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(probed[..9], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
    assert!(apart.is_sorted() && apart.ends_with(&[longest, longest]), "{longest}: {apart:?}");
}
