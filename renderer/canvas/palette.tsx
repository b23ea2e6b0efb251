import { useMemo, useState } from "react";
import { definitions, type NodeCategory } from "../../engine/catalog";
import { useCatalogText, useText } from "../i18n";
import { Icon, KindMark, matchScore } from "../ui";
import { canvasActions } from "./canvas-actions";
import "./palette.css";

/** Type of a dragged palette entry. */
export const KIND_DRAG_TYPE = "application/x-layerglass-kind";

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
  const first = groups[0]?.[1][0];
  return (
    <div className="palette" data-testid="palette">
      <div className="palette-search">
        <Icon name="search" size={14} />
        <input
          className="input"
          type="search"
          aria-label={text("canvas.searchNodes")}
          placeholder={text("canvas.searchNodes")}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && first) canvasActions.addNode(first.kind);
            if (event.key === "Escape") setQuery("");
          }}
        />
      </div>
      {groups.map(([category, group]) => (
        <section key={category} aria-label={words.category(category)}>
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
              <span className="palette-label">
                {words.label(definition)}
                <span className="palette-category">{words.category(category)}</span>
              </span>
              <span className="palette-summary">{words.summary(definition)}</span>
            </button>
          ))}
        </section>
      ))}
      {groups.length === 0 && <p className="palette-nothing">{text("canvas.noKind", { query })}</p>}
      <p className="palette-hint">{text("canvas.paletteHint")}</p>
    </div>
  );
}
