//! Where a run comes from: what was learnt of its table, and the weights it started from.

use crate::description::{ModelData, StartedFrom};
use preparing::{FittedScale, Preparation, TypicalCells};

/// What a run is of, as its model is to say.
#[derive(Debug, Clone, PartialEq)]
pub struct RunSource {
    pub preparation: Preparation,
    pub scales: Vec<FittedScale>,
    pub typical: Vec<TypicalCells>,
    /// Its `name` is the table's file name.
    pub data: ModelData,
    pub started_from: Option<StartedFrom>,
}
