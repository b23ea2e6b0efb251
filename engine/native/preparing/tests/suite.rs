//! The tests of preparing tables for networks as one program, since each of its own compiles and links again.

mod column_scaling;
mod column_spread;
mod encoding;
mod encodings;
mod impute;
mod part_files;
mod partition;
mod preparation;
mod prepared_run;
mod row_cache;
mod scaling;
mod support;
mod table_store;
mod target_mean;
mod typical_cells;
mod untrained;
mod warnings;
