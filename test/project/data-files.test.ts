/** Files of the rows that validate and test: written, read, moved with the project and told apart. */
import { expect, test } from "vitest";
import { failureText } from "../../engine/contract";
import { type DataFile, type DataSetup, referenceTrainingSetup } from "../../engine/model";
import {
  type Project,
  parseProject,
  portableProject,
  projectDifferences,
  serializeProject,
  settledIn,
} from "../../engine/project";

const hash = (letter: string): string => letter.repeat(64);

function project(files: { readonly validation?: DataFile; readonly test?: DataFile }): Project {
  const data: DataSetup = {
    path: "/home/ann/project/train.csv",
    sha256: hash("a"),
    columns: [{ name: "y", role: "target", encoding: "number" }],
    ...files,
  };
  const layout = { positions: {}, viewport: null };
  return { name: "p", graph: { nodes: {}, wires: {} }, layout, data, training: referenceTrainingSetup };
}

const both = project({
  validation: { path: "/home/ann/project/parts/val.csv", sha256: hash("b") },
  test: { path: "/home/ann/shared/test.parquet", sha256: hash("c"), reading: { header: false, delimiter: ";" } },
});

function opened(text: string): Project {
  const parsed = parseProject(text);
  if (!parsed.ok) throw new Error(failureText(parsed.failure));
  return parsed.project;
}

test("files are written on a line each and read again as they were", () => {
  const text = serializeProject(both);
  expect(text).toContain(
    `    "validation": { "path": "/home/ann/project/parts/val.csv", "sha256": "${hash("b")}" },\n` +
      `    "test": { "path": "/home/ann/shared/test.parquet", "sha256": "${hash("c")}", ` +
      `"reading": { "delimiter": ";", "header": false } }\n`,
  );
  expect(opened(text)).toEqual(both);
  expect(serializeProject(opened(text))).toBe(text);
  expect(serializeProject(project({}))).not.toContain("validation.csv");
  expect(opened(serializeProject(project({})))).toEqual(project({}));
});

test("a hash may be left out and stays so until the file is read; another field is refused with its path", () => {
  const byHand = project({ validation: { path: "val.csv", sha256: "" } });
  expect(serializeProject(byHand)).toContain(`"validation": { "path": "val.csv" }`);
  expect(opened(serializeProject(byHand))).toEqual(byHand);
  const unread = '{"format":"layerglass","version":5,"data":{"path":"a.csv","test":{"path":"t.csv"}}}';
  expect(opened(unread).data).toEqual({
    ...{ unread: true, path: "a.csv", sha256: null, columns: [] },
    test: { path: "t.csv", sha256: "" },
  });
  expect(opened(serializeProject(opened(unread)))).toEqual(opened(unread));
  for (const file of ['{"path":"t.csv","columns":[]}', `{"sha256":"${hash("a")}"}`, "null", '"t.csv"']) {
    const parsed = parseProject(`{"format":"layerglass","version":5,"data":{"path":"a.csv","test":${file}}}`);
    expect(parsed.ok ? "" : failureText(parsed.failure)).toContain("$.data.test");
  }
});

test("saved elsewhere, every file is found from there; a model names each by its name alone", () => {
  const { data } = settledIn(both, "/home/ann/other/p.layerglass");
  expect([data?.path, data?.validation?.path, data?.test?.path]).toEqual([
    "../project/train.csv",
    "../project/parts/val.csv",
    "../shared/test.parquet",
  ]);
  const portable = JSON.stringify(portableProject(both));
  expect(portable).not.toContain("/home");
  expect(portable).toContain("test.parquet");
});

test("differences name the file of each part and one whose content is another", () => {
  const other = project({
    validation: { path: "/home/ann/project/parts/val.csv", sha256: hash("d") },
  });
  expect(projectDifferences(both, other)).toEqual([
    { kind: "table_content", path: "/home/ann/project/parts/val.csv" },
    { kind: "test_file", before: "/home/ann/shared/test.parquet", after: null },
  ]);
  expect(projectDifferences(both, both)).toEqual([]);
});
