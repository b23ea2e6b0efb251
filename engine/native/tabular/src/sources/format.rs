//! Which format a file is of: by its contents, and by its name where contents do not tell.

use super::{arff, arrow_ipc, idx, json, libsvm, npy, parquet};
use crate::options::TableFormat;
use std::path::Path;

/// The format of unpacked bytes; `Text` where nothing tells of another.
pub(super) fn format_of(bytes: &[u8], path: Option<&Path>) -> TableFormat {
    if bytes.starts_with(parquet::MAGIC) {
        return TableFormat::Parquet;
    }
    if bytes.starts_with(arrow_ipc::FILE_MAGIC) || arrow_ipc::is_stream(bytes) {
        return TableFormat::Arrow;
    }
    if bytes.starts_with(npy::MAGIC) {
        return TableFormat::Npy;
    }
    let name = path.and_then(Path::file_name).map(|name| name.to_string_lossy().to_ascii_lowercase());
    let name = name.as_deref().unwrap_or_default();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
    let is_named = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    if idx::is_idx(bytes) || (idx::begins_as_idx(bytes) && is_named(&["ubyte", "idx", "idx1", "idx2", "idx3", "idx4"]))
    {
        return TableFormat::Idx;
    }
    if arff::is_arff(bytes) {
        return TableFormat::Arff;
    }
    if json::is_json(bytes) || is_named(&[".json", ".jsonl", ".ndjson"]) {
        return TableFormat::Json;
    }
    if libsvm::is_libsvm(bytes) || is_named(&[".libsvm", ".svmlight", ".svm"]) {
        return TableFormat::Libsvm;
    }
    TableFormat::Text
}
