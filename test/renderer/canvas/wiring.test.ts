import { describe, expect, test } from "vitest";
import { createNode } from "../../../engine/catalog";
import { emptyGraph, type Graph, wiresInto } from "../../../engine/model";
import { connectEdits, connectTargets, rankedKinds, removeAndHeal, spliceEdits } from "../../../renderer/canvas";
import { applied, chain, contextOf, wiring } from "./networks";

const output = (node: string) => ({ node, port: node.startsWith("data") ? "features" : "output" });
const input = (node: string) => ({ node, port: node.startsWith("output") ? "prediction" : "input" });

function added(graph: Graph, ...kinds: readonly string[]): Graph {
  return kinds.reduce((all, kind) => applied(all, [{ type: "add_node", node: createNode(kind, all) }]), graph);
}

function refusedCode(graph: Graph, from: string, to: string): string | null {
  const { refusal } = connectEdits(contextOf(graph), output(from), input(to));
  if (!refusal) return null;
  if (refusal.type === "same_side") return refusal.side;
  return refusal.type === "rejection" ? refusal.rejection.code : refusal.diagnostic.code;
}

/** A layer whose input is added to its output: activation_1 → (dense_2) → add_1. */
function residual(): Graph {
  const graph = added(chain("data", "dense", "activation", "dense"), "add");
  return [
    ["activation_1", "a"],
    ["dense_2", "b"],
  ].reduce(
    (all, [from = "", port = ""]) =>
      applied(all, connectEdits(contextOf(all), output(from), { node: "add_1", port }).edits),
    graph,
  );
}

describe("a proposed wire", () => {
  test("is drawn when nothing speaks against it", () => {
    const graph = added(emptyGraph, "data", "dense");
    expect(refusedCode(graph, "data_1", "dense_1")).toBeNull();
  });

  test("is refused at a taken input, as a cycle and at its own node", () => {
    const graph = chain("data", "dense", "activation", "dense");
    expect(refusedCode(graph, "activation_1", "dense_1")).toBe("input_taken");
    const open = applied(graph, [{ type: "disconnect", wires: [wiresInto(graph, "dense_1")[0]?.id ?? ""] }]);
    expect(refusedCode(open, "dense_2", "dense_1")).toBe("would_cycle");
    expect(refusedCode(open, "dense_1", "dense_1")).toBe("self_wire");
  });

  test("is refused where the value cannot be used, whether or not it reaches an Output yet", () => {
    expect(refusedCode(added(chain("data", "dense"), "scale"), "dense_1", "scale_1")).toBe("E013");
    expect(refusedCode(added(chain("data", "dense"), "scale", "output"), "dense_1", "scale_1")).toBe("E013");
    const finished = chain("data", "dense", "activation", "output");
    expect(refusedCode(added(finished, "scale"), "dense_1", "scale_1")).toBe("E013");
  });

  test("is refused at a sum of another width unless a layer can be widened", () => {
    const graph = added(chain("data", "dense"), "add");
    const half = applied(graph, connectEdits(contextOf(graph), output("dense_1"), { node: "add_1", port: "a" }).edits);
    const { refusal } = connectEdits(contextOf(half), output("data_1"), { node: "add_1", port: "b" });
    expect(refusal).toBeNull();
    const fixed = added(chain("data", "scale"), "concat", "add");
    const wired = [
      ["data_1", "concat_1", "a"],
      ["scale_1", "concat_1", "b"],
      ["concat_1", "add_1", "a"],
    ].reduce(
      (all, [from = "", to = "", port = ""]) =>
        applied(all, connectEdits(contextOf(all), output(from), { node: to, port }).edits),
      fixed,
    );
    const refused = connectEdits(contextOf(wired), output("data_1"), { node: "add_1", port: "b" }).refusal;
    expect(refused?.type === "diagnostic" && refused.diagnostic.code).toBe("E028");
  });

  test("is drawn where only a setting is wrong: 64 units at an Output of two classes", () => {
    const graph = added(chain("data", "dense", "activation"), "output");
    expect(refusedCode(graph, "activation_1", "output_1")).toBeNull();
  });
});

describe("the keyboard's list of targets", () => {
  test("names every input with the reason where it is refused", () => {
    const graph = added(chain("data", "dense", "activation"), "output");
    const targets = connectTargets(contextOf(graph), "activation_1");
    const free = targets.filter(({ refusal }) => refusal === null).map(({ node }) => node.id);
    expect(free).toEqual(["output_1"]);
    expect(targets.map(({ node }) => node.id).sort()).toEqual(["dense_1", "output_1"]);
  });
});

describe("a node that merges values", () => {
  test("is offered once in the keyboard's list, at its next free port", () => {
    const graph = residual();
    const ports = connectTargets(contextOf(graph), "dense_1").flatMap(({ node, to }) =>
      node.id === "add_1" ? [to.port] : [],
    );
    expect(ports).toEqual(["c"]);
  });

  test("is spliced into a wire by its first port, and is offered after a layer", () => {
    const graph = added(chain("data", "dense", "activation"), "multiply");
    const wire = wiresInto(graph, "activation_1")[0];
    const node = graph.nodes.multiply_1;
    if (!wire || !node) throw new Error("the network is not as built");
    const spliced = applied(graph, spliceEdits(graph, node, wire) ?? []);
    expect(wiresInto(spliced, "multiply_1").map(({ from, to }) => [from.node, to.port])).toEqual([["dense_1", "a"]]);
    const kinds = rankedKinds(contextOf(graph), { node: "dense_1", port: "output", side: "output" });
    expect(kinds.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["add", "multiply", "concat"]));
  });
});

describe("splicing", () => {
  test("puts a node into a wire", () => {
    const graph = added(chain("data", "dense", "activation"), "batch_norm");
    const wire = wiresInto(graph, "activation_1")[0];
    const node = graph.nodes.batch_norm_1;
    if (!wire || !node) throw new Error("the network is not as built");
    const spliced = applied(graph, spliceEdits(graph, node, wire) ?? []);
    expect(wiring(spliced)).toEqual(["batch_norm_1 → activation_1", "data_1 → dense_1", "dense_1 → batch_norm_1"]);
  });

  test("is not offered for a node without a way through", () => {
    const graph = added(chain("data", "dense"), "output");
    const wire = wiresInto(graph, "dense_1")[0];
    const node = graph.nodes.output_1;
    if (!wire || !node) throw new Error("the network is not as built");
    expect(spliceEdits(graph, node, wire)).toBeNull();
  });
});

describe("deleting", () => {
  test("heals the wire through one node and through several in a row", () => {
    const graph = chain("data", "dense", "batch_norm", "activation", "dropout", "dense");
    expect(wiring(applied(graph, removeAndHeal(contextOf(graph), ["batch_norm_1"])))).toContain(
      "dense_1 → activation_1",
    );
    const several = applied(graph, removeAndHeal(contextOf(graph), ["activation_1", "batch_norm_1", "dropout_1"]));
    expect(wiring(several)).toEqual(["data_1 → dense_1", "dense_1 → dense_2"]);
  });

  test("heals to every reader of a branch", () => {
    let graph = chain("data", "dense", "activation");
    graph = added(graph, "dropout", "batch_norm");
    for (const to of ["dropout_1", "batch_norm_1"]) {
      graph = applied(graph, connectEdits(contextOf(graph), output("activation_1"), input(to)).edits);
    }
    const healed = applied(graph, removeAndHeal(contextOf(graph), ["activation_1"]));
    expect(wiring(healed)).toEqual(["data_1 → dense_1", "dense_1 → batch_norm_1", "dense_1 → dropout_1"]);
  });

  test("a removed branch of a sum is not healed into the same value twice", () => {
    const graph = residual();
    const healed = applied(graph, removeAndHeal(contextOf(graph), ["dense_2"]));
    expect(wiring(healed)).toEqual(["activation_1 → add_1", "data_1 → dense_1", "dense_1 → activation_1"]);
    const two = applied(graph, removeAndHeal(contextOf(graph), ["dense_2", "activation_1"]));
    expect(wiring(two)).toEqual(["data_1 → dense_1", "dense_1 → add_1"]);
  });

  test("a removed sum heals to what its first port took", () => {
    const graph = added(residual(), "dropout");
    const whole = applied(graph, connectEdits(contextOf(graph), output("add_1"), input("dropout_1")).edits);
    const healed = applied(whole, removeAndHeal(contextOf(whole), ["add_1"]));
    expect(wiring(healed)).toContain("activation_1 → dropout_1");
  });

  test("leaves the gap open when nothing feeds the deleted node", () => {
    const graph = chain("dense", "batch_norm", "activation");
    expect(wiring(applied(graph, removeAndHeal(contextOf(graph), ["dense_1", "batch_norm_1"])))).toEqual([]);
  });
});

describe("the quick-add list", () => {
  const kinds = (graph: Graph, node: string, side: "output" | "input") =>
    rankedKinds(contextOf(graph), { node, port: side === "output" ? output(node).port : input(node).port, side }).map(
      ({ kind }) => kind,
    );

  test("offers BatchNorm first after a Dense, and never Data", () => {
    const offered = kinds(chain("data", "dense"), "dense_1", "output");
    expect(offered[0]).toBe("batch_norm");
    expect(offered).not.toContain("data");
    expect(offered).not.toContain("scale");
  });

  test("offers Scale first after Data", () => {
    expect(kinds(chain("data"), "data_1", "output")[0]).toBe("scale");
  });

  test("offers only kinds with an output before a free input", () => {
    const offered = kinds(added(emptyGraph, "output"), "output_1", "input");
    expect(offered).not.toContain("output");
    expect(offered[0]).toBe("activation");
  });
});
