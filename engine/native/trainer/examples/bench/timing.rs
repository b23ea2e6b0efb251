//! Epochs of a session, timed by the session itself.

use crate::Failed;
use crate::workload::{Workload, data_of, ir_of};
use std::sync::mpsc::{Receiver, channel};
use trainer::Session;
use trainer::events::EventBatch;

/// A session that is ready to start.
pub fn session_of(workload: &Workload, epochs: u32, threads: u32, statistics: bool) -> Result<Session, Failed> {
    Ok(Session::new(ir_of(workload, epochs, threads, statistics), data_of(workload))?)
}

/// Starts a session; what it tells comes out of the receiver.
pub fn start(session: &mut Session) -> Result<Receiver<EventBatch>, Failed> {
    let (sender, receiver) = channel();
    session.start(Box::new(move |batch| {
        // The receiver outlives the session; a closed one means the figures are no longer wanted.
        let _ = sender.send(batch);
        Ok(())
    }))?;
    Ok(receiver)
}

/// Seconds of each epoch a closed session told of.
pub fn reported_seconds(workload: &Workload, receiver: Receiver<EventBatch>) -> Result<Vec<f64>, Failed> {
    let mut seconds = Vec::new();
    for batch in receiver {
        if let Some(failure) = batch.failure {
            return Err(failure.into());
        }
        seconds.extend(batch.epochs.iter().map(|epoch| workload.rows as f64 / epoch.rows_per_second));
    }
    Ok(seconds)
}

/// Seconds of each of `epochs` epochs, after one to warm up.
pub fn epoch_seconds(workload: &Workload, epochs: u32, threads: u32, statistics: bool) -> Result<Vec<f64>, Failed> {
    let mut session = session_of(workload, epochs + 1, threads, statistics)?;
    let receiver = start(&mut session)?;
    session.wait();
    session.close();
    let mut seconds = reported_seconds(workload, receiver)?;
    seconds.remove(0);
    Ok(seconds)
}
