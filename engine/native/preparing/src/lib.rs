//! A table as a network's numbers: columns encoded, scales fitted on the training rows, and both kept so that other tables
//! become rows alike. Joins the table reader and the trainer, which do not know each other.

#![deny(unsafe_code)]

mod buckets;
mod coded;
mod column_scaling;
mod column_spread;
mod column_values;
mod constant;
mod cross_fit;
mod data_tables;
mod encoded_table;
mod encoded_targets;
mod encoder;
mod encoding_checks;
mod file_rows;
mod filled_cells;
mod fitted_scale;
mod impute;
mod limits;
mod murmur3;
mod number_cells;
mod partition;
mod preparation;
mod prepared_column;
mod prepared_run;
mod scaling;
mod schema;
mod split_words;
mod table_store;
mod target_mean;
mod trained_types;
mod typical_cells;
mod unread_cells;
mod untrained;
mod used_columns;
mod values;
mod warnings;

pub use column_scaling::FittedColumnScaling;
pub use column_spread::{ColumnSpread, ColumnSpreads, OwnSpread, ScaleConstants};
pub use data_tables::{DataTables, HeldTables, PartTable};
pub use encoded_table::EncodedTable;
pub use encoded_targets::EncodedTargets;
pub use filled_cells::FilledCells;
pub use fitted_scale::{FittedScale, fitted_constants};
pub use impute::FittedImpute;
pub use partition::{Partition, PartitionCounts, SplitSetup};
pub use preparation::{EncodedFeatures, FeatureEncoding, MissingCells, Preparation};
pub use prepared_column::PreparedColumn;
pub use prepared_run::PreparedRun;
pub use scaling::Scaling;
pub use schema::{DataSchema, FeatureSchema, FileSchema, SplitSchema, TargetSchema};
pub use split_words::SplitWord;
pub use table_store::TableStore;
pub use typical_cells::{TypicalCells, TypicalNumbers};
pub use unread_cells::{UnreadCells, UnreadReason};
pub use warnings::{DataWarning, DataWarningCode, TableJudgement, data_warnings};
