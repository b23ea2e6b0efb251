//! What a run reports: every series it will speak of, told before the first batch, so that whoever reads them needs no table of
//! its own. Each statistic stands in the file that computes it; this one only joins their lists.

use super::{batch_norm, gradient, histogram, moments, percentiles, saturation, units, weight};
use crate::events::{EventBatch, GRADIENT_MAGNIFICATION, HISTOGRAM_CELLS, Probe};
use serde::Serialize;
use ts_rs::TS;

/// The form of declarations and of the batches that refer to them.
pub const STREAM_VERSION: u32 = 1;

/// What the numbers of a series are measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Of the loss.
    Loss,
    /// From 0 to 1.
    Share,
    /// Of the measured value.
    Value,
    /// Of the measured value, squared.
    ValueSquared,
    /// Of the loss, for each of the value.
    Gradient,
    /// Of a parameter.
    Parameter,
    /// Log10 of a ratio.
    Log10,
    /// Natural logarithm of a ratio.
    Ln,
    /// Standard deviations of the value.
    StandardDeviations,
    /// Of the learning rate, for each squared unit of a parameter.
    LearningRate,
    /// Elements.
    Count,
}

/// What a series speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SeriesScope {
    /// The run as a whole.
    Run,
    /// What a node computes, or its gradient.
    Node,
    /// A trained parameter of a node.
    Parameter,
}

/// How the numbers of a series are to be read.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SeriesKind {
    /// One number a record; NaN where it is not defined.
    Scalar,
    /// As `scalar`: so many percent of the elements lie at or below it.
    Percentile { percent: f64 },
    /// Counts of elements a record: below the first edge, between each two (the outer edge belongs to its bin), above the last,
    /// and of those that are no numbers. All 0 where there is nothing to count.
    Histogram {
        /// Ascending.
        edges: Vec<f64>,
    },
}

/// One series of numbers over the training steps.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Series {
    /// Names it in texts, files and programs; unique in its group.
    pub name: &'static str,
    pub unit: Unit,
    pub scope: SeriesScope,
    pub kind: SeriesKind,
    /// Numbers a record.
    pub width: usize,
}

/// What becomes of records for which there is no room: one stands for several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Merging {
    /// By their mean, weighed by the batches each stands for.
    Mean,
    /// By the newest.
    Newest,
}

/// Series that are recorded together: each record has a step, and one entry in every series.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SeriesGroup {
    pub name: &'static str,
    /// The places of the network that records speak of; empty where they speak of the run as a whole.
    pub probes: Vec<Probe>,
    pub merging: Merging,
    pub series: Vec<Series>,
}

/// Everything a run will report over its steps.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct RunDeclaration {
    pub version: u32,
    pub groups: Vec<SeriesGroup>,
}

/// A statistic of one number, as the file that computes it lists it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Statistic {
    pub name: &'static str,
    unit: Unit,
    scope: SeriesScope,
    /// NaN for a plain number.
    percent: f64,
}

impl Statistic {
    /// Of what a node computes.
    pub(super) const fn node(name: &'static str, unit: Unit) -> Self {
        Self { name, unit, scope: SeriesScope::Node, percent: f64::NAN }
    }

    /// Of a trained parameter.
    pub(super) const fn parameter(name: &'static str, unit: Unit) -> Self {
        Self { name, unit, scope: SeriesScope::Parameter, percent: f64::NAN }
    }

    /// The same as a percentile.
    pub(super) const fn percentile(self, percent: f64) -> Self {
        Self { percent, ..self }
    }

    fn declare(&self) -> Series {
        let Self { name, unit, scope, percent } = *self;
        let kind = if percent.is_nan() { SeriesKind::Scalar } else { SeriesKind::Percentile { percent } };
        Series { name, unit, scope, kind, width: 1 }
    }
}

const PARTS: [&[Statistic]; 7] = [
    &moments::STATISTICS,
    &percentiles::STATISTICS,
    &saturation::STATISTICS,
    &units::STATISTICS,
    &gradient::STATISTICS,
    &weight::STATISTICS,
    &batch_norm::STATISTICS,
];

const COUNT: usize = {
    let (mut part, mut count) = (0, 0);
    while part < PARTS.len() {
        count += PARTS[part].len();
        part += 1;
    }
    count
};

const NAMES: [&str; COUNT] = {
    let mut names = [""; COUNT];
    let (mut part, mut count) = (0, 0);
    while part < PARTS.len() {
        let mut index = 0;
        while index < PARTS[part].len() {
            names[count] = PARTS[part][index].name;
            count += 1;
            index += 1;
        }
        part += 1;
    }
    names
};

/// Names of a layer record's values in their order. NaN = not defined for this place (a Dropout has no saturation).
pub const STATISTICS: &[&str] = &NAMES;

impl RunDeclaration {
    /// Of a run that measures these places.
    pub fn of(probes: &[Probe]) -> Self {
        let run = |name, unit| Series { name, unit, scope: SeriesScope::Run, kind: SeriesKind::Scalar, width: 1 };
        let histogram = |name, magnification: f64| Series {
            name,
            unit: Unit::Count,
            scope: SeriesScope::Node,
            kind: SeriesKind::Histogram {
                edges: histogram::histogram_edges().iter().map(|edge| edge / magnification).collect(),
            },
            width: HISTOGRAM_CELLS,
        };
        let mut layers: Vec<Series> = PARTS.iter().copied().flatten().map(Statistic::declare).collect();
        layers.push(histogram("histogram", 1.0));
        layers.push(histogram("gradient_histogram", f64::from(GRADIENT_MAGNIFICATION)));
        Self {
            version: STREAM_VERSION,
            groups: vec![
                SeriesGroup {
                    name: "steps",
                    probes: Vec::new(),
                    merging: Merging::Mean,
                    series: vec![run("loss", Unit::Loss), run("accuracy", Unit::Share)],
                },
                SeriesGroup { name: "layers", probes: probes.to_vec(), merging: Merging::Newest, series: layers },
            ],
        }
    }
}

/// Numbers of one series, `width` a record.
#[derive(Debug, Clone, PartialEq)]
pub enum SeriesColumn {
    Numbers(Vec<f32>),
    Counts(Vec<u32>),
}

/// The records of one group in a batch; arrays are parallel.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupRecords<'a> {
    /// Of the declaration's groups.
    pub group: u32,
    pub steps: &'a [f64],
    /// Of the group's probes; all 0 where it has none.
    pub probes: Vec<u32>,
    /// How many training batches each record stands for.
    pub merged: &'a [u32],
    /// One a series, in the declaration's order.
    pub columns: Vec<SeriesColumn>,
}

/// A batch's records as the run's declaration has them, groups without any left out.
pub fn declared_records(batch: &EventBatch) -> Vec<GroupRecords<'_>> {
    let mut groups = Vec::with_capacity(2);
    if !batch.step_steps.is_empty() {
        groups.push(GroupRecords {
            group: 0,
            steps: &batch.step_steps,
            probes: vec![0; batch.step_steps.len()],
            merged: &batch.step_merged,
            columns: vec![
                SeriesColumn::Numbers(batch.step_losses.clone()),
                SeriesColumn::Numbers(batch.step_accuracies.clone()),
            ],
        });
    }
    if !batch.layer_steps.is_empty() {
        let of = |index| SeriesColumn::Numbers(batch.layer_values.iter().skip(index).step_by(COUNT).copied().collect());
        let mut columns: Vec<SeriesColumn> = (0..COUNT).map(of).collect();
        columns.push(SeriesColumn::Counts(batch.layer_histograms.clone()));
        columns.push(SeriesColumn::Counts(batch.layer_gradient_histograms.clone()));
        groups.push(GroupRecords {
            group: 1,
            steps: &batch.layer_steps,
            probes: batch.layer_probes.clone(),
            merged: &batch.layer_merged,
            columns,
        });
    }
    groups
}
