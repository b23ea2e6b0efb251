//! Batches between the reporter thread and the JavaScript thread, counted so that closing can wait for the last one.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use trainer::events::EventBatch;

/// A batch in the callback's queue. The sender keeps a hand on it, to take it back when the queue is full.
pub struct Parcel {
    batch: Arc<Mutex<Option<EventBatch>>>,
    in_flight: Arc<Count>,
}

impl Parcel {
    pub fn new(batch: EventBatch, in_flight: &Arc<Count>) -> Self {
        in_flight.add_one();
        Self { batch: Arc::new(Mutex::new(Some(batch))), in_flight: Arc::clone(in_flight) }
    }

    /// The sender's hand on the batch.
    pub fn receipt(&self) -> Receipt {
        Receipt(Arc::clone(&self.batch))
    }

    /// The batch, once.
    pub fn open(&self) -> Option<EventBatch> {
        lock(&self.batch).take()
    }
}

impl Drop for Parcel {
    fn drop(&mut self) {
        self.in_flight.subtract_one();
    }
}

/// What a sender keeps of a parcel.
pub struct Receipt(Arc<Mutex<Option<EventBatch>>>);

impl Receipt {
    /// The batch of a parcel that was not delivered.
    pub fn take_back(&self) -> Option<EventBatch> {
        lock(&self.0).take()
    }
}

/// A number of things under way that can be waited for.
#[derive(Default)]
pub struct Count {
    count: Mutex<usize>,
    changed: Condvar,
}

impl Count {
    pub fn add_one(&self) {
        *lock(&self.count) += 1;
    }

    pub fn subtract_one(&self) {
        *lock(&self.count) -= 1;
        self.changed.notify_all();
    }

    pub fn wait_for_zero(&self, patience: Duration) {
        let count = lock(&self.count);
        let waited = self.changed.wait_timeout_while(count, patience, |count| *count > 0);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
