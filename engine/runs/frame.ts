import type { GroupRecords, RunDeclaration, RunEventBatch, SeriesColumn } from "../contract";
import { checkedHeader, type FrameHeader } from "./frame-header";

/** Every array and the header end at a multiple of so many bytes. */
const alignment = 8;
/** Before each frame: length of its header and of its arrays, two numbers of four bytes, little-endian. */
export const frameHeadBytes = 8;

const padded = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/** JSON has no NaN and no infinities: those are written as objects of one text. */
const outward = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? { number: String(value) } : value;
const inward = (_: string, value: unknown): unknown => {
  const text = typeof value === "object" && value !== null && "number" in value ? value.number : undefined;
  return typeof text === "string" && Object.keys(value as object).length === 1 ? Number(text) : value;
};

type NumberArray = Float64Array | Float32Array | Uint32Array;

/** The arrays of records in the order in which a frame holds them. */
const arraysOf = ({ steps, probes, merged, columns }: GroupRecords): readonly NumberArray[] => [
  steps,
  probes,
  merged,
  ...columns,
];

/** A batch as a frame: head, header as JSON, and every number of its records, as docs/run-folder.md has it. */
export function encodeFrame({ run: _, records, ...facts }: RunEventBatch): Uint8Array<ArrayBuffer> {
  const counts = records.map(({ group, steps }) => ({ group, count: steps.length }));
  const header = new TextEncoder().encode(JSON.stringify({ ...facts, records: counts }, outward));
  const arrays = records.flatMap(arraysOf);
  const headerBytes = padded(header.length);
  const payload = arrays.reduce((sum, array) => sum + padded(array.byteLength), 0);
  const frame = new Uint8Array(frameHeadBytes + headerBytes + payload);
  const head = new DataView(frame.buffer);
  head.setUint32(0, headerBytes, true);
  head.setUint32(4, payload, true);
  frame.fill(0x20, frameHeadBytes, frameHeadBytes + headerBytes);
  frame.set(header, frameHeadBytes);
  let offset = frameHeadBytes + headerBytes;
  for (const array of arrays) {
    frame.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
    offset += padded(array.byteLength);
  }
  return frame;
}

/** Bytes of the frame that this head begins. */
export function frameBytes(head: Uint8Array): number {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return frameHeadBytes + view.getUint32(0, true) + view.getUint32(4, true);
}

/** What a frame's header says, its arrays left alone. Throws `SyntaxError` or `RangeError` where it is none. */
export function decodeHeader(frame: Uint8Array): FrameHeader {
  const headerBytes = new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getUint32(0, true);
  const text = new TextDecoder().decode(frame.subarray(frameHeadBytes, frameHeadBytes + headerBytes));
  return checkedHeader(JSON.parse(text, inward));
}

/** The batch of a frame. Throws `SyntaxError` or `RangeError` where it is none of the run that declared so. */
export function decodeFrame(run: string, declaration: RunDeclaration, frame: Uint8Array): RunEventBatch {
  const headerBytes = new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getUint32(0, true);
  const { records, ...facts } = decodeHeader(frame);
  let offset = frameHeadBytes + headerBytes;
  function next<Values extends NumberArray>(
    make: (buffer: ArrayBuffer) => Values,
    length: number,
    width: number,
  ): Values {
    const bytes = length * width;
    if (offset + bytes > frame.length) throw new RangeError("the frame ends within its arrays");
    // A copy of its own: it is aligned, and holds nothing of the file.
    const values = make(frame.slice(offset, offset + bytes).buffer as ArrayBuffer);
    offset += padded(bytes);
    return values;
  }
  const floats = (length: number) => next((buffer) => new Float32Array(buffer), length, 4);
  const counts = (length: number) => next((buffer) => new Uint32Array(buffer), length, 4);
  return {
    ...facts,
    run,
    records: records.map(({ group, count }): GroupRecords => {
      const declared = declaration.groups[group];
      if (declared === undefined) throw new RangeError(`it speaks of a group ${group} that the run did not declare`);
      return {
        group,
        steps: next((buffer) => new Float64Array(buffer), count, 8),
        probes: counts(count),
        merged: counts(count),
        columns: declared.series.map(
          ({ kind, width }): SeriesColumn => (kind.type === "histogram" ? counts : floats)(count * width),
        ),
      };
    }),
  };
}
