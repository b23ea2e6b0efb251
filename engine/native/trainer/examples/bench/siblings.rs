//! Two runs side by side, of one thread each, against one.

use crate::Failed;
use crate::timing::{reported_seconds, session_of, start};
use crate::workload::Workload;
use std::time::Instant;

/// Times one alone and two together are taken in turns.
const ROUNDS: usize = 5;

/// Rows a second of `count` runs started together, from the start of the first to the end of the last.
fn rows_per_second(workload: &Workload, count: usize, epochs: u32) -> Result<f64, Failed> {
    let mut sessions = Vec::new();
    for _ in 0..count {
        sessions.push(session_of(workload, epochs, 1, false)?);
    }
    let begin = Instant::now();
    let mut receivers = Vec::new();
    for session in &mut sessions {
        receivers.push(start(session)?);
    }
    for session in &mut sessions {
        session.wait();
    }
    let seconds = begin.elapsed().as_secs_f64();
    for (session, receiver) in sessions.iter_mut().zip(receivers) {
        session.close();
        reported_seconds(workload, receiver)?;
    }
    Ok((workload.rows * epochs as usize * count) as f64 / seconds)
}

pub fn print(name: &str, workload: &Workload, epochs: u32) -> Result<(), Failed> {
    let (mut alone, mut together): (f64, f64) = (0.0, 0.0);
    for _ in 0..ROUNDS {
        alone = alone.max(rows_per_second(workload, 1, epochs)?);
        together = together.max(rows_per_second(workload, 2, epochs)?);
    }
    println!(
        "{{\"workload\": \"{name}\", \"alone_rows_per_second\": {alone:.0}, \
         \"siblings_rows_per_second\": {together:.0}, \"siblings_against_one\": {:.3}}}",
        together / alone
    );
    Ok(())
}
