//! A trained model as one file that is enough by itself: made of a run, read as if from an enemy, applied to tables, and
//! lending its weights to other runs.

#![deny(unsafe_code)]

mod checksum;
mod description;
mod evaluate;
mod facts;
mod fault;
mod file;
mod initial;
mod predict;
mod predicted_table;
mod run;
mod source;
mod test_look;
mod test_rows;

pub use description::{
    MODEL_FORMAT, ModelData, ModelDataFile, ModelDescription, ModelOutput, ModelVersions, StartedFrom,
};
pub use evaluate::TableEvaluation;
pub use facts::SessionFacts;
pub use failures::Failure;
pub use file::{MODEL_KEY, ModelContext, ModelFile};
pub use initial::InitialWeights;
pub use predict::{Model, NO_CLASS, OutputPrediction, Prediction};
pub use predicted_table::PredictedTable;
pub use run::{OpenedRun, RunOptions, open_run};
pub use source::RunSource;
pub use test_look::{TestEvaluation, TestLook};
pub use test_rows::with_test_look;
