//! A training run on its own thread: start, pause, resume, stop, and what it learnt.

mod analyst;
mod checkpoints;
mod control;
mod ending;
mod evaluation;
mod going_on;
mod held_network;
mod initial;
mod kept;
mod options;
mod training;

use crate::checkpoint::{
    CheckpointPlan, CheckpointSettings, ContinueFrom, Layout, MachineDisk, RunIdentity, Snapshot, read, read_latest,
};
use crate::dataset::Dataset;
use crate::events::{EventBatch, Probe, RunState};
use crate::failure::{FailureCode, failure};
use crate::ir::{Ir, ParameterRole};
use crate::kernels::Isa;
use crate::memory::{MemoryNeed, available_bytes};
use crate::metrics::Evaluation;
use crate::network::{Network, ProbeSet, WorkMarker};
use crate::plan::Plan;
use crate::processor::check_cap;
use crate::reporter::Reporter;
use crate::ring::{RingCapacity, ring};
use crate::schedule::Scheduler;
use crate::split::Split;
use crate::tensor::NamedTensor;
use crate::thread_budget::{ThreadBudget, ThreadShare, check_variable};
use crate::training_state::TrainingState;
use crate::validate::validate;
pub use analyst::Analyst;
use checkpoints::Checkpoints;
use control::Control;
use ending::BestParameters;
use failures::Failure;
use going_on::go_on_from;
use kept::Standing;
pub use kept::{KeptNetwork, RowFigures, TrainedFigures};
pub use options::SessionOptions;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use training::Trainer;

/// Receives every batch of events, in order, on the reporter thread. Must not block; a batch it cannot take
/// now is handed back as `Err` and comes again merged with the next.
pub type EventSink = Box<dyn FnMut(EventBatch) -> Result<(), EventBatch> + Send>;

/// One training run. Dropping it closes it.
pub struct Session {
    ir: Arc<Ir>,
    /// Held by the training thread while it trains, free while it is paused or has ended.
    network: Arc<Mutex<Network>>,
    share: ThreadShare,
    probes: Vec<Probe>,
    /// Handed to the training thread at the start.
    prepared: Option<Prepared>,
    plan_text: String,
    split: Arc<Split>,
    first_step: u32,
    control: Arc<Control>,
    standing: Arc<Mutex<Standing>>,
    thread: Option<JoinHandle<()>>,
    reporter: Option<Reporter>,
}

/// What the training thread takes with it.
struct Prepared {
    probe_set: ProbeSet,
    best: BestParameters,
    checkpoints: Option<CheckpointPlan>,
    state: TrainingState,
    stop_before_step: u32,
}

impl Session {
    /// A run without checkpoints, from its beginning to its end.
    pub fn new(ir: Ir, dataset: Dataset) -> Result<Session, Failure> {
        Session::with_options(ir, dataset, SessionOptions::default())
    }

    /// Validates IR and dataset, estimates memory, and allocates everything the run needs. Nothing trains until `start`.
    pub fn with_options(ir: Ir, dataset: Dataset, options: SessionOptions) -> Result<Session, Failure> {
        check_cap()?;
        check_variable()?;
        validate(&ir)?;
        dataset.check(&ir)?;
        options.checkpoints.as_ref().map_or(Ok(()), CheckpointSettings::check)?;
        let split = dataset.split(&ir)?;
        let steps = split.batches(&ir.training) as u64;
        if steps.saturating_mul(u64::from(ir.training.epochs)) > u64::from(u32::MAX) {
            return Err(failure(
                FailureCode::Training,
                format!("{steps} steps in each of {} epochs", ir.training.epochs),
                format!("at most {} steps in all", u32::MAX),
                "Train fewer epochs or choose a larger batch.",
            ));
        }
        let plan = Plan::new(&ir);
        let keeps_best = BestParameters::are_kept(&ir.training);
        let need = MemoryNeed::new(&ir, &plan, &dataset);
        need.with_copies(keeps_best, options.checkpoints.is_some()).check(available_bytes())?;
        let needs_identity = options.checkpoints.is_some() || options.continue_from.is_some();
        let identity = if needs_identity { Some(RunIdentity::of(&ir, &dataset)?) } else { None };
        let isa = Isa::detect();
        let ir = Arc::new(ir);
        let budget = options.thread_budget.unwrap_or_else(ThreadBudget::of_process);
        let mut network = Network::on_threads_of(&budget, Arc::clone(&ir), plan, dataset, isa)?;
        initial::start_with(&mut network, &options.initial)?;
        network.balance_classes(split.training.iter().copied());
        let probe_set = ProbeSet::new(&ir, network.plan(), network.batch());
        let mut best = BestParameters::new(&ir.training, network.parameter_floats());
        let mut state = TrainingState::default();
        let mut checkpoints = None;
        if let Some(identity) = identity {
            let layout = Layout::new(network.state_tensors(), network.parameter_floats(), keeps_best);
            if let Some(continue_from) = options.continue_from {
                let checkpoint = match continue_from {
                    ContinueFrom::File(path) => read(&path, &identity, &layout),
                    ContinueFrom::Latest(directory) => read_latest(&directory, &identity, &layout),
                }?;
                checkpoint.state.position.check(steps as u32, ir.training.epochs)?;
                state = go_on_from(&checkpoint, &layout, steps as u32, &mut network, &mut best);
            }
            checkpoints = options.checkpoints.map(|settings| {
                let snapshot = Snapshot::new(&layout);
                CheckpointPlan {
                    settings,
                    identity,
                    seed: ir.training.seed,
                    layout,
                    snapshot,
                    disk: Box::new(MachineDisk),
                }
            });
        }
        Ok(Session {
            plan_text: network.plan().text(&ir, isa.name(), network.threads()),
            probes: probe_set.probes().to_vec(),
            first_step: state.position.step,
            prepared: Some(Prepared {
                probe_set,
                best,
                checkpoints,
                state,
                stop_before_step: options.stop_before_step.unwrap_or(u32::MAX),
            }),
            share: network.share().clone(),
            network: Arc::new(Mutex::new(network)),
            split: Arc::new(split),
            control: Arc::new(Control::default()),
            standing: Arc::new(Mutex::new(Standing { state, outcome: None })),
            thread: None,
            reporter: None,
            ir,
        })
    }

    /// Places of the network that layer records speak of; `EventBatch::layer_probes` indexes them.
    pub fn probes(&self) -> &[Probe] {
        &self.probes
    }

    pub fn steps_per_epoch(&self) -> usize {
        self.split.batches(&self.ir.training)
    }

    pub fn training_rows(&self) -> usize {
        self.split.training.len()
    }

    pub fn validation_rows(&self) -> usize {
        self.split.validation.len()
    }

    /// Training steps taken before this session: 0 unless it goes on from a checkpoint.
    pub fn first_step(&self) -> u32 {
        self.first_step
    }

    /// Number of trainable scalars.
    pub fn parameter_count(&self) -> usize {
        let trainable = self.ir.parameters.iter().filter(|parameter| parameter.role == ParameterRole::Trainable);
        trainable.map(|parameter| parameter.shape.iter().map(|side| *side as usize).product::<usize>()).sum()
    }

    /// Printed plan: one line an executed kernel.
    pub fn plan_text(&self) -> &str {
        &self.plan_text
    }

    /// What kind of work the run is at, to be read at any time; taken before the start.
    pub fn work(&self) -> Result<Arc<WorkMarker>, Failure> {
        Ok(self.idle_network()?.work())
    }

    /// Starts the training thread and the reporter that feeds `sink` until the final state was delivered. Once only.
    pub fn start(&mut self, sink: EventSink) -> Result<(), Failure> {
        let Some(prepared) = self.prepared.take() else {
            return Err(state_failure("a run that was started before", "a new run", "Start a new run."));
        };
        let thread_failure = |error: std::io::Error| {
            failure(
                FailureCode::Thread,
                error.to_string(),
                "a thread to train on",
                "Close other programs and try again.",
            )
        };
        let trained = if self.ir.training.evaluate_training { self.split.training.len() } else { 0 };
        let evaluation = Evaluation::new(&*self.idle_network()?, self.split.validation.len().max(trained));
        let (events, consumer) = ring(self.probes.len(), RingCapacity::default());
        let Prepared { probe_set, best, checkpoints, state, stop_before_step } = prepared;
        let checkpoints = checkpoints.map(|plan| Checkpoints::start(plan, events.notices(), state));
        let checkpoints = checkpoints.transpose().map_err(thread_failure)?;
        let reporter = Reporter::start(consumer, sink).map_err(thread_failure)?;
        self.control.set_state(RunState::Running);
        let trainer = Trainer {
            ir: Arc::clone(&self.ir),
            network: Arc::clone(&self.network),
            control: Arc::clone(&self.control),
            standing: Arc::clone(&self.standing),
            probe_set,
            evaluation,
            events,
            state,
            best,
            checkpoints,
            stop_before_step,
            scheduler: Scheduler::continued(&self.ir.training, self.steps_per_epoch() as u32, state.scheduler),
            split: Arc::clone(&self.split),
        };
        // If the thread is refused, its event producer is dropped with it and tells the reporter of a failed run.
        let thread = std::thread::Builder::new().name("layerglass-training".to_owned()).spawn(move || trainer.run());
        self.reporter = Some(reporter);
        self.thread = Some(thread.map_err(|error| {
            self.control.set_state(RunState::Failed);
            thread_failure(error)
        })?);
        Ok(())
    }

    /// Takes effect within one training batch.
    pub fn pause(&self) {
        self.control.pause();
    }

    pub fn resume(&self) {
        self.control.resume();
    }

    /// Takes effect within one training batch; what was learnt is kept.
    pub fn stop(&self) {
        self.control.stop();
    }

    /// `None` before `start`.
    pub fn state(&self) -> Option<RunState> {
        self.control.state()
    }

    /// Threads that the run, or an analysis of it, has of the budget now: as many as its training asks for or fewer while
    /// others compute too; 0 while it rests. At any time.
    pub fn threads(&self) -> usize {
        self.share.threads()
    }

    /// Waits until the run ended and every event was delivered.
    pub fn wait(&mut self) {
        self.join_training();
        if let Some(reporter) = &mut self.reporter {
            reporter.join();
        }
    }

    /// Trained, running and fitted parameters. An error while the run is running (pause it first).
    pub fn parameters(&self) -> Result<Vec<NamedTensor>, Failure> {
        Ok(kept::tensors_of(&self.ir, &*self.idle_network()?))
    }

    /// Replaces parameters by name before the start or while paused; none of them if one does not fit.
    pub fn set_parameters(&mut self, parameters: &[NamedTensor]) -> Result<(), Failure> {
        let mut network = self.idle_network()?;
        let mut indices = Vec::with_capacity(parameters.len());
        for tensor in parameters {
            let index = self.ir.parameters.iter().position(|parameter| parameter.name == tensor.name);
            let fits = |index: &usize| {
                let matrix = network.parameter(*index);
                matrix.rows() * matrix.columns() == tensor.values.len()
            };
            indices.push(index.filter(fits).ok_or_else(|| {
                failure(
                    FailureCode::UnknownParameter,
                    format!("{} values for {}", tensor.values.len(), tensor.name),
                    "a parameter of the network with as many values as it has",
                    "Load parameters of the same network.",
                )
                .text("parameter", &tensor.name)
            })?);
        }
        for (tensor, index) in parameters.iter().zip(indices) {
            network.parameter_mut(index).copy_from_tight(&tensor.values);
        }
        Ok(())
    }

    /// Stops, joins every thread and frees the sink. Idempotent.
    pub fn close(&mut self) {
        self.control.close();
        self.join_training();
        if let Some(mut reporter) = self.reporter.take() {
            reporter.close();
        }
    }

    fn join_training(&mut self) {
        if let Some(thread) = self.thread.take() {
            // The training thread catches its own panics and reports them as a failed run.
            let _ = thread.join();
        }
    }

    /// The network while no step is going on: waits at most for the batch that a pause or stop was asked during.
    fn idle_network(&self) -> Result<MutexGuard<'_, Network>, Failure> {
        if self.control.is_training() {
            return Err(state_failure("a running run", "a paused or ended one", "Pause the run first."));
        }
        // After a panic the parameters are those of the last whole update or in the middle of one; the run has failed.
        Ok(self.network.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.close();
    }
}

fn state_failure(found: &str, expected: &str, help: &str) -> Failure {
    failure(FailureCode::State, found, expected, help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::parse_ir;
    use std::sync::mpsc::channel;

    const IR: &str = r#"{
        "version": 2,
        "inputs": [{ "name": "x", "features": 2, "node": "data" }],
        "targets": [{ "name": "y", "width": 1, "classes": 0, "encoding": "value" }],
        "parameters": [{ "name": "dense.weight", "shape": [2, 1], "role": "trainable",
            "initializer": { "kind": "glorot_uniform" }, "regularizer": { "l1": 0, "l2": 0 }, "node": "dense" }],
        "operations": [
            { "kind": { "op": "input", "index": 0 }, "inputs": [], "features": 2, "node": "data" },
            { "kind": { "op": "dense", "weight": "dense.weight", "bias": null }, "inputs": [0], "features": 1,
              "node": "dense" }
        ],
        "losses": [{ "function": { "kind": "mean_squared_error" }, "value": 1, "target": 0, "weight": 1,
            "class_weights": { "kind": "none" }, "node": "output" }],
        "training": { "optimizer": { "kind": "sgd", "learning_rate": 0.01, "decay": 0, "momentum": 0, "nesterov": false },
            "schedule": { "kind": "constant" }, "epochs": 3, "batch_size": 4, "drop_last_batch": false,
            "validation_split": 0, "split": "last", "seed": 1, "shuffle": true, "keep_best": false,
            "batch_norm_statistics": "moving", "evaluate_training": false, "threads": 1, "statistics": false }
    }"#;

    #[test]
    fn a_panic_while_training_is_a_failed_run_that_names_the_node() {
        let ir = parse_ir(IR).expect("a sound IR");
        let dataset = Dataset {
            rows: 20,
            inputs: vec![vec![0.5; 40].into()],
            targets: vec![vec![1.0; 20]],
            ..Dataset::default()
        };
        let mut session = Session::new(ir, dataset).expect("a fitting dataset");
        session.network.lock().expect("no one panicked yet").panics_at_step = Some(7);
        let (sender, receiver) = channel();
        session.start(Box::new(move |batch| sender.send(batch).map_err(|refused| refused.0))).expect("threads");
        session.wait();
        assert_eq!(session.state(), Some(RunState::Failed));
        assert_eq!(session.parameters().expect("an ended run").len(), 1);
        session.close();
        let batches: Vec<EventBatch> = receiver.into_iter().collect();
        let failure = batches.iter().find_map(|batch| batch.failure.clone()).expect("a failure");
        assert_eq!((failure.code.as_str(), failure.node()), ("R031", Some("dense")), "{failure}");
        assert_eq!(failure.found, "a fault at step 7");
        let states: Vec<RunState> = batches.iter().flat_map(|batch| batch.states.clone()).collect();
        assert_eq!(states, [RunState::Running, RunState::Failed]);
    }
}
