import { existsSync, readdirSync } from "node:fs";
import { Command, Option } from "@commander-js/extra-typings";
import {
  type Analysis,
  type EventBatch,
  FailureError,
  failureOfThrown,
  type InitialWeights,
  type NativeModule,
  type NativeSession,
  readDescription,
  startedOf,
  type TestLook,
  type WeightDifference,
  WHOLE_ANALYSIS,
} from "../../contract";
import { classNames } from "../../drawing";
import { fileFailure, systemFailure } from "../../files";
import { foldsLimit, type NumberLimit, pathsOf } from "../../model";
import { RunRecord } from "../../runs";
import {
  answer,
  changeLimits,
  failureError,
  initialWeights,
  modelBytes,
  type OpenedProject,
  openProject,
  openSession,
  readProjectFile,
  requireNoErrors,
  runError,
  runEvents,
} from "../../session";
import type { CliCommand } from "../cli-command";
import { CliFault, exitCodes, misused } from "../cli-fault";
import { encodeOption } from "../encode-option";
import { imputeOption } from "../impute-option";
import { jsonReport } from "../json-report";
import { layerTable } from "../layer-table";
import { type ClassesOf, mostClasses } from "../metrics-table";
import {
  dataOption,
  jsonOption,
  numberOption,
  pathOption,
  testDataOption,
  validationDataOption,
  withoutOption,
} from "../options";
import { readingOf, withReading } from "../reading-options";
import { noticeText } from "../reading-report";
import { diagnosticLine, isTold } from "../report-diagnostics";
import { type RunFacts, type RunReport, textReport } from "../run-report";
import { requireSavable, saveModel } from "../save-model";
import { scaleOption } from "../scale-option";
import { stopOnSignal } from "../stop-on-signal";
import type { Terminal } from "../terminal";
import { lookAtTestOf } from "../test-look";
import { trainFolds } from "../train-folds";
import { withTraining } from "../training-options";

const secondsLimit: NumberLimit = { minimum: 0, maximum: 1_000_000, integer: true };

const describe = () =>
  withReading(
    withTraining(
      new Command("train")
        .description("Train the network of a project.")
        .argument("<project>", "a .layerglass file")
        .optionsGroup("What to train:")
        .addOption(dataOption())
        .addOption(validationDataOption())
        .addOption(testDataOption())
        .addOption(withoutOption())
        .addOption(encodeOption())
        .addOption(imputeOption())
        .addOption(scaleOption())
        .addOption(
          pathOption(
            "--from <model>",
            "start from the weights of a saved model, as far as they fit; differences are listed",
          ),
        )
        .optionsGroup("How it is run:")
        .addOption(
          numberOption(
            "--folds <count>",
            "cross-validate: train so many runs, in each of which another part of the rows validates, and tell mean and σ",
            foldsLimit,
          ),
        )
        .addOption(numberOption("--threads <count>", "threads", changeLimits.threads))
        .addOption(new Option("--statistics <on|off>", "per-layer statistics").choices(["on", "off"] as const))
        .optionsGroup("What comes of it:")
        .addOption(pathOption("--save <model>", "save the trained model, one file that is enough by itself"))
        .addOption(
          pathOption("--record <folder>", "record all that the run reports in a folder, for `show` and the app"),
        )
        .addOption(
          new Option(
            "--test",
            "then look at the rows kept for a test; looks are counted, since what is chosen by their figure is too good",
          ),
        )
        .addOption(
          new Option(
            "--analyze",
            "then look into the network: effective ranks, loss along the gradient and on a plane",
          ),
        )
        .addOption(jsonOption())
        .optionsGroup("Checkpoints:")
        .addOption(
          pathOption(
            "--checkpoints <folder>",
            "write checkpoints there, within 1 GiB, and one at the end or at Ctrl+C",
          ),
        )
        .addOption(
          numberOption(
            "--checkpoint-seconds <seconds>",
            "at most so many seconds from one to the next (60 unless epochs are given)",
            secondsLimit,
          ),
        )
        .addOption(
          numberOption("--checkpoint-epochs <count>", "so many epochs from one to the next", changeLimits.epochs),
        )
        .addOption(
          pathOption(
            "--continue-from <file|latest>",
            "go on from a checkpoint, or from the newest of this run in the folder",
          ),
        ),
      "the project says",
    ),
  );

type TrainLine = Omit<ReturnType<ReturnType<typeof describe>["opts"]>, "statistics"> & {
  readonly file: string;
  readonly statistics: boolean | null;
};

/** `train FILE`. */
export const trainCommand: CliCommand = ({ engine, terminal, end }) =>
  describe().action(async (file, { statistics, ...options }) => {
    requireFolder(options);
    const isTaken = statistics === undefined ? null : statistics === "on";
    if (options.folds !== undefined) {
      requireNoModel(options);
      const changes = { ...options, statistics: isTaken, reading: readingOf(options) };
      end(await trainFolds({ file, folds: options.folds, changes, json: options.json === true }, engine, terminal));
      return;
    }
    end(await train({ file, ...options, statistics: isTaken }, engine, terminal));
  });

/**
 * Refuses what is said of checkpoints that have no folder.
 * @throws CliFault naming the option.
 */
function requireFolder(options: Omit<TrainLine, "file" | "statistics">): void {
  if (options.checkpoints !== undefined) return;
  const needsFolder = {
    "--checkpoint-seconds": options.checkpointSeconds !== undefined,
    "--checkpoint-epochs": options.checkpointEpochs !== undefined,
    "--continue-from latest": options.continueFrom === "latest",
  };
  const named = Object.entries(needsFolder).find(([, isGiven]) => isGiven)?.[0];
  if (named !== undefined) throw misused(`${named} needs --checkpoints <folder>`, "train");
}

/**
 * Refuses what is said of the one model that a cross-validation does not make.
 * @throws CliFault naming the option.
 */
function requireNoModel(options: Omit<TrainLine, "file" | "statistics">): void {
  const ofOne = ["save", "record", "checkpoints", "continueFrom", "from", "test", "analyze"] as const;
  const named = ofOne.find((option) => options[option] !== undefined);
  if (named === undefined) return;
  const flag = `--${named.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw misused(`${flag} is of one run, and --folds trains several; train once more without --folds`, "train");
}

/** Compiles, trains to the end (or to Ctrl+C or another signal, keeping what was learnt), reports, and saves where asked. */
async function train(line: TrainLine, engine: () => NativeModule, terminal: Terminal): Promise<number> {
  const project = await openProject(readProjectFile(line.file), { ...line, reading: readingOf(line) }, engine);
  const report = line.json
    ? jsonReport(terminal)
    : textReport(terminal, Date.now, await classesOfProject(project, engine));
  for (const diagnostic of project.compilation.diagnostics) {
    if (isTold(diagnostic)) report.warning(diagnostic, diagnosticLine(project.file, diagnostic));
  }
  for (const notice of project.notices) report.notice(notice, noticeText(project.file, notice));
  requireNoErrors(project);
  const { data, file } = project;
  const { ir } = project.compilation;
  if (!ir || !data) throw new CliFault(`${file}: nothing to train`);
  requireSavable(line, pathsOf(data));
  const initial = line.from === undefined ? null : await weightsOf(line.from, project, engine(), terminal);
  if (line.save !== undefined || line.checkpoints !== undefined) terminal.outliveReaders();
  const native = engine();
  const session = await openSession({ file, ir, data, checkpoints: line, initial }, native);
  try {
    if (line.test === true && session.facts.test_rows === 0) {
      throw misused(
        "--test needs test rows: give --test-split or --test-data, or a split column that names some",
        "train",
      );
    }
    return await run(session, line, project, { report, terminal, native });
  } finally {
    await session.close();
  }
}

/** The names of a project's classes, where so few are told apart that they are written out. */
async function classesOfProject(
  { schema, graph, data }: OpenedProject,
  engine: () => NativeModule,
): Promise<ClassesOf> {
  const isShown = schema?.targets.some(({ classes }) => classes > 0 && classes <= mostClasses) ?? false;
  if (!isShown || data === null) return () => null;
  const profile = await engine().openTable(data.path, data.reading);
  return (node) => classNames({ graph, data }, profile, node);
}

interface RunSurroundings {
  readonly report: RunReport;
  readonly terminal: Terminal;
  readonly native: NativeModule;
}

/** Looks at the test rows of a run that has ended, by the model that it would be saved as. */
async function tryTest(
  session: NativeSession,
  project: OpenedProject,
  name: string,
  native: NativeModule,
): Promise<TestLook> {
  const { file, data } = project;
  const model = await answer(
    file,
    modelBytes(session, project).then((bytes) => native.readModel(bytes)),
  );
  return lookAtTestOf({
    file,
    model,
    description: readDescription(model),
    table: data?.test?.path ?? data?.path ?? "",
    name,
  });
}

async function run(
  session: NativeSession,
  line: TrainLine,
  project: OpenedProject,
  { report, terminal, native }: RunSurroundings,
): Promise<number> {
  const { training, file } = project;
  const run = crypto.randomUUID();
  const record = line.record === undefined ? null : begunRecord(line.record, run, session, project);
  const signals = stopOnSignal(session);
  let stoppedAfter: number | null = null;
  try {
    const observe = (batch: EventBatch) => record?.append({ ...batch, run });
    for await (const reported of runEvents(session, { training, file, checkpoints: line.checkpoints, observe })) {
      switch (reported.event) {
        case "start": {
          const { event, declaration, ...facts } = reported;
          report.started({ file, without: line.without, ...fileFacts(project.data), ...facts });
          break;
        }
        case "batches":
          report.progress(reported);
          break;
        case "epoch": {
          const { event, layers, ...summary } = reported;
          report.epoch(summary, layers);
          break;
        }
        case "checkpoint": {
          const { event, ...written } = reported;
          report.checkpoint(written);
          break;
        }
        case "warning":
          report.warning(reported, `${runError(file, reported).message}\n`);
          break;
        case "finish": {
          signals.forget();
          const { event, layers, ...facts } = reported;
          const isKept = reported.state !== "failed";
          // What cannot be tested or saved is told after how the run ended.
          const told = (fault: unknown) => ({ fault });
          const tested = isKept && line.test === true ? await tryTest(session, project, run, native).catch(told) : null;
          const test = tested !== null && "fault" in tested ? null : tested;
          const saving =
            isKept && line.save !== undefined
              ? await saveModel(line.save, session, project, { test }).catch(told)
              : null;
          report.finished({ ...facts, saved: typeof saving === "string" ? saving : null });
          if (test !== null) report.tested(test);
          if (tested !== null && "fault" in tested) throw tested.fault;
          if (!line.json && layers.length > 0) terminal.out(`\n${layerTable(layers)}`);
          if (saving !== null && typeof saving !== "string") throw saving.fault;
          if (reported.state === "stopped") stoppedAfter = reported.epochs;
        }
      }
    }
  } finally {
    signals.forget();
    record?.close();
  }
  if (line.analyze) report.analyzed(await analyze(session, file));
  if (stoppedAfter === null) return exitCodes.done;
  terminal.error(`layerglass: stopped after ${stoppedAfter} of ${training.epochs} epochs; what was learnt is kept\n`);
  return signals.exitCode();
}

/** The paths of files whose rows validate or test. */
const fileFacts = (data: OpenedProject["data"]): Pick<RunFacts, "validation_file" | "test_file"> => ({
  ...(data?.validation && { validation_file: data.validation.path }),
  ...(data?.test && { test_file: data.test.path }),
});

/**
 * The record of a run that is about to start.
 * @throws LayerglassError where the folder holds something or cannot be written.
 */
function begunRecord(folder: string, run: string, session: NativeSession, project: OpenedProject): RunRecord {
  const { graph, data, training } = project;
  const started = startedOf(run, session, training.epochs);
  try {
    if (existsSync(folder) && readdirSync(folder).length > 0)
      throw new FailureError(fileFailure("file_exists", folder));
    const start = { started, snapshot: { graph, data, training }, initial: null, begun_at_unix_millis: Date.now() };
    return RunRecord.begin(folder, start);
  } catch (fault) {
    throw failureError(folder, systemFailure(folder, fault), "the run could not be recorded there");
  }
}

async function analyze(session: NativeSession, file: string): Promise<Analysis> {
  try {
    return await session.analyze(WHOLE_ANALYSIS);
  } catch (error) {
    throw failureError(file, failureOfThrown(error));
  }
}

/** What `--from` takes of a model, after every difference was told on stderr. */
async function weightsOf(
  from: string,
  { compilation, data }: OpenedProject,
  engine: NativeModule,
  terminal: Terminal,
): Promise<InitialWeights | null> {
  if (!compilation.ir || !data) return null;
  const { initial, comparison } = await initialWeights(from, compilation.ir, data, engine);
  for (const difference of comparison.parameters) {
    terminal.error(`${from}: ${differenceText("parameter", difference)}\n`);
  }
  for (const difference of comparison.columns) terminal.error(`${from}: ${differenceText("column", difference)}\n`);
  const { matching } = comparison;
  terminal.error(`${from}: starting from ${matching.length} of ${compilation.ir.parameters.length} parameters\n`);
  return initial;
}

function differenceText(what: string, { name, here, there }: WeightDifference): string {
  if (there === null) return `${what} ${name} ${here} is not in the model: it starts fresh`;
  if (here === null) return `${what} ${name} ${there} of the model is not in the network: it is left out`;
  return `${what} ${name} is ${here} in the network, ${there} in the model: ${what === "parameter" ? "it starts fresh" : "its weights were learnt for another"}`;
}
