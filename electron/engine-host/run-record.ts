import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { RunEventBatch, RunOptions, RunSnapshot, RunStarted } from "../../engine/contract";

/** What a record begins with: enough to show the run as at its start, and to start it again. */
export interface RecordedStart {
  readonly started: RunStarted;
  readonly snapshot: RunSnapshot;
  readonly initial: RunOptions["initial"];
}

/** Name of the record in a run's folder. */
export const recordName = "events.record";
/** Each entry is its length, four bytes little-endian, and that many bytes of V8's serialisation. */
const lengthBytes = 4;
/** Bytes of batches given out at a time, so that neither end ever holds a whole run. */
const pieceBytes = 2 ** 22;

/** A copy whose arrays own exactly their bytes: V8 reads them as views on the whole entry, which would travel along. */
function detached(batch: RunEventBatch): RunEventBatch {
  const entries = Object.entries(batch).map(([key, value]) => [
    key,
    ArrayBuffer.isView(value) ? (value as Float64Array).slice() : value,
  ]);
  return Object.fromEntries(entries) as RunEventBatch;
}

/**
 * Everything a run told, in a file of the run's folder: its start, then each batch with its number in the run as a whole.
 * It outlives the window and, up to the last whole entry, the host.
 */
export class RunRecord {
  /** Where each batch's entry begins. */
  private readonly places: number[] = [];
  private size = 0;
  private next = 0;
  private isBroken = false;

  private constructor(
    private readonly file: number,
    readonly start: RecordedStart,
  ) {}

  /** Begins a record, in the place of one that may be there. Throws what the file system does. */
  static begin(folder: string, start: RecordedStart): RunRecord {
    const path = join(folder, recordName);
    mkdirSync(dirname(path), { recursive: true });
    const record = new RunRecord(openSync(path, "w+"), start);
    record.size += record.write(start);
    return record;
  }

  /** Takes up the record that an earlier session, perhaps of an earlier host, left; null when there is none to read. */
  static reopen(folder: string): RunRecord | null {
    let file: number;
    try {
      file = openSync(join(folder, recordName), "r+");
    } catch {
      return null;
    }
    try {
      const start = readEntry(file, 0);
      if (start === null) throw new Error("the record has no beginning");
      const record = new RunRecord(file, deserialize(start.bytes) as RecordedStart);
      record.size = start.end;
      for (let entry = readEntry(file, start.end); entry !== null; entry = readEntry(file, entry.end)) {
        record.places.push(record.size);
        record.next = (deserialize(entry.bytes) as RunEventBatch).sequence + 1;
        record.size = entry.end;
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

  /** Batches recorded. */
  get length(): number {
    return this.places.length;
  }

  /** Keeps a batch. Where the disk takes no more, the run goes on and whoever attaches later is told of the gap. */
  append(batch: RunEventBatch): void {
    this.next = batch.sequence + 1;
    if (this.isBroken) return;
    const place = this.size;
    try {
      this.size += this.write(batch);
      this.places.push(place);
    } catch (failure) {
      this.isBroken = true;
      console.error("What the run tells can no longer be recorded:", failure);
    }
  }

  /** Batches in order, beginning with the `from`-th; fewer than all when they are many, none at the end. */
  read(from: number): RunEventBatch[] {
    const batches: RunEventBatch[] = [];
    let bytes = 0;
    for (let index = from; index < this.places.length && bytes < pieceBytes; index += 1) {
      const entry = readEntry(this.file, this.places[index] ?? 0);
      if (entry === null) throw new Error(`The record of the run breaks off at its batch ${index}.`);
      batches.push(detached(deserialize(entry.bytes) as RunEventBatch));
      bytes += entry.bytes.length;
    }
    return batches;
  }

  close(): void {
    closeSync(this.file);
  }

  private write(value: RecordedStart | RunEventBatch): number {
    const body = serialize(value);
    const entry = Buffer.allocUnsafe(lengthBytes + body.length);
    entry.writeUInt32LE(body.length, 0);
    body.copy(entry, lengthBytes);
    let written = 0;
    while (written < entry.length) {
      written += writeSync(this.file, entry, written, entry.length - written, this.size + written);
    }
    return entry.length;
  }
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
