//! Disks that fill up, break and lose power at every single call of writing a checkpoint: the folder then holds whole
//! checkpoints alone, and a run goes on from the newest of them to the same bits.

use crate::support::checkpoint_folder::{Folder, small};
use crate::support::faulty_disk::{Call, Fault, FaultyDisk};
use crate::support::session_run::{bits, finish, start};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use trainer::checkpoint::{CheckpointSettings, ContinueFrom, list};
use trainer::events::{EventBatch, RunState};
use trainer::{Session, SessionOptions};

/// Steps of an epoch of `small`, which has four.
const EPOCH: u32 = 3;

type Bits = Vec<(String, Vec<u32>)>;

/// What the run ends with that was never disturbed.
static STRAIGHT: LazyLock<Bits> = LazyLock::new(|| {
    let (ir, dataset) = small();
    let mut session = Session::new(ir, dataset).expect("a sound run");
    finish(&mut session);
    bits(&session.parameters().expect("ended"))
});

/// Trains on this disk up to a step, from the folder's newest checkpoint if it has one.
fn train_on(disk: &FaultyDisk, settings: CheckpointSettings, until: u32) -> (Session, Vec<EventBatch>) {
    let ((ir, dataset), directory) = (small(), settings.directory.clone());
    let has_some = list(&directory).is_ok_and(|listing| !listing.checkpoints.is_empty());
    let options = SessionOptions {
        checkpoints: Some(settings),
        continue_from: has_some.then_some(ContinueFrom::Latest(directory)),
        stop_before_step: Some(until),
        ..SessionOptions::default()
    };
    let mut session = Session::with_options(ir, dataset, options).expect("a sound run");
    session.write_checkpoints_on(Box::new(disk.clone()));
    let batches = finish(&mut session);
    (session, batches)
}

/// Goes on from the newest checkpoint of a folder to the end: the step it began at. Every file named like a checkpoint must
/// be a whole one, and the end the same to the bit.
fn go_on(folder: &Folder, what: &str) -> u32 {
    let listing = list(&folder.0).expect("a readable folder");
    assert_eq!(listing.skipped, [], "{what}");
    let continued = |continue_from: ContinueFrom| {
        let (ir, dataset) = small();
        let options = SessionOptions { continue_from: Some(continue_from), ..SessionOptions::default() };
        Session::with_options(ir, dataset, options).unwrap_or_else(|failure| panic!("{what}: {failure}"))
    };
    for checkpoint in &listing.checkpoints {
        assert_eq!(
            continued(ContinueFrom::File(folder.0.join(&checkpoint.name))).first_step(),
            checkpoint.step,
            "{what}"
        );
    }
    let newest = listing.checkpoints.last().map_or(0, |checkpoint| checkpoint.step);
    if newest > 0 {
        let mut session = continued(ContinueFrom::Latest(folder.0.clone()));
        assert_eq!(session.first_step(), newest, "{what}");
        finish(&mut session);
        assert!(bits(&session.parameters().expect("ended")) == *STRAIGHT, "{what}: from step {newest}");
    }
    newest
}

fn healthy() -> FaultyDisk {
    FaultyDisk::new(|_, _| None)
}

fn codes(batches: &[EventBatch]) -> Vec<&str> {
    batches.iter().flat_map(|batch| &batch.warnings).map(|warning| warning.code.as_str()).collect()
}

fn reported_steps(batches: &[EventBatch]) -> Vec<u32> {
    batches.iter().flat_map(|batch| &batch.checkpoints).map(|info| info.step).collect()
}

fn drafts(folder: &Folder) -> usize {
    let entries = fs::read_dir(&folder.0).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_name().to_string_lossy().ends_with(".part")).count()
}

/// A history that the second checkpoint has the first removed from.
fn one_file(folder: &Folder) -> CheckpointSettings {
    CheckpointSettings { history_bytes: 1, ..folder.at_the_end() }
}

#[test]
fn a_fault_at_any_call_leaves_whole_checkpoints_a_warning_and_a_run_that_goes_on() {
    let calls = {
        let (folder, disk) = (Folder::new(), healthy());
        train_on(&healthy(), one_file(&folder), EPOCH);
        train_on(&disk, one_file(&folder), 2 * EPOCH);
        disk.calls()
    };
    assert!(matches!(calls.last(), Some(Call::Remove(_))), "{} calls", calls.len());
    for fault in [Fault::Full, Fault::Broken, Fault::Short] {
        for (at, call) in calls.iter().enumerate() {
            for lasts in [false, true] {
                let what = format!("{fault:?} at call {at}{}", if lasts { " and ever after" } else { "" });
                let folder = Folder::new();
                train_on(&healthy(), one_file(&folder), EPOCH);
                let disk = FaultyDisk::new(move |now, _| (now == at || lasts && now > at).then_some(fault));
                let (session, batches) = train_on(&disk, one_file(&folder), 2 * EPOCH);
                assert_eq!(session.state(), Some(RunState::Stopped), "{what}");
                // An old file that cannot be removed is no loss; anything else is told, and told once.
                let is_lost = fault != Fault::Short && !matches!(call, Call::Remove(_));
                assert_eq!(codes(&batches), if is_lost { vec!["R042"] } else { vec![] }, "{what}");
                assert_eq!(reported_steps(&batches), if is_lost { vec![] } else { vec![2 * EPOCH] }, "{what}");
                let newest = go_on(&folder, &what);
                assert!(newest == 2 * EPOCH || is_lost && newest == EPOCH, "{what}: {newest}");
                // The next run clears away what could not be removed.
                train_on(&healthy(), one_file(&folder), 3 * EPOCH);
                assert_eq!((go_on(&folder, &what), drafts(&folder)), (3 * EPOCH, 0), "{what}");
            }
        }
    }
}

#[test]
fn the_checkpoint_after_a_failed_one_is_written() {
    for at in 0..7 {
        let (folder, disk) = (Folder::new(), FaultyDisk::new(move |now, _| (now == at).then_some(Fault::Broken)));
        let settings = CheckpointSettings { every_epochs: Some(1), ..folder.at_the_end() };
        let (session, batches) = train_on(&disk, settings, u32::MAX);
        assert_eq!((session.state(), codes(&batches)), (Some(RunState::Finished), vec!["R042"]), "call {at}");
        assert!(bits(&session.parameters().expect("ended")) == *STRAIGHT, "call {at}");
        assert_eq!(reported_steps(&batches).last(), Some(&(4 * EPOCH)), "call {at}");
        assert_eq!(go_on(&folder, "after one that failed"), 4 * EPOCH);
    }
}

/// How a machine goes down.
#[derive(Debug, Clone, Copy)]
enum Crash {
    /// The process is killed: the system still writes what it was given.
    Killed,
    /// The power goes: of names and contents only what was flushed is there.
    Losing,
    /// The power goes: names are there, of contents that were not flushed only half.
    KeepingNames,
}

/// A folder as calls leave it, in memory.
#[derive(Default)]
struct Remains {
    /// Content, and how much of it was flushed.
    files: Vec<(Vec<u8>, usize)>,
    names: BTreeMap<PathBuf, usize>,
    flushed_names: BTreeMap<PathBuf, usize>,
}

impl Remains {
    fn of(calls: &[Call]) -> Remains {
        let mut remains = Remains::default();
        for call in calls {
            match call {
                Call::MakeFolder(_) => {}
                Call::Create(path) => {
                    remains.files.push((Vec::new(), 0));
                    remains.names.insert(path.clone(), remains.files.len() - 1);
                }
                Call::Write(path, bytes) => remains.files[remains.names[path]].0.extend(bytes),
                Call::FlushContent(path) => {
                    let file = &mut remains.files[remains.names[path]];
                    file.1 = file.0.len();
                }
                Call::Rename(from, to) => {
                    let file = remains.names.remove(from).expect("a file of this name");
                    remains.names.insert(to.clone(), file);
                }
                Call::Remove(path) => drop(remains.names.remove(path)),
                Call::FlushFolder(_) => remains.flushed_names = remains.names.clone(),
            }
        }
        remains
    }

    /// What is found after a crash.
    fn after(&self, crash: Crash) -> Folder {
        let folder = Folder::new();
        fs::create_dir_all(&folder.0).expect("a folder");
        let names = if matches!(crash, Crash::Losing) { &self.flushed_names } else { &self.names };
        for (path, file) in names {
            let (content, flushed) = &self.files[*file];
            let length = match crash {
                Crash::Killed => content.len(),
                Crash::Losing => *flushed,
                Crash::KeepingNames => (*flushed).max(content.len() / 2),
            };
            let name = path.file_name().expect("a name");
            fs::write(folder.0.join(name), &content[..length]).expect("a file");
        }
        folder
    }
}

/// The step in a checkpoint's name.
fn step_of(path: &Path) -> u32 {
    let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
    name.rsplit('-').next().and_then(|step| step.parse().ok()).expect("a step")
}

#[test]
fn a_crash_after_any_call_leaves_the_newest_checkpoint_that_was_whole() {
    let (folder, disk) = (Folder::new(), healthy());
    for epoch in 1..=4 {
        train_on(&disk, CheckpointSettings { history_bytes: 1, ..folder.at_the_end() }, epoch * EPOCH);
    }
    let calls = disk.calls();
    assert_eq!(calls.iter().filter(|call| matches!(call, Call::Remove(_))).count(), 3, "{} calls", calls.len());
    for end in 0..=calls.len() {
        let renamed = calls[..end].iter().enumerate().rev().find_map(|(at, call)| match call {
            Call::Rename(_, to) => Some((at, step_of(to))),
            _ => None,
        });
        for crash in [Crash::Killed, Crash::Losing, Crash::KeepingNames] {
            let what = format!("{crash:?} after {end} calls");
            let newest = go_on(&Remains::of(&calls[..end]).after(crash), &what);
            let Some((at, step)) = renamed else { continue };
            let is_flushed = calls[at..end].iter().any(|call| matches!(call, Call::FlushFolder(_)));
            let is_there = is_flushed || !matches!(crash, Crash::Losing);
            assert_eq!(newest, if is_there { step } else { step - EPOCH }, "{what}");
        }
    }
}

#[test]
fn a_full_disk_drops_older_checkpoints_for_new_ones_and_says_so_once() {
    let whole = {
        let folder = Folder::new();
        train_on(&healthy(), folder.at_the_end(), u32::MAX);
        fs::metadata(&folder.files()[0]).expect("a file").len()
    };
    let (mut ir, dataset) = small();
    ir.training.epochs = 1_000_000;
    let (folder, most) = (Folder::new(), whole * 11 / 2);
    let directory = folder.0.clone();
    let disk = FaultyDisk::new(move |_, call| {
        let Call::Write(_, bytes) = call else { return None };
        let entries = fs::read_dir(&directory).into_iter().flatten().flatten();
        let used: u64 = entries.map(|entry| entry.metadata().map_or(0, |metadata| metadata.len())).sum();
        (used + bytes.len() as u64 > most).then_some(Fault::Full)
    });
    let options = SessionOptions { checkpoints: Some(folder.often()), ..SessionOptions::default() };
    let mut session = Session::with_options(ir, dataset, options).expect("a sound run");
    session.write_checkpoints_on(Box::new(disk));
    let receiver = start(&mut session);
    let mut batches = Vec::new();
    // However long a file takes.
    while reported_steps(&batches).len() <= 30 {
        batches.push(receiver.recv().expect("events"));
    }
    session.stop();
    session.wait();
    batches.extend(receiver.try_iter());
    assert_eq!(codes(&batches), ["R043"]);
    let steps = reported_steps(&batches);
    let kept: Vec<u32> = folder.files().iter().map(|path| step_of(path)).collect();
    assert_eq!((kept.first(), kept.last()), (steps.first(), steps.last()), "{kept:?}");
    assert!((4..=5).contains(&kept.len()), "{kept:?}");
    assert_eq!(drafts(&folder), 0);
}
