import { Menu as BaseMenu } from "@base-ui/react/menu";
import { Fragment, type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
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

/**
 * A popup menu: arrow keys, Home, End and first letters move, Enter runs, Escape, Tab or a press outside closes. The focus
 * goes back to where it was before an item runs, which may move it on.
 */
export function Menu({ label, items, at, onClose }: MenuProps) {
  const popup = useRef<HTMLDivElement>(null);
  const anchor = useMemo(() => ({ getBoundingClientRect: () => new DOMRect(at.x, at.y, 0, 0) }), [at.x, at.y]);
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    const frame = requestAnimationFrame(() =>
      popup.current?.querySelector<HTMLElement>("[role=menuitem]:not([data-disabled])")?.focus(),
    );
    return () => {
      cancelAnimationFrame(frame);
      if (before instanceof HTMLElement || before instanceof SVGElement) before.focus();
    };
  }, [before]);

  const onKeyDown = (event: KeyboardEvent): void => {
    // Keys typed here are no shortcuts of the window.
    event.stopPropagation();
    if (event.key !== "Escape" && event.key !== "Tab") return;
    event.preventDefault();
    onClose();
  };

  return (
    <BaseMenu.Root open modal={false} onOpenChange={(open) => !open && onClose()}>
      <BaseMenu.Portal>
        <BaseMenu.Positioner
          className="menu-position"
          anchor={anchor}
          side="bottom"
          align="start"
          collisionPadding={4}
          onKeyDown={onKeyDown}
        >
          <BaseMenu.Popup ref={popup} className="menu" aria-label={label} finalFocus={false}>
            {items.map((item) => (
              <Fragment key={item.id}>
                {item.separated && <BaseMenu.Separator className="menu-line" />}
                <BaseMenu.Item
                  className="menu-item"
                  disabled={item.disabled ?? false}
                  label={item.label}
                  closeOnClick={false}
                  onClick={() => {
                    onClose();
                    item.run();
                  }}
                >
                  <span>{item.label}</span>
                  {item.shortcut && <Kbd keys={item.shortcut} />}
                </BaseMenu.Item>
              </Fragment>
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}
