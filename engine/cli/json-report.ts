import { subjectNode } from "../contract";
import { shortest } from "../predictions";
import type { RunReport, WarningFacts } from "./run-report";
import type { Terminal } from "./terminal";

/** Version of the lines of `train --json` (docs/json-output.md): raised when what a line says is taken away or changed. */
export const JSON_OUTPUT_VERSION = 1;

/**
 * One JSON object a line, for programs: `start` first, with the version; warnings and notices known before it follow it. NaN and
 * infinity become null.
 */
export function jsonReport(terminal: Terminal): RunReport {
  let isStarted = false;
  const early: (() => void)[] = [];
  const afterStart = (report: () => void) => {
    if (isStarted) report();
    else early.push(report);
  };
  const write = (event: string, facts: object) => terminal.out(`${JSON.stringify({ event, ...facts })}\n`);
  return {
    warning: (warning) => afterStart(() => write("warning", reported(warning))),
    notice: (notice) => afterStart(() => write("notice", notice)),
    started: (facts) => {
      write("start", { version: JSON_OUTPUT_VERSION, ...facts });
      isStarted = true;
      for (const report of early.splice(0)) report();
    },
    progress: () => {},
    epoch: (summary, layers) => {
      write("epoch", summary);
      for (const { probe, step, values } of layers) {
        const rounded = Object.entries(values).map(([name, value]) => [name, shortest(value)]);
        const { node, op } = probe;
        write("layer", { node, op, epoch: summary.epoch, step, ...Object.fromEntries(rounded) });
      }
    },
    checkpoint: (written) => write("checkpoint", written),
    finished: ({ failure, ...facts }) => write("finish", { ...facts, ...(failure ? reported(failure) : {}) }),
    tested: (look) => write("test", look),
    analyzed: (analysis) => write("analysis", analysis),
  };
}

function reported({ code, subject, found, expected, help }: WarningFacts) {
  return { code, node: subjectNode({ subject }), found, expected, help };
}
