import type { KeyboardEvent } from "react";
import type { ColumnProfile } from "../../engine/contract";
import { useText } from "../i18n";
import { Checkbox, IconButton } from "../ui";

interface CodeOrderProps {
  readonly column: ColumnProfile;
  /** Null where the values are sorted. */
  readonly order: readonly string[] | null;
  readonly onChange: (order: readonly string[] | null) => void;
}

/** The order of a column's codes: sorted, or as a person moves the values by buttons or Alt and an arrow key. */
export function CodeOrder({ column, order, onChange }: CodeOrderProps) {
  const text = useText();
  const { name, top, distinct, type } = column;
  // A profile names the most frequent values alone.
  const isWhole = top.length === distinct;
  const values = top.map(({ value }) => value);
  const sorted = type === "number" ? values.sort((a, b) => Number(a) - Number(b)) : values.sort();
  const moved = (from: number, to: number): void => {
    const next = [...(order ?? [])];
    const [value] = next.splice(from, 1);
    if (value === undefined || to < 0 || to > next.length) return;
    next.splice(to, 0, value);
    onChange(next);
    // The value keeps the focus at its new place.
    requestAnimationFrame(() => document.getElementById(`code-order-${name}-${to}`)?.focus());
  };
  const onKeyDown = (event: KeyboardEvent, at: number): void => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    event.stopPropagation();
    moved(at, event.key === "ArrowUp" ? at - 1 : at + 1);
  };
  return (
    <div className="column-order">
      <Checkbox
        label={text("data.orderOwn")}
        help={isWhole || order !== null ? text("data.orderHelp") : text("data.orderMany")}
        checked={order !== null}
        disabled={!isWhole && order === null}
        onChange={(isOwn) => onChange(isOwn ? sorted : null)}
        data-testid={`column-order-${name}`}
      />
      {order !== null && (
        <ol start={0} aria-label={text("data.orderOf", { column: name })}>
          {order.map((value, at) => (
            <li key={value}>
              <button
                type="button"
                id={`code-order-${name}-${at}`}
                className="column-order-value"
                aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
                title={text("data.orderKeys")}
                onKeyDown={(event) => onKeyDown(event, at)}
              >
                <span className="column-order-code">{at}</span>
                {value}
              </button>
              <IconButton
                icon="chevron"
                className="column-order-up"
                label={text("data.orderUp", { value })}
                disabled={at === 0}
                onClick={() => moved(at, at - 1)}
              />
              <IconButton
                icon="chevron"
                className="column-order-down"
                label={text("data.orderDown", { value })}
                disabled={at === order.length - 1}
                onClick={() => moved(at, at + 1)}
              />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
