//! Where a step's time goes, by sampling: this thread looks, at moments of its own, what kind of work the training
//! thread has marked itself to be at. The training thread runs the same code as ever; its marks are one store each, made
//! whether or not anybody looks.

use crate::Failed;
use crate::timing::{reported_seconds, session_of, start};
use crate::workload::Workload;
use std::time::{Duration, Instant};
use trainer::events::RunState;
use trainer::network::Work;

/// Mean time between two looks; each is drawn anew, so that looks keep no step with the steps.
const LOOK: Duration = Duration::from_micros(100);
const SECONDS: f64 = 15.0;

fn name_of(work: Work) -> &'static str {
    match work {
        Work::Between => "between steps: shuffling, telling, waiting",
        Work::Gather => "gathering the batch",
        Work::DenseForward => "products x·W + b",
        Work::DenseInputGradient => "products dz·Wᵀ, sums of dz",
        Work::DenseWeightGradient => "products xᵀ·dz with the weights' steps",
        Work::EpilogueForward => "BatchNorm, activation, dropout: forward",
        Work::EpilogueBackward => "BatchNorm, activation, dropout: back",
        Work::Layer => "softmax and other layers",
        Work::Loss => "loss and accuracy",
        Work::Settle => "looking for values that are not finite, running moments",
        Work::Update => "steps of biases, γ and β",
        Work::Statistics => "statistics",
    }
}

/// Trains for a while and prints one line a kind of work with its share of the samples.
pub fn print(name: &str, workload: &Workload, threads: u32, statistics: bool, epochs: u32) -> Result<(), Failed> {
    let seconds = crate::epoch_seconds(workload, epochs, threads, statistics)?;
    let least = seconds.iter().copied().fold(f64::INFINITY, f64::min);
    let mut session = session_of(workload, (SECONDS / least).ceil() as u32, threads, statistics)?;
    let work = session.work()?;
    let mut counts = [0_u64; Work::ALL.len()];
    let receiver = start(&mut session)?;
    let (begin, mut random) = (Instant::now(), 0x9E37_79B9_u32);
    while session.state() == Some(RunState::Running) && begin.elapsed().as_secs_f64() < SECONDS {
        random ^= random << 13;
        random ^= random >> 17;
        random ^= random << 5;
        std::thread::sleep(LOOK.mul_f64(f64::from(random % 2048) / 1024.0));
        counts[work.get() as usize] += 1;
    }
    session.close();
    reported_seconds(workload, receiver)?;
    let total = counts.iter().sum::<u64>().max(1) as f64;
    let step_micros = least / workload.steps() as f64 * 1e6;
    for work in Work::ALL {
        let share = counts[work as usize] as f64 / total;
        println!(
            "{{\"workload\": \"{name}\", \"threads\": {threads}, \"statistics\": {statistics}, \"work\": \"{}\", \
             \"share\": {share:.4}, \"micros\": {:.2}, \"samples\": {}}}",
            name_of(work),
            share * step_micros,
            counts[work as usize]
        );
    }
    Ok(())
}
