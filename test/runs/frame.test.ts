import fc from "fast-check";
import { expect, test } from "vitest";
import type { RunEventBatch } from "../../engine/contract";
import { decodeFrame, encodeFrame } from "../../engine/runs";
import { declarationOf, layerRecords, stepRecords } from "../support/declared-stream";

const probes = [0, 1].map((operation) => ({ operation, node: `dense_${operation}`, op: "dense", features: 4 }));
const declaration = declarationOf(probes);

const figure = fc.oneof(fc.float(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY));
const batch = fc
  .record({
    sequence: fc.nat(),
    steps: fc.array(fc.tuple(fc.nat(), figure, figure), { maxLength: 20 }),
    layers: fc.array(fc.record({ step: fc.nat(), probe: fc.nat(1), figure, count: fc.nat(1e6) }), { maxLength: 20 }),
    // JSON, which epochs are written as, knows no negative zero.
    loss: figure.map((loss) => loss + 0),
  })
  .map(({ sequence, steps, layers, loss }): RunEventBatch => {
    const records = layers.map(({ figure: value, ...rest }) => ({ ...rest, value: () => value }));
    const facts = { accuracy: null, validation_loss: null, validation_accuracy: null, rows_per_second: 1, steps: 5 };
    return {
      ...{ run: "run-1", sequence, states: ["running"], failure: null, outcome: null, checkpoints: [], warnings: [] },
      ...{ epoch: 1, step: 7, rows_per_second: 0.5 },
      epochs: [{ epoch: 1, loss, ...facts, learning_rate: 0.1, validation_metrics: [], training_metrics: [] }],
      records: [
        stepRecords(
          ...([0, 1, 2].map((index) => steps.map((one) => one[index] ?? 0)) as [number[], number[], number[]]),
        ),
        layerRecords(records),
      ],
    };
  });

test("a frame gives back its batch to the bit, NaN and infinities too", () => {
  const property = fc.property(batch, (given) => {
    expect(decodeFrame("run-1", declaration, encodeFrame(given))).toEqual(given);
  });
  fc.assert(property, { numRuns: 200 });
});

test("a damaged frame is refused, and never read beyond its end", () => {
  const property = fc.property(batch, fc.nat(), fc.nat(255), (given, at, byte) => {
    const frame = encodeFrame(given);
    frame[8 + (at % (frame.length - 8))] = byte;
    try {
      const { records } = decodeFrame("run-1", declaration, frame);
      for (const { steps } of records) expect(steps.byteLength).toBeLessThanOrEqual(frame.length);
    } catch (fault) {
      expect(fault instanceof SyntaxError || fault instanceof RangeError).toBe(true);
    }
  });
  fc.assert(property, { numRuns: 300 });
});
