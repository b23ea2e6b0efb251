import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createNode, definitions } from "../../engine/catalog";
import type { Failure } from "../../engine/contract";
import { applyEdit, type DataSetup, emptyGraph, type TrainingSetup } from "../../engine/model";
import { type Project, parseProject, projectVersion, serializeProject } from "../../engine/project";
import { columnSetups } from "../support/column-setups";
import { proposals, proposed } from "../support/edit-sequences";
import { referenceNetwork } from "../support/reference-network";
import { trainingSetups } from "../support/training-setups";

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const positive = fc.double({ min: 1e-9, max: 1, noNaN: true });

const files = {
  path: fc.string({ unit: "grapheme" }),
  sha256: fc
    .array(fc.constantFrom(..."0123456789abcdef"), { minLength: 64, maxLength: 64 })
    .map((digits) => digits.join("")),
};

const datas: fc.Arbitrary<DataSetup> = fc.record(
  { ...files, columns: columnSetups, validation: fc.record(files), test: fc.record(files) },
  { requiredKeys: ["path", "sha256", "columns"] },
);

/** Projects as the window makes them: a drawing by random edits, any names, any numbers in range. */
const projects: fc.Arbitrary<Project> = fc
  .record({
    name: fc.string({ unit: "binary" }),
    sequence: proposals,
    value: fc.oneof(number, fc.boolean(), fc.string(), fc.constant(null)),
    data: fc.option(datas),
    training: trainingSetups,
    place: fc.record({ x: number, y: number }),
    viewport: fc.option(fc.record({ x: number, y: number, zoom: positive })),
    width: fc.option(fc.integer({ min: 1, max: 200_000 })),
  })
  .map(({ name, sequence, value, data, training, place, viewport, width }) => {
    let graph = emptyGraph;
    for (const proposal of sequence) {
      const result = applyEdit(graph, proposed(graph, proposal));
      if (result.ok) graph = result.graph;
    }
    const [first] = Object.keys(graph.nodes);
    if (first !== undefined) {
      const result = applyEdit(graph, { type: "set_parameter", node: first, parameter: "odd_one", value });
      if (result.ok) graph = result.graph;
    }
    const positions = Object.fromEntries(
      Object.keys(graph.nodes).map((id, index) => [id, { x: place.x + index, y: place.y }]),
    );
    return {
      name,
      graph,
      layout: { positions, viewport, ...(width !== null && { image_width: width }) },
      data,
      training,
    };
  });

const reference: Project = {
  name: "Reference",
  graph: referenceNetwork(),
  layout: { positions: { data_1: { x: 0, y: 20 } }, viewport: { x: 1, y: 2, zoom: 0.5 } },
  data: {
    path: "table.csv",
    sha256: "0".repeat(64),
    columns: [{ name: "income", role: "target", encoding: "code" }],
  },
  training: fc.sample(trainingSetups, { numRuns: 1, seed: 1 })[0] as TrainingSetup,
};
const text = serializeProject(reference);

function failure(source: string, options = {}): Failure {
  const parsed = parseProject(source, options);
  if (parsed.ok) throw new Error("the text was accepted");
  return parsed.failure;
}

const placeOf = ({ subject }: Failure): string => (subject.kind === "place" ? subject.path : "");

type Fields = Record<string, unknown>;

/** A project file as plain JSON, to be damaged. */
interface RawProject extends Fields {
  nodes: Fields[];
  wires: Fields[];
  training: Fields;
  data: { columns: Fields[] };
  layout: { positions: Fields };
}

/** The reference project's text with one value of the document replaced. */
function changed(change: (document: RawProject) => void): string {
  const document = JSON.parse(text);
  change(document);
  return JSON.stringify(document);
}

describe("writing and reading", () => {
  test("reading what was written gives the same project", () => {
    fc.assert(
      fc.property(projects, (project) => {
        expect(parseProject(serializeProject(project))).toEqual({ ok: true, project });
      }),
      { numRuns: 150 },
    );
  });

  test("the text is the same whatever the order in which nodes, wires and parameters were made", () => {
    const reversed = (record: object) => Object.fromEntries(Object.entries(record).reverse());
    const { nodes, wires } = reference.graph;
    const shuffled: Project = {
      ...reference,
      graph: {
        nodes: reversed(
          Object.fromEntries(
            Object.entries(nodes).map(([id, node]) => [id, { ...node, parameters: reversed(node.parameters) }]),
          ),
        ),
        wires: reversed(wires),
      } as Project["graph"],
    };
    expect(serializeProject(shuffled)).toBe(text);
  });

  test("changing one parameter changes one line", () => {
    const result = applyEdit(reference.graph, {
      type: "set_parameter",
      node: "dense_2",
      parameter: "units",
      value: 32,
    });
    if (!result.ok) throw new Error(result.reason.text);
    const after = serializeProject({ ...reference, graph: result.graph }).split("\n");
    expect(after.filter((line, index) => line !== text.split("\n")[index])).toHaveLength(1);
  });

  test("positions of nodes that are gone are left out, and forgiven when read", () => {
    const positions = { ...reference.layout.positions, gone_1: { x: 1, y: 1 } };
    expect(serializeProject({ ...reference, layout: { ...reference.layout, positions } })).toBe(text);
    const stale = changed((document) => Object.assign(document.layout.positions, { gone_1: { x: 1, y: 1 } }));
    expect(parseProject(stale)).toEqual({ ok: true, project: reference });
  });

  test("a byte order mark is forgiven", () => {
    expect(parseProject(`\uFEFF${text}`)).toEqual({ ok: true, project: reference });
  });

  test("a number that is not finite cannot be written", () => {
    const training = { ...reference.training, validation_split: Number.NaN };
    expect(() => serializeProject({ ...reference, training })).toThrow(RangeError);
  });
});

describe("a file that is refused says where and why", () => {
  const node = (document: RawProject, index = 0) => document.nodes[index] ?? {};
  const wire = (document: RawProject) => document.wires[0] ?? {};
  const training = (document: RawProject) => document.training;

  test.each([
    ["text that is not JSON", "PK\u0003\u0004 a zip"],
    ["text that is not JSON", ""],
    ["null", "null"],
    ["a list of 0", "[]"],
    ["JSON without a format", "{}"],
    ['format "other"', '{"format":"other"}'],
  ])("not a project: %s", (found, source) => {
    expect(failure(source)).toMatchObject({
      code: "not_a_project",
      subject: { kind: "whole" },
      found: expect.stringContaining(found),
    });
  });

  test.each<[string, string, (document: RawProject) => void]>([
    ["$.version", '"1"', (document) => Object.assign(document, { version: "1" })],
    ["$.version", "0", (document) => Object.assign(document, { version: 0 })],
    ["$", "the unknown key", (document) => Object.assign(document, { extra: 1 })],
    ["$.wires[0]", "no from", (document) => Reflect.deleteProperty(document.wires[0] ?? {}, "from")],
    ["$.name", "7", (document) => Object.assign(document, { name: 7 })],
    ["$.nodes", "an object", (document) => Object.assign(document, { nodes: {} })],
    [
      "$.nodes[0].id",
      "the id dense_1 again",
      (document) => {
        node(document, 1).id = "dense_1";
        node(document, 0).id = "dense_1";
      },
    ],
    ["$.nodes[0].id", '"__proto__"', (document) => Object.assign(node(document), { id: "__proto__" })],
    ["$.nodes[0].id", '"a.b"', (document) => Object.assign(node(document), { id: "a.b" })],
    ["$.nodes[0].kind", '"../x"', (document) => Object.assign(node(document), { kind: "../x" })],
    ["$.nodes[0].bypassed", '"yes"', (document) => Object.assign(node(document), { bypassed: "yes" })],
    [
      "$.nodes[0].label",
      "a text of 70000 characters",
      (document) => Object.assign(node(document), { label: "x".repeat(70_000) }),
    ],
    ["$.nodes[0].parameters", "a list", (document) => Object.assign(node(document), { parameters: [] })],
    [
      "$.nodes[0].parameters.units",
      "a list",
      (document) => Object.assign(node(document), { parameters: { units: [1] } }),
    ],
    [
      "$.wires[0].from",
      "the unknown node ghost",
      (document) => Object.assign(wire(document), { from: "ghost.output" }),
    ],
    ["$.wires[0].to", '"dense_1"', (document) => Object.assign(wire(document), { to: "dense_1" })],
    [
      "$.wires[0]",
      "a wire from dense_1 to itself",
      (document) => Object.assign(wire(document), { from: "dense_1.a", to: "dense_1.b" }),
    ],
    ["$.wires[1].id", "the id wire_1 again", (document) => Object.assign(document.wires[1] ?? {}, { id: "wire_1" })],
    ["$.training.epochs", "0", (document) => Object.assign(training(document), { epochs: 0 })],
    ["$.training.epochs", "1.5", (document) => Object.assign(training(document), { epochs: 1.5 })],
    ["$.training.seed", "4294967296", (document) => Object.assign(training(document), { seed: 4_294_967_296 })],
    [
      "$.training.optimizer.kind",
      '"lion"',
      (document) => Object.assign(training(document), { optimizer: { kind: "lion" } }),
    ],
    ["$.training.optimizer", "no kind", (document) => Object.assign(training(document), { optimizer: {} })],
    ["$.data.sha256", '"x"', (document) => Object.assign(document.data, { sha256: "x" })],
    ["$.data.columns[0].role", '"goal"', (document) => Object.assign(document.data.columns[0] ?? {}, { role: "goal" })],
    [
      "$.layout.positions.data_1.x",
      '"0"',
      (document) => Object.assign(document.layout, { positions: { data_1: { x: "0", y: 0 } } }),
    ],
    [
      "$.layout.viewport.zoom",
      "0",
      (document) => Object.assign(document.layout, { viewport: { x: 0, y: 0, zoom: 0 } }),
    ],
  ])("damaged at %s: %s", (path, found, change) => {
    const fault = failure(changed(change));
    expect(fault).toMatchObject({ code: "project_damaged" });
    expect(placeOf(fault).replace(/\[\d+\]/g, "[n]")).toBe(path.replace(/\[\d+\]/g, "[n]"));
    expect(fault.found).toContain(found);
    for (const words of [fault.expected, fault.help]) expect(words.length).toBeGreaterThan(3);
  });

  test("__proto__ as a key is refused and pollutes nothing", () => {
    const source = text.replace('"parameters": {}', '"parameters": { "__proto__": { "polluted": true } }');
    expect(source).not.toBe(text);
    expect(failure(source)).toMatchObject({
      code: "project_damaged",
      subject: { path: expect.stringMatching(/^\$\.nodes\[\d+\]\.parameters$/) },
    });
    expect(failure(text.replace('"format"', '"__proto__": { "polluted": true }, "format"')).code).toBe(
      "project_damaged",
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("NaN is no JSON, and a number too large to be finite is refused where it stands", () => {
    expect(failure(text.replace('"epsilon": 0.001', '"epsilon": NaN')).code).toBe("project_damaged");
    expect(failure(text.replace('"epsilon": 0.001', '"epsilon": 1e999'))).toMatchObject({
      subject: { path: expect.stringMatching(/parameters\.epsilon$/) },
      found: "Infinity",
    });
  });

  test("a newer version is told apart and left alone", () => {
    expect(failure(text.replace(`"version": ${projectVersion}`, `"version": ${projectVersion + 1}`))).toMatchObject({
      code: "project_newer",
      subject: { path: "$.version" },
      found: `version ${projectVersion + 1}`,
    });
  });

  test("a million nested lists", () => {
    const deep = `${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`;
    expect(failure(deep).code).toBe("not_a_project");
    expect(failure(text.replace('"units": 2', `"units": ${deep}`))).toMatchObject({
      code: "project_damaged",
      found: "more than 64 lists and objects in one another",
    });
    // A bracket in a text is no list, whatever stands before the quote.
    expect(parseProject(text.replace('"label": "dense_1"', `"label": "\\\\\\"${"[{".repeat(100)}"`)).ok).toBe(true);
  });

  test("64 Mi characters of small objects are refused before they are parsed", () => {
    const small = "{},".repeat(22_000_000);
    expect(failure(`[${small}{}]`).code).toBe("not_a_project");
    expect(failure(`{"format": "layerglass", "nodes": [${small.slice(0, 60_000_000)}{}]}`)).toMatchObject({
      code: "project_damaged",
      found: "more than 3000000 lists and objects",
    });
  });

  test("more than 64 Mi characters are not even parsed", () => {
    expect(failure(" ".repeat(64 * 1024 * 1024 + 1)).code).toBe("project_too_large");
  });

  test.each([
    ["$.name", '"name"', '"name": "Other", "name"'],
    ["$.training.optimizer.kind", '"kind"', '"kind": "adam", "kind"'],
    ["$.nodes[1].label", '"label": "activation_2"', '"label": "x", "label": "activation_2"'],
    ["$.training.epochs", '"epochs"', '"epochs": 3, "epochs"'],
    ["$.training.epochs", '"epochs"', '"\\u0065pochs": 3, "epochs"'],
    ["$.layout.positions.data_1", '"data_1"', '"data_1": { "x": 1, "y": 2 }, "data_1"'],
  ])("a key that stands twice, at %s", (path, key, twice) => {
    const place = path.startsWith("$.layout") ? text.lastIndexOf(key) : text.indexOf(key);
    const source = text.slice(0, place) + twice + text.slice(place + key.length);
    const line = text.slice(0, place).split("\n").length;
    expect(failure(source)).toMatchObject({
      code: "project_damaged",
      subject: { path },
      found: `the key ${JSON.stringify(path.split(".").at(-1))} again, in line ${line}`,
    });
  });

  test("the last of a hundred thousand keys that stands twice; equal keys of different objects and equal texts do not", () => {
    const many = Array.from({ length: 100_000 }, (_, index) => `"gone_${index}": { "x": 1, "y": 1 }`);
    const source = (keys: readonly string[]) => text.replace('"positions": {', `"positions": { ${keys.join(", ")},`);
    expect(parseProject(source(many)).ok).toBe(true);
    expect(placeOf(failure(source([...many, '"gone_99998": { "x": 2, "y": 1 }'])))).toBe(
      "$.layout.positions.gone_99998",
    );
    // Texts that are values, with quotes and colons in them, are no keys.
    expect(parseProject(text.replace('"label": "dense_1"', '"label": "\\"label\\": 1, \\"id\\""')).ok).toBe(true);
  });

  test("a kind this program does not know, when it says which it knows", () => {
    const source = text.replace('"kind": "data"', '"kind": "conv"');
    expect(parseProject(source).ok).toBe(true);
    const kinds = definitions.map(({ kind }) => kind);
    expect(failure(source, { kinds })).toMatchObject({ code: "project_damaged", found: 'kind "conv"' });
    expect(parseProject(text, { kinds }).ok).toBe(true);
  });

  test("a cycle and a port with two wires open, for the checks to show", () => {
    const source = changed((document) => {
      document.wires.push({ id: "back", from: "activation_1.output", to: "dense_1.input" });
    });
    expect(parseProject(source).ok).toBe(true);
  });
});

describe("damage by chance", () => {
  test("cut at every place: refused, never thrown", () => {
    for (let length = 0; length < text.length - 2; length++) {
      const fault = failure(text.slice(0, length));
      expect(["project_damaged", "not_a_project"]).toContain(fault.code);
      if (length > 40) expect(fault.code).toBe("project_damaged");
    }
  });

  test("every bit of every byte flipped: an answer, never thrown, and what opens can be written again", () => {
    const bytes = new TextEncoder().encode(text);
    const decoder = new TextDecoder();
    for (let index = 0; index < bytes.length; index++) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = bytes.slice();
        flipped[index] = (flipped[index] ?? 0) ^ (1 << bit);
        const parsed = parseProject(decoder.decode(flipped));
        if (parsed.ok) expect(parseProject(serializeProject(parsed.project))).toEqual(parsed);
      }
    }
  }, 120_000);

  test("random JSON under the format's own keys is answered, never thrown", () => {
    const keys = ["version", "name", "data", "training", "nodes", "wires", "layout"];
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        const parsed = parseProject(changed((document) => Object.assign(document, { [key]: value })));
        expect(typeof parsed.ok).toBe("boolean");
      }),
      { numRuns: 300 },
    );
  });
});

test("ids such as constructor are names like any other", () => {
  const node = createNode("dense", emptyGraph, "constructor");
  const project: Project = {
    ...reference,
    graph: { nodes: { constructor: node }, wires: {} },
    layout: { positions: {}, viewport: null },
  };
  expect(parseProject(serializeProject(project))).toEqual({ ok: true, project });
});
