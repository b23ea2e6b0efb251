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
import { FailureError, type ReportedPiece, type RunEventBatch } from "../contract";
import { systemFailure } from "../files";
import { decodeFrame, decodeHeader, encodeFrame, frameBytes, frameHeadBytes } from "./frame";
import { mergedBatch } from "./merged-batches";
import { RecordFault } from "./record-fault";
import { type RecordedStart, readStart, writeStart } from "./recorded-start";

/** Name of the reported batches in a run's folder. */
export const recordName = "events.bin";
/** What the file begins with. */
const magic = new TextEncoder().encode("LGEVENT1");
/** Size of a record on the disk, but for what is told of epochs; writing it anew holds the host for some tenths of a second. */
const mostRecordBytes = 24 * 2 ** 20;
/** Bytes of batches given out at a time, so that neither end ever holds a whole run. */
const pieceBytes = 2 ** 22;

/** One entry of the record. */
interface Place {
  readonly start: number;
  /** With its head. */
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
    writeStart(folder, start);
    const record = new RunRecord(openSync(path, "w+"), path, start, mostBytes);
    record.size += writeAt(record.file, magic, 0);
    return record;
  }

  /** Takes up the record that an earlier session, perhaps of an earlier host, left; null when there is none to read. */
  static reopen(folder: string, mostBytes = mostRecordBytes): RunRecord | null {
    try {
      return RunRecord.open(folder, "r+", mostBytes);
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code !== "ENOENT")
        console.error("The record of a run cannot be read:", failure);
      return null;
    }
  }

  /** Opens the record of a folder to be read, whoever wrote it. Throws a `FailureError`: a `RecordFault`, or what the system refuses. */
  static read(folder: string): RunRecord {
    try {
      return RunRecord.open(folder, "r", mostRecordBytes);
    } catch (thrown) {
      const failure = systemFailure(folder, thrown);
      if (failure.code === "internal") throw thrown;
      if (failure.code !== "file_absent") throw new FailureError(failure);
      const expected = "a folder that `train --record` or the app wrote";
      throw new RecordFault(folder, "no recorded run", expected, { case: "absent" });
    }
  }

  private static open(folder: string, flags: "r" | "r+", mostBytes: number): RunRecord {
    const start = readStart(folder);
    const path = join(folder, recordName);
    const file = openSync(path, flags);
    try {
      const first = readAt(file, 0, magic.length);
      if (first === null || !magic.every((byte, index) => first[index] === byte)) {
        throw new RecordFault(path, "another beginning", "LGEVENT1");
      }
      const record = new RunRecord(file, path, start, mostBytes);
      record.size = magic.length;
      for (let frame = readFrame(file, record.size); frame !== null; frame = readFrame(file, record.size)) {
        record.enter(headerOf(path, frame), frame.length);
      }
      // An entry its writer was killed in the middle of.
      if (flags === "r+") ftruncateSync(file, record.size);
      return record;
    } catch (failure) {
      closeSync(file);
      throw failure;
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
      this.enter(batch, writeAt(this.file, encodeFrame(batch), this.size));
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
  read(from: number): ReportedPiece {
    const batches: RunEventBatch[] = [];
    let bytes = 0;
    let index = this.places.findIndex(({ sequence }) => sequence >= from);
    if (index < 0) index = this.places.length;
    for (; index < this.places.length && bytes < pieceBytes; index += 1) {
      const place = this.places[index];
      if (place === undefined) break;
      batches.push(this.batchAt(place));
      bytes += place.bytes;
    }
    const isAll = index === this.places.length;
    this.border = isAll ? 0 : (batches.at(-1)?.sequence ?? -1) + 1;
    return { batches, isAll };
  }

  close(): void {
    closeSync(this.file);
  }

  private enter({ sequence, step }: Pick<RunEventBatch, "sequence" | "step">, bytes: number): void {
    this.places.push({ start: this.size, bytes, sequence, step });
    this.size += bytes;
    this.next = sequence + 1;
  }

  private batchAt({ start, sequence }: Place): RunEventBatch {
    const frame = readFrame(this.file, start);
    if (frame === null) throw new RecordFault(this.path, `an end within batch ${sequence}`, "the whole batch");
    const { run, declaration } = this.start.started;
    try {
      return decodeFrame(run, declaration, frame);
    } catch (failure) {
      throw new RecordFault(this.path, `batch ${sequence}, of which ${String(failure)}`, "one that fits its run");
    }
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
        size += writeAt(file, magic, 0);
        for (const [first, ...others] of groups) {
          const batch = mergedBatch(this.start.started.declaration, [
            this.batchAt(first),
            ...others.map((place) => this.batchAt(place)),
          ]);
          const bytes = writeAt(file, encodeFrame(batch), size);
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

/** Writes bytes at a place of a file; answers how many. */
function writeAt(file: number, bytes: Uint8Array, at: number): number {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written, bytes.length - written, at + written);
  return bytes.length;
}

/** So many bytes of a file; null where it ends before. */
function readAt(file: number, at: number, length: number): Uint8Array | null {
  const bytes = new Uint8Array(length);
  for (let read = 0; read < length; ) {
    const count = readSync(file, bytes, read, length - read, at + read);
    if (count === 0) return null;
    read += count;
  }
  return bytes;
}

/** The frame at a place of the file; null when the file ends before it does. */
function readFrame(file: number, at: number): Uint8Array | null {
  const head = readAt(file, at, frameHeadBytes);
  if (head === null) return null;
  const length = frameBytes(head);
  return at + length > fstatSync(file).size ? null : readAt(file, at, length);
}

/** What a frame's header says. */
function headerOf(path: string, frame: Uint8Array): Pick<RunEventBatch, "sequence" | "step"> {
  try {
    const { sequence, step } = decodeHeader(frame);
    if (Number.isSafeInteger(sequence) && Number.isFinite(step)) return { sequence, step };
  } catch {
    // Told below.
  }
  throw new RecordFault(path, "a frame whose header is none", "JSON with a sequence and a step");
}
