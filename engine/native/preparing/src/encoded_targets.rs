//! Targets of a table other than the one a model was trained on, as its losses read them.

use crate::encoder::{Encoder, FilledTargets, fill_targets};
use crate::preparation::Preparation;
use crate::unread_cells::{UnreadCells, UnreadReason};
use failures::{Failure, FailureCode};
use std::collections::BTreeMap;
use std::sync::Arc;
use tabular::Column;
use trainer::WideColumn;
use trainer::ir::{Target, TargetEncoding};

/// The targets of some rows of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct EncodedTargets {
    /// Those of the rows asked for in which every target is there and known, ascending.
    pub rows: Arc<[u32]>,
    /// One `[rows, width]` a target asked for, in their order.
    pub targets: Vec<Vec<f32>>,
    /// As typed, the numbers of those targets that are to be scaled and that float32 rounds, by target.
    pub wide: BTreeMap<u32, WideColumn>,
    /// Cells of classes that training did not know, by column.
    pub unread: Vec<UnreadCells>,
}

impl Preparation {
    /// Encodes the targets `wanted` of the rows `rows` as those of training were. Columns are found by name.
    ///
    /// # Errors
    /// A target that is not there, or a text among numbers.
    pub fn encode_targets(&self, wanted: &[Target], given: &[Column], rows: &[u32]) -> Result<EncodedTargets, Failure> {
        let mut columns = Vec::with_capacity(wanted.len());
        for target in wanted {
            let prepared = self.targets.iter().find(|prepared| prepared.name == target.name);
            let column = given.iter().find(|column| column.name == target.name);
            let (Some(prepared), Some(column)) = (prepared, column) else {
                let expected = "a column of every target, to compare predictions with";
                let help = "add the column, or name it as in the table the model was trained on";
                let found = "no column of this name".to_owned();
                return Err(Failure::new(FailureCode::ColumnMissing, found, expected, help).in_column(&target.name));
            };
            columns.push((prepared, column));
        }
        let is_there = |row: &u32| columns.iter().all(|(_, column)| !column.is_missing(*row as usize));
        let mut rows: Vec<u32> = rows.iter().copied().filter(is_there).collect();
        let mut unread = Vec::new();
        let mut encoders = Vec::with_capacity(columns.len());
        let given: Vec<&Column> = columns.iter().map(|(_, column)| *column).collect();
        for ((prepared, column), target) in columns.into_iter().zip(wanted) {
            let mut unknown = UnreadCells::none(&prepared.name, UnreadReason::UnknownValue);
            encoders.push(match (prepared.encoder(column, &rows, &mut unknown)?, target.encoding) {
                (Encoder::Code(codes), TargetEncoding::OneHot) => Encoder::OneHot(codes, target.classes as usize),
                (encoder, _) => encoder,
            });
            unread.push(unknown);
        }
        unread.retain(|cells: &UnreadCells| cells.count > 0);
        rows.retain(|row| encoders.iter().all(|encoder| encoder.knows(*row)));
        let rows: Arc<[u32]> = rows.into();
        let FilledTargets { matrices: targets, wide } = fill_targets(&rows, wanted, &encoders, &given)?;
        Ok(EncodedTargets { targets, wide, unread, rows })
    }
}
