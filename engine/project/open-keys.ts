/** Keys of one object that are compared one by one; more are looked up. */
const fewKeys = 12;

/** What two equal keys have in common, at the cost of three characters. */
function signature(text: string, start: number, end: number): number {
  if (end <= start) return 0;
  return ((end - start) << 16) ^ (text.charCodeAt(start) << 8) ^ text.charCodeAt(end - 1);
}

/**
 * The keys of the objects that a scan of a JSON text is inside of, as places in the text. Numbers in arrays alone, since a large
 * project has millions of keys: of an object with a few, nothing is made of a key unless another looks like it.
 */
export class OpenKeys {
  private signatures = new Int32Array(1024);
  private starts = new Int32Array(1024);
  private ends = new Int32Array(1024);
  private count = 0;
  private depth = -1;
  /** By depth: where the object's keys begin; -1 for a list. */
  private readonly begins: Int32Array;
  /** By depth: values of a list before the present one. */
  private readonly places: Int32Array;
  /** By depth: the object's keys, once there are more than a few. */
  private readonly lookups = new Map<number, Set<string>>();

  constructor(
    private readonly text: string,
    deepest: number,
  ) {
    this.begins = new Int32Array(deepest);
    this.places = new Int32Array(deepest);
  }

  open(isObject: boolean): void {
    this.depth += 1;
    this.begins[this.depth] = isObject ? this.count : -1;
    this.places[this.depth] = 0;
  }

  close(): void {
    const begin = this.begins[this.depth] ?? -1;
    if (begin >= 0) {
      if (this.count - begin > fewKeys) this.lookups.delete(this.depth);
      this.count = begin;
    }
    this.depth -= 1;
  }

  /** A list goes on with its next value. */
  next(): void {
    this.places[this.depth] = (this.places[this.depth] ?? 0) + 1;
  }

  /** Takes in a key of the innermost object, its text from `start` to `end` without quotes; whether it is there already. */
  take(start: number, end: number, isEscaped: boolean): boolean {
    const begin = this.begins[this.depth] ?? 0;
    const index = this.count;
    if (index === this.starts.length) this.grow();
    this.starts[index] = start;
    this.ends[index] = end;
    this.count += 1;
    if (index - begin >= fewKeys) return this.isLookedUp(begin, index);
    const key = isEscaped ? this.key(index) : "";
    const mark = isEscaped ? signature(key, 0, key.length) : signature(this.text, start, end);
    this.signatures[index] = mark;
    for (let other = begin; other < index; other += 1) {
      if (this.signatures[other] === mark && this.key(other) === this.key(index)) return true;
    }
    return false;
  }

  /** Where the scan stands, up to and with the innermost object's newest key: `$.nodes[3].kind`. */
  path(): string {
    const begins = [...this.begins.subarray(0, this.depth + 1)];
    const steps = begins.map((begin, depth) => {
      if (begin < 0) return `[${this.places[depth]}]`;
      const deeper = begins.slice(depth + 1).find((later) => later >= 0) ?? this.count;
      return deeper > begin ? `.${this.key(deeper - 1)}` : "";
    });
    return `$${steps.join("")}`;
  }

  /** The innermost object's newest key. */
  newest(): string {
    return this.key(this.count - 1);
  }

  private key(index: number): string {
    const raw = this.text.slice(this.starts[index], this.ends[index]);
    if (!raw.includes("\\")) return raw;
    try {
      return String(JSON.parse(`"${raw}"`));
    } catch {
      // Parsing tells what is wrong with it.
      return raw;
    }
  }

  private isLookedUp(begin: number, index: number): boolean {
    let lookup = this.lookups.get(this.depth);
    if (!lookup) {
      lookup = new Set();
      this.lookups.set(this.depth, lookup);
      for (let other = begin; other < index; other += 1) lookup.add(this.key(other));
    }
    const before = lookup.size;
    return lookup.add(this.key(index)).size === before;
  }

  private grow(): void {
    const grown = (from: Int32Array): Int32Array<ArrayBuffer> => {
      const to = new Int32Array(2 * from.length);
      to.set(from);
      return to;
    };
    this.signatures = grown(this.signatures);
    this.starts = grown(this.starts);
    this.ends = grown(this.ends);
  }
}
