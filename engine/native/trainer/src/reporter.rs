//! The thread that empties the ring at display rate and hands one columnar batch at a time to whoever shows it.

use crate::events::EventBatch;
use crate::ring::{BatchLimit, EventConsumer, is_final};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// One frame at 60 Hz.
const FRAME: Duration = Duration::from_micros(16_667);
/// How long a closing reporter goes on offering what its receiver refuses.
const CLOSING_PATIENCE: Duration = Duration::from_secs(2);
/// Records a batch may hold. A receiver that takes nothing for long makes the batch grow to this, then the ring fill, then
/// its records merge: memory stays where it is.
const LIMIT: BatchLimit = BatchLimit { steps: 16_384, layers: 4096 };

/// A running reporter thread. Dropping it closes it.
#[derive(Debug)]
pub struct Reporter {
    is_closing: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Reporter {
    /// Starts the thread. `deliver` is called on it with each batch, must not block, and hands back as `Err` what it cannot
    /// take now; that batch comes again, merged with what is new, under the same sequence number. The first step and every
    /// state change are delivered at once, everything else once a frame. The thread ends when the final state was taken.
    pub fn start<Deliver>(consumer: EventConsumer, deliver: Deliver) -> io::Result<Self>
    where
        Deliver: FnMut(EventBatch) -> Result<(), EventBatch> + Send + 'static,
    {
        Reporter::with_frame(FRAME, consumer, deliver)
    }

    /// Like `start`, with frames as long as asked.
    pub fn with_frame<Deliver>(frame: Duration, consumer: EventConsumer, deliver: Deliver) -> io::Result<Self>
    where
        Deliver: FnMut(EventBatch) -> Result<(), EventBatch> + Send + 'static,
    {
        let is_closing = Arc::new(AtomicBool::new(false));
        let closing = Arc::clone(&is_closing);
        let thread = thread::Builder::new()
            .name("layerglass-reporter".to_owned())
            .spawn(move || report(frame, consumer, deliver, &closing))?;
        Ok(Self { is_closing, thread: Some(thread) })
    }

    /// Waits until the final state was taken. Does not return while the receiver refuses it; `close` does.
    pub fn join(&mut self) {
        if let Some(thread) = self.thread.take() {
            // A panic in `deliver` has ended the thread already; there is nothing left to hand over.
            let _ = thread.join();
        }
    }

    /// Waits like `join`, but gives up after two seconds if the receiver takes nothing or no final state comes, so that an
    /// owner who wants to end always can. Let the producer go first. Idempotent.
    pub fn close(&mut self) {
        self.is_closing.store(true, Ordering::Release);
        if let Some(thread) = &self.thread {
            thread.thread().unpark();
        }
        self.join();
    }
}

impl Drop for Reporter {
    fn drop(&mut self) {
        self.close();
    }
}

fn report<Deliver>(frame: Duration, mut consumer: EventConsumer, mut deliver: Deliver, is_closing: &AtomicBool)
where
    Deliver: FnMut(EventBatch) -> Result<(), EventBatch>,
{
    consumer.wake_this_thread();
    let mut batch = EventBatch::default();
    let mut is_waiting = false;
    let mut closing_since = None;
    loop {
        let frame_start = Instant::now();
        is_waiting |= consumer.drain_into(&mut batch, LIMIT);
        if is_waiting {
            let sequence = batch.sequence;
            let has_ended = batch.states.iter().copied().any(is_final);
            match deliver(std::mem::take(&mut batch)) {
                Ok(()) if has_ended => return,
                Ok(()) => {
                    is_waiting = false;
                    batch.sequence = sequence + 1;
                    if consumer.has_records() {
                        continue;
                    }
                }
                Err(refused) => batch = EventBatch { sequence, ..refused },
            }
        }
        if is_closing.load(Ordering::Acquire) {
            let since = *closing_since.get_or_insert(frame_start);
            if since.elapsed() >= CLOSING_PATIENCE {
                return;
            }
        }
        thread::park_timeout(frame.saturating_sub(frame_start.elapsed()));
    }
}
