/** Random values and random damage to good messages, the same for one seed: what a hostile page might send. */

/** A small seeded generator (mulberry32): numbers in [0, 1). */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const texts = [
  "",
  "__proto__",
  "constructor",
  "toString",
  "../../etc/passwd",
  "/etc/passwd",
  "C:\\Windows\\win.ini",
  "\\\\server\\share\\x",
  "a\0b",
  "\ud800",
  "x".repeat(40_000),
  "<script>alert(1)</script>",
  "file:///etc/passwd",
  "nodes",
];
const numbers = [0, -0, 1, -1, 0.5, 2 ** 31, 2 ** 53, 1e308, Number.NaN, Number.POSITIVE_INFINITY];

/** Any value that a structured clone carries, at most a few levels deep. */
export function hostileValue(next: () => number, depth = 3): unknown {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item;
  const kind = Math.floor(next() * (depth > 0 ? 9 : 6));
  switch (kind) {
    case 0:
      return null;
    case 1:
      return undefined;
    case 2:
      return next() < 0.5;
    case 3:
      return pick(numbers);
    case 4:
      return pick(texts);
    case 5:
      return new Uint8Array(Math.floor(next() * 8));
    case 6:
      return Array.from({ length: Math.floor(next() * 5) }, () => hostileValue(next, depth - 1));
    default: {
      // As JSON makes it: an own key `__proto__`, not a prototype.
      const object: Record<string, unknown> = {};
      for (let count = Math.floor(next() * 5); count > 0; count -= 1) {
        const value = hostileValue(next, depth - 1);
        Object.defineProperty(object, pick(texts), { value, enumerable: true, configurable: true, writable: true });
      }
      return object;
    }
  }
}

/** A copy with one place replaced, removed or added to: most of it is still what a handler expects. */
export function damagedCopy(value: unknown, next: () => number): unknown {
  if (typeof value !== "object" || value === null || next() < 0.2) return hostileValue(next);
  if (Array.isArray(value)) {
    const copy: unknown[] = [...value];
    const place = Math.floor(next() * (copy.length + 1));
    copy[place] = damagedCopy(copy[place], next);
    return copy;
  }
  const copy: Record<string, unknown> = { ...value };
  const names = Object.keys(copy);
  const name = names[Math.floor(next() * names.length)];
  if (name === undefined || next() < 0.1) copy[texts[Math.floor(next() * texts.length)] ?? "more"] = hostileValue(next);
  else if (next() < 0.15) delete copy[name];
  else copy[name] = damagedCopy(copy[name], next);
  return copy;
}
