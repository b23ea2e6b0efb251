//! Arrow IPC: streams, and files (Feather 2), which hold a stream after their first bytes. Read by ourselves on Arrow's
//! arrays: arrow-ipc with what it needs takes twice as long to compile as all arrays do, and takes memory for the sizes
//! that damaged bytes claim.

use super::arrow_fields::{ArrowField, Parts};
use super::faults::{check_size, cut_short, damaged, impossible_sizes, no_column, too_large};
use super::flatbuffer::{FlatTable, FlatVector};
use super::table_source::{TableSource, Watch};
use crate::limits::ReadLimits;
use crate::notice::TableNotice;
use crate::options::TableFormat;
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, make_array};
use arrow_buffer::Buffer;
use arrow_data::ArrayData;
use arrow_data::transform::MutableArrayData;
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use failures::Failure;
use std::collections::HashMap;
use std::io::Read;
use std::sync::Arc;

pub(super) const FILE_MAGIC: &[u8] = b"ARROW1";
/// A file's stream begins after the magic and two zero bytes.
const FILE_STREAM_START: usize = 8;
const CONTINUATION: [u8; 4] = [0xff; 4];
/// Kinds of messages.
const SCHEMA: u8 = 1;
const DICTIONARY_BATCH: u8 = 2;
const RECORD_BATCH: u8 = 3;

/// A stream whose schema is read.
pub(super) struct ArrowSource {
    bytes: Buffer,
    position: usize,
    fields: Vec<ArrowField>,
    /// Of the fields that are columns here.
    schema: SchemaRef,
    dictionaries: HashMap<i64, ArrayRef>,
    notices: Vec<TableNotice>,
    limits: ReadLimits,
    rows: usize,
    /// Bytes that may still be unpacked.
    left: u64,
}

/// What a message says, beside its body.
struct Message<'stream> {
    version: i16,
    header: FlatTable<'stream>,
    body: Buffer,
}

/// The nodes and buffers of a batch that are not taken yet.
struct Batch<'stream> {
    nodes: FlatVector<'stream>,
    buffers: FlatVector<'stream>,
    views: Option<FlatVector<'stream>>,
    taken: Parts,
    packing: Option<i8>,
    body: Buffer,
}

/// Whether bytes begin with a schema's message, as a stream does.
pub(super) fn is_stream(bytes: &[u8]) -> bool {
    let Some([length @ .., _, _, _, _]) = bytes.strip_prefix(&CONTINUATION).and_then(|rest| rest.get(..8)) else {
        return false;
    };
    let length = length.iter().rev().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
    let metadata = bytes.get(8..).and_then(|rest| rest.get(..length));
    metadata.and_then(FlatTable::root).is_some_and(|message| message.u8(1, 0) == SCHEMA)
}

impl ArrowSource {
    pub fn open(bytes: Vec<u8>, limits: &ReadLimits) -> Result<Self, Failure> {
        let format = TableFormat::Arrow;
        let is_file = bytes.starts_with(FILE_MAGIC);
        if is_file && !bytes.ends_with(FILE_MAGIC) {
            return Err(cut_short(format));
        }
        let bytes = Buffer::from(bytes);
        let mut position = if is_file { FILE_STREAM_START } else { 0 };
        let Some((kind, metadata, _)) = message(&bytes, &mut position)? else { return Err(cut_short(format)) };
        let schema = Message::read(&metadata, Buffer::default()).filter(|_| kind == SCHEMA);
        let fields = schema.as_ref().and_then(|schema| ArrowField::all_of(schema.header, schema.version));
        let (Some(schema), Some(fields)) = (schema, fields) else { return Err(damaged(format, "no schema")) };
        if schema.header.i16(0, 0) != 0 {
            return Err(damaged(format, "big-endian numbers"));
        }
        check_size(0, fields.len(), limits)?;
        let columns: Vec<Field> =
            fields.iter().filter_map(|field| Some(Field::new(&field.name, field.data_type.clone()?, true))).collect();
        if columns.is_empty() {
            return Err(no_column(format));
        }
        let notices = fields.iter().filter(|field| field.data_type.is_none()).map(left_out).collect();
        Ok(Self {
            position,
            fields,
            schema: Arc::new(Schema::new(columns)),
            dictionaries: HashMap::new(),
            notices,
            limits: *limits,
            rows: 0,
            left: limits.text_bytes,
            bytes,
        })
    }

    /// One batch of the fields that are columns here.
    fn record_batch(&mut self, message: &Message) -> Result<RecordBatch, Failure> {
        let broken = || damaged(TableFormat::Arrow, "a record batch without its parts");
        let rows = usize::try_from(message.header.i64(0, 0)).map_err(|_| impossible_sizes(TableFormat::Arrow))?;
        self.rows = self.rows.checked_add(rows).ok_or_else(|| impossible_sizes(TableFormat::Arrow))?;
        check_size(self.rows, self.fields.len(), &self.limits)?;
        let mut batch = Batch::read(message.header, &message.body).ok_or_else(broken)?;
        let mut columns = Vec::with_capacity(self.schema.fields().len());
        for field in &self.fields {
            match &field.data_type {
                None => batch.skip(field.parts),
                Some(data_type) => {
                    let values = field.dictionary.map(|id| self.dictionaries.get(&id).cloned());
                    let values = match values {
                        Some(None) => return Err(damaged(TableFormat::Arrow, "a dictionary that is not there")),
                        values => values.flatten(),
                    };
                    let column = batch.array(data_type, values, &mut self.left, &self.limits)?;
                    if column.len() != rows {
                        return Err(impossible_sizes(TableFormat::Arrow));
                    }
                    columns.push(column);
                }
            }
        }
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)
            .map_err(|error| damaged(TableFormat::Arrow, error))
    }

    fn dictionary_batch(&mut self, message: &Message) -> Result<(), Failure> {
        let broken = || damaged(TableFormat::Arrow, "a dictionary without its parts");
        let id = message.header.i64(0, 0);
        let values = message.header.table(1).ok_or_else(broken)?;
        // Of a column that is left out, or of one within such a column.
        let Some(data_type) =
            self.fields.iter().find(|field| field.dictionary == Some(id)).and_then(ArrowField::value_type)
        else {
            return Ok(());
        };
        let mut batch = Batch::read(values, &message.body).ok_or_else(broken)?;
        let added = batch.array(data_type, None, &mut self.left, &self.limits)?;
        let is_delta = message.header.u8(2, 0) != 0;
        let whole = match self.dictionaries.remove(&id).filter(|_| is_delta) {
            Some(before) => joined(&before, &added)?,
            None => added,
        };
        self.dictionaries.insert(id, whole);
        Ok(())
    }
}

impl TableSource for ArrowSource {
    fn format(&self) -> TableFormat {
        TableFormat::Arrow
    }

    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn next_batch(&mut self, watch: &Watch) -> Result<Option<RecordBatch>, Failure> {
        loop {
            watch.at(self.position, self.bytes.len())?;
            let bytes = self.bytes.clone();
            let Some((kind, metadata, body)) = message(&bytes, &mut self.position)? else {
                return Ok(None);
            };
            let Some(message) = Message::read(&metadata, body) else {
                return Err(damaged(TableFormat::Arrow, "a message that cannot be read"));
            };
            match kind {
                DICTIONARY_BATCH => self.dictionary_batch(&message)?,
                RECORD_BATCH => return self.record_batch(&message).map(Some),
                _ => return Err(damaged(TableFormat::Arrow, format!("a message of kind {kind}"))),
            }
        }
    }

    fn notices(&self) -> &[TableNotice] {
        &self.notices
    }
}

fn left_out(field: &ArrowField) -> TableNotice {
    super::parts::column_left_out(&field.name, &field.type_name)
}

/// The kind, metadata and body of the message at a position, which moves behind it; `None` at the stream's end.
fn message(bytes: &Buffer, position: &mut usize) -> Result<Option<(u8, Buffer, Buffer)>, Failure> {
    let short = || cut_short(TableFormat::Arrow);
    // A stream may end with its bytes, without a mark of its end.
    if *position == bytes.len() {
        return Ok(None);
    }
    let (mark, length) = (bytes.get(*position..*position + 4), bytes.get(*position + 4..*position + 8));
    let (Some(mark), Some(length)) = (mark, length) else { return Err(short()) };
    if *mark != CONTINUATION {
        return Err(damaged(TableFormat::Arrow, "bytes that begin no message"));
    }
    let length = length.iter().rev().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
    if length == 0 {
        return Ok(None);
    }
    let start = *position + 8;
    let part = |start: usize, length: usize| {
        let is_there = start.checked_add(length).is_some_and(|end| end <= bytes.len());
        is_there.then(|| bytes.slice_with_length(start, length)).ok_or_else(short)
    };
    let metadata = part(start, length)?;
    let table =
        FlatTable::root(&metadata).ok_or_else(|| damaged(TableFormat::Arrow, "a message that cannot be read"))?;
    let kind = table.u8(1, 0);
    let body = usize::try_from(table.i64(3, 0)).map_err(|_| impossible_sizes(TableFormat::Arrow))?;
    let body = part(start + length, body)?;
    *position = start + length + body.len();
    Ok(Some((kind, metadata, body)))
}

/// One dictionary after another.
fn joined(before: &ArrayRef, added: &ArrayRef) -> Result<ArrayRef, Failure> {
    let (before, added) = (before.to_data(), added.to_data());
    let length = before.len() + added.len();
    let broken = |error| damaged(TableFormat::Arrow, error);
    let mut whole = MutableArrayData::new(vec![&before, &added], false, length);
    whole.try_extend(0, 0, before.len()).and_then(|()| whole.try_extend(1, 0, added.len())).map_err(broken)?;
    Ok(make_array(whole.freeze()))
}

impl<'stream> Message<'stream> {
    fn read(metadata: &'stream Buffer, body: Buffer) -> Option<Self> {
        let table = FlatTable::root(metadata)?;
        Some(Self { version: table.i16(0, 0), header: table.table(2)?, body })
    }
}

impl<'stream> Batch<'stream> {
    fn read(header: FlatTable<'stream>, body: &Buffer) -> Option<Self> {
        Some(Self {
            nodes: header.vector(1, 16)?,
            buffers: header.vector(2, 16)?,
            views: header.vector(4, 8),
            taken: Parts::default(),
            packing: header.table(3).map(|packing| packing.u8(0, 0) as i8),
            body: body.clone(),
        })
    }

    fn skip(&mut self, parts: Parts) {
        let views = (0..parts.views).filter_map(|index| self.views?.i64(self.taken.views + index));
        let further: usize = views.filter_map(|count| usize::try_from(count).ok()).fold(0, usize::saturating_add);
        self.taken.nodes += parts.nodes;
        self.taken.buffers = self.taken.buffers.saturating_add(parts.buffers).saturating_add(further);
        self.taken.views += parts.views;
    }

    /// The next column, whose type is not nested; `values` are those of its dictionary.
    fn array(
        &mut self,
        data_type: &DataType,
        values: Option<ArrayRef>,
        left: &mut u64,
        limits: &ReadLimits,
    ) -> Result<ArrayRef, Failure> {
        let format = TableFormat::Arrow;
        let node = self.taken.nodes;
        let length = (node < self.nodes.count).then(|| self.nodes.i64(node * 2)).flatten();
        let length = length.and_then(|length| usize::try_from(length).ok()).ok_or_else(|| impossible_sizes(format))?;
        self.taken.nodes += 1;
        if *data_type == DataType::Null {
            check_size(length, 1, limits)?;
            return Ok(Arc::new(arrow_array::NullArray::new(length)));
        }
        let validity = self.buffer(left, limits)?;
        let buffers = match data_type {
            DataType::Utf8 | DataType::LargeUtf8 => 2,
            DataType::Utf8View => {
                let further = self.views.and_then(|views| views.i64(self.taken.views));
                self.taken.views += 1;
                1 + usize::try_from(further.unwrap_or(0)).map_err(|_| impossible_sizes(format))?
            }
            _ => 1,
        };
        if buffers > self.buffers.count {
            return Err(impossible_sizes(format));
        }
        let mut buffers = (0..buffers).map(|_| self.buffer(left, limits)).collect::<Result<Vec<Buffer>, Failure>>()?;
        // Of no texts the offsets may be left out.
        if length == 0 && matches!(data_type, DataType::Utf8 | DataType::LargeUtf8) {
            return Ok(arrow_array::new_empty_array(data_type));
        }
        // Cut to whole elements: arrays take no others.
        let fixed = match data_type {
            DataType::Boolean => length.div_ceil(8),
            DataType::Utf8 => length.saturating_add(1).saturating_mul(4),
            DataType::LargeUtf8 => length.saturating_add(1).saturating_mul(8),
            DataType::Utf8View => length.saturating_mul(16),
            DataType::Dictionary(keys, _) => length.saturating_mul(keys.primitive_width().unwrap_or(8)),
            other => length.saturating_mul(other.primitive_width().unwrap_or(8)),
        };
        if fixed > buffers[0].len() {
            return Err(impossible_sizes(format));
        }
        buffers[0] = buffers[0].slice_with_length(0, fixed);
        let validity = (!validity.is_empty()).then_some(validity);
        ArrayData::builder(data_type.clone())
            .len(length)
            .null_bit_buffer(validity)
            .buffers(buffers)
            .child_data(values.iter().map(|values| values.to_data()).collect())
            .align_buffers(true)
            .build()
            .map(make_array)
            .map_err(|error| damaged(format, error))
    }

    /// The next buffer, unpacked.
    fn buffer(&mut self, left: &mut u64, limits: &ReadLimits) -> Result<Buffer, Failure> {
        let format = TableFormat::Arrow;
        let index = self.taken.buffers;
        let size = |part: usize| {
            let number = (index < self.buffers.count).then(|| self.buffers.i64(index * 2 + part)).flatten();
            number.and_then(|number| usize::try_from(number).ok()).ok_or_else(|| impossible_sizes(format))
        };
        let (offset, length) = (size(0)?, size(1)?);
        self.taken.buffers += 1;
        if offset.checked_add(length).is_none_or(|end| end > self.body.len()) {
            return Err(impossible_sizes(format));
        }
        let stored = self.body.slice_with_length(offset, length);
        let Some(packing) = self.packing.filter(|_| length > 0) else { return Ok(stored) };
        let head = stored.get(..8).and_then(|head| head.try_into().ok()).ok_or_else(|| cut_short(format))?;
        let unpacked = match i64::from_le_bytes(head) {
            -1 => return Ok(stored.slice(8)),
            size => u64::try_from(size).map_err(|_| impossible_sizes(format))?,
        };
        *left = left.checked_sub(unpacked).ok_or_else(|| too_large(limits.text_bytes, "bytes"))?;
        // Grown as bytes come, since the size is only what the file claims.
        let mut bytes = Vec::new();
        let read = match packing {
            0 => lz4_flex::frame::FrameDecoder::new(&stored[8..]).take(unpacked + 1).read_to_end(&mut bytes),
            1 => zstd::stream::read::Decoder::new(&stored[8..])
                .and_then(|decoder| decoder.take(unpacked + 1).read_to_end(&mut bytes)),
            other => return Err(damaged(format, format!("the unknown compression {other}"))),
        };
        match read {
            Err(error) => Err(damaged(format, error)),
            Ok(read) if read as u64 == unpacked => Ok(Buffer::from_vec(bytes)),
            Ok(_) => Err(impossible_sizes(format)),
        }
    }
}
