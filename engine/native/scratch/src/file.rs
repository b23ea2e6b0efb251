//! A file without a name, and its pages as memory.

use memmap2::Mmap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Bytes of a page, and those that a look at one brings with it, as most systems have them: others keep a little more.
#[cfg(unix)]
const PAGE: usize = 1 << 12;
#[cfg(unix)]
const BROUGHT: usize = 1 << 16;

/// A new file without a name, which is gone with its last handle. Where the system says that `/tmp` may lie in memory it
/// stands elsewhere.
///
/// # Errors
/// When there is no place for it.
pub fn scratch_file() -> io::Result<File> {
    let on_disk = Path::new("/var/tmp");
    if cfg!(target_os = "linux")
        && let Ok(file) = tempfile::tempfile_in(on_disk)
    {
        return Ok(file);
    }
    tempfile::tempfile()
}

/// Pages of a scratch file, shared by whoever reads them.
#[derive(Debug, Clone)]
pub struct Pages(Arc<Mmap>);

impl Pages {
    /// A scratch file as memory, which is read alone: nothing may be written to the file while it is.
    ///
    /// # Errors
    /// When it cannot be mapped.
    pub fn of(file: &File) -> io::Result<Self> {
        // SAFETY: the file has no name, so that no other program can change or shorten it; ours writes to it no more.
        #[expect(unsafe_code, reason = "mapping a file that is ours alone")]
        let map = unsafe { Mmap::map(file) }?;
        Ok(Self(Arc::new(map)))
    }

    /// Tells the system that they will be looked at in any order.
    pub fn expect_any_order(&self) {
        #[cfg(unix)]
        let _ = self.0.advise(memmap2::Advice::Random);
    }

    /// Gives all of them back: when they are looked at again they are read again.
    pub fn forget(&self) {
        self.forget_part(0, self.0.len());
    }

    /// Gives back those of so many bytes from a place on, where the system is told so. What is looked at in turn, and given back
    /// part by part, is given back whole.
    pub fn forget_part(&self, start: usize, length: usize) {
        #[cfg(unix)]
        {
            // A look at a page brings those around it, too: some of the part before. The page of the next part is kept for it.
            let end = start + length;
            let end = if end < self.0.len() { end / PAGE * PAGE } else { end };
            let start = start / BROUGHT * BROUGHT;
            let length = end.saturating_sub(start);
            // SAFETY: a file mapped to be read alone has its pages as they were when they are looked at again.
            #[expect(unsafe_code, reason = "telling the system which pages it may take back")]
            let _ = unsafe { self.0.unchecked_advise_range(memmap2::UncheckedAdvice::DontNeed, start, length) };
        }
        #[cfg(not(unix))]
        let _ = (start, length);
    }
}

impl AsRef<[u8]> for Pages {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
