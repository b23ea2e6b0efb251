//! Runs side by side share the threads of one budget, and none of their bits depends on what they had.

use crate::support::session_run::{bits, start, states, train};
use crate::support::{Draws, dataset_of, reference_network};
use std::collections::HashSet;
use std::hint::black_box;
#[cfg(target_os = "linux")]
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::Receiver;
use std::thread::{ThreadId, scope, sleep, yield_now};
use std::time::{Duration, Instant};
use trainer::analysis::{AnalysisRequest, PlaneRequest};
use trainer::events::{EventBatch, RunState};
use trainer::ir::Ir;
use trainer::kernels::Pool;
use trainer::thread_budget::{HeldShare, ThreadShare};
use trainer::{Session, SessionOptions, ThreadBudget};

/// A run of `epochs` epochs whose kernels are large enough to be shared out, that asks for `threads` threads.
fn shared_out(epochs: u32, threads: u32) -> Ir {
    let mut ir = reference_network(40, 130, 3);
    (ir.training.batch_size, ir.training.epochs, ir.training.threads) = (300, epochs, threads);
    ir
}

fn session_of(ir: &Ir, budget: &ThreadBudget) -> Session {
    let options = SessionOptions { thread_budget: Some(budget.clone()), ..SessionOptions::default() };
    Session::with_options(ir.clone(), dataset_of(ir, 700, 4), options).expect("a sound run")
}

/// A run that would take hours, under way.
fn endless(threads: u32, budget: &ThreadBudget) -> (Session, Receiver<EventBatch>) {
    let mut session = session_of(&shared_out(1_000_000, threads), budget);
    let receiver = start(&mut session);
    (session, receiver)
}

/// Waits for what is to come within a batch; the limit is only for a fault.
#[track_caller]
fn until(is_so: impl Fn() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < Duration::from_secs(120), "it never came");
        sleep(Duration::from_micros(200));
    }
}

#[track_caller]
fn await_threads(expected: &[usize], sessions: &[&Session]) {
    until(|| sessions.iter().map(|session| session.threads()).eq(expected.iter().copied()));
}

fn await_state(receiver: &Receiver<EventBatch>, state: RunState) {
    while !states(&[receiver.recv().expect("a run that goes on")]).contains(&state) {}
}

/// A share that is held, with what it asked for.
struct Holder {
    asked: usize,
    share: ThreadShare,
    _held: HeldShare,
}

fn holder(budget: &ThreadBudget, asked: usize) -> Holder {
    let share = budget.share(asked);
    Holder { asked: asked.max(1), _held: share.hold(), share }
}

fn threads_of(holders: &[Holder]) -> Vec<usize> {
    holders.iter().map(|holder| holder.share.threads()).collect()
}

#[test]
fn threads_are_shared_out_evenly_the_earliest_first_and_nobody_has_more_than_asked_for() {
    for (total, asked, expected) in [
        (2, &[2][..], &[2][..]),
        (2, &[2, 2], &[1, 1]),
        (2, &[2, 2, 2], &[1, 1, 1]),
        (5, &[8, 8], &[3, 2]),
        (5, &[1, 8], &[1, 4]),
        (8, &[8, 2, 8], &[3, 2, 3]),
        (64, &[3, 1, 9], &[3, 1, 9]),
        (0, &[4], &[1]),
        (4, &[0, 4], &[1, 3]),
    ] {
        let budget = ThreadBudget::new(total);
        let holders: Vec<Holder> = asked.iter().map(|asked| holder(&budget, *asked)).collect();
        assert_eq!(threads_of(&holders), expected, "{total} for {asked:?}");
        drop(holders);
        assert_eq!(budget.in_use(), 0);
    }
}

#[test]
fn any_order_of_holding_and_resting_leaves_each_its_share() {
    let mut draws = Draws(31);
    for _ in 0..200 {
        let budget = ThreadBudget::new(1 + draws.below(9));
        let mut holders: Vec<Holder> = Vec::new();
        for _ in 0..40 {
            if holders.is_empty() || draws.below(5) < 3 {
                holders.push(holder(&budget, 1 + draws.below(9)));
            } else {
                let rests = holders.remove(draws.below(holders.len()));
                let share = rests.share.clone();
                drop(rests);
                assert_eq!(share.threads(), 0);
            }
            let threads = threads_of(&holders);
            let asked: usize = holders.iter().map(|holder| holder.asked).sum();
            // All that is wanted and there, and one each at least.
            assert_eq!(budget.in_use(), threads.iter().sum::<usize>());
            assert_eq!(budget.in_use(), asked.min(budget.total()).max(holders.len()));
            for (index, (holder, mine)) in holders.iter().zip(&threads).enumerate() {
                assert!((1..=holder.asked).contains(mine), "{threads:?}");
                // Who would like more has as much as anybody, but for a remainder that went to earlier ones.
                for (other, theirs) in threads.iter().enumerate() {
                    let most = mine + usize::from(other < index);
                    assert!(*mine == holder.asked || *theirs <= most, "{threads:?}");
                }
            }
        }
    }
}

#[test]
fn two_runs_on_two_threads_have_one_each_and_one_that_goes_on_alone_has_both() {
    let budget = ThreadBudget::new(2);
    let (mut first, first_events) = endless(2, &budget);
    await_threads(&[2], &[&first]);
    let (mut second, second_events) = endless(2, &budget);
    await_threads(&[1, 1], &[&first, &second]);

    second.pause();
    await_state(&second_events, RunState::Paused);
    assert_eq!((first.threads(), second.threads()), (2, 0));
    second.resume();
    await_threads(&[1, 1], &[&first, &second]);

    first.stop();
    first.wait();
    assert_eq!((first.threads(), second.threads()), (0, 2));
    drop(first_events);
    second.close();
    assert_eq!(budget.in_use(), 0);
}

#[test]
fn a_run_that_asks_for_one_thread_leaves_the_others_to_another() {
    let budget = ThreadBudget::new(4);
    let (modest, _events) = endless(1, &budget);
    let (other, _other_events) = endless(64, &budget);
    await_threads(&[1, 3], &[&modest, &other]);
    drop(modest);
    assert_eq!(other.threads(), 4);
}

#[test]
fn runs_side_by_side_have_the_bits_of_each_alone() {
    let irs = [shared_out(12, 2), shared_out(25, 3)];
    let alone = irs.clone().map(|ir| bits(&train(&ir, &dataset_of(&ir, 700, 4)).0));
    let budget = ThreadBudget::new(3);
    let mut sessions = irs.map(|ir| session_of(&ir, &budget));
    let mut draws = Draws(32);
    let events: Vec<_> = sessions.iter_mut().map(start).collect();
    for _ in 0..30 {
        let session = &sessions[draws.below(2)];
        session.pause();
        sleep(Duration::from_micros(draws.below(3000) as u64));
        session.resume();
        sleep(Duration::from_micros(draws.below(3000) as u64));
    }
    for (session, alone) in sessions.iter_mut().zip(&alone) {
        session.wait();
        assert!(bits(&session.parameters().expect("ended")) == *alone);
    }
    drop(events);
    assert_eq!(budget.in_use(), 0);
}

#[test]
fn an_analysis_of_a_paused_run_has_a_share_until_it_ends_or_is_broken_off() {
    let budget = ThreadBudget::new(2);
    let (mut looked_into, events) = endless(2, &budget);
    let (other, _other_events) = endless(2, &budget);
    looked_into.pause();
    await_state(&events, RunState::Paused);
    await_threads(&[0, 2], &[&looked_into, &other]);
    let analyst = looked_into.analyst();
    let plane = PlaneRequest { side: 101, rows: 1 << 16 };
    let request = AnalysisRequest { plane: Some(plane), ..AnalysisRequest::default() };
    scope(|scope| {
        let analysis = scope.spawn(|| analyst.analyze(&request));
        await_threads(&[1, 1], &[&looked_into, &other]);
        looked_into.stop();
        assert_eq!(analysis.join().expect("no panic").expect_err("broken off").code, "R032");
    });
    looked_into.wait();
    assert_eq!((looked_into.threads(), other.threads()), (0, 2));
}

#[test]
fn many_runs_that_start_pause_go_on_and_stop_at_random_all_end_and_leave_nothing_taken() {
    let budget = ThreadBudget::new(3);
    let ir = shared_out(6, 4);
    let alone = bits(&train(&ir, &dataset_of(&ir, 700, 4)).0);
    let finished = Mutex::new(0);
    scope(|scope| {
        for owner in 0..6 {
            let (budget, ir, alone, finished) = (&budget, &ir, &alone, &finished);
            scope.spawn(move || {
                let mut draws = Draws(40 + owner);
                for round in 0..6 {
                    let mut session = session_of(ir, budget);
                    let _events = start(&mut session);
                    for _ in 0..draws.below(12) {
                        match draws.below(5) {
                            0 | 1 => session.pause(),
                            2 | 3 => session.resume(),
                            _ => sleep(Duration::from_micros(draws.below(2000) as u64)),
                        }
                    }
                    match (round + owner) % 3 {
                        0 => session.stop(),
                        1 => session.close(),
                        _ => session.resume(),
                    }
                    session.wait();
                    assert_eq!(session.threads(), 0);
                    if session.state() == Some(RunState::Finished) {
                        assert!(bits(&session.parameters().expect("ended")) == *alone);
                        *finished.lock().expect("no panic") += 1;
                    }
                }
            });
        }
    });
    assert!(finished.into_inner().expect("no panic") >= 12);
    assert_eq!(budget.in_use(), 0);
    let (last, _events) = endless(4, &budget);
    await_threads(&[3], &[&last]);
}

/// The threads that tasks ran on, of kernels that give every thread its chance.
fn threads_at_work(pool: &Pool, most: usize) -> usize {
    let seen = Mutex::new(HashSet::<ThreadId>::new());
    for _ in 0..200 {
        pool.run(3 * most, &|_| {
            seen.lock().expect("no panic").insert(std::thread::current().id());
            yield_now();
        });
    }
    seen.into_inner().expect("no panic").len()
}

#[test]
fn a_pool_computes_on_as_many_of_its_threads_as_it_is_told_to() {
    let pool = Pool::new(5).expect("threads");
    for used in [5, 2, 1, 4, 1, 3, 0, 64, 5] {
        pool.use_threads(used);
        let found = threads_at_work(&pool, 5);
        assert!(found <= used.clamp(1, 5), "{found} threads of {used}");
    }
    until(|| threads_at_work(&pool, 5) == 5);
    pool.use_threads(2);
    until(|| threads_at_work(&pool, 5) == 2);
}

/// Clock ticks that a thread, given by its folder of the process file system, has computed so far.
#[cfg(target_os = "linux")]
fn ticks_of(thread: &Path) -> u64 {
    let stat = std::fs::read_to_string(Path::new("/proc").join(thread).join("stat")).expect("a living thread");
    let (_, fields) = stat.rsplit_once(')').expect("a name in brackets");
    fields.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().expect("a number")).sum()
}

#[test]
#[cfg(target_os = "linux")]
fn workers_that_are_not_used_sleep() {
    let this_thread = || std::fs::read_link("/proc/thread-self").expect("the thread's folder");
    let pool = Pool::new(4).expect("threads");
    let seen = Mutex::new(HashSet::new());
    until(|| {
        pool.run(12, &|_| {
            seen.lock().expect("no panic").insert(this_thread());
            yield_now();
        });
        seen.lock().expect("no panic").len() == 4
    });
    let mut workers = seen.into_inner().expect("no panic");
    let caller = this_thread();
    workers.remove(&caller);
    for used in [1, 2] {
        pool.use_threads(used);
        let ticks = || workers.iter().map(|worker| ticks_of(worker)).collect::<Vec<u64>>();
        let (before, begin) = (ticks(), ticks_of(&caller));
        while ticks_of(&caller) < begin + 30 {
            pool.run(64, &|task| {
                black_box((0..20_000).fold(task, |sum, number| sum ^ black_box(number)));
            });
        }
        let computed = ticks().iter().zip(before).filter(|(after, before)| **after > before + 3).count();
        assert!(computed < used, "{computed} workers with {used} threads in use");
    }
}
