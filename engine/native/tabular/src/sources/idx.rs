//! IDX, the format of MNIST: an array of numbers, such as images, and labels in a file of their own beside it.

use super::elements::{Element, ElementKind, Stride, names_of};
use super::faults::{check_size, cut_short, damaged, impossible_sizes};
use super::table_source::{WholeTable, typed};
use super::unpack;
use crate::limits::ReadLimits;
use crate::notice::{NoticeCode, TableNotice};
use crate::options::TableFormat;
use arrow_array::ArrayRef;
use failures::{Failure, FailureValue};
use std::path::{Path, PathBuf};

/// Bytes before the sizes.
const MAGIC_BYTES: usize = 4;
/// Name of the column of labels.
const LABEL: &str = "label";

struct IdxArray<'file> {
    element: Element,
    /// Rows first.
    shape: Vec<usize>,
    data: &'file [u8],
}

/// Whether bytes begin as IDX does, and end where it says they do: the beginning alone is too common.
pub(super) fn is_idx(bytes: &[u8]) -> bool {
    bytes.len() > MAGIC_BYTES && IdxArray::read(bytes).is_ok()
}

/// Whether bytes begin as IDX does.
pub(super) fn begins_as_idx(bytes: &[u8]) -> bool {
    matches!(bytes, [0, 0, code, 1..=8, ..] if element_of(*code).is_some())
}

/// The table of an array: of images a column a pixel (`pixel_ROW_COLUMN`), and the labels of the file beside it.
pub(super) fn open(bytes: &[u8], path: Option<&Path>, limits: &ReadLimits) -> Result<WholeTable, Failure> {
    let array = IdxArray::read(bytes)?;
    let rows = array.shape[0];
    let mut columns = array.columns(limits)?;
    let beside = path.and_then(labels_beside);
    let labels = match &beside {
        Some(path) if array.shape.len() > 1 => Some(read_labels(path, rows, limits)?),
        _ => None,
    };
    let is_labelled = labels.is_some();
    columns.extend(labels.map(|labels| typed(LABEL, labels)));
    let mut table = WholeTable::new(TableFormat::Idx, rows, columns)?;
    if let (true, Some(name)) = (is_labelled, beside.as_deref().and_then(Path::file_name)) {
        let name = name.to_string_lossy().into_owned();
        let text = format!("the labels of {name}, which lies beside this file, are the column \"{LABEL}\"");
        table.notices.push(
            TableNotice::new(NoticeCode::LabelsJoined, rows as u64, text)
                .in_column(LABEL)
                .value("file", FailureValue::Text(name)),
        );
    }
    Ok(table)
}

impl<'file> IdxArray<'file> {
    fn read(bytes: &'file [u8]) -> Result<Self, Failure> {
        let format = TableFormat::Idx;
        let [0, 0, code, dimensions, rest @ ..] = bytes else { return Err(cut_short(format)) };
        let element = element_of(*code).ok_or_else(|| damaged(format, "elements of an unknown type"))?;
        let dimensions = usize::from(*dimensions);
        if dimensions == 0 {
            return Err(impossible_sizes(format));
        }
        let sizes = rest.get(..dimensions * 4).ok_or_else(|| cut_short(format))?;
        let size = |four: &[u8]| four.iter().fold(0_usize, |size, byte| size << 8 | usize::from(*byte));
        let shape: Vec<usize> = sizes.chunks_exact(4).map(size).collect();
        let data = &rest[dimensions * 4..];
        let whole = shape.iter().try_fold(element.size, |whole, size| whole.checked_mul(*size));
        match whole {
            None => Err(impossible_sizes(format)),
            Some(whole) if whole > data.len() => Err(cut_short(format)),
            Some(whole) if whole < data.len() => Err(impossible_sizes(format)),
            Some(_) => Ok(Self { element, shape, data }),
        }
    }

    fn columns(&self, limits: &ReadLimits) -> Result<Vec<(arrow_schema::Field, ArrayRef)>, Failure> {
        let inner = &self.shape[1..];
        let width = inner.iter().try_fold(1_usize, |width, size| width.checked_mul(*size));
        let width = width.ok_or_else(|| impossible_sizes(TableFormat::Idx))?;
        check_size(self.shape[0], width, limits)?;
        let base = match inner.len() {
            0 => LABEL,
            1 => "column",
            _ => "pixel",
        };
        let step = width * self.element.size;
        let cells = |index: usize| {
            self.element.column(self.data, Stride { start: index * self.element.size, step, rows: self.shape[0] })
        };
        Ok(names_of(base, inner).into_iter().enumerate().map(|(index, name)| typed(name, cells(index))).collect())
    }
}

fn element_of(code: u8) -> Option<Element> {
    let (kind, size) = match code {
        0x08 => (ElementKind::Unsigned, 1),
        0x09 => (ElementKind::Signed, 1),
        0x0b => (ElementKind::Signed, 2),
        0x0c => (ElementKind::Signed, 4),
        0x0d => (ElementKind::Float, 4),
        0x0e => (ElementKind::Float, 8),
        _ => return None,
    };
    Some(Element { kind, size, is_big_endian: true })
}

/// The file of labels that belongs to one of images by its name: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`,
/// with `.gz` or without.
fn labels_beside(images: &Path) -> Option<PathBuf> {
    let name = images.file_name()?.to_str()?;
    let (stem, packing) = ["", ".gz", ".zst"].iter().rev().find_map(|end| Some((name.strip_suffix(end)?, *end)))?;
    let (before, after) = stem.rsplit_once("images")?;
    let dot_or_dash = after.strip_suffix("idx3-ubyte")?;
    let labels = format!("{before}labels{dot_or_dash}idx1-ubyte");
    [packing, "", ".gz", ".zst"]
        .iter()
        .map(|end| images.with_file_name(format!("{labels}{end}")))
        .find(|path| path.is_file())
}

fn read_labels(path: &Path, rows: usize, limits: &ReadLimits) -> Result<ArrayRef, Failure> {
    let of_file = |failure: Failure| failure.in_file(&path.to_string_lossy());
    let bytes = unpack::read_file(path, limits).map_err(of_file)?;
    let array = IdxArray::read(&bytes).map_err(of_file)?;
    if array.shape != [rows] {
        return Err(of_file(impossible_sizes(TableFormat::Idx)));
    }
    let stride = Stride { start: 0, step: array.element.size, rows };
    Ok(array.element.column(array.data, stride))
}
