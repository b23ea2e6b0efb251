import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { RunEventBatch, RunOptions, RunSnapshot, RunStarted } from "../../engine/contract";
import { mergedBatch } from "./merged-batches";

/** What a record begins with: enough to show the run as at its start, and to start it again. */
export interface RecordedStart {
  readonly started: RunStarted;
  readonly snapshot: RunSnapshot;
  readonly initial: RunOptions["initial"];
  /** Milliseconds since 1970. */
  readonly begun_at_unix_millis: number;
}

/** Name of the record in a run's folder. */
export const recordName = "events.record";
/** Each entry is its length, four bytes little-endian, and that many bytes of V8's serialisation. */
const lengthBytes = 4;
/** Size of a record on the disk, but for what is told of epochs; writing it anew holds the host for some tenths of a second. */
const mostRecordBytes = 24 * 2 ** 20;
/** Bytes of batches given out at a time, so that neither end ever holds a whole run. */
const pieceBytes = 2 ** 22;

/** A copy whose arrays own exactly their bytes: V8 reads them as views on the whole entry, which would travel along. */
function detached(batch: RunEventBatch): RunEventBatch {
  const records = batch.records.map(({ steps, probes, merged, columns, group }) => ({
    group,
    steps: steps.slice(),
    probes: probes.slice(),
    merged: merged.slice(),
    columns: columns.map((column) => column.slice()),
  }));
  return { ...batch, records };
}

/** One entry of the record. */
interface Place {
  readonly start: number;
  /** With its length. */
  readonly bytes: number;
  /** Number of its batch, the last it stands for. */
  readonly sequence: number;
  /** The run's step then. */
  readonly step: number;
}

/**
 * Everything a run told, in a file of the run's folder: its start, then each batch with its number in the run as a whole.
 * It outlives the window and, up to the last whole entry, the host. When it grows beyond its size, neighbouring batches become
 * one with fewer statistics, evenly over the run's steps; only what is told of epochs stays whole.
 */
export class RunRecord {
  private places: Place[] = [];
  private size = 0;
  private next = 0;
  private isBroken = false;
  /** Size at which the record is thinned next. */
  private limit: number;
  /** Steps that a thinned batch stands for at most. */
  private span = 1;
  /** Numbers below it were given to a page that still reads: no batch may come to stand for some below and some above. */
  private border = 0;

  private constructor(
    private file: number,
    private readonly path: string,
    readonly start: RecordedStart,
    private readonly mostBytes: number,
  ) {
    this.limit = mostBytes;
  }

  /** Begins a record, in the place of one that may be there. Throws what the file system does. */
  static begin(folder: string, start: RecordedStart, mostBytes = mostRecordBytes): RunRecord {
    const path = join(folder, recordName);
    mkdirSync(dirname(path), { recursive: true });
    const record = new RunRecord(openSync(path, "w+"), path, start, mostBytes);
    record.size += record.write(record.file, start, 0);
    return record;
  }

  /** Takes up the record that an earlier session, perhaps of an earlier host, left; null when there is none to read. */
  static reopen(folder: string, mostBytes = mostRecordBytes): RunRecord | null {
    const path = join(folder, recordName);
    let file: number;
    try {
      file = openSync(path, "r+");
    } catch {
      return null;
    }
    try {
      const start = readEntry(file, 0);
      if (start === null) throw new Error("the record has no beginning");
      const record = new RunRecord(file, path, deserialize(start.bytes) as RecordedStart, mostBytes);
      record.size = start.end;
      for (let entry = readEntry(file, start.end); entry !== null; entry = readEntry(file, entry.end)) {
        record.enter(deserialize(entry.bytes) as RunEventBatch, entry.end - record.size);
      }
      // An entry the host was killed in the middle of.
      ftruncateSync(file, record.size);
      return record;
    } catch (failure) {
      console.error("The record of a run cannot be read:", failure);
      closeSync(file);
      return null;
    }
  }

  /** Number the next batch will have. */
  get nextSequence(): number {
    return this.next;
  }

  /** Bytes of the file. */
  get bytes(): number {
    return this.size;
  }

  /** The newest batch; null when there is none. */
  get last(): RunEventBatch | null {
    const place = this.places.at(-1);
    return place === undefined ? null : this.batchAt(place);
  }

  /** Keeps a batch. Where the disk takes no more, the run goes on and whoever attaches later is told of the gap. */
  append(batch: RunEventBatch): void {
    if (this.isBroken) {
      this.next = batch.sequence + 1;
      return;
    }
    try {
      this.enter(batch, this.write(this.file, batch, this.size));
    } catch (failure) {
      this.next = batch.sequence + 1;
      this.isBroken = true;
      console.error("What the run tells can no longer be recorded:", failure);
      return;
    }
    if (this.size > this.limit) this.thin();
  }

  /**
   * Batches in order, beginning with number `from`, fewer than all when they are many; whether they are all. Where the record
   * was thinned, numbers are left out: a batch stands for those before it, too.
   */
  read(from: number): { readonly batches: readonly RunEventBatch[]; readonly isAll: boolean } {
    const batches: RunEventBatch[] = [];
    let bytes = 0;
    let index = this.places.findIndex(({ sequence }) => sequence >= from);
    if (index < 0) index = this.places.length;
    for (; index < this.places.length && bytes < pieceBytes; index += 1) {
      const place = this.places[index];
      if (place === undefined) break;
      batches.push(detached(this.batchAt(place)));
      bytes += place.bytes;
    }
    const isAll = index === this.places.length;
    this.border = isAll ? 0 : (batches.at(-1)?.sequence ?? -1) + 1;
    return { batches, isAll };
  }

  close(): void {
    closeSync(this.file);
  }

  private enter({ sequence, step }: RunEventBatch, bytes: number): void {
    this.places.push({ start: this.size, bytes, sequence, step });
    this.size += bytes;
    this.next = sequence + 1;
  }

  private batchAt({ start, sequence }: Place): RunEventBatch {
    const entry = readEntry(this.file, start);
    if (entry === null) throw new Error(`The record of the run breaks off at its batch ${sequence}.`);
    return deserialize(entry.bytes) as RunEventBatch;
  }

  /** Writes the record anew with fewer statistics, and puts it whole in the old one's place. */
  private thin(): void {
    const draft = `${this.path}.part`;
    try {
      const groups = this.groups();
      const file = openSync(draft, "w+");
      const thinned: Place[] = [];
      let size = 0;
      try {
        size += this.write(file, this.start, 0);
        for (const [first, ...others] of groups) {
          const batch = mergedBatch(this.start.started.declaration, [
            this.batchAt(first),
            ...others.map((place) => this.batchAt(place)),
          ]);
          const bytes = this.write(file, batch, size);
          thinned.push({ start: size, bytes, sequence: batch.sequence, step: batch.step });
          size += bytes;
        }
      } finally {
        closeSync(file);
      }
      // Windows gives no name to a file in place of one that is open.
      closeSync(this.file);
      try {
        renameSync(draft, this.path);
        this.places = thinned;
        this.size = size;
      } finally {
        this.file = openSync(this.path, "r+");
      }
    } catch (failure) {
      console.error("The record of a run could not be thinned:", failure);
      rmSync(draft, { force: true });
    }
    // What epochs tell stays; a record of ever so many is not written anew at every batch.
    this.limit = Math.max(this.mostBytes, (4 / 3) * this.size);
  }

  /** Entries to become one each, so few that about half of the size is left. */
  private groups(): [Place, ...Place[]][] {
    const whole = this.places.at(-1)?.step ?? 0;
    for (; ; this.span *= 2) {
      const groups = grouped(this.places, this.span, this.border);
      // A group comes to about the mean of its members.
      const bytes = groups.reduce(
        (sum, group) => sum + group.reduce((all, { bytes }) => all + bytes, 0) / group.length,
        0,
      );
      if (bytes <= this.mostBytes / 2 || this.span > whole) return groups;
    }
  }

  private write(file: number, value: RecordedStart | RunEventBatch, at: number): number {
    const body = serialize(value);
    const entry = Buffer.allocUnsafe(lengthBytes + body.length);
    entry.writeUInt32LE(body.length, 0);
    body.copy(entry, lengthBytes);
    let written = 0;
    while (written < entry.length) {
      written += writeSync(file, entry, written, entry.length - written, at + written);
    }
    return entry.length;
  }
}

/** Neighbours together as long as their steps go up and span no more than so many, none across the border. */
function grouped(places: readonly Place[], span: number, border: number): [Place, ...Place[]][] {
  const groups: [Place, ...Place[]][] = [];
  let before = 0;
  for (const place of places) {
    const group = groups.at(-1);
    const previous = group?.at(-1);
    const fits =
      previous !== undefined &&
      place.step >= previous.step &&
      place.step - before <= span &&
      previous.sequence < border === place.sequence < border;
    if (group !== undefined && fits) group.push(place);
    else {
      if (previous !== undefined) before = Math.min(previous.step, place.step);
      groups.push([place]);
    }
  }
  return groups;
}

/** The entry at a place of the file; null when the file ends before it does. */
function readEntry(file: number, place: number): { readonly bytes: Buffer; readonly end: number } | null {
  const head = Buffer.allocUnsafe(lengthBytes);
  if (readSync(file, head, 0, lengthBytes, place) < lengthBytes) return null;
  const length = head.readUInt32LE(0);
  if (place + lengthBytes + length > fstatSync(file).size) return null;
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const count = readSync(file, bytes, read, length - read, place + lengthBytes + read);
    if (count === 0) return null;
    read += count;
  }
  return { bytes, end: place + lengthBytes + length };
}
