//! A batch of events as it crosses: columnar arrays as typed arrays that JavaScript owns. The structs are both what writes the
//! objects and what their TypeScript types are generated from.

use crate::plain::Plain;
use failures::Failure;
use napi::bindgen_prelude::{Either, Float32Array, Float64Array, Uint32Array};
use napi_derive::napi;
use trainer::events::{self, CheckpointInfo, EpochSummary, RunOutcome, RunState};
use trainer::statistics::{self, SeriesColumn, declared_records};

/// What a run reports at once; its records are as its `RunDeclaration` says.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct EventBatch {
    /// Number of this batch in its run, from 0, without gaps.
    pub sequence: f64,
    /// State changes in order, if any.
    pub states: Plain<Vec<RunState>>,
    pub epochs: Plain<Vec<EpochSummary>>,
    pub failure: Option<Plain<Failure>>,
    /// Comes with the final state of a run that did not fail.
    pub outcome: Option<Plain<RunOutcome>>,
    /// Written since the last batch, oldest first.
    pub checkpoints: Plain<Vec<CheckpointInfo>>,
    /// What went wrong beside the training, which goes on.
    pub warnings: Plain<Vec<Failure>>,
    /// Progress at the time of the batch.
    pub epoch: u32,
    pub step: f64,
    #[napi(js_name = "rows_per_second")]
    pub rows_per_second: f64,
    /// What was recorded since the last batch, one entry for each group of the run's declaration that has news.
    pub records: Vec<GroupRecords>,
}

/// The records of one group of a run's declaration; arrays are parallel.
#[napi(object, object_from_js = false)]
pub struct GroupRecords {
    /// Of the declaration's groups.
    pub group: u32,
    /// Training step of each record, from 0, ascending.
    pub steps: Float64Array,
    /// Of the group's probes; all 0 where it has none.
    pub probes: Uint32Array,
    /// How many training batches each record stands for (1 = none lost).
    pub merged: Uint32Array,
    /// One for each series of the group, in its order, with the series' `width` of numbers a record.
    pub columns: Vec<Either<Float32Array, Uint32Array>>,
}

impl From<events::EventBatch> for EventBatch {
    fn from(batch: events::EventBatch) -> Self {
        Self {
            records: declared_records(&batch).into_iter().map(GroupRecords::from).collect(),
            sequence: batch.sequence as f64,
            states: Plain(batch.states),
            epochs: Plain(batch.epochs),
            failure: batch.failure.map(Plain),
            outcome: batch.outcome.map(|outcome| Plain(*outcome)),
            checkpoints: Plain(batch.checkpoints),
            warnings: Plain(batch.warnings),
            epoch: batch.epoch,
            step: batch.step as f64,
            rows_per_second: batch.rows_per_second,
        }
    }
}

impl From<statistics::GroupRecords<'_>> for GroupRecords {
    fn from(records: statistics::GroupRecords) -> Self {
        let column = |column| match column {
            SeriesColumn::Numbers(numbers) => Either::A(numbers.into()),
            SeriesColumn::Counts(counts) => Either::B(counts.into()),
        };
        Self {
            group: records.group,
            steps: records.steps.to_vec().into(),
            probes: records.probes.into(),
            merged: records.merged.to_vec().into(),
            columns: records.columns.into_iter().map(column).collect(),
        }
    }
}
