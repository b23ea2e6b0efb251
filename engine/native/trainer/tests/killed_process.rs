//! A process that trains with checkpoints as often as can be is killed at a hundred random moments; each time the newest
//! checkpoint it left leads to the bits of a run that was never killed.

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use support::checkpoint_folder::Folder;
use support::session_run::{bits, start};
use support::{Draws, dataset_of, reference_network};
use trainer::checkpoint::{CheckpointSettings, ContinueFrom, list};
use trainer::ir::Ir;
use trainer::{Dataset, Session, SessionOptions};

const KILLS: usize = 100;
/// Names the folder to the process that is to be killed: this program again, running only the second test.
const FOLDER: &str = "LAYERGLASS_KILLED_PROCESS_FOLDER";

fn trained_run() -> (Ir, Dataset) {
    let mut ir = reference_network(5, 12, 2);
    (ir.training.epochs, ir.training.validation_split, ir.training.keep_best) = (150, 0.2, true);
    let dataset = dataset_of(&ir, 120, 6);
    (ir, dataset)
}

fn finish(options: SessionOptions) -> (u32, Vec<(String, Vec<u32>)>) {
    let (ir, dataset) = trained_run();
    let mut session = Session::with_options(ir, dataset, options).expect("a sound run");
    let first_step = session.first_step();
    let _receiver = start(&mut session);
    session.wait();
    (first_step, bits(&session.parameters().expect("an ended run")))
}

#[test]
fn a_killed_run_goes_on_from_its_newest_checkpoint_bit_by_bit() {
    let straight = finish(SessionOptions::default()).1;
    let mut draws = Draws(77);
    let (mut middles, mut checkpoints) = (0, 0);
    for kill in 0..KILLS {
        let folder = Folder::new();
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "the_process_that_is_killed"])
            .env(FOLDER, &folder.0)
            .stdout(Stdio::null())
            .spawn()
            .expect("a process");
        // Every tenth at any moment since its start, the others from their first checkpoint on.
        while kill % 10 > 0 && !has_checkpoint(&folder.0) {
            assert_eq!(child.try_wait().expect("a process"), None, "ended without a checkpoint");
            std::thread::sleep(Duration::from_micros(500));
        }
        std::thread::sleep(Duration::from_micros(draws.below(25_000) as u64));
        child.kill().expect("a process that can be killed");
        child.wait().expect("an ended process");
        let files = folder.files();
        checkpoints += files.len();
        if let Some(newest) = files.last() {
            let continue_from = Some(ContinueFrom::File(newest.clone()));
            let (first_step, parameters) = finish(SessionOptions { continue_from, ..SessionOptions::default() });
            assert!(parameters == straight, "kill {kill}: from step {first_step}");
            middles += usize::from(first_step % 6 > 0);
        }
    }
    assert!(
        checkpoints >= KILLS / 10 * 9 && middles > 0,
        "{checkpoints} checkpoints, {middles} continued within an epoch"
    );
}

fn has_checkpoint(folder: &Path) -> bool {
    list(folder).is_ok_and(|listing| !listing.checkpoints.is_empty())
}

/// Does nothing in an ordinary run of the tests.
#[test]
fn the_process_that_is_killed() {
    let Some(directory) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let checkpoints =
        Some(CheckpointSettings { directory, every_seconds: Some(0.0), every_epochs: None, history_bytes: 200_000 });
    finish(SessionOptions { checkpoints, ..SessionOptions::default() });
}
