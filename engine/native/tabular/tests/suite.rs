//! The tests of reading and profiling tables as one program, since each of its own compiles and links again.

mod association;
mod cells;
mod corpus;
mod damaged_files;
mod foreign_files;
mod formats;
mod limits;
mod pair;
mod profile;
mod reading;
mod round_trips;
mod scratch;
mod support;
mod view;
