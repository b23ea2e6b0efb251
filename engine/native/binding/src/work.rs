//! Work done off the JavaScript thread, its result handed over as a plain object.

use crate::failure::{Outcome, caught, delivered};
use napi::bindgen_prelude::AsyncTask;
use napi::{Env, Result, ScopedTask, Unknown};
use serde::Serialize;

type Job<T> = Box<dyn FnOnce() -> Outcome<T> + Send>;

pub struct Work<T> {
    job: Option<Job<T>>,
}

impl<T: Serialize + Send + 'static> Work<T> {
    /// A promise of what `job` returns.
    pub fn task(job: impl FnOnce() -> Outcome<T> + Send + 'static) -> AsyncTask<Self> {
        AsyncTask::new(Self { job: Some(Box::new(job)) })
    }
}

impl<'task, T: Serialize + Send + 'static> ScopedTask<'task> for Work<T> {
    type Output = Outcome<Option<T>>;
    type JsValue = Unknown<'task>;

    fn compute(&mut self) -> Result<Self::Output> {
        Ok(caught(|| self.job.take().map(|job| job()).transpose()))
    }

    fn resolve(&mut self, env: &'task Env, output: Self::Output) -> Result<Self::JsValue> {
        env.to_js_value(&delivered(env, output)?)
    }
}
