import fc from "fast-check";
import { expect, test } from "vitest";
import { NO_CLASS, type OutputPrediction } from "../../engine/contract";
import { csvCell, predictionCsv } from "../../engine/predictions";

test.each([
  ["plain", "plain"],
  ["=1+1", "'=1+1"],
  ["+cmd", "'+cmd"],
  ["-cmd", "'-cmd"],
  ["@sum", "'@sum"],
  ["\tx", "'\tx"],
  ["\rx", '"\'\rx"'],
  ["-1.5e3", "-1.5e3"],
  ["+2", "+2"],
  ["-", "'-"],
  ['a "b", c', '"a ""b"", c"'],
  ["=a,b", '"\'=a,b"'],
  ["two\nlines", '"two\nlines"'],
  ["", ""],
])("the text %j is the CSV cell %j", (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});

test("no cell begins as a formula does, unless it is a number; and each reads back as its text", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."=+-@\t\r\n\",'aä1. ") }), (text) => {
      const cell = csvCell(text);
      const read = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      if (/^[=+\-@\t\r]/.test(read)) expect(Number.isFinite(Number(read))).toBe(true);
      expect([text, `'${text}`]).toContain(read);
    }),
  );
});

const output = (classes: string[], values: number[], codes: number[]): OutputPrediction => ({
  output: { node: "output_1", target: "kind", classes, is_probability: true },
  width: Math.max(1, classes.length),
  values: Float64Array.from(values),
  classes: Uint32Array.from(codes),
});

test("a long table is written in pieces that are whole lines, numbers as they are and nothing where none is", () => {
  const rows = 2_500;
  const values = Array.from({ length: rows }, (_, row) => (row === 1_700 ? Number.NaN : -row / 4));
  const pieces = [...predictionCsv({ rows, outputs: [output([], values, [])], kept: null })];
  expect(pieces).toHaveLength(4);
  expect(pieces.every((piece) => piece.endsWith("\n"))).toBe(true);
  const lines = pieces.join("").trimEnd().split("\n");
  expect([lines[0], lines[2], lines[1_701], lines[rows]]).toEqual(["row,kind", "2,-0.25", "1701,", "2500,-624.75"]);
});

test("columns of one name are told apart, however many there are", () => {
  const kept = { names: ["row", "kind", "predicted kind"], cells: () => [["=x", null, "-1"]] };
  const [head, line] = [
    ...predictionCsv({ rows: 1, outputs: [output(["a", "b"], [Number.NaN, Number.NaN], [NO_CLASS])], kept }),
  ];
  expect(head).toBe(
    "row of the table,row,kind,predicted kind,predicted kind 2,probability of kind = a,probability of kind = b\n",
  );
  expect(line).toBe("1,'=x,,-1,,,\n");
});
