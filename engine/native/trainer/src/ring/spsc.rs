//! A bounded ring between one producer and one consumer thread, without locks.

use std::cell::UnsafeCell;
use std::mem::MaybeUninit;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// One counter on a cache line of its own, so that the two threads do not slow each other down.
#[repr(align(64))]
#[derive(Default)]
struct Counter(AtomicUsize);

struct Slots<T> {
    /// A power of two of them; record number n lies in slot n modulo their count.
    slots: Box<[UnsafeCell<MaybeUninit<T>>]>,
    /// Records taken out so far; written by the consumer only.
    taken: Counter,
    /// Records put in so far; written by the producer only.
    put: Counter,
}

// SAFETY: a slot is written by the producer only while `put − taken < capacity` says it is free, and read by the consumer
// only after `put`, released by the producer, says it is full; so no slot is ever touched by both threads at once.
unsafe impl<T: Copy + Send> Sync for Slots<T> {}

/// The writing end.
pub(super) struct Sender<T> {
    shared: Arc<Slots<T>>,
    put: usize,
    /// `taken` as last seen; refreshed only when the ring looks full.
    taken_seen: usize,
}

/// The reading end.
pub(super) struct Receiver<T> {
    shared: Arc<Slots<T>>,
    taken: usize,
}

/// A ring of at least `capacity` plain records, allocated here and never again.
pub(super) fn channel<T: Copy + Send>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let capacity = capacity.max(1).next_power_of_two();
    let slots = (0..capacity).map(|_| UnsafeCell::new(MaybeUninit::uninit())).collect();
    let shared = Arc::new(Slots { slots, taken: Counter::default(), put: Counter::default() });
    (Sender { shared: Arc::clone(&shared), put: 0, taken_seen: 0 }, Receiver { shared, taken: 0 })
}

impl<T: Copy + Send> Sender<T> {
    /// Puts a record in, or says that there is no room.
    pub(super) fn try_push(&mut self, record: &T) -> bool {
        let capacity = self.shared.slots.len();
        if self.put.wrapping_sub(self.taken_seen) == capacity {
            self.taken_seen = self.shared.taken.0.load(Ordering::Acquire);
            if self.put.wrapping_sub(self.taken_seen) == capacity {
                return false;
            }
        }
        let slot = self.shared.slots[self.put & (capacity - 1)].get();
        // SAFETY: the slot is free (see `Slots`), and this is the only producer.
        unsafe { (*slot).write(*record) };
        self.put = self.put.wrapping_add(1);
        self.shared.put.0.store(self.put, Ordering::Release);
        true
    }
}

impl<T: Copy + Send> Receiver<T> {
    /// Takes the oldest record out, if any.
    pub(super) fn pop(&mut self) -> Option<T> {
        if self.is_empty() {
            return None;
        }
        let slot = self.shared.slots[self.taken & (self.shared.slots.len() - 1)].get();
        // SAFETY: the slot is full (see `Slots`), and this is the only consumer.
        let record = unsafe { (*slot).assume_init() };
        self.taken = self.taken.wrapping_add(1);
        self.shared.taken.0.store(self.taken, Ordering::Release);
        Some(record)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.shared.put.0.load(Ordering::Acquire) == self.taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_ring_refuses_until_one_is_taken() {
        let (mut sender, mut receiver) = channel(4);
        for number in 0..4 {
            assert!(sender.try_push(&number));
        }
        assert!(!sender.try_push(&4));
        assert_eq!(receiver.pop(), Some(0));
        assert!(sender.try_push(&4));
        assert_eq!(std::iter::from_fn(|| receiver.pop()).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert!(receiver.is_empty());
    }

    #[test]
    fn two_threads_pass_every_record_whole_and_in_order() {
        const RECORDS: u64 = 200_000;
        let (mut sender, mut receiver) = channel(8);
        let producer = std::thread::spawn(move || {
            for number in 0..RECORDS {
                while !sender.try_push(&[number, !number, number ^ 0x5555]) {
                    std::thread::yield_now();
                }
            }
        });
        let mut expected = 0;
        while expected < RECORDS {
            match receiver.pop() {
                Some(record) => {
                    assert_eq!(record, [expected, !expected, expected ^ 0x5555]);
                    expected += 1;
                }
                None => std::thread::yield_now(),
            }
        }
        assert!(producer.join().is_ok());
    }
}
