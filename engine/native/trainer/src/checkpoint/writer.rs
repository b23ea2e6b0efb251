//! The thread that writes checkpoints while training goes on. The training thread only copies numbers into a buffer that was
//! allocated before; there is one buffer, so never more than one checkpoint is under way.

use super::CheckpointSettings;
use super::disk::Disk;
use super::folder::RunFolder;
use super::history::name_of;
use super::identity::RunIdentity;
use super::layout::{FORMAT, Layout, RunRecord, data_checksum, header};
use crate::events::CheckpointInfo;
use crate::failure::{FailureCode, failure};
use crate::network::StateTensor;
use crate::ring::Notices;
use crate::training_state::TrainingState;
use failures::Failure;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{SystemTime, UNIX_EPOCH};

/// A run's numbers at one moment, laid out as a `Layout` says.
#[derive(Debug, Default)]
pub(crate) struct Snapshot {
    pub floats: Vec<f32>,
    pub state: TrainingState,
}

impl Snapshot {
    /// Room for any snapshot of this layout.
    pub fn new(layout: &Layout) -> Snapshot {
        Snapshot { floats: vec![0.0; layout.floats()], ..Snapshot::default() }
    }
}

/// Where the one buffer is between the two threads.
#[derive(Debug)]
struct Desk {
    /// `None` while one of them has it.
    snapshot: Option<Snapshot>,
    /// Whether what lies here is to be written.
    is_filled: bool,
    is_closing: bool,
    newest: Option<CheckpointInfo>,
}

#[derive(Debug)]
struct Shared {
    desk: Mutex<Desk>,
    changed: Condvar,
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self) {
        self.desk().is_closing = true;
        self.changed.notify_all();
    }
}

/// The buffer in the hands of one thread; goes back however it is let go, a panic included, and free unless it is handed
/// in.
#[derive(Debug)]
pub(crate) struct Buffer {
    pub snapshot: Snapshot,
    is_filled: bool,
    shared: Arc<Shared>,
}

impl Buffer {
    /// Takes the buffer, filled or free as asked. If it is not there, waits for it until nobody brings it any more, or
    /// answers `None` at once.
    fn take(shared: &Arc<Shared>, is_filled: bool, waits: bool) -> Option<Buffer> {
        let mut desk = shared.desk();
        loop {
            if desk.is_filled == is_filled
                && let Some(snapshot) = desk.snapshot.take()
            {
                return Some(Buffer { snapshot, is_filled: false, shared: Arc::clone(shared) });
            }
            if desk.is_closing || !waits {
                return None;
            }
            desk = shared.changed.wait(desk).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Has it written.
    pub fn hand_in(mut self) {
        self.is_filled = true;
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let mut desk = self.shared.desk();
        desk.snapshot = Some(std::mem::take(&mut self.snapshot));
        desk.is_filled = self.is_filled;
        self.shared.changed.notify_all();
    }
}

/// What checkpoints of a run need, allocated before it starts.
#[derive(Debug)]
pub(crate) struct CheckpointPlan {
    pub settings: CheckpointSettings,
    pub identity: RunIdentity,
    pub seed: u32,
    pub layout: Layout,
    pub snapshot: Snapshot,
    pub disk: Box<dyn Disk>,
}

/// A running writer thread. Dropping it waits for the checkpoint under way.
#[derive(Debug)]
pub(crate) struct Writer {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub fn start(plan: CheckpointPlan, notices: Notices) -> io::Result<Writer> {
        let CheckpointPlan { settings, identity, seed, layout, snapshot, disk } = plan;
        let desk = Desk { snapshot: Some(snapshot), is_filled: false, is_closing: false, newest: None };
        let shared = Arc::new(Shared { desk: Mutex::new(desk), changed: Condvar::new() });
        let work = Work {
            shared: Arc::clone(&shared),
            folder: RunFolder::new(disk, settings, identity.clone()),
            reported: Vec::new(),
            has_reported_full_disk: false,
            identity,
            seed,
            layout,
            notices,
        };
        let thread = std::thread::Builder::new().name("layerglass-checkpoints".to_owned()).spawn(|| work.run())?;
        Ok(Writer { shared, thread: Some(thread) })
    }

    /// The buffer, unless a checkpoint is being written.
    pub fn take_buffer(&self) -> Option<Buffer> {
        Buffer::take(&self.shared, false, false)
    }

    /// Waits until nothing is under way; the newest checkpoint of this session then.
    pub fn wait(&self) -> Option<CheckpointInfo> {
        drop(Buffer::take(&self.shared, false, true));
        self.shared.desk().newest.clone()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.close();
        if let Some(thread) = self.thread.take() {
            // A panic has ended the thread already; what it wrote before is whole.
            let _ = thread.join();
        }
    }
}

/// Marks the writer as gone even if its thread panics, so that nobody waits for it.
struct Farewell(Arc<Shared>);

impl Drop for Farewell {
    fn drop(&mut self) {
        self.0.close();
    }
}

struct Work {
    shared: Arc<Shared>,
    folder: RunFolder,
    identity: RunIdentity,
    seed: u32,
    layout: Layout,
    notices: Notices,
    /// The reasons told since the last written checkpoint: once each is enough.
    reported: Vec<String>,
    has_reported_full_disk: bool,
}

/// Why there is no checkpoint.
struct Unwritten {
    /// The same for every checkpoint that it keeps from being written.
    reason: String,
    failure: Failure,
}

impl Work {
    fn run(mut self) {
        let _farewell = Farewell(Arc::clone(&self.shared));
        // Once the writer is closed and nothing is left to write, nothing comes any more.
        while let Some(buffer) = Buffer::take(&self.shared, true, true) {
            match self.write(&buffer.snapshot) {
                Ok(info) => {
                    self.reported.clear();
                    self.shared.desk().newest = Some(info.clone());
                    self.notices.push_checkpoint(info);
                }
                Err(Unwritten { reason, failure }) => {
                    if !self.reported.contains(&reason) {
                        self.notices.push_warning(failure);
                        self.reported.push(reason);
                    }
                }
            }
        }
    }

    /// Writes one checkpoint and thins the history. Parameters that are not finite are refused: no run can go on from
    /// them, and the last good checkpoint is worth more.
    fn write(&mut self, snapshot: &Snapshot) -> Result<CheckpointInfo, Unwritten> {
        let (tensors, count) = self.layout.part(&snapshot.state);
        let floats = &snapshot.floats[..count];
        if let Some(name) = not_finite(tensors, floats) {
            let failure = failure(
                FailureCode::CheckpointUnwritten,
                format!("{name} is not finite after {} steps", snapshot.state.position.step),
                "finite parameters",
                "The checkpoint before this one is kept. Lower the learning rate, scale the inputs, or add BatchNorm.",
            )
            .case("not_finite")
            .text("parameter", name)
            .number("step", f64::from(snapshot.state.position.step));
            return Err(Unwritten { reason: "not finite".to_owned(), failure });
        }
        let saved_at_unix_millis =
            SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_millis() as f64);
        let record = RunRecord {
            format: FORMAT,
            identity: self.identity.clone(),
            seed: self.seed,
            state: snapshot.state,
            data_checksum: data_checksum(floats),
            saved_at_unix_millis,
        };
        let position = snapshot.state.position;
        let path = self.folder.path_of(position.step);
        let header = header(&record, tensors).map_err(|unstorable| unwritten(&path, &unstorable, ErrorKind::Other))?;
        let dropped =
            self.folder.write(&path, &header, floats).map_err(|error| unwritten(&path, &error, error.kind()))?;
        if dropped > 0 && !std::mem::replace(&mut self.has_reported_full_disk, true) {
            self.notices.push_warning(shortened(&path, dropped));
        }
        let info = CheckpointInfo {
            name: name_of(&path),
            epoch: position.epoch,
            batch: position.batch,
            step: position.step,
            bytes: (header.len() + size_of_val(floats)) as f64,
            saved_at_unix_millis,
        };
        let kept = self.folder.kept_file(&info, &snapshot.state);
        self.folder.keep(kept);
        Ok(info)
    }
}

/// The first parameter of a snapshot that is not finite.
fn not_finite<'a>(tensors: &'a [StateTensor], mut floats: &[f32]) -> Option<&'a str> {
    let mut parameters = tensors.iter().map_while(|tensor| Some((tensor, tensor.name.strip_prefix("parameter/")?)));
    parameters.find_map(|(tensor, name)| {
        let (values, rest) = floats.split_at(tensor.elements());
        floats = rest;
        (!values.iter().all(|value| value.is_finite())).then_some(name)
    })
}

fn unwritten(path: &Path, error: &dyn std::fmt::Display, kind: ErrorKind) -> Unwritten {
    let failure = failure(
        FailureCode::CheckpointUnwritten,
        format!("{}: {error}", path.display()),
        "a checkpoint on the disk",
        "Make room or allow writing there; training goes on, and the next checkpoint is tried again.",
    )
    .case("refused")
    .text("path", path.to_string_lossy())
    .text("reason", format!("{kind:?}"));
    Unwritten { reason: error.to_string(), failure }
}

fn shortened(path: &Path, dropped: usize) -> Failure {
    failure(
        FailureCode::CheckpointsDropped,
        format!("a full disk at {}: {dropped} older removed to make room", path.display()),
        "room for the history of checkpoints",
        "Make room there; training goes on, and every new checkpoint takes the place of an older one.",
    )
    .number("count", dropped as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::MachineDisk;
    use crate::ring::{RingCapacity, ring};
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::path::PathBuf;

    #[test]
    fn a_panic_with_the_buffer_in_hand_gives_it_back_unwritten() {
        let (events, _consumer) = ring(0, RingCapacity::default());
        let layout = Layout::new(Vec::new(), 0, false);
        let plan = CheckpointPlan {
            settings: CheckpointSettings {
                directory: PathBuf::new(),
                every_seconds: None,
                every_epochs: None,
                history_bytes: 0,
            },
            identity: RunIdentity { ir: String::new(), data: String::new(), rows: 0 },
            seed: 0,
            snapshot: Snapshot::new(&layout),
            layout,
            disk: Box::new(MachineDisk),
        };
        let writer = Writer::start(plan, events.notices()).expect("a thread");
        let caught = catch_unwind(AssertUnwindSafe(|| {
            let _buffer = writer.take_buffer().expect("nothing is under way");
            assert!(writer.take_buffer().is_none());
            panic!("a fault while copying");
        }));
        assert!(caught.is_err());
        assert!(writer.take_buffer().is_some());
        assert_eq!(writer.wait(), None);
    }
}
