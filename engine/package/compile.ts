import { resolve } from "node:path";
import { printIr } from "../compiler";
import { failure, type Ir } from "../contract";
import { valueText } from "../model";
import {
  callError,
  type Finding,
  failureError,
  flatFinding,
  loadEngine,
  type OpenedProject,
  openProject,
  type ProjectChanges,
  type ProjectSource,
  projectOfText,
  readProjectFile,
  requireNoErrors,
} from "../session";

/**
 * A project: the path of a `.layerglass` file, or the content of one as an object (docs/project-format.md), whose table is
 * then looked for from the working directory.
 */
export type ProjectInput = string | object;

/** One operation of a compiled network. */
export interface CompiledLayer {
  /** Id of the node it was drawn as. */
  readonly node: string;
  /** `dense`, `batch_norm`, `activation`, …: the IR's name. */
  readonly operation: string;
  /** Numbers a row that it puts out. */
  readonly features: number;
  /** Numbers that it learns. */
  readonly parameters: number;
}

/** A project that has no error, compiled. */
export interface Compiled {
  /** What the engine executes; docs/project-format.md and ARCHITECTURE.md tell how it is made. */
  readonly ir: Ir;
  /** The IR as text, one operation a line. */
  readonly text: string;
  /** Warnings and information, each with the node it is about. */
  readonly findings: readonly Finding[];
  /** The network in its order. */
  readonly layers: readonly CompiledLayer[];
  /** Numbers that the whole network learns. */
  readonly parameters: number;
}

/**
 * Every finding about a project: errors, warnings and information, each with its node, what was found, what was expected
 * and how to fix it.
 * @throws LayerglassError when the project or its table cannot be read, or a change is none.
 */
export async function check(project: ProjectInput, changes: ProjectChanges = {}): Promise<readonly Finding[]> {
  const { compilation } = await openProject(sourceOf(project), changes, loadEngine);
  return compilation.diagnostics.map(flatFinding);
}

/**
 * Compiles a project to the engine's IR.
 * @throws LayerglassError as `check`, and for a project with errors: `findings` has each with its node.
 */
export async function compile(project: ProjectInput, changes: ProjectChanges = {}): Promise<Compiled> {
  const { ir, compilation } = requireCompiled(await openProject(sourceOf(project), changes, loadEngine));
  const sizeOf = (node: string | null) =>
    ir.parameters
      .filter((parameter) => parameter.role === "trainable" && (node === null || parameter.node === node))
      .reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);
  return {
    ir,
    text: printIr(ir),
    findings: compilation.diagnostics.map(flatFinding),
    layers: ir.operations.map(({ node, kind, features }) => ({
      node,
      operation: kind.op,
      features,
      parameters: sizeOf(node),
    })),
    parameters: sizeOf(null),
  };
}

/**
 * Where a project that a program names comes from.
 * @throws LayerglassError when it is no project.
 */
export function sourceOf(project: ProjectInput): ProjectSource {
  if (typeof project === "string") return readProjectFile(project);
  if (typeof project !== "object" || project === null) {
    throw callError("argument", {
      found: `${valueText(project)} for a project`,
      expected: "the path of a .layerglass file or its content as an object",
      help: "name a project",
    });
  }
  const named = projectOfText(JSON.stringify(project), "the project");
  return { file: named.name || "the project", project: named, folder: resolve() };
}

/**
 * A project with what compiling made of it.
 * @throws LayerglassError with every error among its findings.
 */
export function requireCompiled(project: OpenedProject) {
  requireNoErrors(project);
  const { data, compilation } = project;
  const { ir } = compilation;
  if (!ir || !data) {
    const words = {
      found: "nothing to compile",
      expected: "findings that say why",
      help: "report it, with the project",
    };
    throw failureError(project.file, failure("internal", { ...words, values: { reason: words.found } }));
  }
  return { ...project, ir, data };
}
