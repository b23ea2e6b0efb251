//! Tables: bytes to typed columns to scaled f32 rows.
