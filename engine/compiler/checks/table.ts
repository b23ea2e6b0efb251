import { finding } from "../../catalog";
import { type Failure, failureText, subjectText } from "../../contract";
import { type DataFilePart, type DataSetup, type Diagnostic, type Graph, partAt, valueText } from "../../model";

/**
 * The finding about a project's table that cannot be read, with why. For other languages its values carry the failure: its
 * code, and its values and place under names that begin with `failure_`.
 */
export function unreadableTable(graph: Graph, path: string, failure: Failure): Diagnostic {
  const carried = carriedBy(failure);
  return finding("E023", {
    ...dataNode(graph),
    found: `${path} (${carried.reason})`,
    expected: "a table that can be read with the project's columns",
    help: "put the file back, or choose another table",
    values: { ...carried, path },
  });
}

/** The same of a project's tables: of the file that the failure names, where it is that of a part. */
export function unreadableData(
  graph: Graph,
  data: Pick<DataSetup, "path" | DataFilePart>,
  failure: Failure,
): Diagnostic {
  const part = partOfFailure(data, failure);
  return unreadableTable(graph, (part === null ? undefined : data[part]?.path) ?? data.path, failure);
}

/** The part whose file a failure is about; null for any other. */
export const partOfFailure = (
  data: Pick<DataSetup, DataFilePart>,
  { subject }: Pick<Failure, "subject">,
): DataFilePart | null => partAt(data, subject.kind === "file" ? subject.path : null);

/** A failure as a finding's values: what it says in English, its code, its values and its place. */
function carriedBy(failure: Failure): { readonly reason: string } & Diagnostic["values"] {
  const { code, values } = failure;
  // The finding names the path itself.
  const subject = failure.subject.kind === "file" ? { ...failure.subject, path: null } : failure.subject;
  const { line = null, row = null, column_name = null } = subject.kind === "file" ? subject : {};
  const carried = Object.entries({ line, row, column_name, ...values }).flatMap(([name, value]) =>
    value === null ? [] : [[`failure_${name}`, value] as const],
  );
  return { ...Object.fromEntries(carried), reason: failureText({ ...failure, subject }), failure: code };
}

/** Codes of what a split can be refused for once its rows are known. */
const ofSplit: ReadonlySet<string> = new Set<Failure["code"]>([
  "split_whole",
  "split_word",
  "split_column",
  "split_file",
]);

/** Whether a failure is about which rows train, not about reading the table. */
export const isOfSplit = ({ code, values }: Pick<Failure, "code" | "values">): boolean =>
  ofSplit.has(code) && values.case !== "rows";

/** The finding about a split that leaves no rows to train on, or none to keep aside, with why and where in the table. */
export function refusedSplit(failure: Failure): Diagnostic {
  const { found, expected, help, subject } = failure;
  const place = subjectText(subject.kind === "file" ? { ...subject, path: null } : subject);
  const placed = place === "" ? found : `${found} (${place})`;
  return finding("E033", { parameter: "split", found: placed, expected, help, values: carriedBy(failure) });
}

/** The finding about a project's table whose content is not the one the project was saved with. */
export function changedTable(
  graph: Graph,
  { path, sha256 }: Pick<DataSetup, "path" | "sha256">,
  found: string,
): Diagnostic {
  return finding("W007", {
    ...dataNode(graph),
    found: `${path} with SHA-256 ${found.slice(0, 12)}…`,
    expected: `the file the project was saved with, ${sha256.slice(0, 12)}…`,
    help: "open the table again in the Data panel and save, if the change was meant",
    values: { path },
  });
}

/** The finding about a table that a project left something to say, with what it said. `suggested`: columns, of all of `data`. */
export function firstReading(
  graph: Graph,
  { path, sha256, columns }: Pick<DataSetup, "path" | "sha256" | "columns">,
  suggested: number,
): Diagnostic {
  const target = columns.filter(({ role }) => role === "target").map(({ name }) => valueText(name));
  const predicted = target.length === 0 ? "no target" : `target ${target.join(", ")}`;
  const ofColumns = `${suggested} of ${columns.length} columns used as the table suggests, ${predicted}`;
  return finding("I012", {
    ...dataNode(graph),
    found: `${path}, read for the first time: SHA-256 ${sha256.slice(0, 12)}…; ${ofColumns}`,
    expected: "a project that says which table it is of and what each column is for",
    help: "save the project to keep this",
    values: { path, sha256: sha256.slice(0, 12), suggested, columns: columns.length, target: target.join(", ") || "–" },
  });
}

function dataNode(graph: Graph): { readonly node?: string } {
  const node = Object.values(graph.nodes).find(({ kind }) => kind === "data");
  return node ? { node: node.id } : {};
}
