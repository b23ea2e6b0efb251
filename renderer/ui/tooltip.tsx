import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { createPortal } from "react-dom";

const SHOW_AFTER_MILLIS = 450;

interface Place {
  readonly left: number;
  readonly top: number;
  readonly below: boolean;
}

function placeBeside(target: Element): Place {
  const box = target.getBoundingClientRect();
  const below = box.top < 56;
  const margin = 8;
  const left = Math.min(Math.max(box.left + box.width / 2, 96), window.innerWidth - 96);
  return { left, top: below ? box.bottom + margin : box.top - margin, below };
}

/** What the text stands in: its landmark, or the open dialog, above which nothing outside it can be seen. */
function frameOf(target: Element | null): Element {
  return target?.closest("dialog, main") ?? target?.closest("header, footer") ?? document.body;
}

/** Shows a short text beside its child on hover and on keyboard focus; Escape hides it. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  const [place, setPlace] = useState<Place | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const holder = useRef<HTMLSpanElement>(null);
  const id = useId();

  useEffect(() => {
    const target = holder.current;
    if (!target) return;
    const listening = new AbortController();
    const { signal } = listening;
    const hide = (): void => {
      clearTimeout(timer.current);
      setPlace(null);
    };
    const showSoon = (): void => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        const inner = target.firstElementChild;
        if (inner) setPlace(placeBeside(inner));
      }, SHOW_AFTER_MILLIS);
    };
    for (const name of ["pointerenter", "focusin"]) target.addEventListener(name, showSoon, { signal });
    for (const name of ["pointerleave", "pointerdown", "focusout"]) target.addEventListener(name, hide, { signal });
    target.addEventListener("keydown", (event) => event.key === "Escape" && hide(), { signal });
    return () => {
      listening.abort();
      clearTimeout(timer.current);
    };
  }, []);

  return (
    <span ref={holder} className="tooltip-holder">
      {children}
      {place &&
        createPortal(
          <span
            id={id}
            role="tooltip"
            className="tooltip"
            data-below={place.below}
            style={{ left: place.left, top: place.top }}
          >
            {text}
          </span>,
          frameOf(holder.current),
        )}
    </span>
  );
}
