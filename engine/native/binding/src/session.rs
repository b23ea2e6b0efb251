//! `NativeSession`: a training run as a JavaScript object.

use crate::TABLES;
use crate::delivery::{Count, Parcel};
use crate::event_batch::JsEventBatch;
use crate::failure::{Outcome, border, caught, delivered, guarded, unreadable};
use crate::work::Work;
use failures::{Failure, FailureCode};
use modelfile::{ModelContext, ModelFile, OpenedRun, RunOptions, RunSource, open_run};
use napi::bindgen_prelude::{AsyncTask, Function, Result, Uint8ArraySlice};
use napi::threadsafe_function::{ThreadsafeFunctionCallMode, UnknownReturnValue};
use napi::{Env, ScopedTask, Status, Task, Unknown};
use napi_derive::napi;
use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;
use tabular::DataSetup;
use trainer::analysis::{Analysis, AnalysisRequest};
use trainer::events::EventBatch;
use trainer::safetensors::encode_parameters;
use trainer::statistics::RunDeclaration;
use trainer::{Analyst, Session};

/// Batches that may wait for the JavaScript thread; further ones are merged by the reporter.
const QUEUED_BATCHES: usize = 8;
/// How long closing waits for a JavaScript thread that takes no batch.
const CLOSING_PATIENCE: Duration = Duration::from_secs(2);

/// One training run, owned by the caller until `close`.
#[napi]
pub struct NativeSession {
    /// `None` once closing began. A cell, because a promise of `close` keeps the object borrowed until it settles.
    session: RefCell<Option<Session>>,
    declaration: RunDeclaration,
    steps_per_epoch: usize,
    training_rows: usize,
    validation_rows: usize,
    parameter_count: usize,
    first_step: u32,
    source: Arc<RunSource>,
    plan_text: String,
    in_flight: Arc<Count>,
    open: Arc<Count>,
}

#[napi]
impl NativeSession {
    fn new(OpenedRun { session, source }: OpenedRun) -> Self {
        let open = Arc::new(Count::default());
        open.add_one();
        Self {
            declaration: RunDeclaration::of(session.probes()),
            steps_per_epoch: session.steps_per_epoch(),
            training_rows: session.training_rows(),
            validation_rows: session.validation_rows(),
            parameter_count: session.parameter_count(),
            first_step: session.first_step(),
            plan_text: session.plan_text().to_owned(),
            source: Arc::new(source),
            session: RefCell::new(Some(session)),
            in_flight: Arc::new(Count::default()),
            open,
        }
    }

    /// What the run will report.
    #[napi(getter)]
    pub fn declaration(&self, env: &Env) -> Result<Unknown<'_>> {
        env.to_js_value(&self.declaration)
    }

    #[napi(getter)]
    pub fn steps_per_epoch(&self) -> f64 {
        self.steps_per_epoch as f64
    }

    #[napi(getter)]
    pub fn training_rows(&self) -> f64 {
        self.training_rows as f64
    }

    #[napi(getter)]
    pub fn validation_rows(&self) -> f64 {
        self.validation_rows as f64
    }

    #[napi(getter)]
    pub fn parameter_count(&self) -> f64 {
        self.parameter_count as f64
    }

    #[napi(getter)]
    pub fn first_step(&self) -> u32 {
        self.first_step
    }

    #[napi(getter)]
    pub fn missing_rows(&self) -> f64 {
        self.source.data.missing_rows as f64
    }

    #[napi(getter)]
    pub fn plan_text(&self) -> &str {
        &self.plan_text
    }

    /// Threads that the run, or an analysis of it, computes on now; 0 while it rests.
    #[napi(getter)]
    pub fn threads(&self) -> f64 {
        self.session.borrow().as_ref().map_or(0, Session::threads) as f64
    }

    /// Starts the training thread. `onBatch` keeps the event loop alive until the final state was delivered.
    #[napi]
    pub fn start(&self, env: &Env, on_batch: Function<JsEventBatch, UnknownReturnValue>) -> Result<()> {
        let in_flight = Arc::clone(&self.in_flight);
        guarded(env, || {
            let callback = on_batch
                .build_threadsafe_function::<Parcel>()
                .max_queue_size::<QUEUED_BATCHES>()
                .build_callback(|context| Ok(JsEventBatch(context.value.open().unwrap_or_default())))
                .map_err(|error| border(&error))?;
            let sink = move |batch: EventBatch| {
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

    #[napi]
    pub fn pause(&self, env: &Env) -> Result<()> {
        guarded(env, || {
            self.with_open(|session| {
                session.pause();
                Ok(())
            })
        })
    }

    #[napi]
    pub fn resume(&self, env: &Env) -> Result<()> {
        guarded(env, || {
            self.with_open(|session| {
                session.resume();
                Ok(())
            })
        })
    }

    /// Also allowed when closed: then there is nothing to stop.
    #[napi]
    pub fn stop(&self, env: &Env) -> Result<()> {
        guarded(env, || {
            if let Some(session) = self.session.borrow().as_ref() {
                session.stop();
            }
            Ok(())
        })
    }

    /// Parameters as safetensors bytes.
    #[napi]
    pub fn parameters(&self, env: &Env) -> Result<Uint8ArraySlice<'_>> {
        guarded(env, || {
            let tensors = self.with_open(|session| session.parameters())?;
            let bytes =
                encode_parameters(&tensors).map_err(|error| border(&napi::Error::from_reason(error.to_string())))?;
            Uint8ArraySlice::copy_from(env, bytes).map_err(|error| border(&error))
        })
    }

    /// The bytes of a model file, with figures of exactly these parameters; the run must rest meanwhile.
    #[napi]
    pub fn model(&self, env: &Env, context_json: String) -> Result<AsyncTask<ModelWork>> {
        let (analyst, context) = guarded(env, || {
            let analyst = self.with_open(|session| Ok(session.analyst()))?;
            let context: ModelContext = serde_json::from_str(&context_json)
                .map_err(|error| unreadable(FailureCode::ModelContext, error.to_string()))?;
            Ok((analyst, context))
        })?;
        Ok(AsyncTask::new(ModelWork { analyst, source: Arc::clone(&self.source), context: Some(context) }))
    }

    /// Looks into a paused or ended run off the JavaScript thread, as an `AnalysisRequest` asks. Resuming, stopping and
    /// closing break it off.
    #[napi]
    pub fn analyze(&self, env: Env, request: Unknown) -> Result<AsyncTask<Work<Analysis>>> {
        let (analyst, request) = guarded(&env, || {
            let analyst = self.with_open(|session| Ok(session.analyst()))?;
            let request: AnalysisRequest = env
                .from_js_value(request)
                .map_err(|error| unreadable(FailureCode::AnalysisRequest, error.reason.clone()))?;
            Ok((analyst, request))
        })?;
        Ok(Work::task(move || analyst.analyze(&request)))
    }

    /// Stops, joins every thread and frees the callback; no batch arrives after the promise resolved.
    #[napi]
    pub fn close(&self) -> AsyncTask<CloseWork> {
        AsyncTask::new(CloseWork {
            session: self.session.borrow_mut().take(),
            in_flight: Arc::clone(&self.in_flight),
            open: Arc::clone(&self.open),
        })
    }

    fn with_open<T>(&self, action: impl FnOnce(&mut Session) -> Outcome<T>) -> Outcome<T> {
        self.session.borrow_mut().as_mut().map_or_else(|| Err(closed()), action)
    }
}

fn closed() -> Failure {
    Failure::new(FailureCode::State, "a closed session", "one that is open", "Create a new session.")
}

/// Reads, encodes and allocates off the JavaScript thread.
pub struct SessionWork {
    ir_json: String,
    setup: DataSetup,
    options: RunOptions,
}

impl SessionWork {
    pub fn new(ir_json: String, setup: DataSetup, options: RunOptions) -> Self {
        Self { ir_json, setup, options }
    }
}

impl Task for SessionWork {
    type Output = Outcome<NativeSession>;
    type JsValue = NativeSession;

    fn compute(&mut self) -> Result<Self::Output> {
        Ok(caught(|| {
            let options = std::mem::take(&mut self.options);
            Ok(NativeSession::new(open_run(&self.ir_json, &self.setup, options, &TABLES)?))
        }))
    }

    fn resolve(&mut self, env: Env, session: Self::Output) -> Result<Self::JsValue> {
        delivered(&env, session)
    }
}

/// Makes a model file off the JavaScript thread.
pub struct ModelWork {
    analyst: Analyst,
    source: Arc<RunSource>,
    context: Option<ModelContext>,
}

impl<'task> ScopedTask<'task> for ModelWork {
    type Output = Outcome<Vec<u8>>;
    type JsValue = Uint8ArraySlice<'task>;

    fn compute(&mut self) -> Result<Self::Output> {
        Ok(caught(|| {
            let Some(context) = self.context.take() else { return Ok(Vec::new()) };
            ModelFile::of(self.analyst.keep()?, &self.source, context)?.encode()
        }))
    }

    fn resolve(&mut self, env: &'task Env, bytes: Self::Output) -> Result<Self::JsValue> {
        Uint8ArraySlice::copy_from(env, delivered(env, bytes)?)
    }
}

/// Closes off the JavaScript thread, which has to stay free to take the last batches.
pub struct CloseWork {
    session: Option<Session>,
    in_flight: Arc<Count>,
    open: Arc<Count>,
}

impl Task for CloseWork {
    type Output = Outcome<()>;
    type JsValue = ();

    fn compute(&mut self) -> Result<Self::Output> {
        Ok(caught(|| {
            if let Some(mut session) = self.session.take() {
                session.close();
                drop(session);
                self.in_flight.wait_for_zero(CLOSING_PATIENCE);
                self.open.subtract_one();
            } else {
                self.open.wait_for_zero(CLOSING_PATIENCE * 2);
            }
            Ok(())
        }))
    }

    fn resolve(&mut self, env: Env, output: Self::Output) -> Result<()> {
        delivered(&env, output)
    }
}
