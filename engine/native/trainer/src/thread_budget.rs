//! The threads of the process, shared out over the runs that compute now: two runs on two cores have one each, and one
//! that goes on alone has both again. Results do not depend on the number of threads, so it may change between batches.

use crate::failure::{FailureCode, failure};
use failures::Failure;
use std::ffi::OsStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

/// The environment variable that sets the number of threads of the process, in place of one a core.
pub const THREADS_VARIABLE: &str = "LAYERGLASS_THREADS";

/// The most that one run may ask for, or the variable may set.
pub(crate) const MOST_THREADS: u32 = 256;

/// A number of threads for all who compute, shared out anew whenever one begins, rests, goes on or ends. A clone is the
/// same budget.
#[derive(Debug, Clone)]
pub struct ThreadBudget(Arc<Budget>);

#[derive(Debug)]
struct Budget {
    total: usize,
    /// Who computes now, in the order in which they began or went on.
    holders: Mutex<Vec<Arc<Grant>>>,
}

#[derive(Debug)]
struct Grant {
    asked: usize,
    /// 0 while not held.
    threads: AtomicUsize,
}

/// What one run has of a budget: nothing until it is held. A clone is the same share.
#[derive(Debug, Clone)]
pub struct ThreadShare {
    budget: ThreadBudget,
    grant: Arc<Grant>,
}

/// A share while it is held; dropping it gives its threads to the others.
#[derive(Debug)]
pub struct HeldShare(ThreadShare);

impl ThreadBudget {
    /// A budget of its own, of `total` threads (at least one).
    pub fn new(total: usize) -> ThreadBudget {
        ThreadBudget(Arc::new(Budget { total: total.max(1), holders: Mutex::default() }))
    }

    /// The one that runs share unless they are given another: a thread a core, or as many as `LAYERGLASS_THREADS` says.
    pub fn of_process() -> ThreadBudget {
        static OF_PROCESS: LazyLock<ThreadBudget> =
            LazyLock::new(|| ThreadBudget::new(PROCESS_TOTAL.clone().unwrap_or_else(|_| cores())));
        OF_PROCESS.clone()
    }

    /// Threads of all together, as long as there are no more holders than that.
    pub fn total(&self) -> usize {
        self.0.total
    }

    /// The most that a run which asks for so many ever has. Results do not depend on it.
    pub fn most(&self, asked: u32) -> usize {
        self.total().min(asked as usize).max(1)
    }

    /// A share of at most `asked` threads (at least one), to be held while it computes.
    pub fn share(&self, asked: usize) -> ThreadShare {
        let grant = Arc::new(Grant { asked: asked.max(1), threads: AtomicUsize::new(0) });
        ThreadShare { budget: self.clone(), grant }
    }

    /// Threads of all that hold a share now.
    pub fn in_use(&self) -> usize {
        self.holders().iter().map(|grant| grant.threads.load(Ordering::Relaxed)).sum()
    }

    fn holders(&self) -> MutexGuard<'_, Vec<Arc<Grant>>> {
        // No code panics while it holds the lock, and every state of it is sound.
        self.0.holders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PartialEq for ThreadBudget {
    fn eq(&self, other: &ThreadBudget) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl ThreadShare {
    /// Threads to compute on now; 0 while nobody holds the share. One load.
    #[inline]
    pub fn threads(&self) -> usize {
        self.grant.threads.load(Ordering::Relaxed)
    }

    /// Takes a share of the threads, which leaves less to the others. For one who computes at a time.
    pub fn hold(&self) -> HeldShare {
        let mut holders = self.budget.holders();
        holders.push(Arc::clone(&self.grant));
        share_out(self.budget.total(), &holders);
        HeldShare(self.clone())
    }
}

impl Drop for HeldShare {
    fn drop(&mut self) {
        let ThreadShare { budget, grant } = &self.0;
        let mut holders = budget.holders();
        if let Some(index) = holders.iter().position(|holder| Arc::ptr_eq(holder, grant)) {
            holders.remove(index);
        }
        grant.threads.store(0, Ordering::Relaxed);
        share_out(budget.total(), &holders);
    }
}

/// Gives each one thread, and then what is left in turns, the earliest first, to those that asked for more.
fn share_out(total: usize, holders: &[Arc<Grant>]) {
    let mut left = total.saturating_sub(holders.len());
    let mut threads = vec![1; holders.len()];
    let mut is_wanted = true;
    while left > 0 && is_wanted {
        is_wanted = false;
        for (threads, holder) in threads.iter_mut().zip(holders) {
            if left > 0 && *threads < holder.asked {
                *threads += 1;
                left -= 1;
                is_wanted = true;
            }
        }
    }
    for (threads, holder) in threads.into_iter().zip(holders) {
        holder.threads.store(threads, Ordering::Relaxed);
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What the variable says; one a core where it is not set or empty.
fn total_of(variable: Option<&OsStr>) -> Result<usize, Failure> {
    let Some(wanted) = variable.filter(|value| !value.is_empty()) else { return Ok(cores()) };
    let number = wanted.to_str().and_then(|text| text.parse().ok());
    let number = number.filter(|number| (1..=MOST_THREADS).contains(number));
    number.map(|number| number as usize).ok_or_else(|| {
        failure(
            FailureCode::Training,
            format!("{THREADS_VARIABLE}={}", wanted.to_string_lossy()),
            format!("a whole number from 1 to {MOST_THREADS}"),
            format!("Correct or remove the environment variable {THREADS_VARIABLE}."),
        )
    })
}

static PROCESS_TOTAL: LazyLock<Result<usize, Failure>> =
    LazyLock::new(|| total_of(std::env::var_os(THREADS_VARIABLE).as_deref()));

/// Refuses a variable that sets no number of threads, before anything is computed on another.
///
/// # Errors
/// R015, with what it may say.
pub fn check_variable() -> Result<(), Failure> {
    PROCESS_TOTAL.as_ref().map(|_| ()).map_err(Clone::clone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_sets_the_total_or_is_refused() {
        assert_eq!(total_of(None), Ok(cores()));
        assert_eq!(total_of(Some(OsStr::new(""))), Ok(cores()));
        assert_eq!(total_of(Some(OsStr::new("3"))), Ok(3));
        for wrong in ["0", "257", "-1", "2.5", "many", " 2"] {
            let failure = total_of(Some(OsStr::new(wrong))).expect_err(wrong);
            assert_eq!(failure.code, "R015");
            assert_eq!(failure.found, format!("{THREADS_VARIABLE}={wrong}"));
        }
    }
}
