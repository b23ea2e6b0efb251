import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { definitions, finding } from "../catalog";
import { bypassKind, type Compilation, compile } from "../compiler";
import type { NativeModule } from "../contract";
import { type DataSchema, type DataSetup, diagnosticText, type Graph, type TrainingSetup } from "../model";
import { type CanvasLayout, failureText, type Project, parseProject } from "../project";
import type { CommandLine } from "./arguments";
import { CliFault } from "./cli-fault";
import { engineFailure } from "./native";

/** A project as the command line changed it, with its table's schema. */
export interface OpenedProject {
  readonly name: string;
  readonly graph: Graph;
  readonly layout: CanvasLayout;
  readonly training: TrainingSetup;
  /** With an absolute path. */
  readonly data: DataSetup | null;
  readonly schema: DataSchema | null;
  readonly compilation: Compilation;
}

/**
 * Opens a project, applies the options, reads its table and compiles it.
 * @throws CliFault when the project or the table cannot be read.
 */
export async function openProject(line: CommandLine, engine: () => NativeModule): Promise<OpenedProject> {
  const project = readProjectFile(line.file);
  const graph = line.without.reduce(bypassKind, project.graph);
  const training = {
    ...project.training,
    ...(line.epochs === null ? {} : { epochs: line.epochs }),
    ...(line.batchSize === null ? {} : { batch_size: line.batchSize }),
    ...(line.seed === null ? {} : { seed: line.seed }),
    ...(line.threads === null ? {} : { threads: line.threads }),
    ...(line.statistics === null ? {} : { statistics: line.statistics }),
  };
  const found: ReturnType<typeof finding>[] = [];
  let data: DataSetup | null = null;
  let schema: DataSchema | null = null;
  if (project.data || line.data !== null) {
    const native = engine();
    data = await locateData(line, project, native);
    try {
      const sha256 = await native.hashFile(data.path);
      if (line.data === null && sha256 !== data.sha256) found.push(changed(data, sha256, graph));
      data = { ...data, sha256 };
      schema = await native.tableSchema(data);
    } catch (error) {
      throw unreadable(line, data.path, graph, error);
    }
  }
  const compilation = compile(graph, schema, training);
  const diagnostics = [...compilation.diagnostics, ...found];
  const { name, layout } = project;
  return { name, graph, layout, training, data, schema, compilation: { ir: compilation.ir, diagnostics } };
}

function readProjectFile(file: string): Project {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliFault(`${file}: cannot be read (${reason})`);
  }
  const parsed = parseProject(text, { kinds: definitions.map(({ kind }) => kind) });
  if (!parsed.ok) throw new CliFault(`${file}: ${failureText(parsed.failure)}`);
  return parsed.project;
}

/** The project's table beside the project, or the one asked for, read with the project's columns. */
async function locateData(line: CommandLine, project: Project, native: NativeModule): Promise<DataSetup> {
  const path = line.data === null ? resolve(dirname(line.file), project.data?.path ?? "") : resolve(line.data);
  if (project.data) return { ...project.data, path };
  try {
    return (await native.openTable(path)).proposal;
  } catch (error) {
    throw unreadable(line, path, project.graph, error);
  }
}

function changed(data: DataSetup, sha256: string, graph: Graph) {
  return finding("W007", {
    ...dataNode(graph),
    found: `${data.path} with SHA-256 ${sha256.slice(0, 12)}…`,
    expected: `the file the project was saved with, ${data.sha256.slice(0, 12)}…`,
    mend: "open the table again in the Data panel and save, if the change was meant",
    values: { path: data.path },
  });
}

function unreadable(line: CommandLine, path: string, graph: Graph, error: unknown): CliFault {
  const failure = engineFailure(error);
  const diagnostic = finding("E023", {
    ...dataNode(graph),
    found: `${path} (${failure.text})`,
    expected: "a table that can be read with the project's columns",
    mend: "put the file back, or name another with --data FILE",
    values: { path, reason: failure.text },
  });
  return new CliFault(`${line.file}: ${diagnosticText(diagnostic)}`);
}

function dataNode(graph: Graph): { readonly node?: string } {
  const node = Object.values(graph.nodes).find(({ kind }) => kind === "data");
  return node ? { node: node.id } : {};
}
