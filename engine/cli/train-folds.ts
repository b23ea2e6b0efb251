import type { EpochSummary, NativeModule, RunOutcome } from "../contract";
import type { Fold, SplitMethod } from "../model";
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
import { type FoldFigures, foldSummary, foldsText, keptFigures } from "./fold-figures";
import { JSON_OUTPUT_VERSION } from "./json-report";
import { diagnosticLine, isTold } from "./report-diagnostics";
import { stopOnSignal } from "./stop-on-signal";
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
 * Trains a run for each part of the rows, everything fitted anew on the others: whole groups where the split goes by groups, else
 * the same share of every class where classes are predicted, else a random choice, unless a split is asked for.
 */
export async function trainFolds(
  { file, folds, changes, json }: FoldsLine,
  engine: () => NativeModule,
  terminal: Terminal,
): Promise<number> {
  const source = readProjectFile(file);
  const whole = await openProject(source, changes, engine);
  requireNoErrors(whole);
  const split = changes.split ?? foldSplit(whole);
  const done: FoldFigures[] = [];
  for (let index = 0; index < folds; index += 1) {
    const project = await openProject(source, { ...changes, split, fold: { index, count: folds } }, engine);
    if (index === 0) {
      for (const diagnostic of project.compilation.diagnostics) {
        if (isTold(diagnostic)) terminal.error(diagnosticLine(file, diagnostic));
      }
      if (json) told(terminal, "start", { version: JSON_OUTPUT_VERSION, file, folds, split });
      else terminal.out(`${file}: ${counted(folds, "fold")}, ${split} split, seed ${project.training.seed}\n`);
    }
    requireNoErrors(project);
    const ended = await trainFold(project, { index, count: folds }, engine());
    if (ended.exitCode !== null) {
      terminal.error(`layerglass: stopped in fold ${index + 1} of ${folds}; the folds before it are told\n`);
      tellSummary(done, folds, json, terminal);
      return ended.exitCode;
    }
    done.push(ended.figures);
    if (json) told(terminal, "fold", ended.figures);
    else if (terminal.isScreen) terminal.out(`fold ${index + 1}/${folds}: loss ${ended.figures.loss.toFixed(4)}\n`);
  }
  tellSummary(done, folds, json, terminal);
  return exitCodes.done;
}

/** How the rows of a project are dealt out. */
function foldSplit({ training, compilation }: OpenedProject): SplitMethod {
  const { split } = training;
  if (split === "group") return split;
  if (split === "time" || split === "column") {
    throw misused(
      `--folds and a split by ${split}: folds are equal parts; add --split shuffled, stratified or group`,
      "train",
    );
  }
  return compilation.ir?.targets.some(({ classes }) => classes > 1) ? "stratified" : "shuffled";
}

type EndedFold =
  | { readonly exitCode: null; readonly figures: FoldFigures }
  | { readonly exitCode: number; readonly figures: null };

async function trainFold(project: OpenedProject, { index }: Fold, native: NativeModule): Promise<EndedFold> {
  const { file, training, data } = project;
  const { ir } = project.compilation;
  if (!ir || !data) throw new CliFault(`${file}: nothing to train`);
  const session = await openSession({ file, ir, data, checkpoints: {}, initial: null }, native);
  const signals = stopOnSignal(session);
  let last: EpochSummary | null = null;
  let outcome: RunOutcome | null = null;
  let isStopped = false;
  try {
    const { training_rows, validation_rows } = session.facts;
    for await (const reported of runEvents(session, { training, file })) {
      if (reported.event === "epoch") last = reported;
      if (reported.event !== "finish") continue;
      outcome = reported.outcome;
      isStopped = reported.state === "stopped";
    }
    if (isStopped) return { exitCode: signals.exitCode(), figures: null };
    const kept = keptFigures(last, outcome);
    if (kept === null) throw new CliFault(`${file}: fold ${index + 1} validated nothing`);
    return { exitCode: null, figures: { fold: index, training_rows, validation_rows, ...kept } };
  } finally {
    signals.forget();
    await session.close();
  }
}

function tellSummary(done: readonly FoldFigures[], folds: number, json: boolean, terminal: Terminal): void {
  if (json) told(terminal, "folds", { folds: done.length, ...foldSummary(done) });
  else if (done.length > 0) terminal.out(`\n${foldsText(done, folds)}`);
}

const told = (terminal: Terminal, event: string, facts: object): void =>
  terminal.out(`${JSON.stringify({ event, ...facts })}\n`);
