//! Running a session to its end and listening to it.

use failures::Failure;
use std::sync::mpsc::{Receiver, channel};
use trainer::events::{EventBatch, RunState};
use trainer::ir::Ir;
use trainer::{Dataset, NamedTensor, Session, SessionOptions};

/// Starts a session whose batches arrive at the receiver.
pub fn start(session: &mut Session) -> Receiver<EventBatch> {
    let (sender, receiver) = channel();
    let sink = move |batch| {
        // A test that ended no longer listens.
        let _ = sender.send(batch);
        Ok(())
    };
    session.start(Box::new(sink)).expect("threads");
    receiver
}

/// Trains to the end, as asked: the ended session and everything told.
pub fn run(ir: &Ir, dataset: &Dataset, options: SessionOptions) -> (Session, Vec<EventBatch>) {
    let mut session = Session::with_options(ir.clone(), dataset.clone(), options).expect("a sound run");
    let batches = finish(&mut session);
    (session, batches)
}

/// Trains a session to its end: everything told.
pub fn finish(session: &mut Session) -> Vec<EventBatch> {
    let receiver = start(session);
    session.wait();
    receiver.try_iter().collect()
}

/// The failure that was told.
#[track_caller]
pub fn failure_of(batches: &[EventBatch]) -> Failure {
    batches.iter().find_map(|batch| batch.failure.clone()).expect("a failure")
}

/// Trains to the end: the parameters and everything told.
pub fn train(ir: &Ir, dataset: &Dataset) -> (Vec<NamedTensor>, Vec<EventBatch>) {
    let mut session = Session::new(ir.clone(), dataset.clone()).expect("a sound IR");
    let receiver = start(&mut session);
    session.wait();
    let parameters = session.parameters().expect("an ended run");
    session.close();
    (parameters, receiver.into_iter().collect())
}

/// Every parameter bit for bit.
pub fn bits(tensors: &[NamedTensor]) -> Vec<(String, Vec<u32>)> {
    tensors
        .iter()
        .map(|tensor| (tensor.name.clone(), tensor.values.iter().map(|value| value.to_bits()).collect()))
        .collect()
}

pub fn states(batches: &[EventBatch]) -> Vec<RunState> {
    batches.iter().flat_map(|batch| batch.states.clone()).collect()
}
