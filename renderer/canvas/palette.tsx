import { useMemo, useState } from "react";
import { definitions, type NodeCategory, type NodeDefinition } from "../../engine/catalog";
import { type MessageKey, useCatalogText, useText } from "../i18n";
import { KindMark, matchScore, SearchField } from "../ui";
import { canvasActions } from "./canvas-actions";
import "./palette.css";

/** Type of a dragged palette entry. */
export const KIND_DRAG_TYPE = "application/x-layerglass-kind";

/** A few words on each kind; its whole summary stands in the tooltip. */
const briefs: Readonly<Record<string, MessageKey>> = {
  data: "canvas.brief.data",
  scale: "canvas.brief.scale",
  dense: "canvas.brief.dense",
  batch_norm: "canvas.brief.batch_norm",
  layer_norm: "canvas.brief.layer_norm",
  activation: "canvas.brief.activation",
  dropout: "canvas.brief.dropout",
  gaussian_noise: "canvas.brief.gaussian_noise",
  add: "canvas.brief.add",
  multiply: "canvas.brief.multiply",
  concat: "canvas.brief.concat",
  output: "canvas.brief.output",
};

/** Every kind of node, found by search: drag to place, click or Enter to add after the selection. */
export function Palette() {
  const text = useText();
  const words = useCatalogText();
  const [query, setQuery] = useState("");
  const groups = useMemo(() => {
    const found = definitions.filter((definition) => {
      const haystack = `${words.label(definition)} ${definition.label} ${words.category(definition.category)}`;
      return query.trim() === "" || matchScore(query, haystack) > 0;
    });
    const byCategory = new Map<NodeCategory, (typeof found)[number][]>();
    for (const definition of found) {
      const group = byCategory.get(definition.category);
      if (group) group.push(definition);
      else byCategory.set(definition.category, [definition]);
    }
    return [...byCategory];
  }, [query, words]);
  const briefOf = (definition: NodeDefinition): string => {
    const brief = briefs[definition.kind];
    return brief ? text(brief) : words.summary(definition);
  };
  const first = groups[0]?.[1][0];
  return (
    <div className="palette" data-testid="palette">
      <SearchField
        label={text("canvas.searchNodes")}
        value={query}
        onChange={setQuery}
        onKeyDown={(event) => {
          if (event.key === "Enter" && first) canvasActions.addNode(first.kind);
          if (event.key === "Escape") setQuery("");
        }}
      />
      {groups.map(([category, group]) => (
        <section key={category} className="palette-group" aria-label={words.category(category)}>
          {group.map((definition) => (
            <button
              key={definition.kind}
              type="button"
              draggable
              className="palette-item"
              data-testid={`palette-${definition.kind}`}
              data-category={definition.category}
              title={words.summary(definition)}
              onDragStart={(event) => {
                event.dataTransfer.setData(KIND_DRAG_TYPE, definition.kind);
                event.dataTransfer.effectAllowed = "copy";
              }}
              onClick={() => canvasActions.addNode(definition.kind)}
            >
              <KindMark kind={definition.kind} category={definition.category} />
              <span className="palette-label">{words.label(definition)}</span>
              <span className="palette-summary">{briefOf(definition)}</span>
            </button>
          ))}
        </section>
      ))}
      {groups.length === 0 && <p className="palette-nothing">{text("canvas.noKind", { query })}</p>}
      <p className="palette-hint">{text("canvas.paletteHint")}</p>
    </div>
  );
}
