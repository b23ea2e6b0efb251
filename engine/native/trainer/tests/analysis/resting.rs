//! An analysis leaves no trace, is refused while a run is running, and makes nobody wait.

use super::{all, dataset_of, network};
use crate::support::checkpoint_folder::Folder;
use crate::support::session_run::{bits, start, states, train};
use crate::support::{Draws, random_network, reference_network};
use failures::Failure;
use std::sync::mpsc::Receiver;
use trainer::analysis::{
    ANALYSIS_LIMITS, AlongGradientRequest, Analysis, AnalysisRequest, EffectiveRankRequest, PlaneRequest, analyze,
};
use trainer::checkpoint::ContinueFrom;
use trainer::events::{EventBatch, RunState};
use trainer::ir::{Ir, Optimizer};
use trainer::network::{Network, StateTensor};
use trainer::{Dataset, FailureCode, Session, SessionOptions, failure};

/// Small enough for hundreds of networks.
fn small() -> AnalysisRequest {
    AnalysisRequest {
        effective_rank: Some(EffectiveRankRequest { rows: 40 }),
        along_gradient: Some(AlongGradientRequest { points: 3 }),
        plane: Some(PlaneRequest { side: 3, rows: 40 }),
    }
}

/// Would take an hour.
fn long() -> AnalysisRequest {
    let plane = Some(PlaneRequest { side: 101, rows: 1 << 16 });
    AnalysisRequest { plane, ..AnalysisRequest::default() }
}

fn optimizers() -> [Optimizer; 3] {
    [
        Optimizer::Sgd { learning_rate: 0.05, decay: 1e-3, momentum: 0.9, nesterov: true },
        Optimizer::Adam { learning_rate: 0.01, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 },
        Optimizer::Nadam { learning_rate: 0.01, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, momentum_decay: 0.004 },
    ]
}

fn state_of(network: &Network) -> Vec<u32> {
    let mut floats = vec![0.0; network.state_tensors().iter().map(StateTensor::elements).sum()];
    network.write_state(&mut floats);
    floats.into_iter().map(f32::to_bits).collect()
}

fn train_on(network: &mut Network, dataset: &Dataset, steps: std::ops::Range<u32>) {
    let rows = all(dataset);
    let batch = network.batch();
    for step in steps {
        let rows = rows.chunks(batch).nth(step as usize % rows.len().div_ceil(batch)).expect("a batch");
        network.train_batch(rows, step, None).expect("a finite loss");
    }
}

#[test]
fn networks_go_on_to_the_same_bits_after_any_analysis_whole_or_broken_off() {
    for seed in 400..460 {
        let mut draws = Draws(seed);
        let mut ir = random_network(&mut draws);
        ir.training.batch_size = 2 + draws.below(30) as u32;
        ir.training.optimizer = optimizers()[seed as usize % 3];
        let dataset = dataset_of(&ir, 70, seed);
        let [mut straight, mut analysed] = [network(&ir, &dataset), network(&ir, &dataset)];
        train_on(&mut straight, &dataset, 0..8);
        train_on(&mut analysed, &dataset, 0..4);
        let before = state_of(&analysed);
        let rows = all(&dataset);
        let whole = analyze(&mut analysed, &rows, &small(), &mut || Ok(())).expect("within the limits");
        assert!(state_of(&analysed) == before, "seed {seed}: moved");
        let again = analyze(&mut analysed, &rows, &small(), &mut || Ok(())).expect("within the limits");
        assert!(format!("{whole:?}") == format!("{again:?}"), "seed {seed}: {whole:?} {again:?}");
        for patience in [0, 1, 5, 9, 20] {
            let mut left = patience;
            let broken = analyze(&mut analysed, &rows, &small(), &mut || {
                left -= 1;
                if left < 0 { Err(failure(FailureCode::State, "impatience", "none", "Wait.")) } else { Ok(()) }
            });
            assert!(state_of(&analysed) == before, "seed {seed}: moved when broken off after {patience}");
            assert!(broken.is_err_and(|failure| failure.found == "impatience") || patience > 5);
        }
        train_on(&mut analysed, &dataset, 4..8);
        assert!(state_of(&analysed) == state_of(&straight), "seed {seed}: another way");
    }
}

fn wait_for(receiver: &Receiver<EventBatch>, state: RunState) {
    let mut seen = Vec::new();
    while !states(&seen).contains(&state) {
        seen.push(receiver.recv().expect("a run that goes on"));
    }
}

fn run() -> (Ir, Dataset) {
    let mut ir = reference_network(14, 24, 2);
    (ir.training.epochs, ir.training.batch_size, ir.training.validation_split) = (40, 16, 0.25);
    let dataset = dataset_of(&ir, 400, 9);
    (ir, dataset)
}

#[test]
fn a_paused_run_that_is_analysed_ends_with_the_same_bits_and_says_the_same_again() {
    let (ir, dataset) = run();
    let straight = bits(&train(&ir, &dataset).0);
    let mut session = Session::new(ir, dataset).expect("a sound IR");
    let fresh = session.analyst().analyze(&small()).expect("not started");
    assert_eq!(fresh.steps, 0);
    let receiver = start(&mut session);
    session.pause();
    wait_for(&receiver, RunState::Paused);
    let paused = session.analyst().analyze(&AnalysisRequest::everything()).expect("paused");
    assert_eq!(session.analyst().analyze(&AnalysisRequest::everything()), Ok(paused.clone()));
    session.resume();
    session.wait();
    assert_eq!(session.state(), Some(RunState::Finished));
    let ended = session.analyst().analyze(&AnalysisRequest::everything()).expect("ended");
    assert!(ended.steps == 40 * 19 && paused.steps < ended.steps, "{} {}", paused.steps, ended.steps);
    assert!(bits(&session.parameters().expect("ended")) == straight);
    let Analysis { plane: Some(plane), along_gradient: Some(along), effective_ranks, .. } = ended else {
        panic!("everything was asked for")
    };
    // 300 rows train, in batches of 16.
    assert_eq!((plane.rows, plane.losses.len(), along.rows), (288, 21 * 21, 16));
    assert_eq!((along.losses.len(), effective_ranks.len(), effective_ranks[0].rows), (15, 3, 288));
}

#[test]
fn it_outlives_the_session_s_thread_but_not_its_closing() {
    let (ir, dataset) = run();
    let mut session = Session::new(ir, dataset).expect("a sound IR");
    let _receiver = start(&mut session);
    session.stop();
    session.wait();
    let analyst = session.analyst();
    assert!(analyst.analyze(&small()).is_ok());
    drop(session);
    assert_eq!(analyst.analyze(&small()).expect_err("closed").code, "R032");
}

fn endless() -> Session {
    let (mut ir, dataset) = run();
    ir.training.epochs = 1_000_000;
    Session::new(ir, dataset).expect("a sound IR")
}

#[test]
fn a_running_run_refuses_it_and_limits_are_named() {
    let mut session = endless();
    let receiver = start(&mut session);
    wait_for(&receiver, RunState::Running);
    let Failure { code, found, help, .. } = session.analyst().analyze(&small()).expect_err("running");
    assert_eq!((code.as_str(), found.as_str(), help.as_str()), ("R032", "a running run", "Pause the run first."));
    let refused = |request: AnalysisRequest| session.analyst().analyze(&request).expect_err("outside the limits");
    for (name, limits) in ANALYSIS_LIMITS {
        for outside in [limits[0] - 1, limits[1] + 1] {
            let mut request = small();
            match (*name, &mut request.effective_rank, &mut request.along_gradient, &mut request.plane) {
                ("effective_rank_rows", Some(rank), _, _) => rank.rows = outside,
                ("along_gradient_points", _, Some(along), _) => along.points = outside,
                ("plane_side", _, _, Some(plane)) => plane.side = outside,
                ("plane_rows", _, _, Some(plane)) => plane.rows = outside,
                _ => panic!("no such limit: {name}"),
            }
            let failure = refused(request);
            assert_eq!(failure.code, "R035", "{name} {outside}");
            assert!(failure.found.starts_with(&outside.to_string()), "{failure}");
            assert_eq!(failure.expected, format!("{} to {}", limits[0], limits[1]));
        }
    }
    let even = AnalysisRequest { plane: Some(PlaneRequest { side: 20, rows: 10 }), ..AnalysisRequest::default() };
    assert_eq!(refused(even).found, "20 points a side of the plane");
    session.close();
}

/// Begins an analysis that would take an hour, ends it by `end`, and says how it ended.
fn broken_off_by(end: impl FnOnce(&mut Session)) -> Failure {
    let mut session = endless();
    let work = session.work().expect("not started");
    let receiver = start(&mut session);
    session.pause();
    wait_for(&receiver, RunState::Paused);
    let at_rest = work.get();
    let analyst = session.analyst();
    let analysis = std::thread::spawn(move || analyst.analyze(&long()));
    // It is under way once the network works at anything.
    while work.get() == at_rest {
        assert!(!analysis.is_finished());
        std::thread::yield_now();
    }
    end(&mut session);
    analysis.join().expect("no panic").expect_err("broken off")
}

#[test]
fn resuming_stopping_and_closing_break_it_off_long_before_its_end() {
    let ends: [fn(&mut Session); 3] = [
        |session| session.resume(),
        |session| {
            session.stop();
            session.wait();
        },
        |session| session.close(),
    ];
    for end in ends {
        let failure = broken_off_by(end);
        assert_eq!(failure.code, "R032");
        assert!(failure.found.contains("broken off"), "{failure}");
    }
}

#[test]
fn a_continued_run_knows_the_learning_rate_of_its_last_step() {
    let folder = Folder::new();
    let (mut ir, dataset) = run();
    ir.training.optimizer = Optimizer::Sgd { learning_rate: 0.1, decay: 0.01, momentum: 0.9, nesterov: true };
    let options = |continue_from| SessionOptions {
        checkpoints: Some(folder.at_the_end()),
        continue_from,
        stop_before_step: Some(50),
        ..SessionOptions::default()
    };
    let mut stopped = Session::with_options(ir.clone(), dataset.clone(), options(None)).expect("a sound IR");
    let _receiver = start(&mut stopped);
    stopped.wait();
    let of_stopped = stopped.analyst().analyze(&small()).expect("ended");
    stopped.close();
    let continued = Session::with_options(ir, dataset, options(Some(ContinueFrom::Latest(folder.0.clone()))))
        .expect("the same run");
    assert_eq!(continued.analyst().analyze(&small()), Ok(of_stopped.clone()));
    assert_eq!(of_stopped.steps, 50);
    let rate = of_stopped.along_gradient.expect("asked for").learning_rate;
    assert!((rate - 0.1 / (1.0 + 0.01 * 49.0)).abs() < 1e-12, "{rate}");
}
