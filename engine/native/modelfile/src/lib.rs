//! A trained model as one file that is enough by itself: made of a run, read as if from an enemy, applied to tables. Joins
//! the table reader and the trainer, which do not know each other.

#![deny(unsafe_code)]

mod checksum;
mod description;
mod fault;
mod file;
mod predict;
mod run;
mod source;

pub use description::{
    FittedScale, MODEL_FORMAT, ModelData, ModelDescription, ModelOutput, ModelVersions, StartedFrom,
};
pub use failures::Failure;
pub use file::{MODEL_KEY, ModelContext, ModelFile};
pub use predict::{Model, OutputPrediction, Prediction};
pub use run::{InitialWeights, OpenedRun, RunOptions, open_run};
pub use source::RunSource;
