import {
  type EpochSummary,
  type FoldFigures,
  foldSummary,
  keptFigures,
  type NativeModule,
  type NativeSession,
  type RunOutcome,
} from "../contract";
import { foldSplit, type SplitMethod } from "../model";
import {
  type OpenedProject,
  openProject,
  openSession,
  type ProjectChanges,
  readProjectFile,
  requireNoErrors,
  runEvents,
} from "../session";
import { CliFault, exitCodes, misused } from "./cli-fault";
import { foldsText } from "./folds-text";
import { JSON_OUTPUT_VERSION } from "./json-report";
import { diagnosticLine, isTold } from "./report-diagnostics";
import { type HeardSignals, stopOnSignal } from "./stop-on-signal";
import type { Terminal } from "./terminal";
import { counted } from "./terminal-text";

/** What a cross-validation is asked for. */
export interface FoldsLine {
  readonly file: string;
  /** Parts, of which each validates once. */
  readonly folds: number;
  readonly changes: ProjectChanges;
  readonly json: boolean;
}

/**
 * Trains a run for each part of the rows, everything fitted anew on the others. A signal stops it within a batch; what became of
 * the folds before is told, as it is when one fails.
 */
export async function trainFolds(
  { file, folds, changes, json }: FoldsLine,
  engine: () => NativeModule,
  terminal: Terminal,
): Promise<number> {
  const source = readProjectFile(file);
  const whole = await openProject(source, changes, engine);
  requireNoErrors(whole);
  const split = changes.split ?? splitOf(whole);
  const opened = (index: number) => openProject(source, { ...changes, split, fold: { index, count: folds } }, engine);
  const first = await opened(0);
  for (const diagnostic of first.compilation.diagnostics) {
    if (isTold(diagnostic)) terminal.error(diagnosticLine(file, diagnostic));
  }
  requireNoErrors(first);
  const done: FoldFigures[] = [];
  // Whoever reads that it started may stop it.
  const trainer = new FoldTrainer(engine);
  if (json) told(terminal, "start", { version: JSON_OUTPUT_VERSION, file, folds, split });
  else terminal.out(`${file}: ${counted(folds, "fold")}, ${split} split, seed ${first.training.seed}\n`);
  const tellDone = (how: string): void => {
    const at = `fold ${done.length + 1} of ${folds}`;
    terminal.error(`layerglass: ${how} in ${at}; ${finishedText(done.length)}\n`);
    tellSummary(done, folds, json, terminal);
  };
  try {
    while (done.length < folds) {
      const index = done.length;
      const figures = await trainer.train(index === 0 ? first : await opened(index), index);
      if (figures === null) {
        tellDone("stopped");
        return trainer.signals.exitCode();
      }
      done.push(figures);
      if (json) told(terminal, "fold", figures);
      else if (terminal.isScreen) terminal.out(`fold ${index + 1}/${folds}: loss ${figures.loss.toFixed(4)}\n`);
    }
  } catch (fault) {
    tellDone("failed");
    throw fault;
  } finally {
    trainer.signals.forget();
  }
  tellSummary(done, folds, json, terminal);
  return exitCodes.done;
}

/** Which folds were finished, of those before one that was not. */
function finishedText(before: number): string {
  if (before === 0) return "no fold was finished";
  return before === 1 ? "fold 1 was finished" : `folds 1 to ${before} were finished`;
}

/** How the rows of a project are dealt out. */
function splitOf({ training, compilation }: OpenedProject): SplitMethod {
  const split = foldSplit(training.split, compilation.ir?.targets.some(({ classes }) => classes > 1) ?? false);
  if (split !== null) return split;
  throw misused(
    `--folds and a split by ${training.split}: folds are equal parts; add --split shuffled, stratified or group`,
    "train",
  );
}

/** Trains folds one after the other; a signal stops the one that trains, or the next at once. */
class FoldTrainer {
  readonly signals: HeardSignals;
  private session: NativeSession | null = null;

  constructor(private readonly engine: () => NativeModule) {
    this.signals = stopOnSignal({ stop: () => this.session?.stop() });
  }

  /** What a fold's validation rows came to; null where a signal stopped it. */
  async train(project: OpenedProject, index: number): Promise<FoldFigures | null> {
    const { file, training, data } = project;
    requireNoErrors(project);
    const { ir } = project.compilation;
    if (!ir || !data) throw new CliFault(`${file}: nothing to train`);
    if (this.signals.isHeard()) return null;
    const session = await openSession({ file, ir, data, checkpoints: {}, initial: null }, this.engine());
    this.session = session;
    let last: EpochSummary | null = null;
    let outcome: RunOutcome | null = null;
    try {
      // One that came while the session was opened had nothing to stop.
      if (this.signals.isHeard()) return null;
      const { training_rows, validation_rows } = session.facts;
      for await (const reported of runEvents(session, { training, file })) {
        if (reported.event === "epoch") last = reported;
        if (reported.event !== "finish") continue;
        if (reported.state === "stopped") return null;
        outcome = reported.outcome;
      }
      const kept = keptFigures(last, outcome);
      if (kept === null) throw new CliFault(`${file}: fold ${index + 1} validated nothing`);
      return { fold: index, training_rows, validation_rows, ...kept };
    } finally {
      this.session = null;
      await session.close();
    }
  }
}

function tellSummary(done: readonly FoldFigures[], folds: number, json: boolean, terminal: Terminal): void {
  if (json) told(terminal, "folds", { folds: done.length, ...foldSummary(done) });
  else if (done.length > 0) terminal.out(`\n${foldsText(done, folds)}`);
}

const told = (terminal: Terminal, event: string, facts: object): void =>
  terminal.out(`${JSON.stringify({ event, ...facts })}\n`);
