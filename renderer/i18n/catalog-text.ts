import { useMemo } from "react";
import type { Language } from "../../electron/contract";
import {
  definitionOf,
  type NodeCategory,
  type NodeDefinition,
  type ParameterDefinition,
  type PortDefinition,
} from "../../engine/catalog";
import type { GraphNode } from "../../engine/model";
import { useLanguage } from "./language";
import type { KindText, ParameterText } from "./text-types";
import { categories as chineseCategories, kinds as chineseKinds } from "./zh-CN/catalog";

const englishCategories: Readonly<Record<NodeCategory, string>> = {
  data: "Data",
  layer: "Layers",
  normalization: "Normalization",
  activation: "Activation",
  regularization: "Regularization",
  merge: "Merging",
  output: "Output",
};

/** The catalog's words in one language. */
export class CatalogText {
  private readonly kinds: Readonly<Record<string, KindText>>;
  private readonly categories: Readonly<Record<NodeCategory, string>>;

  constructor(language: Language) {
    this.kinds = language === "zh-CN" ? chineseKinds : {};
    this.categories = language === "zh-CN" ? chineseCategories : englishCategories;
  }

  category(category: NodeCategory): string {
    return this.categories[category];
  }

  label(definition: NodeDefinition): string {
    return this.kinds[definition.kind]?.label ?? definition.label;
  }

  /** Label of a kind by name; the name itself for an unknown kind. */
  kindLabel(kind: string): string {
    const definition = definitionOf(kind);
    return definition ? this.label(definition) : kind;
  }

  summary(definition: NodeDefinition): string {
    return this.kinds[definition.kind]?.summary ?? definition.summary;
  }

  port(definition: NodeDefinition, port: PortDefinition): string {
    return this.kinds[definition.kind]?.ports[port.id] ?? port.label;
  }

  private parameter(kind: string, id: string): ParameterText | undefined {
    return this.kinds[kind]?.parameters[id];
  }

  parameterLabel(kind: string, parameter: ParameterDefinition): string {
    return this.parameter(kind, parameter.id)?.label ?? parameter.label;
  }

  parameterHelp(kind: string, parameter: ParameterDefinition): string {
    return this.parameter(kind, parameter.id)?.help ?? parameter.help;
  }

  frameworks(kind: string, parameter: ParameterDefinition): string | null {
    return this.parameter(kind, parameter.id)?.frameworks ?? parameter.frameworks ?? null;
  }

  choice(kind: string, parameter: ParameterDefinition, value: string): string {
    const english =
      parameter.type === "choice" ? parameter.choices.find((choice) => choice.value === value)?.label : undefined;
    return this.parameter(kind, parameter.id)?.choices?.[value] ?? english ?? value;
  }

  /** The card's short text, with the labels of what a node merges; those of chosen values are put into this language. */
  caption(node: GraphNode, sources: readonly string[] = []): string {
    const definition = definitionOf(node.kind);
    if (!definition) return "";
    let caption = definition.caption(node, sources);
    for (const parameter of definition.parameters) {
      const value = node.parameters[parameter.id];
      if (parameter.type !== "choice" || typeof value !== "string") continue;
      const english = parameter.choices.find((choice) => choice.value === value)?.label;
      if (english) caption = caption.replace(english, this.choice(node.kind, parameter, value));
    }
    return caption;
  }
}

/** The catalog's words in the current language. */
export function useCatalogText(): CatalogText {
  const language = useLanguage();
  return useMemo(() => new CatalogText(language), [language]);
}
