import type { NativeRejectedLines, RejectedLine } from "../contract";
import { csvCell } from "./prediction-csv";

/** Lines written at once. */
const linesAtOnce = 1_000;

/** Why a line is no row, in a few words. */
export function rejectReasonText({ reason }: RejectedLine): string {
  switch (reason.kind) {
    case "cell_count":
      return `${reason.found} ${reason.found === 1 ? "cell" : "cells"}, expected ${reason.expected}`;
    case "open_quote":
      return "a quote is not closed";
    case "no_object":
      return "no JSON object";
  }
}

/** The lines of a file that are no rows as CSV, piece by piece: each one's number, why it is none, and what stands there. */
export function* rejectedCsv(rejected: NativeRejectedLines): Generator<string> {
  yield "line,reason,content\n";
  for (let from = 0; from < rejected.count; from += linesAtOnce) {
    const lines = rejected.lines(from, linesAtOnce);
    yield lines.map((line) => `${line.line},${csvCell(rejectReasonText(line))},${csvCell(line.text)}\n`).join("");
  }
}
