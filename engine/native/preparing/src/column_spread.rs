//! How numeric columns lie on the rows that a run trains on, and what each scaling would make of them.

use crate::column_scaling::FittedColumnScaling;
use crate::impute::FittedImpute;
use crate::partition::{Partition, SplitSetup};
use crate::scaling::Scaling;
use crate::used_columns::UsedColumns;
use failures::Failure;
use serde::Serialize;
use tabular::{Column, ColumnRole, ColumnScaling, DataSetup, Table, ValueSpread};
use trainer::ir::ScaleMethod;
use ts_rs::TS;

/// Some columns' numbers.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ColumnSpreads {
    /// Rows they are taken from: those that train, or all where the setup does not say yet which those are.
    pub rows: usize,
    pub of_training: bool,
    /// In the order asked for; columns that hold no number are left out.
    pub columns: Vec<ColumnSpread>,
}

/// One column's numbers, and the constants of its scalings: x ← (x − offset) · factor.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ColumnSpread {
    pub name: String,
    pub spread: ValueSpread,
    pub scalings: Vec<ScaleConstants>,
    /// The numbers as the network gets them, where they are a feature with a scaling of its own.
    pub own: Option<OwnSpread>,
}

/// A feature's numbers under its own scaling.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct OwnSpread {
    pub method: ColumnScaling,
    pub spread: ValueSpread,
}

impl OwnSpread {
    /// Fits the scaling that the setup gives a feature on these values; those without a logarithm are left out under `log1p`.
    fn of(setup: &DataSetup, column: &str, values: &[f64]) -> Option<Self> {
        let feature = setup.columns.iter().find(|each| each.name == column && each.role == ColumnRole::Feature)?;
        let method = feature.scaling?;
        let fitted = FittedColumnScaling::fit(method, values);
        let scaled: Vec<f64> =
            values.iter().map(|value| fitted.scaled(*value)).filter(|value| !value.is_nan()).collect();
        Some(Self { method, spread: ValueSpread::of(&scaled) })
    }
}

/// The constants of a scaling of one column.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, TS)]
pub struct ScaleConstants {
    pub method: ScaleMethod,
    pub offset: f64,
    pub factor: f64,
}

impl ColumnSpreads {
    /// Looks at the columns of these names, as a run under this setup and split fits its scales on them: where missing cells of
    /// a feature are filled, filled.
    pub fn of(table: &Table, setup: &DataSetup, split: SplitSetup, names: &[String]) -> Self {
        let training = Partition::of(table, setup, split, None).map(|partition| partition.training);
        let of_training = training.is_ok();
        let rows = training.unwrap_or_else(|_: Failure| (0..table.rows as u32).collect());
        let used = UsedColumns::find(table, setup).ok();
        let fill = |column: &Column| {
            let feature = used.as_ref()?.features.iter().find(|feature| feature.column.name == column.name)?;
            FittedImpute::fit(*feature, feature.impute?, &rows).ok()?.number
        };
        let numeric = names.iter().filter_map(|name| table.column(name));
        let columns = numeric
            .filter_map(|column| {
                let numbers = column.number_cells()?;
                let filled = fill(column).unwrap_or(f64::NAN);
                let value =
                    |row: &u32| Some(numbers.get(*row as usize)).filter(|value| !value.is_nan()).unwrap_or(filled);
                let values: Vec<f64> = rows.iter().map(value).filter(|value| !value.is_nan()).collect();
                column.forget();
                let spread = ValueSpread::of(&values);
                let own = OwnSpread::of(setup, &column.name, &values);
                let fitted = |method| {
                    let (offset, factor) = Scaling::of_column(&values, method);
                    ScaleConstants { method, offset, factor }
                };
                let scalings = [ScaleMethod::MinMax, ScaleMethod::Standardize].map(fitted).to_vec();
                (spread.count > 0).then(|| ColumnSpread { name: column.name.clone(), spread, scalings, own })
            })
            .collect();
        Self { rows: rows.len(), of_training, columns }
    }
}
