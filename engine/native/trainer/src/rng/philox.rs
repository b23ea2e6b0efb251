//! Philox 4×32-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"), one block at a time.

const MULTIPLIER_0: u32 = 0xD251_1F53;
const MULTIPLIER_1: u32 = 0xCD9E_8D57;
const WEYL_0: u32 = 0x9E37_79B9;
const WEYL_1: u32 = 0xBB67_AE85;
const ROUNDS: usize = 10;

#[cfg(target_arch = "x86_64")]
pub(super) const MULTIPLIERS: [u32; 2] = [MULTIPLIER_0, MULTIPLIER_1];

/// Key of a run.
pub fn key_of(seed: u32) -> [u32; 2] {
    [seed, 0]
}

/// Number of a named stream: FNV-1a, 64 bits, of the name's UTF-8 bytes.
pub fn stream_of(name: &str) -> u64 {
    name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3))
}

/// The keys of the ten rounds: the key advanced by Weyl's constants.
pub(super) fn round_keys(key: [u32; 2]) -> [[u32; 2]; ROUNDS] {
    let mut keys = [key; ROUNDS];
    for round in 1..ROUNDS {
        let [k0, k1] = keys[round - 1];
        keys[round] = [k0.wrapping_add(WEYL_0), k1.wrapping_add(WEYL_1)];
    }
    keys
}

/// Counter of one block of a stream at a step.
pub(super) fn counter_of(stream: u64, step: u32, block: u32) -> [u32; 4] {
    [block, step, stream as u32, (stream >> 32) as u32]
}

/// Four random words of one counter under one key.
pub fn philox_4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    round_keys(key).into_iter().fold(counter, |[c0, c1, c2, c3], [k0, k1]| {
        let product_0 = u64::from(c0) * u64::from(MULTIPLIER_0);
        let product_1 = u64::from(c2) * u64::from(MULTIPLIER_1);
        [(product_1 >> 32) as u32 ^ c1 ^ k0, product_1 as u32, (product_0 >> 32) as u32 ^ c3 ^ k1, product_0 as u32]
    })
}

/// Word number `element` of a stream at a step: word `element % 4` of block `element / 4`.
pub fn word_at(key: [u32; 2], stream: u64, step: u32, element: u64) -> u32 {
    let block = (element / 4) as u32;
    philox_4x32_10(counter_of(stream, step, block), key)[(element % 4) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_known_answers_of_random123() {
        let answers = [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([u32::MAX; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (counter, key, expected) in answers {
            assert_eq!(philox_4x32_10(counter, key), expected);
        }
    }

    #[test]
    fn stream_numbers_are_the_published_fnv_1a_hashes() {
        assert_eq!(stream_of(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(stream_of("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(stream_of("foobar"), 0x8594_4171_f739_67e8);
    }
}
