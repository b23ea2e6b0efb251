//! What the pages of a Parquet column chunk claim to unpack to, read before the library takes memory for it. A page's
//! header is a structure of Thrift's compact protocol.

/// How deep structures may stand in one another; a page's header needs three.
const DEEPEST: usize = 8;

/// The greatest number of bytes that a page of a chunk claims to unpack to, up to the first header that cannot be read.
pub(super) fn largest_claim(chunk: &[u8]) -> u64 {
    let (mut rest, mut largest) = (chunk, 0);
    while let Some((unpacked, packed)) = page_sizes(&mut rest) {
        largest = largest.max(unpacked);
        let Some(next) = usize::try_from(packed).ok().and_then(|packed| rest.get(packed..)) else { break };
        rest = next;
    }
    largest
}

/// Unpacked and packed bytes of the page that begins here; steps over its header.
fn page_sizes(rest: &mut &[u8]) -> Option<(u64, u64)> {
    let (mut unpacked, mut packed) = (None, None);
    let mut field = 0;
    loop {
        let head = byte(rest)?;
        if head == 0 {
            return Some((unpacked?, packed?));
        }
        field = match head >> 4 {
            0 => zigzag(varint(rest)?),
            delta => field + i64::from(delta),
        };
        match (field, head & 15) {
            (2, WHOLE_32) => unpacked = u64::try_from(zigzag(varint(rest)?)).ok(),
            (3, WHOLE_32) => packed = u64::try_from(zigzag(varint(rest)?)).ok(),
            (_, kind) => skip(rest, kind, 0)?,
        }
    }
}

const WHOLE_32: u8 = 5;

fn byte(rest: &mut &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    Some(*first)
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let next = byte(rest)?;
        number |= u64::from(next & 0x7f) << shift;
        if next < 0x80 {
            return Some(number);
        }
    }
    None
}

fn zigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

fn skip(rest: &mut &[u8], kind: u8, depth: usize) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    match kind {
        // Truth values stand in the head of their field.
        1 | 2 => {}
        3 => drop(byte(rest)?),
        4..=6 => drop(varint(rest)?),
        7 => *rest = rest.get(8..)?,
        8 => {
            let length = usize::try_from(varint(rest)?).ok()?;
            *rest = rest.get(length..)?;
        }
        9 | 10 => {
            let head = byte(rest)?;
            let count = if head >> 4 == 15 { varint(rest)? } else { u64::from(head >> 4) };
            for _ in 0..count {
                // In a list a truth value is a byte of its own.
                skip(rest, if matches!(head & 15, 1 | 2) { 3 } else { head & 15 }, depth + 1)?;
            }
        }
        12 => loop {
            let head = byte(rest)?;
            if head == 0 {
                break;
            }
            if head >> 4 == 0 {
                varint(rest)?;
            }
            skip(rest, head & 15, depth + 1)?;
        },
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::largest_claim;

    /// A data page's header: kind 0, unpacked and packed bytes, and a structure of one field.
    fn page(unpacked: u8, packed: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0x15, 0, 0x15, unpacked * 2, 0x15, packed.len() as u8 * 2, 0x2c, 0x15, 2, 0, 0];
        bytes.extend_from_slice(packed);
        bytes
    }

    #[test]
    fn the_largest_of_all_pages_counts() {
        let chunk = [page(10, b"abc"), page(60, b""), page(20, b"d")].concat();
        assert_eq!(largest_claim(&chunk), 60);
        assert_eq!(largest_claim(&chunk[..chunk.len() - 1]), 60);
        assert_eq!(largest_claim(&[]), 0);
        assert_eq!(largest_claim(&[0x15; 40]), 0);
    }
}
