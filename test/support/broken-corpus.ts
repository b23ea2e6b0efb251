import { readdirSync, readFileSync } from "node:fs";
import { failureText } from "../../engine/contract";
import type { DataSchema, Graph, TrainingSetup } from "../../engine/model";
import { parseProject } from "../../engine/project";
import { repositoryPath } from "./golden";

/** A drawing with something wrong, and the finding it must give. */
export interface BrokenCase {
  readonly file: string;
  readonly why: string;
  readonly expected: {
    readonly code: string;
    readonly node?: string;
    readonly port?: string;
    readonly parameter?: string;
  };
  readonly schema: DataSchema | null;
  readonly graph: Graph;
  readonly training: TrainingSetup;
}

/** Every file of test/fixtures/broken; each must itself open as a project. */
export function brokenCases(): readonly BrokenCase[] {
  const folder = repositoryPath("test", "fixtures", "broken");
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const { project, training, ...rest } = JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
      const parsed = parseProject(JSON.stringify(project));
      if (!parsed.ok) throw new Error(`${file}: ${failureText(parsed.failure)}`);
      return { ...rest, file, graph: parsed.project.graph, training: { ...parsed.project.training, ...training } };
    });
}
