//! How large a table may be before it is refused rather than read.

/// Upper bounds on everything a file can make the reader allocate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// Bytes of text or cells that a small file may unpack to: a .gz may hold anything. A large file may hold more (`of_file`).
    pub text_bytes: u64,
    /// Bytes of text from which on it, and the columns, lie in scratch files in place of memory.
    pub memory_bytes: u64,
    pub columns: usize,
    pub cell_bytes: usize,
    pub rows: usize,
}

/// Times its own size that a file may unpack to; tables written as text pack to a twentieth seldom.
const UNPACKED_SHARE: u64 = 64;

impl ReadLimits {
    /// The bounds for a file of so many bytes: one that is large itself may hold more.
    pub(crate) fn of_file(&self, stored_bytes: u64) -> Self {
        Self { text_bytes: self.text_bytes.max(stored_bytes.saturating_mul(UNPACKED_SHARE)), ..*self }
    }
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
