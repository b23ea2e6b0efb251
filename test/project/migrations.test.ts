import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Failure } from "../../engine/contract";
import { referenceTrainingSetup } from "../../engine/model";
import { migrate, parseProject, projectVersion, serializeProject } from "../../engine/project";
import { repositoryPath } from "../support/golden";
import { referenceNetwork } from "../support/reference-network";

describe("migrations", () => {
  const steps = {
    1: (document: object) => ({ ...document, title: "from 1" }),
    2: (document: object) => ({ ...document, nodes: [] }),
  };

  test("run one after another up to the current version", () => {
    expect(migrate({ version: 1 }, steps, 3)).toEqual({ version: 3, title: "from 1", nodes: [] });
    expect(migrate({ version: 2 }, steps, 3)).toEqual({ version: 3, nodes: [] });
    expect(migrate({ version: 3 }, steps, 3)).toEqual({ version: 3 });
  });

  test("leave numbers as the table has them where older files compared with them", () => {
    const output = { id: "output_1", kind: "output", label: "output_1", parameters: { loss: "huber" } };
    const [migrated] = migrate({ version: 2, nodes: [output] }).nodes as (typeof output)[];
    expect(migrated).toEqual({ ...output, parameters: { target_scaling: "none", loss: "huber" } });
  });

  test("give nodes of version 1 the parameters added since, and leave those they have", () => {
    const output = (parameters: object) => ({ id: "output_1", kind: "output", label: "output_1", parameters });
    const nodesOf = (nodes: unknown) => migrate({ version: 1, nodes }).nodes;
    const before = { loss: "mean_squared_error", weight: 2 };
    expect(nodesOf([output(before)])).toEqual([
      output({
        ...{ delta: 1, target: null, class_weights: "none", class_weight_values: "1, 1", target_scaling: "none" },
        ...before,
      }),
    ]);
    const odd = [null, 7, [], { kind: "output", parameters: 1 }, { kind: "constructor", parameters: {} }];
    expect(nodesOf(odd)).toEqual(odd);
    expect(nodesOf("none")).toBe("none");
    // What an old file leaves out means what it meant then.
    expect(nodesOf([{ kind: "output" }])).toMatchObject([{ parameters: { target_scaling: "none" } }]);
    const initializer = ["kernel_initializer", "kernel_range", "kernel_standard_deviation", "kernel_value"];
    const parametersOfVersion1: Readonly<Record<string, readonly string[]>> = {
      output: ["loss"],
      activation: ["function"],
      dense: ["units", "use_bias", ...initializer],
    };
    for (const { kind, parameters } of Object.values(referenceNetwork().nodes)) {
      const names = parametersOfVersion1[kind] ?? Object.keys(parameters);
      const old = Object.fromEntries(names.map((name) => [name, parameters[name]]));
      const migrated = kind === "output" ? { ...parameters, target_scaling: "none" } : parameters;
      expect(nodesOf([{ kind, parameters: old }])).toEqual([{ kind, parameters: migrated }]);
    }
  });

  test("stop at a newer version and at a missing step", () => {
    expect(() => migrate({ version: 4 }, steps, 3)).toThrow(/version 4/);
    expect(() => migrate({ version: 1 }, {}, 3)).toThrow(/migration/);
  });
});

describe("a file of version 1", () => {
  const failureOf = (text: string): Failure | null => {
    const parsed = parseProject(text);
    return parsed.ok ? null : parsed.failure;
  };
  const old = readFileSync(repositoryPath("test", "fixtures", "projects", "version-1.layerglass"), "utf8");

  test("opens with what version 1 did said outright, and is written as the present version", () => {
    const parsed = parseProject(old);
    if (!parsed.ok) throw new Error(parsed.failure.found);
    expect(parsed.project.training).toEqual(referenceTrainingSetup);
    const written = serializeProject(parsed.project);
    expect(written).toContain(`"version": ${projectVersion}`);
    expect(parseProject(written)).toEqual(parsed);
  });

  test("is refused where it holds a later version's setting that is none", () => {
    expect(failureOf(old.replace('"epochs": 20,', '"epochs": 20, "split": 7,'))).toMatchObject({
      code: "project_damaged",
      subject: { path: "$.training.split" },
    });
    expect(failureOf(old.replace(/"training": \{[^}]*\}[^}]*\}/, '"training": 3'))).toMatchObject({
      subject: { path: "$.training" },
    });
  });

  test("cut at every place: refused, never thrown", () => {
    for (let length = 0; length < old.length - 2; length += 7) {
      expect(["project_damaged", "not_a_project"]).toContain(failureOf(old.slice(0, length))?.code);
    }
  });
});
