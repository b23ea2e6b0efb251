//! Writing a file so that its name never stands for half of it.

use std::fs::{File, OpenOptions, create_dir_all, remove_file, rename};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Bytes handed to the system at a time.
const CHUNK_FLOATS: usize = 64 * 1024;

/// Ends the name of a file that is being written.
pub(super) const DRAFT_SUFFIX: &str = ".part";

/// Writes `header` and then `floats`, little-endian, to `path`: into a draft in the same folder first, flushed to the disk,
/// then renamed. A draft that cannot be finished is removed.
pub(super) fn write_whole(path: &Path, header: &[u8], floats: &[f32]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    create_dir_all(folder)?;
    let mut draft = path.as_os_str().to_owned();
    draft.push(DRAFT_SUFFIX);
    let draft = PathBuf::from(draft);
    let written = write_draft(&draft, header, floats).and_then(|()| rename(&draft, path));
    if written.is_err() {
        // The reason it could not be written is the one to tell.
        let _ = remove_file(&draft);
    }
    written?;
    flush_folder(folder)
}

fn write_draft(draft: &Path, header: &[u8], floats: &[f32]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(draft)?;
    file.write_all(header)?;
    let mut bytes = Vec::with_capacity(CHUNK_FLOATS.min(floats.len()) * size_of::<f32>());
    for chunk in floats.chunks(CHUNK_FLOATS) {
        bytes.clear();
        bytes.extend(chunk.iter().flat_map(|value| value.to_le_bytes()));
        file.write_all(&bytes)?;
    }
    file.sync_all()
}

/// Makes the rename last through a crash of the machine; Windows opens no folder and flushes names by itself.
fn flush_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
