//! From the training thread's pushes to the batches a receiver gets: nothing lost, nothing out of order, memory flat.

use failures::{Failure, FailureCode};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use trainer::events::{EpochSummary, EventBatch, HISTOGRAM_CELLS, RunState};
use trainer::reporter::Reporter;
use trainer::ring::{EventConsumer, Progress, RingCapacity, ring};
use trainer::statistics::LayerRecord;
use trainer::statistics::STATISTICS;

const SMALL: RingCapacity = RingCapacity { steps: 8, layers: 8 };

fn record_of(step: u64) -> LayerRecord {
    let mut record = LayerRecord::default();
    record.values[0] = step as f32;
    record.histogram[1] = step as u32;
    record
}

fn epoch(number: u32) -> EpochSummary {
    EpochSummary {
        epoch: number,
        loss: 0.5,
        accuracy: None,
        validation_loss: None,
        validation_accuracy: None,
        rows_per_second: 1.0,
        steps: number,
        learning_rate: 0.1,
        validation_metrics: Vec::new(),
        training_metrics: Vec::new(),
    }
}

/// Collects every batch and checks that the numbers have no gap.
fn collect(consumer: EventConsumer) -> (Reporter, Arc<Mutex<Vec<EventBatch>>>) {
    let batches = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&batches);
    let reporter = Reporter::start(consumer, move |batch: EventBatch| {
        let mut batches = sink.lock().expect("no panic while holding");
        assert_eq!(batch.sequence, batches.len() as u64);
        batches.push(batch);
        Ok(())
    });
    (reporter.expect("a thread"), batches)
}

/// Checks that the columns are parallel, and counts (batches stood for by step records, layer records due).
fn counts(batches: &[EventBatch]) -> (u64, u64) {
    let mut sums = (0, 0);
    for batch in batches {
        assert_eq!(batch.step_steps.len(), batch.step_losses.len());
        assert_eq!(batch.step_steps.len(), batch.step_accuracies.len());
        assert_eq!(batch.step_steps.len(), batch.step_merged.len());
        assert_eq!(batch.layer_steps.len(), batch.layer_probes.len());
        assert_eq!(batch.layer_steps.len(), batch.layer_merged.len());
        assert_eq!(batch.layer_values.len(), batch.layer_steps.len() * STATISTICS.len());
        assert_eq!(batch.layer_histograms.len(), batch.layer_steps.len() * HISTOGRAM_CELLS);
        assert_eq!(batch.layer_gradient_histograms.len(), batch.layer_histograms.len());
        sums.0 += batch.step_merged.iter().map(|&merged| u64::from(merged)).sum::<u64>();
        sums.1 += batch.layer_merged.iter().map(|&merged| u64::from(merged)).sum::<u64>();
    }
    sums
}

#[test]
fn a_short_run_arrives_whole_and_ends_with_its_final_state() {
    let (mut producer, consumer) = ring(2, RingCapacity::default());
    let (mut reporter, batches) = collect(consumer);
    producer.push_state(RunState::Running);
    for step in 0..100 {
        producer.push_step(step, step as f32, 0.5);
        producer.push_layer(step, (step % 2) as u32, &record_of(step));
        producer.set_progress(Progress { epoch: 1, step: step + 1, rows_per_second: 10.0 });
    }
    producer.push_epoch(epoch(1));
    producer.push_state(RunState::Finished);
    reporter.join();
    let batches = batches.lock().expect("no panic while holding");
    assert_eq!(counts(&batches), (100, 100));
    let states: Vec<RunState> = batches.iter().flat_map(|batch| batch.states.clone()).collect();
    assert_eq!(states, [RunState::Running, RunState::Finished]);
    let last = batches.last().expect("a batch");
    assert_eq!(last.states.last(), Some(&RunState::Finished));
    assert_eq!((last.epoch, last.step, last.rows_per_second), (1, 100, 10.0));
    assert_eq!(batches.iter().flat_map(|batch| batch.epochs.clone()).collect::<Vec<_>>(), [epoch(1)]);
    let steps: Vec<f64> = batches.iter().flat_map(|batch| batch.step_steps.clone()).collect();
    assert!(steps.iter().copied().eq((0..100).map(f64::from)));
    for batch in batches.iter() {
        for (index, &step) in batch.layer_steps.iter().enumerate() {
            assert_eq!(batch.layer_values[index * STATISTICS.len()], step as f32);
            assert_eq!(batch.layer_histograms[index * HISTOGRAM_CELLS + 1], step as u32);
            assert_eq!(batch.layer_probes[index], step as u32 % 2);
        }
    }
}

/// A frame that no test lives to see the end of, and one that is over at once.
const ENDLESS: Duration = Duration::from_secs(1_000_000);
const SHORT: Duration = Duration::from_millis(1);

#[test]
fn the_first_step_is_delivered_without_waiting_for_a_frame_and_the_second_is_not() {
    let (mut producer, consumer) = ring(1, RingCapacity::default());
    let (sender, receiver) = mpsc::channel();
    let deliver = move |batch: EventBatch| {
        sender.send(batch).expect("a receiver");
        Ok(())
    };
    let mut reporter = Reporter::with_frame(ENDLESS, consumer, deliver).expect("a thread");
    producer.push_state(RunState::Running);
    assert_eq!(receiver.recv().expect("a batch").states, [RunState::Running]);
    producer.push_step(0, 1.0, 0.0);
    assert_eq!(receiver.recv().expect("a batch").step_steps, [0.0]);
    producer.push_step(1, 1.0, 0.0);
    producer.push_state(RunState::Stopped);
    reporter.join();
    let last: Vec<EventBatch> = receiver.iter().collect();
    assert_eq!(last.iter().map(|batch| batch.step_steps.as_slice()).collect::<Vec<_>>(), [[1.0]]);
}

/// A receiver that refuses while `is_open` is false.
#[derive(Default)]
struct Gate {
    is_open: AtomicBool,
    batches: Mutex<Vec<EventBatch>>,
    /// Room for layer values, and layer records, in the largest batch offered.
    largest: AtomicUsize,
    most_records: AtomicUsize,
}

fn gated(consumer: EventConsumer) -> (Reporter, Arc<Gate>) {
    let gate = Arc::new(Gate::default());
    let receiver = Arc::clone(&gate);
    let reporter = Reporter::with_frame(SHORT, consumer, move |batch: EventBatch| {
        receiver.largest.fetch_max(batch.layer_values.capacity(), Ordering::Relaxed);
        receiver.most_records.fetch_max(batch.layer_steps.len(), Ordering::Relaxed);
        if !receiver.is_open.load(Ordering::Acquire) {
            return Err(batch);
        }
        let mut batches = receiver.batches.lock().expect("no panic while holding");
        assert_eq!(batch.sequence, batches.len() as u64);
        batches.push(batch);
        Ok(())
    });
    (reporter.expect("a thread"), gate)
}

#[test]
fn a_receiver_that_takes_nothing_makes_records_merge_and_loses_none() {
    const STEPS: u64 = 200_000;
    let (mut producer, consumer) = ring(3, SMALL);
    let (mut reporter, gate) = gated(consumer);
    producer.push_state(RunState::Running);
    for step in 0..STEPS {
        producer.push_step(step, (step % 1000) as f32, 1.0);
        producer.push_layer(step, (step % 3) as u32, &record_of(step));
        if step == STEPS / 2 {
            producer.push_state(RunState::Paused);
            producer.push_state(RunState::Running);
        }
    }
    producer.push_epoch(epoch(1));
    producer.push_state(RunState::Finished);
    // Once the run has ended, what it pushed comes out in one go as soon as the receiver takes it.
    gate.is_open.store(true, Ordering::Release);
    reporter.join();
    let batches = gate.batches.lock().expect("no panic while holding");
    assert_eq!(counts(&batches), (STEPS, STEPS));
    let losses: f64 = batches
        .iter()
        .flat_map(|batch| batch.step_losses.iter().zip(&batch.step_merged))
        .map(|(&loss, &merged)| f64::from(loss) * f64::from(merged))
        .sum();
    // Merging weights every batch alike, so the mean over all is that of the pushes.
    assert!((losses / STEPS as f64 - 499.5).abs() < 1e-3, "{}", losses / STEPS as f64);
    let states: Vec<RunState> = batches.iter().flat_map(|batch| batch.states.clone()).collect();
    assert_eq!(states, [RunState::Running, RunState::Paused, RunState::Running, RunState::Finished]);
    let mut newest = [None; 4];
    for batch in batches.iter() {
        for &step in &batch.step_steps {
            assert!(newest[3].replace(step) < Some(step), "steps go up");
        }
        for (index, &step) in batch.layer_steps.iter().enumerate() {
            let probe = batch.layer_probes[index] as usize;
            assert!(newest[probe].replace(step) < Some(step), "steps of a probe go up");
            assert_eq!(batch.layer_values[index * STATISTICS.len()], step as f32, "values and step are of one record");
        }
    }
    // The newest of each probe is never merged away.
    for probe in 0..3 {
        let expected = (0..STEPS).rev().find(|step| step % 3 == probe).map(|step| step as f64);
        assert_eq!(newest[probe as usize], expected);
    }
    assert_eq!(newest[3], Some(STEPS as f64 - 1.0));
}

/// Bytes the process holds in memory, where the system tells.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/statm").ok()?;
    status.split_whitespace().nth(1)?.parse::<u64>().ok().map(|pages| pages * 4096)
}

/// Names the child process whose memory is measured: nothing else runs in it.
const MEASURED: &str = "LAYERGLASS_MEASURED_REPORTER";

#[test]
fn memory_stays_flat_when_more_is_reported_than_anybody_takes() {
    let status = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "event_reporting::the_process_that_is_measured"])
        .env(MEASURED, "1")
        .status();
    assert!(status.expect("a process").success());
}

/// Does nothing in an ordinary run of the tests.
#[test]
fn the_process_that_is_measured() {
    const RECORDS: usize = 4096;
    if std::env::var_os(MEASURED).is_none() {
        return;
    }
    let (mut producer, consumer) = ring(8, RingCapacity::default());
    let (mut reporter, gate) = gated(consumer);
    producer.push_state(RunState::Running);
    let mut step = 0;
    let mut push = |count: u64| {
        for _ in 0..count {
            producer.push_step(step, 0.0, 0.0);
            producer.push_layer(step, (step % 8) as u32, &record_of(step));
            step += 1;
        }
    };
    // Until the batch that nobody takes is full; then the ring fills, and then records merge.
    while gate.most_records.load(Ordering::Relaxed) < RECORDS {
        push(1000);
        thread::sleep(SHORT);
    }
    push(30_000);
    let after_filling = resident_bytes();
    push(70_000);
    let at_end = resident_bytes();
    producer.push_state(RunState::Stopped);
    gate.is_open.store(true, Ordering::Release);
    reporter.join();
    assert_eq!(counts(&gate.batches.lock().expect("no panic while holding")), (step, step));
    // At most as much again because a growing array doubles.
    assert!(gate.largest.load(Ordering::Relaxed) <= 2 * RECORDS * STATISTICS.len());
    if let (Some(after_filling), Some(at_end)) = (after_filling, at_end) {
        let growth = at_end.saturating_sub(after_filling);
        assert!(growth < 4 << 20, "{growth} bytes grown while 70 000 records were merged");
    }
}

#[test]
fn nothing_is_delivered_while_nothing_happens() {
    let (mut producer, consumer) = ring(1, SMALL);
    let (mut reporter, gate) = gated(consumer);
    gate.is_open.store(true, Ordering::Release);
    producer.push_state(RunState::Running);
    let delivered = || gate.batches.lock().expect("no panic while holding").len();
    while delivered() == 0 {
        thread::sleep(SHORT);
    }
    thread::sleep(50 * SHORT);
    assert_eq!(delivered(), 1);
    producer.push_state(RunState::Stopped);
    reporter.join();
    assert_eq!(delivered(), 2);
}

#[test]
fn a_failure_is_delivered_with_its_state() {
    let failure = Failure::new(FailureCode::NotFinite, "NaN", "finite values", "Lower the learning rate.")
        .at_operation(3, "dense_2");
    let (mut producer, consumer) = ring(0, SMALL);
    let (mut reporter, batches) = collect(consumer);
    producer.push_state(RunState::Running);
    producer.push_failure(failure.clone());
    producer.push_state(RunState::Failed);
    drop(producer);
    reporter.join();
    let batches = batches.lock().expect("no panic while holding");
    assert!(batches.iter().any(|batch| batch.failure == Some(failure.clone())));
    assert_eq!(batches.iter().flat_map(|batch| &batch.states).last(), Some(&RunState::Failed));
}

#[test]
fn a_training_thread_that_panics_still_ends_its_run() {
    let (mut producer, consumer) = ring(1, SMALL);
    let (mut reporter, batches) = collect(consumer);
    let training = thread::spawn(move || {
        producer.push_state(RunState::Running);
        producer.push_step(0, 1.0, 1.0);
        std::panic::resume_unwind(Box::new("on purpose"));
    });
    assert!(training.join().is_err());
    reporter.join();
    let batches = batches.lock().expect("no panic while holding");
    assert_eq!(counts(&batches).0, 1);
    assert_eq!(batches.iter().flat_map(|batch| &batch.states).last(), Some(&RunState::Failed));
    let failure = batches.iter().find_map(|batch| batch.failure.clone()).expect("a failure");
    assert_eq!(failure.code, "R031");
}

#[test]
fn closing_gives_up_on_a_receiver_that_refuses_for_ever() {
    let (mut producer, consumer) = ring(0, SMALL);
    let mut reporter = Reporter::start(consumer, Err).expect("a thread");
    producer.push_state(RunState::Running);
    producer.push_state(RunState::Stopped);
    drop(producer);
    reporter.close();
    reporter.close();
}
