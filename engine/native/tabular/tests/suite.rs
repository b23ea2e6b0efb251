//! The tests of reading and encoding tables as one program, since each of its own compiles and links again.

mod corpus;
mod encoding;
mod limits;
mod reading;
mod store;
