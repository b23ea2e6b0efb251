//! `NativeSession`: a training run as a JavaScript object.

use crate::delivery::{Count, Parcel};
use crate::event_batch::EventBatch;
use crate::failure::{Outcome, border, guarded, unreadable};
use crate::plain::Plain;
use crate::work::{Promise, promise};
use failures::{Failure, FailureCode};
use modelfile::{ModelContext, ModelFile, OpenedRun, RunSource, SessionFacts};
use napi::bindgen_prelude::{Function, Result, Uint8Array};
use napi::threadsafe_function::{ThreadsafeFunctionCallMode, UnknownReturnValue};
use napi::{Env, Status};
use napi_derive::napi;
use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;
use trainer::Session;
use trainer::analysis::{Analysis, AnalysisRequest};
use trainer::events;
use trainer::safetensors::encode_parameters;

/// Batches that may wait for the JavaScript thread; further ones are merged by the reporter.
const QUEUED_BATCHES: usize = 8;
/// How long closing waits for a JavaScript thread that takes no batch.
const CLOSING_PATIENCE: Duration = Duration::from_secs(2);

/// One training run, owned by the caller until `close`.
#[napi]
pub struct NativeSession {
    /// `None` once closing began. A cell, because a promise of `close` keeps the object borrowed until it settles.
    session: RefCell<Option<Session>>,
    facts: SessionFacts,
    source: Arc<RunSource>,
    in_flight: Arc<Count>,
    open: Arc<Count>,
}

#[napi]
impl NativeSession {
    pub fn new(run: OpenedRun) -> Self {
        let open = Arc::new(Count::default());
        open.add_one();
        let facts = SessionFacts::of(&run);
        let OpenedRun { session, source } = run;
        Self {
            session: RefCell::new(Some(session)),
            facts,
            source: Arc::new(source),
            in_flight: Arc::new(Count::default()),
            open,
        }
    }

    /// What it says of the run before it starts.
    #[napi(getter)]
    pub fn facts(&self) -> Plain<&SessionFacts> {
        Plain(&self.facts)
    }

    /// Threads that the run, or an analysis of it, computes on now; 0 while it rests.
    #[napi(getter)]
    pub fn threads(&self) -> f64 {
        self.session.borrow().as_ref().map_or(0, Session::threads) as f64
    }

    /// Starts the training thread; batches arrive on the JS thread, and keep its event loop alive, until the final state was
    /// delivered.
    #[napi]
    pub fn start(&self, env: &Env, on_batch: Function<EventBatch, UnknownReturnValue>) -> Result<()> {
        let in_flight = Arc::clone(&self.in_flight);
        guarded(env, || {
            let callback = on_batch
                .build_threadsafe_function::<Parcel>()
                .max_queue_size::<QUEUED_BATCHES>()
                .build_callback(|context| Ok(EventBatch::from(context.value.open().unwrap_or_default())))
                .map_err(|error| border(&error))?;
            let sink = move |batch: events::EventBatch| {
                let parcel = Parcel::new(batch, &in_flight);
                let receipt = parcel.receipt();
                match callback.call(parcel, ThreadsafeFunctionCallMode::NonBlocking) {
                    Status::QueueFull => receipt.take_back().map_or(Ok(()), Err),
                    // Anything else than success means that JavaScript is ending: nobody is left to receive.
                    _ => Ok(()),
                }
            };
            self.with_open(|session| session.start(Box::new(sink)))
        })
    }

    /// Takes effect within one training batch.
    #[napi]
    pub fn pause(&self, env: &Env) -> Result<()> {
        guarded(env, || {
            self.with_open(|session| {
                session.pause();
                Ok(())
            })
        })
    }

    /// Takes effect within one training batch.
    #[napi]
    pub fn resume(&self, env: &Env) -> Result<()> {
        guarded(env, || {
            self.with_open(|session| {
                session.resume();
                Ok(())
            })
        })
    }

    /// Takes effect within one training batch. Also allowed when closed: then there is nothing to stop.
    #[napi]
    pub fn stop(&self, env: &Env) -> Result<()> {
        guarded(env, || {
            if let Some(session) = self.session.borrow().as_ref() {
                session.stop();
            }
            Ok(())
        })
    }

    /// Trained and running parameters by name as safetensors bytes; callable when not running.
    #[napi]
    pub fn parameters(&self, env: &Env) -> Result<Uint8Array> {
        guarded(env, || {
            let tensors = self.with_open(|session| session.parameters())?;
            let bytes =
                encode_parameters(&tensors).map_err(|error| border(&napi::Error::from_reason(error.to_string())))?;
            Ok(bytes.into())
        })
    }

    /// The bytes of a model file (docs/model-file.md): the parameters as they stand, with figures of exactly these over all
    /// rows. `contextJson` is a `ModelContext`. For a run that rests, paused or ended without a failure; takes about as long
    /// as validating on every row.
    #[napi]
    pub fn model(&self, env: &Env, context_json: String) -> Result<Promise<Uint8Array>> {
        let (analyst, context) = guarded(env, || {
            let analyst = self.with_open(|session| Ok(session.analyst()))?;
            let context: ModelContext = serde_json::from_str(&context_json)
                .map_err(|error| unreadable(FailureCode::ModelContext, error.to_string()))?;
            Ok((analyst, context))
        })?;
        let source = Arc::clone(&self.source);
        Ok(promise(move || Ok(ModelFile::of(analyst.keep()?, &source, context)?.encode()?.into())))
    }

    /// Looks into a run that is not running: not started, paused or ended. May take minutes; resuming, stopping and closing
    /// break it off with an error. Afterwards everything is what it was, to the bit.
    #[napi]
    pub fn analyze(&self, env: &Env, request: Plain<AnalysisRequest>) -> Result<Promise<Plain<Analysis>>> {
        let analyst = guarded(env, || self.with_open(|session| Ok(session.analyst())))?;
        Ok(promise(move || analyst.analyze(&request.0).map(Plain)))
    }

    /// Stops, joins every thread and frees the callback; no batch arrives after the promise resolved. Idempotent.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn close(&self) -> Promise<()> {
        let session = self.session.borrow_mut().take();
        let (in_flight, open) = (Arc::clone(&self.in_flight), Arc::clone(&self.open));
        // Off the JavaScript thread, which has to stay free to take the last batches.
        promise(move || {
            if let Some(mut session) = session {
                session.close();
                drop(session);
                in_flight.wait_for_zero(CLOSING_PATIENCE);
                open.subtract_one();
            } else {
                open.wait_for_zero(CLOSING_PATIENCE * 2);
            }
            Ok(())
        })
    }

    fn with_open<T>(&self, action: impl FnOnce(&mut Session) -> Outcome<T>) -> Outcome<T> {
        self.session.borrow_mut().as_mut().map_or_else(|| Err(closed()), action)
    }
}

fn closed() -> Failure {
    Failure::new(FailureCode::State, "a closed session", "one that is open", "Create a new session.")
}
