//! What an analysis is asked for, and within which limits.

use crate::failure::{FailureCode, failure};
use failures::Failure;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What to compute; nothing where null.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct AnalysisRequest {
    pub effective_rank: Option<EffectiveRankRequest>,
    pub along_gradient: Option<AlongGradientRequest>,
    pub plane: Option<PlaneRequest>,
}

/// Asks for the effective rank of every activation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EffectiveRankRequest {
    /// Most training rows; taken are those that make whole batches, or fewer than a batch where they fill none.
    pub rows: u32,
}

/// Asks for the loss and its gradient along the gradient of one batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AlongGradientRequest {
    /// Step sizes.
    pub points: u32,
}

/// Asks for the loss on a filter-normalised plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PlaneRequest {
    /// Points along each direction; odd, so that the parameters as they are stand in the centre.
    pub side: u32,
    /// Most training rows at each point; taken as for the effective rank.
    pub rows: u32,
}

/// Least and greatest value of each number of a request, by its name.
pub const ANALYSIS_LIMITS: &[(&str, [u32; 2])] = &[
    ("effective_rank_rows", EFFECTIVE_RANK_ROWS),
    ("along_gradient_points", ALONG_GRADIENT_POINTS),
    ("plane_side", PLANE_SIDE),
    ("plane_rows", PLANE_ROWS),
];

/// One row has rank 1 and no spread.
const EFFECTIVE_RANK_ROWS: [u32; 2] = [2, 1024];
/// Both ends of the range.
const ALONG_GRADIENT_POINTS: [u32; 2] = [2, 1000];
/// The ends and the centre.
const PLANE_SIDE: [u32; 2] = [3, 101];
const PLANE_ROWS: [u32; 2] = [2, 1 << 16];

impl AnalysisRequest {
    /// Everything, at sizes that take seconds on a small network.
    pub fn everything() -> AnalysisRequest {
        AnalysisRequest {
            effective_rank: Some(EffectiveRankRequest { rows: 512 }),
            along_gradient: Some(AlongGradientRequest { points: 15 }),
            plane: Some(PlaneRequest { side: 21, rows: 1024 }),
        }
    }

    /// Whether every number lies within its limits.
    pub fn check(&self) -> Result<(), Failure> {
        if let Some(EffectiveRankRequest { rows }) = self.effective_rank {
            within("effective_rank_rows", "rows for the effective rank", rows, EFFECTIVE_RANK_ROWS)?;
        }
        if let Some(AlongGradientRequest { points }) = self.along_gradient {
            within("along_gradient_points", "points along the gradient", points, ALONG_GRADIENT_POINTS)?;
        }
        if let Some(PlaneRequest { side, rows }) = self.plane {
            within("plane_side", "points a side of the plane", side, PLANE_SIDE)?;
            within("plane_rows", "rows for the plane", rows, PLANE_ROWS)?;
            if side % 2 == 0 {
                return Err(refused(
                    format!("{side} points a side of the plane"),
                    "an odd number, whose middle is the centre".to_owned(),
                )
                .case("plane_even")
                .number("count", f64::from(side)));
            }
        }
        Ok(())
    }
}

fn within(name: &str, what: &str, found: u32, [least, most]: [u32; 2]) -> Result<(), Failure> {
    if (least..=most).contains(&found) {
        return Ok(());
    }
    Err(refused(format!("{found} {what}"), format!("{least} to {most}"))
        .case(name)
        .number("count", f64::from(found))
        .number("least", f64::from(least))
        .number("most", f64::from(most)))
}

fn refused(found: String, expected: String) -> Failure {
    failure(FailureCode::Analysis, found, expected, "Ask for another number.")
}
