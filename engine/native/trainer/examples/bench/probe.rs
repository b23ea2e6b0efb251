//! What a probed step costs, in plain steps of the same network.

use crate::Failed;
use crate::workload::{Workload, data_of, ir_of};
use std::sync::Arc;
use std::time::Instant;
use trainer::kernels::Isa;
use trainer::network::{Network, ProbeSet};
use trainer::plan::Plan;

/// Plain and probed steps are timed in turns.
const ROUNDS: usize = 9;

pub fn print(name: &str, workload: &Workload, threads: u32) -> Result<(), Failed> {
    let ir = Arc::new(ir_of(workload, 1, threads, true));
    let mut network = Network::new(Arc::clone(&ir), Plan::new(&ir), data_of(workload), Isa::detect())?;
    let mut probes = ProbeSet::new(&ir, network.plan(), network.batch());
    let order: Vec<u32> = (0..workload.rows as u32).collect();
    let batches = || order.chunks_exact(workload.batch as usize).take(64).zip(0..);
    let (mut plain, mut probed) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        for (rows, step) in batches() {
            network.train_batch(rows, step, None)?;
        }
        plain = plain.min(begin.elapsed().as_secs_f64());
        let begin = Instant::now();
        for (rows, step) in batches() {
            network.train_batch(rows, step, Some(&mut probes))?;
        }
        probed = probed.min(begin.elapsed().as_secs_f64());
    }
    let steps = batches().count() as f64;
    println!(
        "{{\"workload\": \"{name}\", \"threads\": {threads}, \"step_micros\": {:.1}, \"probed_step_micros\": {:.1}, \
         \"steps_a_probe_costs\": {:.2}}}",
        plain / steps * 1e6,
        probed / steps * 1e6,
        probed / plain - 1.0,
    );
    Ok(())
}
