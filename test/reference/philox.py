"""Counter-based random draws, written a second time from their definition so that the trainer's can be checked.

Philox 4x32-10 (Salmon et al. 2011). key = [seed, 0]; counter = [block, step, stream low word, stream high word], where a
stream is the FNV-1a 64-bit hash of its name. Element e of a draw is word e % 4 of block e // 4.
"""

import numpy as np

MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
WEYL = (0x9E3779B9, 0xBB67AE85)
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)


def philox(counter, key):
    """Ten rounds. `counter` is [..., 4] and `key` two words; answers [..., 4], all words below 2^32 in uint64."""
    c = np.asarray(counter, dtype=np.uint64)
    c0, c1, c2, c3 = c[..., 0], c[..., 1], c[..., 2], c[..., 3]
    k0, k1 = key
    for _ in range(10):
        left, right = MULTIPLIERS[0] * c0, MULTIPLIERS[1] * c2
        c0, c1, c2, c3 = (
            (right >> HALF) ^ c1 ^ np.uint64(k0),
            right & LOW,
            (left >> HALF) ^ c3 ^ np.uint64(k1),
            left & LOW,
        )
        k0, k1 = (k0 + WEYL[0]) & 0xFFFFFFFF, (k1 + WEYL[1]) & 0xFFFFFFFF
    return np.stack([c0, c1, c2, c3], axis=-1)


def check_known_answers():
    """The three vectors of philox4x32-10 published with Random123 (kat_vectors)."""
    ones, pi = [0xFFFFFFFF] * 4, [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344]
    known = [
        ([0] * 4, (0, 0), [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
        (ones, (0xFFFFFFFF, 0xFFFFFFFF), [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
        (pi, (0xA4093822, 0x299F31D0), [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1]),
    ]
    for counter, key, answer in known:
        assert philox(counter, key).tolist() == answer, (counter, key)
    assert stream("") == 0xCBF29CE484222325 and stream("foobar") == 0x85944171F73967E8


def stream(name):
    """FNV-1a, 64 bits, of the UTF-8 name."""
    value = 0xCBF29CE484222325
    for byte in name.encode("utf-8"):
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def words(seed, name, step, count):
    """The first `count` words (rounded up to whole blocks of four) of a stream at a step."""
    blocks = np.arange((count + 3) // 4, dtype=np.uint64)
    number = stream(name)
    rest = np.array([step, number & 0xFFFFFFFF, number >> 32], dtype=np.uint64)
    counter = np.column_stack([blocks, np.broadcast_to(rest, (len(blocks), 3))])
    return philox(counter, (seed, 0)).reshape(-1)


def uniform(seed, name, shape, low, high):
    """U(low, high) from 24 bits a word, as float32 of low + (high - low) * u in float64."""
    count = int(np.prod(shape))
    u = (words(seed, name, 0, count)[:count] >> np.uint64(8)).astype(np.float64) * 2.0**-24
    return (low + (high - low) * u).astype(np.float32).reshape(shape)


def normal(seed, name, shape, mean, deviation, step=0):
    """N(mean, deviation^2) by Box-Muller, two elements a block: words 0 and 1, then 2 and 3."""
    count = int(np.prod(shape))
    pairs = words(seed, name, step, 4 * ((count + 1) // 2)).reshape(-1, 2).astype(np.float64)[:count]
    u1, u2 = (pairs[:, 0] + 1) / 2**32, pairs[:, 1] / 2**32
    z = np.sqrt(-2 * np.log(u1)) * np.cos(2 * np.pi * u2)
    return (mean + deviation * z).astype(np.float32).reshape(shape)


def dropout_mask(seed, node, step, shape, rate):
    """What a batch [rows, features] is multiplied by: 0 where dropped, float32(1 / (1 - rate)) where kept."""
    count = int(np.prod(shape))
    kept = words(seed, f"dropout/{node}", step, count)[:count] >= np.uint64(round(rate * 2**32))
    return np.where(kept, np.float32(1 / (1 - rate)), np.float32(0)).reshape(shape)


def shuffled(seed, name, step, rows):
    """Numbers below `rows` shuffled by a stream at a step (an epoch's order: stream `shuffle`, step the epoch from 0):
    Fisher-Yates from the end, index (word * (i + 1)) >> 32."""
    order = np.arange(rows)
    draws = words(seed, name, step, rows)
    for i in range(rows - 1, 0, -1):
        j = (int(draws[i]) * (i + 1)) >> 32
        order[i], order[j] = order[j], order[i]
    return order
