//! MurmurHash3, x86 32-bit (Austin Appleby, 2011, in the public domain; github.com/aappleby/smhasher), by which scikit-learn's
//! `FeatureHasher` hashes too: the same bytes give the same hash everywhere and always.

/// The hash of some bytes under a seed.
pub(crate) fn murmur3_32(bytes: &[u8], seed: u32) -> u32 {
    let mixed = |block: u32| block.wrapping_mul(0xCC9E_2D51).rotate_left(15).wrapping_mul(0x1B87_3593);
    let (blocks, tail) = bytes.as_chunks::<4>();
    let mut hash = seed;
    for block in blocks {
        hash = (hash ^ mixed(u32::from_le_bytes(*block))).rotate_left(13).wrapping_mul(5).wrapping_add(0xE654_6B64);
    }
    let last = tail.iter().rev().fold(0, |block, byte| block << 8 | u32::from(*byte));
    hash ^= mixed(last);
    hash ^= bytes.len() as u32;
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85EB_CA6B);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xC2B2_AE35);
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::murmur3_32;

    /// Known pairs of the reference program, and the two that scikit-learn's own tests hold.
    #[test]
    fn it_is_the_reference_hash() {
        let pairs: [(&[u8], u32, u32); 9] = [
            (b"", 0, 0),
            (b"", 1, 0x514E_28B7),
            (b"", 0xFFFF_FFFF, 0x81F1_6F39),
            (b"\xFF\xFF\xFF\xFF", 0, 0x7629_3B50),
            (b"\x21\x43\x65\x87", 0, 0xF55B_516B),
            (b"\x21\x43\x65", 0, 0x7E4A_8634),
            (b"Hello, world!", 0x9747_B28C, 0x2488_4CBA),
            (b"foo", 0, -156_908_512_i32 as u32),
            (b"foo", 42, -1_322_301_282_i32 as u32),
        ];
        for (bytes, seed, hash) in pairs {
            assert_eq!(murmur3_32(bytes, seed), hash, "{bytes:?} {seed}");
        }
    }
}
