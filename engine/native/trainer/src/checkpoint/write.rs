//! Writing a file so that its name never stands for half of it.

use super::disk::Disk;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Bytes handed to the system at a time.
const CHUNK_FLOATS: usize = 64 * 1024;

/// Ends the name of a file that is being written.
pub(super) const DRAFT_SUFFIX: &str = ".part";

/// Writes `header` and then `floats`, little-endian, to `path`: into a draft in the same folder first, flushed to the disk,
/// then renamed. A draft that cannot be finished is removed.
pub(super) fn write_whole(disk: &dyn Disk, path: &Path, header: &[u8], floats: &[f32]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    disk.make_folder(folder)?;
    let draft = draft_of(path);
    let written = write_draft(disk, &draft, header, floats).and_then(|()| disk.rename(&draft, path));
    if written.is_err() {
        // The reason it could not be written is the one to tell.
        let _ = disk.remove(&draft);
    }
    written?;
    disk.flush_folder(folder)
}

/// A name that no other run of this folder writes under, not even one of the same settings.
fn draft_of(path: &Path) -> PathBuf {
    static DRAFTS: AtomicU32 = AtomicU32::new(0);
    let number = DRAFTS.fetch_add(1, Ordering::Relaxed);
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}-{number}{DRAFT_SUFFIX}", std::process::id()));
    PathBuf::from(draft)
}

fn write_draft(disk: &dyn Disk, draft: &Path, header: &[u8], floats: &[f32]) -> io::Result<()> {
    let mut file = disk.create(draft)?;
    file.write_all(header)?;
    let mut bytes = Vec::with_capacity(CHUNK_FLOATS.min(floats.len()) * size_of::<f32>());
    for chunk in floats.chunks(CHUNK_FLOATS) {
        bytes.clear();
        bytes.extend(chunk.iter().flat_map(|value| value.to_le_bytes()));
        file.write_all(&bytes)?;
    }
    file.flush_content()
}
