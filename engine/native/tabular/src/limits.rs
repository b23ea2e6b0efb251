//! How large a table may be before it is refused rather than read.

/// Upper bounds on everything a file can make the reader allocate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// Bytes of text, after decompression: a small .gz may unpack to anything.
    pub text_bytes: u64,
    /// Bytes of text from which on it, and the columns, lie in scratch files in place of memory.
    pub memory_bytes: u64,
    pub columns: usize,
    pub cell_bytes: usize,
    pub rows: usize,
}

impl Default for ReadLimits {
    fn default() -> Self {
        Self {
            text_bytes: 4 << 30,
            memory_bytes: scratch::MEMORY_BYTES,
            columns: 65_536,
            cell_bytes: 1 << 20,
            rows: 1 << 31,
        }
    }
}
