import type { Analysis, EpochSummary, RunOutcome, Subject, TableNotice, TestLook } from "../contract";
import { fileNameOf } from "../project";
import type { BatchesEvent, CheckpointEvent, FinishEvent, LayerRecord, StartEvent } from "../session";
import { analysisText } from "./analysis-text";
import { type ClassesOf, type MetricSet, metricsTable } from "./metrics-table";
import type { Terminal } from "./terminal";
import { counted, splitText } from "./terminal-text";
import { testText } from "./test-look";

/** What a run tells while it goes on. */
export interface RunReport {
  /** Something that may go wrong or did, beside the training; `line` says it to people. */
  warning(facts: WarningFacts, line: string): void;
  /** What reading the table found; `line` says it to people. */
  notice(notice: TableNotice, line: string): void;
  started(facts: RunFacts): void;
  progress(batches: Pick<BatchesEvent, "step" | "rows_per_second" | "losses">): void;
  epoch(summary: EpochSummary, layers: readonly LayerRecord[]): void;
  checkpoint(written: Omit<CheckpointEvent, "event">): void;
  finished(facts: FinishFacts): void;
  tested(look: TestLook): void;
  analyzed(analysis: Analysis): void;
}

/** What is wrong, where, and how to fix it. */
export interface WarningFacts {
  /** Stable: `W…` of the drawing, `R…` of the run. */
  readonly code: string;
  readonly subject: Subject;
  readonly found: string;
  readonly expected: string;
  readonly help: string;
}

/** What a run begins with, and what was asked of it. */
export interface RunFacts extends Omit<StartEvent, "event" | "declaration"> {
  readonly file: string;
  /** Kinds left out. */
  readonly without: readonly string[];
  /** Paths of the files whose rows validate and test, where they have their own. */
  readonly validation_file?: string;
  readonly test_file?: string;
}

/** How a run ended, and where its model went. */
export interface FinishFacts extends Omit<FinishEvent, "event" | "layers" | "seconds"> {
  /** Null for a recorded run, which does not say. */
  readonly seconds: number | null;
  /** Path of the model, if one was saved. */
  readonly saved: string | null;
}

/** Lines for people: a bar that redraws itself on a screen, else plain lines only. `classesOf`: names of the classes, where known. */
export function textReport(
  terminal: Terminal,
  clock: () => number = Date.now,
  classesOf: ClassesOf = () => null,
): RunReport {
  let facts: RunFacts | null = null;
  let start = 0;
  let bar = "";
  let last: EpochSummary | null = null;
  let sinceEpoch = { sum: 0, count: 0 };
  /** What is told once the run has begun: of one that is refused, why it is comes first. */
  const notices: string[] = [];
  const clear = () => {
    if (bar) terminal.out("\r\u001b[K");
    bar = "";
  };
  return {
    warning: (_, line) => terminal.error(line),
    notice: (_, line) => notices.push(line),
    started: (run) => {
      facts = run;
      start = clock();
      const nameOf = (path: string | undefined) => (path === undefined ? undefined : fileNameOf(path));
      const rows = splitText(run, { validation: nameOf(run.validation_file), test: nameOf(run.test_file) });
      const missing = run.missing_rows > 0 ? ` (${counted(run.missing_rows, "row")} left out: missing cells)` : "";
      const without = run.without.length > 0 ? `, without ${run.without.join(", ")}` : "";
      terminal.out(`${run.file}: ${rows}${missing}, ${run.parameters} parameters, seed ${run.seed}${without}\n`);
      for (const notice of notices.splice(0)) terminal.out(notice);
      if (run.first_step === 0) return;
      const epochs = run.first_step / run.steps_per_epoch;
      const place = Number.isInteger(epochs) ? `after epoch ${epochs}` : `in epoch ${Math.ceil(epochs)}`;
      terminal.out(`continued from a checkpoint ${place}, after step ${run.first_step}\n`);
    },
    progress: ({ step, rows_per_second, losses }) => {
      for (const loss of losses) sinceEpoch = { sum: sinceEpoch.sum + loss, count: sinceEpoch.count + 1 };
      if (!terminal.isScreen || !facts) return;
      const share = Math.min(1, step / Math.max(1, facts.epochs * facts.steps_per_epoch));
      const epoch = Math.min(facts.epochs, Math.floor(step / Math.max(1, facts.steps_per_epoch)) + 1);
      const done = (step - facts.first_step) / Math.max(1, facts.epochs * facts.steps_per_epoch);
      const left = done > 0 ? ((clock() - start) / 1000) * ((1 - share) / done) : Number.NaN;
      const width = Math.max(10, Math.min(40, terminal.columns - 66));
      const filled = Math.round(share * width);
      const head = `epoch ${epoch}/${facts.epochs} [${"█".repeat(filled)}${"·".repeat(width - filled)}]`;
      const speed = rows_per_second > 0 ? `  ${Math.round(rows_per_second)} rows/s` : "";
      const time = Number.isNaN(left) ? "" : `  ${Math.ceil(left)} s left`;
      // The mean since the epoch began, since single batches jump about.
      const loss = sinceEpoch.count > 0 ? `  loss ${(sinceEpoch.sum / sinceEpoch.count).toFixed(4)}` : "";
      clear();
      bar = `${head} ${Math.floor(100 * share)} %${speed}${time}${loss}`.slice(0, terminal.columns - 1);
      terminal.out(bar);
    },
    epoch: (summary) => {
      clear();
      last = summary;
      sinceEpoch = { sum: 0, count: 0 };
      terminal.out(`${epochLine(summary, facts?.epochs ?? summary.epoch)}\n`);
    },
    checkpoint: () => {},
    finished: ({ state, epochs, seconds, outcome, checkpoint, saved }) => {
      clear();
      terminal.out(
        `${[`${state} after ${counted(epochs, "epoch")}${seconds === null ? "" : ` in ${seconds.toFixed(1)} s`}`, ...outcomeWords(outcome, epochs)].join("; ")}\n`,
      );
      const figures = metricsTable(finalMetrics(last, outcome), classesOf);
      if (figures) terminal.out(`\n${figures}`);
      if (checkpoint !== null) terminal.out(`last checkpoint ${checkpoint}\n`);
      if (saved !== null) terminal.out(`model saved to ${saved}\n`);
    },
    tested: (look) => terminal.out(`\n${testText(look, classesOf)}`),
    analyzed: (analysis) => terminal.out(`\n${analysisText(analysis)}`),
  };
}

/** How the run ended, in a few words each. */
function outcomeWords(outcome: RunOutcome | null, epochs: number): readonly string[] {
  if (!outcome) return [];
  const { reason, best_epoch, restored_best, population_statistics } = outcome;
  const isLast = best_epoch === epochs && reason !== "stopped";
  return [
    ...(reason === "early_stopping" ? ["stopped early"] : []),
    ...(best_epoch === null
      ? []
      : [
          `best epoch ${best_epoch}${restored_best ? ", restored" : isLast ? "" : "; the weights are the last step's"}`,
        ]),
    ...(population_statistics ? ["BatchNorm statistics measured over the training rows"] : []),
  ];
}

/** The figures of the parameters the run ended with: the last epoch's, unless others were put back at the end. */
function finalMetrics(last: EpochSummary | null, outcome: RunOutcome | null): readonly MetricSet[] {
  if (outcome?.validation) return [{ rows: "validation", metrics: outcome.validation.metrics }];
  if (!last) return [];
  return [
    { rows: "validation", metrics: last.validation_metrics },
    { rows: "training", metrics: last.training_metrics },
  ];
}

function epochLine(summary: EpochSummary, epochs: number): string {
  const [of] = summary.validation_metrics;
  // A scaled loss says nothing of dollars or grams.
  const error = of?.scaled_by === undefined ? null : of.root_mean_squared_error;
  const figures: readonly (readonly [string, string | undefined])[] = [
    ["loss", summary.loss.toFixed(4)],
    ["accuracy", summary.accuracy?.toFixed(4)],
    ["validation loss", summary.validation_loss?.toFixed(4)],
    ["validation accuracy", summary.validation_accuracy?.toFixed(4)],
    ["validation RMSE", error?.toPrecision(4)],
  ];
  const shown = figures.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]));
  const number = String(summary.epoch).padStart(String(epochs).length);
  const rate = `learning rate ${Number(summary.learning_rate.toPrecision(4))}`;
  return [`epoch ${number}/${epochs}`, ...shown, rate, `${Math.round(summary.rows_per_second)} rows/s`].join("  ");
}
