import { Fragment, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { Kbd } from "./button";

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly shortcut?: string | undefined;
  readonly disabled?: boolean;
  /** A line above this item. */
  readonly separated?: boolean;
  readonly run: () => void;
}

export interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** Window pixels of the corner it opens from. */
  readonly at: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
}

/** A popup menu: arrow keys move, Enter runs, Escape or a press outside closes. */
export function Menu({ label, items, at, onClose }: MenuProps) {
  const list = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ left: at.x, top: at.y });
  useLayoutEffect(() => {
    const box = list.current?.getBoundingClientRect();
    if (!box) return;
    setPlace({
      left: Math.max(4, Math.min(at.x, window.innerWidth - box.width - 4)),
      top: Math.max(4, Math.min(at.y, window.innerHeight - box.height - 4)),
    });
  }, [at.x, at.y]);
  useEffect(() => {
    const before = document.activeElement;
    list.current?.querySelector<HTMLElement>("button:not(:disabled)")?.focus();
    const closeOutside = (event: PointerEvent): void => {
      if (!list.current?.contains(event.target instanceof Node ? event.target : null)) onClose();
    };
    window.addEventListener("pointerdown", closeOutside, true);
    return () => {
      window.removeEventListener("pointerdown", closeOutside, true);
      if (before instanceof HTMLElement) before.focus();
    };
  }, [onClose]);

  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>("button:not(:disabled)") ?? [])];
    const index = buttons.findIndex((button) => button.matches(":focus"));
    if (event.key === "Escape" || event.key === "Tab") onClose();
    if (event.key === "ArrowDown") buttons[(index + 1) % buttons.length]?.focus();
    if (event.key === "ArrowUp") buttons[(index - 1 + buttons.length) % buttons.length]?.focus();
    if (["Escape", "Tab", "ArrowDown", "ArrowUp"].includes(event.key)) event.preventDefault();
  };

  return createPortal(
    <div ref={list} role="menu" aria-label={label} className="menu" style={place} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <Fragment key={item.id}>
          {item.separated && <hr className="menu-line" />}
          <button
            type="button"
            role="menuitem"
            className="menu-item"
            disabled={item.disabled}
            onClick={() => {
              onClose();
              item.run();
            }}
          >
            <span>{item.label}</span>
            {item.shortcut && <Kbd keys={item.shortcut} />}
          </button>
        </Fragment>
      ))}
    </div>,
    document.body,
  );
}
