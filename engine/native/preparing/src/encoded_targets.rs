//! Targets of a table other than the one a model was trained on, as its losses read them.

use crate::encoder::{Encoder, FilledTargets, Part, fill_targets};
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

/// How the targets of a table become what losses read, and of which rows.
pub(crate) struct TargetRows<'table> {
    /// Those of the rows asked for in which every target is there and known, ascending.
    pub rows: Arc<[u32]>,
    /// Cells of classes that training did not know, by column.
    pub unread: Vec<UnreadCells>,
    /// One for each target.
    columns: Vec<&'table Column>,
    encoders: Vec<Encoder<'table>>,
}

impl TargetRows<'_> {
    pub fn part(&self) -> Part<'_> {
        Part { rows: &self.rows, encoders: &self.encoders, columns: &self.columns }
    }

    /// The class of a row in the target at a place; `None` of a number.
    pub fn class(&self, target: usize, row: u32) -> Option<u32> {
        match self.encoders.get(target)? {
            Encoder::Code(codes) | Encoder::OneHot(codes, _) => codes.get(row as usize).copied(),
            _ => None,
        }
    }
}

impl Preparation {
    /// Encodes the targets `wanted` of the rows `rows` as those of training were. Columns are found by name.
    ///
    /// # Errors
    /// A target that is not there, or a text among numbers.
    pub fn encode_targets(&self, wanted: &[Target], given: &[Column], rows: &[u32]) -> Result<EncodedTargets, Failure> {
        let encoding = self.target_encoding(wanted, given, rows)?;
        let FilledTargets { matrices: targets, wide } = fill_targets(wanted, &[encoding.part()])?;
        Ok(EncodedTargets { targets, wide, unread: encoding.unread, rows: encoding.rows })
    }

    /// How the targets `wanted` of the rows `rows` are encoded.
    ///
    /// # Errors
    /// As `encode_targets`.
    pub(crate) fn target_encoding<'table>(
        &self,
        wanted: &[Target],
        given: &'table [Column],
        rows: &[u32],
    ) -> Result<TargetRows<'table>, Failure> {
        let mut targets = Vec::with_capacity(wanted.len());
        for target in wanted {
            let prepared = self.targets.iter().find(|prepared| prepared.name == target.name);
            let column = given.iter().find(|column| column.name == target.name);
            let (Some(prepared), Some(column)) = (prepared, column) else {
                let expected = "a column of every target, to compare predictions with";
                let help = "add the column, or name it as in the table the model was trained on";
                let found = "no column of this name".to_owned();
                return Err(Failure::new(FailureCode::ColumnMissing, found, expected, help).in_column(&target.name));
            };
            targets.push((prepared, column));
        }
        let is_there = |row: &u32| targets.iter().all(|(_, column)| !column.is_missing(*row as usize));
        let mut rows: Vec<u32> = rows.iter().copied().filter(is_there).collect();
        let mut unread = Vec::new();
        let mut encoders = Vec::with_capacity(targets.len());
        for ((prepared, column), target) in targets.iter().zip(wanted) {
            let mut unknown = UnreadCells::none(&prepared.name, UnreadReason::UnknownValue);
            encoders.push(match (prepared.encoder(column, &rows, &mut unknown)?, target.encoding) {
                (Encoder::Code(codes), TargetEncoding::OneHot) => Encoder::OneHot(codes, target.classes as usize),
                (encoder, _) => encoder,
            });
            unread.push(unknown);
        }
        unread.retain(|cells: &UnreadCells| cells.count > 0);
        rows.retain(|row| encoders.iter().all(|encoder| encoder.knows(*row)));
        let columns = targets.into_iter().map(|(_, column)| column).collect();
        Ok(TargetRows { rows: rows.into(), unread, columns, encoders })
    }
}
