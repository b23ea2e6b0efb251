//! Parquet: a row group a batch, its columns read one by one. The crate's own readers of typed columns are used, not those
//! that make Arrow arrays, which take arrow-ipc and three times as long to compile.

use super::faults::{check_size, cut_short, damaged, impossible_sizes, no_column, too_large};
use super::parquet_column::{ParquetColumn, read_cells};
use super::parquet_pages::largest_claim;
use super::parts::column_left_out;
use super::table_source::{TableSource, Watch};
use crate::limits::ReadLimits;
use crate::notice::TableNotice;
use crate::options::TableFormat;
use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::{Field, Schema, SchemaRef};
use bytes::Bytes;
use failures::Failure;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

pub(super) const MAGIC: &[u8] = b"PAR1";

/// A file whose metadata are read.
pub(super) struct ParquetSource {
    reader: SerializedFileReader<Bytes>,
    columns: Vec<ParquetColumn>,
    schema: SchemaRef,
    notices: Vec<TableNotice>,
    next_group: usize,
}

impl ParquetSource {
    pub fn open(bytes: Vec<u8>, limits: &ReadLimits) -> Result<Self, Failure> {
        let format = TableFormat::Parquet;
        if !bytes.ends_with(MAGIC) {
            return Err(cut_short(format));
        }
        let bytes = Bytes::from(bytes);
        let reader = guarded(|| SerializedFileReader::new(bytes.clone()).map_err(|error| failure(&error)))?;
        let metadata = reader.metadata();
        let (mut rows, mut unpacked) = (0_usize, 0_u64);
        for group in metadata.row_groups() {
            let group_rows = usize::try_from(group.num_rows()).ok();
            rows = group_rows.and_then(|more| rows.checked_add(more)).ok_or_else(|| impossible_sizes(format))?;
            for column in group.columns() {
                if let Compression::BROTLI(_) | Compression::LZO = column.compression() {
                    return Err(unknown_packing(column.compression()));
                }
                let size = unpacked_size(&bytes, column).ok_or_else(|| impossible_sizes(format))?;
                unpacked = unpacked.saturating_add(size);
            }
        }
        let root = metadata.file_metadata().schema_descr();
        check_size(rows, root.num_columns(), limits)?;
        if unpacked > limits.text_bytes {
            return Err(too_large(limits.text_bytes, "bytes"));
        }
        let (mut columns, mut notices) = (Vec::new(), Vec::new());
        let mut last_left_out = None;
        for (index, leaf) in root.columns().iter().enumerate() {
            match ParquetColumn::of(index, leaf) {
                Ok(column) => columns.push(column),
                Err(type_name) => {
                    // The leaves of one nested column are one column to a person.
                    let root_index = root.get_column_root_idx(index);
                    if last_left_out.replace(root_index) != Some(root_index) {
                        notices.push(column_left_out(root.get_column_root(index).name(), type_name));
                    }
                }
            }
        }
        if columns.is_empty() {
            return Err(no_column(format));
        }
        let fields: Vec<Field> =
            columns.iter().map(|column| Field::new(&column.name, column.data_type.clone(), true)).collect();
        Ok(Self { reader, columns, schema: Arc::new(Schema::new(fields)), notices, next_group: 0 })
    }

    fn group(&self, index: usize, watch: &Watch) -> Result<RecordBatch, Failure> {
        let groups = self.reader.num_row_groups();
        let group = self.reader.get_row_group(index).map_err(|error| failure(&error))?;
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or_default();
        let mut arrays = Vec::with_capacity(self.columns.len());
        for (done, column) in self.columns.iter().enumerate() {
            watch.at(index * self.columns.len() + done, groups * self.columns.len())?;
            let reader = group.get_column_reader(column.index).map_err(|error| failure(&error))?;
            arrays.push(read_cells(reader, column, rows).map_err(|error| failure(&error))?);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), arrays, &options)
            .map_err(|_| impossible_sizes(TableFormat::Parquet))
    }
}

impl TableSource for ParquetSource {
    fn format(&self) -> TableFormat {
        TableFormat::Parquet
    }

    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn next_batch(&mut self, watch: &Watch) -> Result<Option<RecordBatch>, Failure> {
        let index = self.next_group;
        if index >= self.reader.num_row_groups() {
            return Ok(None);
        }
        self.next_group += 1;
        guarded(|| self.group(index, watch)).map(Some)
    }

    fn notices(&self) -> &[TableNotice] {
        &self.notices
    }
}

/// A way of packing pages that is not read here.
fn unknown_packing(packing: Compression) -> Failure {
    let name = if packing == Compression::LZO { "LZO" } else { "Brotli" };
    damaged(
        TableFormat::Parquet,
        format!("pages packed by {name}, which is not read: write the file with snappy or zstd"),
    )
}

/// What a column chunk unpacks to; `None` where that, or where the chunk stands, cannot be.
fn unpacked_size(bytes: &Bytes, column: &ColumnChunkMetaData) -> Option<u64> {
    let start = usize::try_from(column.dictionary_page_offset().unwrap_or(column.data_page_offset())).ok()?;
    let end = start.checked_add(usize::try_from(column.compressed_size()).ok()?)?;
    let size = u64::try_from(column.uncompressed_size()).ok()?;
    (largest_claim(bytes.get(start..end)?) <= size).then_some(size)
}

/// Runs the library, which panics on some damaged bytes.
fn guarded<T>(read: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(damaged(TableFormat::Parquet, "pages that contradict each other")))
}

fn failure(error: &ParquetError) -> Failure {
    match error {
        ParquetError::EOF(_) => cut_short(TableFormat::Parquet),
        other => damaged(TableFormat::Parquet, other),
    }
}
