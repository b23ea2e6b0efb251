import { setImmediate as nextTurn } from "node:timers/promises";
import {
  type Analysis,
  type NativeModule,
  type NativeSession,
  type RunEventBatch,
  type RunFailure,
  type RunOutcome,
  type RunState,
  WHOLE_ANALYSIS,
} from "../contract";
import type { CommandLine } from "./arguments";
import { CliFault, exitCodes } from "./cli-fault";
import { initialWeights } from "./initial-weights";
import { LayerRecords } from "./layer-records";
import { layerTable } from "./layer-table";
import { engineFailure, failureLine } from "./native";
import { type OpenedProject, openProject } from "./open-project";
import { openSession } from "./open-session";
import { refuseErrors } from "./report-diagnostics";
import { jsonReport, type RunReport, textReport } from "./run-report";
import { requireSavable, saveModel } from "./save-model";
import type { Terminal } from "./terminal";

interface RunEnd {
  readonly state: RunState;
  readonly failure: RunFailure | null;
  readonly outcome: RunOutcome | null;
  readonly epochs: number;
  /** Path of the newest checkpoint. */
  readonly checkpoint: string | null;
}

/** `train`: compiles, trains to the end (or to Ctrl+C, keeping what was learnt), reports, and saves where asked. */
export async function train(line: CommandLine, engine: () => NativeModule, terminal: Terminal): Promise<number> {
  const project = await openProject(line, engine);
  refuseErrors(line.file, project.compilation.diagnostics, terminal);
  const { ir } = project.compilation;
  if (!ir || !project.data) throw new CliFault(`${line.file}: nothing to train`);
  requireSavable(line, project.data.path);
  const initial = line.from === null ? null : await initialWeights(line.from, ir, project.data, engine(), terminal);
  if (line.save !== null || line.checkpoints !== null) terminal.outliveReaders();
  const session = await openSession(line, ir, project.data, engine, initial);
  try {
    return await run(session, line, project, terminal);
  } finally {
    await session.close();
  }
}

async function run(
  session: NativeSession,
  line: CommandLine,
  project: OpenedProject,
  terminal: Terminal,
): Promise<number> {
  const { training } = project;
  const report = line.json ? jsonReport(terminal) : textReport(terminal);
  const records = new LayerRecords(session.probes, session.stepsPerEpoch);
  const interrupts = stopOnInterrupt(session);
  report.started({
    file: line.file,
    epochs: training.epochs,
    batch_size: training.batch_size,
    seed: training.seed,
    threads: training.threads,
    without: line.without,
    training_rows: session.trainingRows,
    validation_rows: session.validationRows,
    missing_rows: session.missingRows,
    steps_per_epoch: session.stepsPerEpoch,
    parameters: session.parameterCount,
    first_step: session.firstStep,
  });
  const started = Date.now();
  const warn = (failure: RunFailure) => terminal.error(`${runFailureLine(line.file, failure)}\n`);
  const end = await untilEnd(session, records, report, warn).finally(interrupts.forget);
  const seconds = (Date.now() - started) / 1000;
  const isSaved = line.save !== null && end.state !== "failed";
  // What cannot be saved is told after how the run ended.
  const saving = isSaved ? await saveModel(line.save, session, project).catch((fault: unknown) => ({ fault })) : null;
  report.finished({
    state: end.state,
    epochs: end.epochs,
    seconds,
    outcome: end.outcome,
    checkpoint: end.checkpoint,
    saved: typeof saving === "string" ? saving : null,
  });
  const layers = records.latest();
  if (!line.json && layers.length > 0) terminal.out(`\n${layerTable(layers)}`);
  if (saving !== null && typeof saving !== "string") throw saving.fault;
  if (end.state === "failed") throw failed(line.file, end.failure);
  if (line.analyze) report.analyzed(await analyze(session, line.file));
  if (end.state !== "stopped") return exitCodes.done;
  terminal.error(`layerglass: stopped after ${end.epochs} of ${training.epochs} epochs; what was learnt is kept\n`);
  return exitCodes.interrupted;
}

async function analyze(session: NativeSession, file: string): Promise<Analysis> {
  try {
    return await session.analyze(WHOLE_ANALYSIS);
  } catch (error) {
    throw new CliFault(failureLine(file, engineFailure(error)));
  }
}

/** Ctrl+C asks the session to stop within a batch; a second ends the program at once. */
function stopOnInterrupt(session: NativeSession): { readonly forget: () => void } {
  let isStopping = false;
  const interrupt = () => {
    if (isStopping) process.exit(exitCodes.interrupted);
    isStopping = true;
    session.stop();
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, interrupt);
  return {
    forget: () => {
      for (const signal of signals) process.off(signal, interrupt);
    },
  };
}

/** Epochs told before anything else is heard. */
const epochsAtOnce = 32;

/**
 * Starts the session and hands its events on until the final state. On a small table epochs end faster than they can be
 * told: they are told a few at a time, so that Ctrl+C is heard between them and what is told leaves the program.
 */
async function untilEnd(
  session: NativeSession,
  records: LayerRecords,
  report: RunReport,
  warn: (failure: RunFailure) => void,
): Promise<RunEnd> {
  let epochs = Math.floor(session.firstStep / session.stepsPerEpoch);
  let checkpoint: string | null = null;
  let failure: RunFailure | null = null;
  let outcome: RunOutcome | null = null;
  const waiting: Omit<RunEventBatch, "run">[] = [];
  let wake = () => {};
  session.start((batch) => {
    waiting.push(batch);
    wake();
  });
  while (true) {
    const batch = waiting.shift();
    if (!batch) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      continue;
    }
    records.add(batch);
    for (const [told, summary] of batch.epochs.entries()) {
      if (told % epochsAtOnce === epochsAtOnce - 1) await nextTurn();
      epochs = summary.epoch;
      report.epoch(summary, records.take(summary.epoch));
    }
    failure = batch.failure ?? failure;
    outcome = batch.outcome ?? outcome;
    for (const written of batch.checkpoints) report.checkpoint(written);
    checkpoint = batch.checkpoints.at(-1)?.path ?? checkpoint;
    batch.warnings.forEach(warn);
    const last = batch.states.find((state) => state !== "running" && state !== "paused");
    if (last !== undefined) return { state: last, failure, outcome, epochs, checkpoint };
    report.progress(batch);
    await nextTurn();
  }
}

function failed(file: string, failure: RunFailure | null): CliFault {
  return new CliFault(failure ? runFailureLine(file, failure) : `${file}: training failed without a reason`);
}

function runFailureLine(file: string, { code, node, found, expected, mend }: RunFailure): string {
  return failureLine(file, { code, node, text: `found ${found}; expected ${expected}. Mend: ${mend}` });
}
