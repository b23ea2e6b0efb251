import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { Kbd } from "./button";
import { matchScore } from "./match";

export interface PickItem {
  readonly id: string;
  readonly label: string;
  /** More words the search finds, such as the name in the other language. */
  readonly keywords?: string | undefined;
  /** Second, quieter text. */
  readonly detail?: string | undefined;
  readonly shortcut?: string | undefined;
  readonly mark?: ReactNode;
  /** Why it cannot be picked now. */
  readonly refused?: string | undefined;
  readonly "data-testid"?: string;
}

export interface PickListProps {
  readonly label: string;
  readonly placeholder: string;
  /** What the search begins with. */
  readonly typed?: string;
  readonly items: readonly PickItem[];
  readonly onPick: (id: string) => void;
  readonly onCancel?: () => void;
  readonly nothingFound: string;
  readonly "data-testid"?: string;
}

/** A search field over a list: type to narrow, arrow keys to move, Enter to pick. */
export function PickList({
  label,
  placeholder,
  typed = "",
  items,
  onPick,
  onCancel,
  nothingFound,
  ...rest
}: PickListProps) {
  const id = useId();
  const [query, setQuery] = useState(typed);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => input.current?.focus(), []);

  const found = useMemo(() => {
    const scored = items.map((item, order) => ({
      item,
      order,
      score: Math.max(matchScore(query, item.label), matchScore(query, item.keywords ?? "") - 1),
    }));
    return scored
      .filter(({ score }) => score > 0 || query.trim() === "")
      .sort((a, b) => (query.trim() === "" ? a.order - b.order : b.score - a.score || a.order - b.order))
      .map(({ item }) => item);
  }, [items, query]);
  const index = Math.min(active, found.length - 1);

  useEffect(() => {
    list.current?.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: "nearest" });
  }, [index]);

  const pick = (item: PickItem | undefined): void => {
    if (item && !item.refused) onPick(item.id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && found.length > 0) setActive((index + step + found.length) % found.length);
    if (event.key === "Enter" && !event.nativeEvent.isComposing) pick(found[index]);
    if (event.key === "Escape" && onCancel) onCancel();
    if (step !== 0 || event.key === "Enter" || (event.key === "Escape" && onCancel)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  return (
    <div className="pick-list" {...rest}>
      <input
        ref={input}
        className="input pick-search"
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={found[index] ? `${id}-${index}` : undefined}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={label} className="pick-items">
        {found.map((item, itemIndex) => (
          <button
            key={item.id}
            id={`${id}-${itemIndex}`}
            type="button"
            role="option"
            tabIndex={-1}
            className="pick-item"
            data-index={itemIndex}
            data-testid={item["data-testid"]}
            aria-selected={itemIndex === index}
            aria-disabled={item.refused ? true : undefined}
            onPointerMove={() => setActive(itemIndex)}
            onClick={() => pick(item)}
          >
            {item.mark}
            <span className="pick-label">{item.label}</span>
            <span className="pick-detail">{item.refused ?? item.detail}</span>
            {item.shortcut && <Kbd keys={item.shortcut} />}
          </button>
        ))}
      </div>
      {found.length === 0 && <p className="pick-nothing">{nothingFound}</p>}
    </div>
  );
}
