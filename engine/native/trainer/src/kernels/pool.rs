//! A fixed pool of threads that share out the tasks of one large kernel at a time.
//!
//! Which thread computes which task is left open; tasks are cut by the problem alone, so results do not depend on it.
//! A worker joins a kernel only while its gate is open, so one that the system has put aside holds nobody up. Workers that
//! are not used for now sleep.

use super::matrix::Line;
use super::simd::LANES;
use std::any::Any;
use std::cell::{Cell, UnsafeCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long a worker looks for the next kernel before it sleeps: longer than the gap between two kernels of one step.
const PATIENCE: Duration = Duration::from_micros(60);
/// Looks between two readings of the clock.
const LOOKS: usize = 32;
/// Looks after which the calling thread lets others run while it waits for a worker's last task.
const LOOKS_BEFORE_YIELDING: usize = 200;

/// Floats of scratch memory of each thread.
pub(super) const SCRATCH: usize = 92 * 1024;

/// What a task is given: its index and its thread's scratch memory.
type Task = dyn Fn(usize, *mut f32) + Sync;

/// The gate's word: how often it was opened, whether it is open, and how many workers are inside.
const OPEN: u64 = 1 << 16;
const INSIDE: u64 = OPEN - 1;
const ONE_OPENING: u64 = OPEN << 1;

/// Keeps what different threads write on different cache lines.
#[repr(align(128))]
struct Apart<T>(T);

/// The kernel going on.
#[derive(Clone, Copy)]
struct Job {
    tasks: usize,
    /// Threads that have a share of the tasks.
    owners: usize,
    task: *const Task,
    scratch: *mut f32,
}

struct State {
    gate: Apart<AtomicU64>,
    /// One a thread: the next task of its own share.
    next: Vec<Apart<AtomicUsize>>,
    /// Written by `run` while the gate is closed and nobody inside, read by workers inside.
    job: UnsafeCell<Option<Job>>,
    panic: Mutex<Option<Box<dyn Any + Send>>>,
    closing: AtomicBool,
    /// One a worker: whether it sleeps, or is about to.
    asleep: Vec<Apart<AtomicBool>>,
    /// Threads that may join, the calling one included; written by `use_threads`, while the gate is closed.
    used: AtomicUsize,
}

// SAFETY: `job` is the only part that is not Sync by itself; the gate orders its one writer and its readers.
unsafe impl Sync for State {}
// SAFETY: the task a job points to is Sync, and used only while `run` keeps it alive.
unsafe impl Send for State {}
// SAFETY: the pointer is to memory the pool owns and goes with it.
unsafe impl Send for Pool {}

/// `threads - 1` workers beside the calling thread; none for one thread. Used by one thread at a time.
pub struct Pool {
    state: Arc<State>,
    workers: Vec<JoinHandle<()>>,
    /// Reached through the job's pointer only, each thread to its own part.
    _scratch: Vec<Line>,
    start_of_scratch: *mut f32,
    /// As `State::used`. A cell, so not Sync: a task cannot run tasks of its own.
    used: Cell<usize>,
}

/// A value of raw pointers handed to every task; the kernels see to it that tasks write disjoint places.
pub(super) struct Shared<T>(pub T);

// SAFETY: only kernels make these, and their tasks write disjoint parts of what the pointers reach.
unsafe impl<T> Sync for Shared<T> {}

impl<T> Shared<T> {
    pub(super) fn get(&self) -> &T {
        &self.0
    }
}

impl Pool {
    /// Fails if the system refuses a thread.
    pub fn new(threads: usize) -> std::io::Result<Pool> {
        let threads = threads.clamp(1, INSIDE as usize);
        let state = Arc::new(State {
            gate: Apart(AtomicU64::new(0)),
            next: (0..threads).map(|_| Apart(AtomicUsize::new(0))).collect(),
            job: UnsafeCell::new(None),
            panic: Mutex::new(None),
            closing: AtomicBool::new(false),
            asleep: (1..threads).map(|_| Apart(AtomicBool::new(false))).collect(),
            used: AtomicUsize::new(threads),
        });
        let mut scratch = Line::zeros(threads * SCRATCH / LANES);
        let start_of_scratch = scratch.as_mut_ptr().cast();
        let mut pool =
            Pool { state, workers: Vec::new(), _scratch: scratch, start_of_scratch, used: Cell::new(threads) };
        for index in 1..threads {
            let state = Arc::clone(&pool.state);
            let name = format!("layerglass-tile-{index}");
            pool.workers.push(std::thread::Builder::new().name(name).spawn(move || work(&state, index))?);
        }
        Ok(pool)
    }

    pub fn threads(&self) -> usize {
        self.workers.len() + 1
    }

    /// Computes the kernels to come on this many threads, at least one and at most all; the others sleep meanwhile.
    #[inline]
    pub fn use_threads(&self, threads: usize) {
        let threads = threads.clamp(1, self.threads());
        if self.used.get() != threads {
            self.used.set(threads);
            self.state.used.store(threads, Ordering::SeqCst);
        }
    }

    /// Bytes of scratch memory `new(threads)` allocates.
    pub fn bytes(threads: usize) -> u64 {
        threads.max(1) as u64 * 4 * SCRATCH as u64
    }

    /// Calls `task(0)`, …, `task(tasks - 1)`, each once, on all threads, and returns when all are done.
    /// A panic in a task is raised again here.
    pub fn run(&self, tasks: usize, task: &(dyn Fn(usize) + Sync)) {
        self.run_with_scratch(tasks, &|index, _| task(index));
    }

    /// Calls `work(&pass, start, length)` for parts that make up `0..total`: for all of it at once, or, if it is to be
    /// shared, for parts of `most` (the last may be shorter) on all threads. Parts must write disjoint places.
    pub(super) fn over_parts<P>(
        &self,
        is_shared: bool,
        total: usize,
        most: usize,
        pass: P,
        work: impl Fn(&P, usize, usize) + Sync,
    ) {
        if !is_shared {
            work(&pass, 0, total);
            return;
        }
        let shared = Shared(pass);
        self.run(total.div_ceil(most), &|task| {
            let start = task * most;
            work(shared.get(), start, most.min(total - start));
        });
    }

    /// As `over_parts`; whether `work` answered so of every part.
    pub(super) fn all_parts<P>(
        &self,
        is_shared: bool,
        total: usize,
        most: usize,
        pass: P,
        work: impl Fn(&P, usize, usize) -> bool + Sync,
    ) -> bool {
        let all = AtomicBool::new(true);
        self.over_parts(is_shared, total, most, pass, |pass, start, length| {
            if !work(pass, start, length) {
                all.store(false, Ordering::Relaxed);
            }
        });
        all.into_inner()
    }

    /// The calling thread's scratch memory, `SCRATCH` floats on a cache line holding anything, for a kernel that only
    /// calls `run`.
    #[inline]
    pub(super) fn spare(&self) -> *mut f32 {
        self.start_of_scratch
    }

    /// As `run_with_scratch`, on the calling thread alone.
    #[inline]
    pub(super) fn run_alone(&self, tasks: usize, task: impl Fn(usize, *mut f32)) {
        (0..tasks).for_each(|index| task(index, self.start_of_scratch));
    }

    /// As `run`, and lends each task `SCRATCH` floats of its thread's memory, on a cache line, holding anything.
    pub(super) fn run_with_scratch(&self, tasks: usize, task: &(dyn Fn(usize, *mut f32) + Sync)) {
        let owners = self.used.get().min(tasks);
        if owners < 2 {
            self.run_alone(tasks, task);
            return;
        }
        let scratch = self.start_of_scratch;
        let state = &*self.state;
        // SAFETY: only the lifetime changes; nobody is inside when this function returns.
        let task = unsafe { std::mem::transmute::<&(dyn Fn(usize, *mut f32) + Sync), &'static Task>(task) };
        // SAFETY: the gate is closed and nobody inside, so nobody reads.
        unsafe { *state.job.get() = Some(Job { tasks, owners, task, scratch }) };
        for (thread, next) in state.next.iter().take(owners).enumerate() {
            next.0.store(share(tasks, thread, owners), Ordering::Relaxed);
        }
        let opening = (state.gate.0.load(Ordering::Relaxed) & !OPEN) + ONE_OPENING;
        // Sequentially consistent with `asleep`: either a worker sees the gate open or it is seen asleep.
        state.gate.0.store(opening | OPEN, Ordering::SeqCst);
        for (worker, asleep) in self.workers.iter().zip(&state.asleep).take(owners - 1) {
            if asleep.0.load(Ordering::SeqCst) {
                worker.thread().unpark();
            }
        }
        let mine = catch_unwind(AssertUnwindSafe(|| take_tasks(state, 0, (tasks, owners), task, scratch)));
        state.gate.0.fetch_and(!OPEN, Ordering::AcqRel);
        let mut looks = 0;
        while state.gate.0.load(Ordering::Acquire) & INSIDE > 0 {
            looks += 1;
            if looks < LOOKS_BEFORE_YIELDING { std::hint::spin_loop() } else { std::thread::yield_now() }
        }
        let theirs = state.panic.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(panic) = mine.err().or(theirs) {
            resume_unwind(panic);
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.state.closing.store(true, Ordering::SeqCst);
        for worker in self.workers.drain(..) {
            worker.thread().unpark();
            // A worker catches its tasks' panics, so joining cannot fail for one.
            let _ = worker.join();
        }
    }
}

/// Where the share of a thread begins. As many threads have one as there are tasks, at most.
fn share(tasks: usize, thread: usize, owners: usize) -> usize {
    thread * tasks / owners
}

/// Takes the tasks of the thread's own share, which are the same in every step so that what they touch is still in its
/// cache, and then those that others have not got to.
fn take_tasks(state: &State, thread: usize, (tasks, owners): (usize, usize), task: &Task, scratch: *mut f32) {
    for owner in (thread..owners).chain(0..thread.min(owners)) {
        let (next, end) = (&state.next[owner].0, share(tasks, owner + 1, owners));
        // Looked at first: an exhausted share is then not written by everyone.
        while next.load(Ordering::Relaxed) < end {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= end {
                break;
            }
            task(index, scratch);
        }
    }
}

fn work(state: &State, thread: usize) {
    let mut seen = 0;
    while let Some(gate) = wait_for_opening(state, thread, seen) {
        if state.gate.0.compare_exchange(gate, gate + 1, Ordering::AcqRel, Ordering::Relaxed).is_err() {
            // Another came or the gate was closed in between.
            continue;
        }
        seen = gate / ONE_OPENING;
        // SAFETY: while a worker is inside, the run waits, and neither changes the job nor lets its task go; the scratch
        // memory has a part for each thread.
        let result = catch_unwind(AssertUnwindSafe(|| unsafe {
            if let Some(job) = *state.job.get() {
                take_tasks(state, thread, (job.tasks, job.owners), &*job.task, job.scratch.add(thread * SCRATCH));
            }
        }));
        if let Err(panic) = result {
            state.panic.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(panic);
        }
        state.gate.0.fetch_sub(1, Ordering::Release);
    }
}

/// The gate's word once it is open for this thread, for a kernel other than `seen`; `None` when the pool is dropped.
fn wait_for_opening(state: &State, thread: usize, seen: u64) -> Option<u64> {
    let opened = || {
        let gate = state.gate.0.load(Ordering::SeqCst);
        // Read after the gate: if it has changed since that opening, so has the gate, and joining fails.
        let is_used = || thread < state.used.load(Ordering::SeqCst);
        (gate & OPEN > 0 && gate / ONE_OPENING != seen && is_used()).then_some(gate)
    };
    let asleep = &state.asleep[thread - 1].0;
    let mut patient_until = Instant::now() + PATIENCE;
    loop {
        for _ in 0..LOOKS {
            if let Some(gate) = opened() {
                return Some(gate);
            }
            std::hint::spin_loop();
        }
        if state.closing.load(Ordering::SeqCst) {
            return None;
        }
        if Instant::now() >= patient_until {
            asleep.store(true, Ordering::SeqCst);
            if opened().is_none() && !state.closing.load(Ordering::SeqCst) {
                std::thread::park();
            }
            asleep.store(false, Ordering::SeqCst);
            patient_until = Instant::now() + PATIENCE;
        }
    }
}
