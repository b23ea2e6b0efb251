//! A run that goes on from a checkpoint is, bit by bit, the run that never stopped.

use crate::support::checkpoint_folder::{Contents, Folder, contents};
use crate::support::session_run::{bits, start};
use crate::support::{Draws, dataset_of, random_network, reference_network};
use trainer::checkpoint::ContinueFrom;
use trainer::events::{EndReason, EpochSummary, EventBatch, RunOutcome, RunState};
use trainer::ir::{BatchNormStatistics, EarlyStopping, Ir, Optimizer, Schedule, SplitMethod};
use trainer::{Dataset, Session, SessionOptions};

/// Everything a run ended with and told, without what clocks say.
#[derive(Debug, PartialEq)]
struct Reported {
    parameters: Vec<(String, Vec<u32>)>,
    state: RunState,
    outcome: Option<RunOutcome>,
    epochs: Vec<EpochSummary>,
    /// Step, probe, bits of the values, cells.
    records: Vec<(u64, u32, Vec<u32>, Vec<u32>)>,
    /// Bits of each step's loss and accuracy.
    steps: Vec<(u64, u32, u32)>,
    last_file: Option<Contents>,
}

impl Reported {
    /// What was told from a step on.
    fn from(&self, step: u32, epoch: u32) -> Reported {
        Reported {
            parameters: self.parameters.clone(),
            state: self.state,
            outcome: self.outcome.clone(),
            epochs: self.epochs.iter().filter(|summary| summary.epoch > epoch).cloned().collect(),
            records: self.records.iter().filter(|record| record.0 >= u64::from(step)).cloned().collect(),
            steps: self.steps.iter().filter(|record| record.0 >= u64::from(step)).copied().collect(),
            last_file: self.last_file.clone(),
        }
    }
}

fn run(ir: &Ir, dataset: &Dataset, options: SessionOptions) -> Reported {
    let folder = options.checkpoints.as_ref().map(|settings| settings.directory.clone());
    let mut session = Session::with_options(ir.clone(), dataset.clone(), options).expect("a sound run");
    let receiver = start(&mut session);
    session.wait();
    let state = session.state().expect("a state");
    let parameters = bits(&session.parameters().expect("an ended run"));
    session.close();
    let batches: Vec<EventBatch> = receiver.into_iter().collect();
    assert_eq!(batches.iter().flat_map(|batch| &batch.warnings).count(), 0);
    let newest = batches.iter().flat_map(|batch| &batch.checkpoints).next_back().map(|info| &info.name);
    assert_eq!(newest.is_some(), folder.is_some() && state != RunState::Failed);
    let records = batches.iter().flat_map(|batch| {
        let width = trainer::statistics::STATISTICS.len();
        let cells = trainer::events::HISTOGRAM_CELLS;
        batch.layer_steps.iter().enumerate().map(move |(i, step)| {
            let values = batch.layer_values[i * width..][..width].iter().map(|value| value.to_bits()).collect();
            let histogram = batch.layer_histograms[i * cells..][..cells].to_vec();
            (*step as u64, batch.layer_probes[i], values, histogram)
        })
    });
    let steps = batches.iter().flat_map(|batch| {
        (0..batch.step_steps.len())
            .map(|i| (batch.step_steps[i] as u64, batch.step_losses[i].to_bits(), batch.step_accuracies[i].to_bits()))
    });
    Reported {
        parameters,
        state,
        outcome: batches.iter().find_map(|batch| batch.outcome.as_deref().cloned()),
        epochs: batches
            .iter()
            .flat_map(|batch| batch.epochs.clone())
            .map(|summary| EpochSummary { rows_per_second: 0.0, ..summary })
            .collect(),
        records: records.collect(),
        steps: steps.collect(),
        last_file: folder.zip(newest).map(|(folder, name)| contents(&folder.join(name))),
    }
}

/// A random network with everything on that a checkpoint has to carry.
fn random_run(draws: &mut Draws) -> (Ir, Dataset) {
    let mut ir = random_network(draws);
    let training = &mut ir.training;
    training.epochs = 2 + draws.below(4) as u32;
    training.batch_size = 5 + draws.below(20) as u32;
    training.seed = draws.bits() as u32;
    training.statistics = draws.below(2) == 0;
    training.shuffle = draws.below(4) > 0;
    training.validation_split = [0.0, 0.3][draws.below(2)];
    training.keep_best = draws.below(2) == 0;
    if draws.below(2) == 0 {
        training.early_stopping = Some(EarlyStopping {
            patience: 1 + draws.below(3) as u32,
            minimum_delta: draws.between(0.0, 0.01),
            restore_best: draws.below(2) == 0,
        });
    }
    if draws.below(2) == 0 {
        training.batch_norm_statistics = BatchNormStatistics::Population;
    }
    // Only classes can be kept in proportion.
    let splits = if ir.targets[0].classes >= 2 { 3 } else { 2 };
    training.split = [SplitMethod::Last, SplitMethod::Shuffled, SplitMethod::Stratified][draws.below(splits)];
    if draws.below(3) == 0 {
        // Of at least 14 training rows, one whole batch.
        (training.drop_last_batch, training.batch_size) = (true, training.batch_size.min(14));
    }
    training.schedule = match draws.below(4) {
        0 => Schedule::Constant,
        1 => Schedule::Cosine { warmup_epochs: 0.5, final_fraction: 0.1 },
        2 => Schedule::Exponential { factor: 0.7 },
        // Reduced after every epoch: an improvement of 10 there is not.
        _ => Schedule::ReduceOnPlateau { factor: 0.5, patience: 1, minimum_delta: 10.0, minimum_learning_rate: 1e-4 },
    };
    let (learning_rate, epsilon) = (0.01, 1e-8);
    training.optimizer = match draws.below(5) {
        0 => Optimizer::Sgd { learning_rate: 0.1, decay: 1e-3, momentum: 0.9, nesterov: true },
        1 => Optimizer::Adam { learning_rate, beta_1: 0.9, beta_2: 0.999, epsilon },
        2 => Optimizer::Nadam { learning_rate, beta_1: 0.9, beta_2: 0.999, epsilon, momentum_decay: 0.004 },
        3 => Optimizer::RmsProp { learning_rate, rho: 0.99, epsilon, momentum: 0.5, centered: true },
        _ => Optimizer::Adagrad { learning_rate, learning_rate_decay: 0.01, initial_accumulator_value: 0.1, epsilon },
    };
    let rows = 20 + draws.below(60);
    let dataset = dataset_of(&ir, rows, draws.bits());
    (ir, dataset)
}

#[test]
fn stopping_anywhere_and_going_on_changes_no_bit_at_any_number_of_threads() {
    let mut draws = Draws(41);
    let (mut continued, mut compared) = (0, 0);
    for round in 0..40 {
        let (mut ir, dataset) = random_run(&mut draws);
        let straight_folder = Folder::new();
        let options = SessionOptions { checkpoints: Some(straight_folder.at_the_end()), ..SessionOptions::default() };
        let straight = run(&ir, &dataset, options);
        if straight.state == RunState::Failed {
            continue;
        }
        let steps = straight.steps.len();
        let folder = Folder::new();
        let mut continue_from = None;
        let mut stop = 0;
        // Stops several times, each time going on from where it stopped, the last time to the end.
        for part in 0..3 {
            stop += 1 + draws.below(steps / 2 + 1) as u32;
            ir.training.threads = [1, 2, 3, 64][draws.below(4)];
            let checkpoints = Some(if draws.below(2) == 0 { folder.often() } else { folder.at_the_end() });
            let stop_before_step = (part < 2).then_some(stop);
            let first = continue_from.as_ref().map_or(0, |_| {
                let listing = trainer::checkpoint::list(&folder.0).expect("a folder");
                let newest = listing.checkpoints.last().expect("a checkpoint").clone();
                newest.step
            });
            continued += usize::from(continue_from.is_some());
            let reported = run(
                &ir,
                &dataset,
                SessionOptions {
                    checkpoints,
                    continue_from: continue_from.take(),
                    stop_before_step,
                    ..SessionOptions::default()
                },
            );
            if reported.state == RunState::Finished {
                // An epoch is told again if the run stopped between its last batch and its validation.
                let epoch = reported.epochs.first().map_or(ir.training.epochs, |summary| summary.epoch - 1);
                assert_eq!(reported, straight.from(first, epoch), "round {round}, part {part}: {ir:?}");
                compared += usize::from(first > 0);
                break;
            }
            assert_eq!(reported.outcome.as_ref().map(|outcome| outcome.reason), Some(EndReason::Stopped));
            continue_from = Some(if draws.below(2) == 0 {
                ContinueFrom::Latest(folder.0.clone())
            } else {
                ContinueFrom::File(folder.files().pop().expect("a last checkpoint"))
            });
        }
    }
    assert!(continued >= 60 && compared >= 35, "{continued} continued, {compared} to the end");
}

#[test]
fn any_checkpoint_of_a_run_leads_to_its_end() {
    let mut ir = reference_network(6, 64, 3);
    (ir.training.epochs, ir.training.validation_split) = (600, 0.2);
    ir.training.keep_best = true;
    ir.training.batch_norm_statistics = BatchNormStatistics::Population;
    let dataset = dataset_of(&ir, 150, 3);
    let folder = Folder::new();
    let options = SessionOptions { checkpoints: Some(folder.often()), ..SessionOptions::default() };
    let straight = run(&ir, &dataset, options);
    let files = folder.files();
    assert!(files.len() >= 3, "{} checkpoints", files.len());
    let mut draws = Draws(5);
    for _ in 0..12 {
        let file = files[draws.below(files.len())].clone();
        let position = contents(&file).2["position"].clone();
        let (step, epoch) = (position["step"].as_u64().expect("a step"), position["epoch"].as_u64().expect("an epoch"));
        let options = SessionOptions { continue_from: Some(ContinueFrom::File(file)), ..SessionOptions::default() };
        // So many steps may be told merged, differently in every run.
        let reported = Reported { steps: Vec::new(), ..run(&ir, &dataset, options) };
        let expected = Reported { last_file: None, steps: Vec::new(), ..straight.from(step as u32, epoch as u32) };
        assert_eq!(reported, expected, "from step {step}");
    }
}
