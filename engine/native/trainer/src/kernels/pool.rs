//! A fixed pool of threads that share out the tiles of one large kernel at a time.
//!
//! Which thread computes which tile is left open; tiles are cut by the problem alone, so results do not depend on it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

/// Spins a waiting thread makes before it sleeps: a few microseconds, the gap between two kernels of one step.
const SPINS: u32 = 20_000;

type Task = dyn Fn(usize) + Sync;

/// The work going on, shared by all threads.
struct Job {
    /// Counts jobs; a worker takes part in each once.
    generation: u64,
    tasks: usize,
    /// Valid while `run` of this generation has not returned.
    task: Option<*const Task>,
    /// Workers that have yet to leave the job.
    inside: usize,
    panic: Option<Box<dyn Any + Send>>,
    closing: bool,
}

// SAFETY: the pointer is only used by workers between `run` publishing it and waiting for them to leave.
unsafe impl Send for Job {}

struct State {
    job: Mutex<Job>,
    published: Condvar,
    left: Condvar,
    /// Mirrors `Job::generation`, for spinning without the lock.
    generation: AtomicUsize,
    next: AtomicUsize,
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Job> {
        // Tasks run outside the lock, so a poisoned one still holds a consistent job.
        self.job.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `threads - 1` workers beside the calling thread; none for one thread.
pub struct Pool {
    state: Arc<State>,
    workers: Vec<JoinHandle<()>>,
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
        let state = Arc::new(State {
            job: Mutex::new(Job { generation: 0, tasks: 0, task: None, inside: 0, panic: None, closing: false }),
            published: Condvar::new(),
            left: Condvar::new(),
            generation: AtomicUsize::new(0),
            next: AtomicUsize::new(0),
        });
        let mut pool = Pool { state, workers: Vec::new() };
        for index in 1..threads {
            let state = Arc::clone(&pool.state);
            let name = format!("layerglass-tile-{index}");
            pool.workers.push(std::thread::Builder::new().name(name).spawn(move || work(&state))?);
        }
        Ok(pool)
    }

    pub fn threads(&self) -> usize {
        self.workers.len() + 1
    }

    /// Calls `task(0)`, …, `task(tasks - 1)`, each once, on all threads, and returns when all are done.
    /// A panic in a task is raised again here.
    pub fn run(&self, tasks: usize, task: &(dyn Fn(usize) + Sync)) {
        if self.workers.is_empty() || tasks < 2 {
            (0..tasks).for_each(task);
            return;
        }
        {
            let mut job = self.state.lock();
            // SAFETY: only the lifetime changes; the pointer is cleared below, after every worker left.
            let task: *const Task = unsafe { std::mem::transmute::<&(dyn Fn(usize) + Sync), &'static Task>(task) };
            job.task = Some(task);
            job.tasks = tasks;
            job.inside = self.workers.len();
            job.generation += 1;
            self.state.next.store(0, Ordering::Relaxed);
            self.state.generation.store(job.generation as usize, Ordering::Release);
            self.state.published.notify_all();
        }
        let mine = catch_unwind(AssertUnwindSafe(|| take_tasks(&self.state, tasks, task)));
        let mut job = self.state.lock();
        while job.inside > 0 {
            job = self.state.left.wait(job).unwrap_or_else(PoisonError::into_inner);
        }
        job.task = None;
        let theirs = job.panic.take();
        drop(job);
        if let Some(panic) = mine.err().or(theirs) {
            resume_unwind(panic);
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.state.lock().closing = true;
        self.state.generation.store(usize::MAX, Ordering::Release);
        self.state.published.notify_all();
        for worker in self.workers.drain(..) {
            // A worker catches its tasks' panics, so joining cannot fail for one.
            let _ = worker.join();
        }
    }
}

fn take_tasks(state: &State, tasks: usize, task: &(dyn Fn(usize) + Sync)) {
    loop {
        let index = state.next.fetch_add(1, Ordering::Relaxed);
        if index >= tasks {
            return;
        }
        task(index);
    }
}

fn work(state: &State) {
    let mut seen = 0;
    loop {
        for _ in 0..SPINS {
            if state.generation.load(Ordering::Acquire) as u64 != seen {
                break;
            }
            std::hint::spin_loop();
        }
        let mut job = state.lock();
        while job.generation == seen && !job.closing {
            job = state.published.wait(job).unwrap_or_else(PoisonError::into_inner);
        }
        if job.closing {
            return;
        }
        seen = job.generation;
        let (tasks, task) = (job.tasks, job.task);
        drop(job);
        let result = catch_unwind(AssertUnwindSafe(|| {
            if let Some(task) = task {
                // SAFETY: `run` keeps the task alive until this worker counted itself out below.
                take_tasks(state, tasks, unsafe { &*task });
            }
        }));
        let mut job = state.lock();
        if let Err(panic) = result {
            job.panic.get_or_insert(panic);
        }
        job.inside -= 1;
        if job.inside == 0 {
            state.left.notify_all();
        }
    }
}
