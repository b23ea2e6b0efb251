//! FlatBuffers, as far as Arrow's messages need them; every access is held against the bytes that are there, and gives
//! nothing where it would leave them.

/// One table of a buffer.
#[derive(Debug, Clone, Copy)]
pub(super) struct FlatTable<'buffer> {
    buffer: &'buffer [u8],
    position: usize,
    /// Offsets of the table's fields, two bytes each.
    fields: &'buffer [u8],
}

/// Elements of one size, one after another.
#[derive(Debug, Clone, Copy)]
pub(super) struct FlatVector<'buffer> {
    buffer: &'buffer [u8],
    start: usize,
    pub count: usize,
}

fn bytes<const COUNT: usize>(buffer: &[u8], position: usize) -> Option<[u8; COUNT]> {
    buffer.get(position..position.checked_add(COUNT)?)?.try_into().ok()
}

/// What an offset that stands at a position points to.
fn target(buffer: &[u8], position: usize) -> Option<usize> {
    position.checked_add(u32::from_le_bytes(bytes(buffer, position)?) as usize).filter(|target| *target < buffer.len())
}

impl<'buffer> FlatTable<'buffer> {
    /// The table that a buffer begins with.
    pub fn root(buffer: &'buffer [u8]) -> Option<Self> {
        Self::at(buffer, target(buffer, 0)?)
    }

    fn at(buffer: &'buffer [u8], position: usize) -> Option<Self> {
        let back = i64::from(i32::from_le_bytes(bytes(buffer, position)?));
        let layout = usize::try_from(i64::try_from(position).ok()? - back).ok()?;
        let length = usize::from(u16::from_le_bytes(bytes(buffer, layout)?));
        let fields = buffer.get(layout.checked_add(4)?..layout.checked_add(length)?)?;
        Some(Self { buffer, position, fields })
    }

    /// Where a field stands; `None` where it is left at its default.
    fn field(&self, index: usize) -> Option<usize> {
        let offset = u16::from_le_bytes(bytes(self.fields, index * 2)?);
        (offset != 0).then(|| self.position + usize::from(offset))
    }

    pub fn u8(&self, index: usize, default: u8) -> u8 {
        self.scalar(index).map_or(default, u8::from_le_bytes)
    }

    pub fn i16(&self, index: usize, default: i16) -> i16 {
        self.scalar(index).map_or(default, i16::from_le_bytes)
    }

    pub fn i32(&self, index: usize, default: i32) -> i32 {
        self.scalar(index).map_or(default, i32::from_le_bytes)
    }

    pub fn i64(&self, index: usize, default: i64) -> i64 {
        self.scalar(index).map_or(default, i64::from_le_bytes)
    }

    fn scalar<const COUNT: usize>(&self, index: usize) -> Option<[u8; COUNT]> {
        bytes(self.buffer, self.field(index)?)
    }

    pub fn table(&self, index: usize) -> Option<FlatTable<'buffer>> {
        FlatTable::at(self.buffer, target(self.buffer, self.field(index)?)?)
    }

    pub fn text(&self, index: usize) -> Option<&'buffer str> {
        let vector = self.vector(index, 1)?;
        std::str::from_utf8(&vector.buffer[vector.start..vector.start + vector.count]).ok()
    }

    /// A vector whose elements have a size in bytes: four for tables.
    pub fn vector(&self, index: usize, element_bytes: usize) -> Option<FlatVector<'buffer>> {
        let position = target(self.buffer, self.field(index)?)?;
        let count = u32::from_le_bytes(bytes(self.buffer, position)?) as usize;
        let (start, length) = (position + 4, count.checked_mul(element_bytes)?);
        self.buffer.get(start..start.checked_add(length)?)?;
        Some(FlatVector { buffer: self.buffer, start, count })
    }
}

impl<'buffer> FlatVector<'buffer> {
    pub fn table(&self, index: usize) -> Option<FlatTable<'buffer>> {
        let position = (index < self.count).then_some(self.start + index * 4)?;
        FlatTable::at(self.buffer, target(self.buffer, position)?)
    }

    /// Of a vector of whole numbers, or of structures of them: the number at an index, counted through all structures.
    pub fn i64(&self, index: usize) -> Option<i64> {
        Some(i64::from_le_bytes(bytes(self.buffer, self.start.checked_add(index.checked_mul(8)?)?)?))
    }
}
