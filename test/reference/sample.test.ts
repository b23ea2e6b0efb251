import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compile } from "../../engine/compiler";
import { parseProject } from "../../engine/project";
import { repositoryPath } from "../support/golden";
import { referenceSchema } from "../support/reference-network";

/** The IR that a reference file carries in its metadata. */
function referenceIr(name: string): Readonly<Record<string, unknown>> & { readonly training: object } {
  const bytes = readFileSync(repositoryPath("test", "reference", `${name}.safetensors`));
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString("utf8", 8, 8 + length));
  return JSON.parse(header.__metadata__.ir);
}

test("the network trained by Keras for reference is what the sample compiles to", () => {
  const parsed = parseProject(readFileSync(repositoryPath("samples", "why-batch-normalization.layerglass"), "utf8"));
  if (!parsed.ok) throw new Error(parsed.failure.code);
  const { graph, training } = parsed.project;
  const { ir } = compile(graph, referenceSchema, { ...training, epochs: 2 });
  // Keras' run was recorded before rows could be kept for a test: it keeps none.
  const reference = referenceIr("reference_network");
  expect(ir).toEqual({ ...reference, training: { ...reference.training, test_split: 0 } });
});
