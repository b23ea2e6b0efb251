import { describe, expect, test } from "vitest";
import { createNode, definitions } from "../../../engine/catalog";
import { emptyGraph } from "../../../engine/model";
import { CatalogText, chineseKinds } from "../../../renderer/i18n";

const chineseLetters = /[㐀-鿿]/;
const english = new CatalogText("en");
const chinese = new CatalogText("zh-CN");

describe.each(definitions)("Chinese for $kind", (definition) => {
  const words = chineseKinds[definition.kind];

  test("has label, summary and every port", () => {
    expect(words?.label).toMatch(chineseLetters);
    expect(words?.summary).toMatch(chineseLetters);
    const ports = [...definition.inputs, ...definition.outputs].map((port) => port.id);
    expect(Object.keys(words?.ports ?? {}).sort()).toEqual(ports.sort());
  });

  test("has every parameter with help, choices and framework notes, and none that is gone", () => {
    expect(Object.keys(words?.parameters ?? {})).toEqual(definition.parameters.map(({ id }) => id));
    for (const parameter of definition.parameters) {
      const its = words?.parameters[parameter.id];
      expect(its?.help, parameter.id).toMatch(chineseLetters);
      expect(its?.frameworks !== undefined, parameter.id).toBe(parameter.frameworks !== undefined);
      const choices = parameter.type === "choice" ? parameter.choices.map(({ value }) => value) : [];
      expect(Object.keys(its?.choices ?? {}), parameter.id).toEqual(choices);
    }
  });

  test("has a colour group in both languages", () => {
    expect(chinese.category(definition.category)).toMatch(chineseLetters);
    expect(english.category(definition.category)).toMatch(/[a-z]/);
  });
});

test("captions are put into Chinese by the chosen values", () => {
  const node = createNode("output", emptyGraph);
  expect(english.caption(node)).toBe("binary cross-entropy");
  expect(chinese.caption(node)).toBe("二元交叉熵");
  expect(chinese.caption(createNode("scale", emptyGraph))).toBe("标准化");
  expect(chinese.caption(createNode("dense", emptyGraph))).toBe("64");
});
