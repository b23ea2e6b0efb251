import { resolve } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { compile, tableWarnings } from "../../compiler";
import type { NativeModule, TableNotice, TableProfile } from "../../contract";
import {
  type EncodingChoice,
  type ImputeChoice,
  noticesFor,
  type ScalingChoice,
  starterProject,
  withTarget,
} from "../../drawing";
import { requireFree, systemFailure, writeFileAtomically } from "../../files";
import {
  type DataFilePart,
  type DataSchema,
  type DataSetup,
  type ReadOptions,
  splitSetup,
  valueText,
  withReadFiles,
} from "../../model";
import { projectNameOf, serializeProject, settledIn } from "../../project";
import {
  answer,
  askedFiles,
  changedTraining,
  encodedData,
  failureError,
  imputedData,
  type LayerglassError,
  projectOfText,
  requireNoErrors,
  scaledData,
} from "../../session";
import type { CliCommand } from "../cli-command";
import { exitCodes, misused } from "../cli-fault";
import { encodeOption } from "../encode-option";
import { imputeOption } from "../impute-option";
import { newJson, newText } from "../new-report";
import { jsonOption, pathOption, testDataOption, validationDataOption } from "../options";
import { readingOf, withReading } from "../reading-options";
import { noticeText } from "../reading-report";
import { diagnosticLine } from "../report-diagnostics";
import { scaleOption } from "../scale-option";
import type { Terminal } from "../terminal";
import { withTraining } from "../training-options";

const describe = () =>
  withReading(
    withTraining(
      new Command("new")
        .description("Write a new project over a table: a small network that fits it, ready to train.")
        .addOption(pathOption("--data <file>", "the table, in any format that profile reads").makeOptionMandatory())
        .addOption(validationDataOption())
        .addOption(testDataOption())
        .option("--target <column>", "column to predict, in place of the proposed one")
        .addOption(encodeOption("as the table suggests"))
        .addOption(
          imputeOption("as the table suggests: filled where leaving rows out would lose more than one in twenty"),
        )
        .addOption(scaleOption("as the Scale node does"))
        .addOption(
          pathOption("--out <project>", "the .layerglass file to write; never over another").makeOptionMandatory(),
        )
        .addOption(jsonOption("one JSON object instead of tables")),
      "as suits the table",
    ),
  );

type NewOptions = ReturnType<ReturnType<typeof describe>["opts"]>;

/** `new --data FILE --out PROJECT`. */
export const newCommand: CliCommand = ({ engine, terminal, end }) =>
  describe().action(async (options) => end(await writeNew(options, engine, terminal)));

/** Reads the table, draws over it, and writes what has no error; warnings go to stderr. */
async function writeNew(
  { data: table, target, encode, impute, scale, out, json: isJson, ...line }: NewOptions,
  engine: () => NativeModule,
  terminal: Terminal,
): Promise<number> {
  if (!/[^/\\]\.layerglass$/i.test(out)) {
    throw misused(`--out ${valueText(out)}; expected a name that ends in .layerglass`, "new");
  }
  try {
    // Told before the table is read, which may take long.
    requireFree(out);
  } catch (error) {
    throw unwritten(out, error);
  }
  const { data, schema, profile, notices } = await dataOf(
    { table, files: askedFiles(line), target, encode, impute, scale, reading: readingOf(line) },
    engine(),
  );
  for (const notice of notices) terminal.error(noticeText(table, notice));
  const path = resolve(out);
  const suited = starterProject(projectNameOf(path), data, schema);
  const project = { ...suited, training: changedTraining(suited.training, line) };
  const compilation = compile(project.graph, schema, project.training);
  requireNoErrors({ file: out, compilation });
  const { warnings } = await answer(table, engine().judgeTable(data, splitSetup(project.training)));
  const ofTable = tableWarnings(warnings, { graph: project.graph, schema, training: project.training });
  for (const diagnostic of [...compilation.diagnostics, ...ofTable]) {
    if (diagnostic.severity === "warning") terminal.error(diagnosticLine(out, diagnostic));
  }
  const text = serializeProject(settledIn(project, path));
  // A table may have more columns, or longer names, than a project file can hold.
  projectOfText(text, out);
  try {
    await writeFileAtomically(path, text, { beforeReplace: async () => requireFree(out) });
  } catch (error) {
    throw unwritten(out, error);
  }
  const made = { file: out, project, data, schema, profile };
  terminal.out(isJson ? `${JSON.stringify(newJson(made))}\n` : newText(made));
  return exitCodes.done;
}

/** What is asked of a new project's data. */
interface WantedData {
  readonly table: string;
  /** Of rows that validate or test. */
  readonly files: Pick<DataSetup, DataFilePart>;
  readonly target: string | undefined;
  readonly encode: readonly EncodingChoice[];
  readonly impute: readonly ImputeChoice[];
  readonly scale: readonly ScalingChoice[];
  readonly reading: ReadOptions;
}

interface NewData {
  readonly data: DataSetup;
  readonly schema: DataSchema;
  readonly profile: TableProfile;
  /** What was chosen for missing cells. */
  readonly notices: readonly TableNotice[];
}

/**
 * The data setup that the profile proposes, with the target asked for, and what it comes to.
 * @throws LayerglassError for a table that cannot be read; CliFault for a target it has not.
 */
async function dataOf(
  { table, files, target, encode, impute, scale, reading }: WantedData,
  native: NativeModule,
): Promise<NewData> {
  const path = resolve(table);
  const profile = await answer(table, native.openTable(path, reading));
  const setup = target === undefined ? profile.proposal : targeted(profile, table, target);
  const asked = { ...scaledData(imputedData(encodedData(setup, encode), profile, impute), scale), path, ...files };
  // What was read is told by profile and train.
  const notices =
    impute.length > 0 ? [] : noticesFor(profile.notices, asked).filter(({ code }) => code === "missing_filled");
  const schema = await answer(table, native.tableSchema(asked));
  return { data: withReadFiles(asked, schema), schema, profile, notices };
}

/** Most columns that are listed where the target is none of them. */
const mostListed = 12;

function targeted(profile: TableProfile, table: string, target: string): DataSetup {
  const { columns, proposal } = profile;
  if (!columns.some(({ name }) => name === target)) {
    const names = columns.slice(0, mostListed).map(({ name }) => valueText(name));
    const listed = [...names, ...(columns.length > mostListed ? [`${columns.length - mostListed} more`] : [])];
    throw misused(`--target ${valueText(target)}; expected a column of ${table}: ${listed.join(", ")}`, "new");
  }
  const before = proposal.columns.find(({ role }) => role === "target")?.name ?? null;
  return withTarget(proposal, profile, before, target);
}

const unwritten = (path: string, error: unknown): LayerglassError =>
  failureError(path, systemFailure(path, error), "the project could not be written");
