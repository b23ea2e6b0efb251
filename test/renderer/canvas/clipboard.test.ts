import { describe, expect, test } from "vitest";
import { arrange } from "../../../engine/drawing";
import { emptyGraph } from "../../../engine/model";
import { copiedText, pasteEdits, readCopied } from "../../../renderer/canvas";
import { applied, chain, wiring } from "./networks";

const graph = chain("data", "dense", "batch_norm", "activation");
const positions = arrange(graph);

function pasted(into = graph, ids = ["dense_1", "batch_norm_1"]) {
  const copied = readCopied(copiedText(graph, positions, new Set(ids)));
  if (!copied) throw new Error("the copy was not read");
  return pasteEdits(into, copied, { x: 0, y: 160 });
}

describe("copied nodes", () => {
  test("keep their settings and the wires among them, under new names", () => {
    const wide = applied(graph, [{ type: "set_parameter", node: "dense_1", parameter: "units", value: 7 }]);
    const copied = readCopied(copiedText(wide, positions, new Set(["dense_1", "batch_norm_1"])));
    if (!copied) throw new Error("the copy was not read");
    const { edits, nodes } = pasteEdits(wide, copied, { x: 0, y: 160 });
    const after = applied(wide, edits);
    expect(nodes).toEqual(["dense_2", "batch_norm_2"]);
    expect(after.nodes.dense_2?.parameters.units).toBe(7);
    expect(wiring(after)).toContain("dense_2 → batch_norm_2");
    expect(wiring(after)).toHaveLength(wiring(wide).length + 1);
  });

  test("go into another project", () => {
    const { edits, positions: places } = pasted(emptyGraph);
    const after = applied(emptyGraph, edits);
    expect(Object.keys(after.nodes)).toEqual(["dense_1", "batch_norm_1"]);
    expect(Object.keys(places)).toEqual(["dense_1", "batch_norm_1"]);
  });

  test("of a wire's one end bring no wire", () => {
    const { edits } = pasted(graph, ["dense_1", "activation_1"]);
    expect(edits.filter((edit) => edit.type === "connect")).toHaveLength(0);
  });
});

describe("clipboard text that is not ours", () => {
  test.each(["", "hello", "[]", "null", '{"layerglass":"nodes"}', '{"layerglass":"other","nodes":[]}'])(
    "%s",
    (text) => {
      expect(readCopied(text)).toBeNull();
    },
  );

  test("with hostile content gives only what is valid", () => {
    const text = JSON.stringify({
      layerglass: "nodes",
      nodes: [
        { id: "__proto__", kind: "constructor" },
        { id: "a", kind: "dense", parameters: { units: { deep: 1 }, use_bias: false, unknown: 1 } },
        7,
      ],
      wires: [{ from: { node: "a", port: "output" }, to: { node: "gone", port: "input" } }, "x"],
      positions: { a: { x: "far", y: Number.MAX_VALUE } },
    });
    const copied = readCopied(text);
    expect(copied?.nodes.map((node) => node.id)).toEqual(["a"]);
    expect(copied?.nodes[0]?.parameters).toMatchObject({ units: 64, use_bias: false });
    expect(copied?.nodes[0]?.parameters).not.toHaveProperty("unknown");
    expect(copied && pasteEdits(emptyGraph, copied, { x: 0, y: 0 }).edits).toHaveLength(1);
  });
});
