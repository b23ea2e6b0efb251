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

/** Shows a short text beside its child on hover and on keyboard focus; Escape hides it. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  const [place, setPlace] = useState<Place | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const holder = useRef<HTMLSpanElement>(null);
  const id = useId();

  const hide = (): void => {
    clearTimeout(timer.current);
    setPlace(null);
  };
  const showSoon = (): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const target = holder.current?.firstElementChild;
      if (target) setPlace(placeBeside(target));
    }, SHOW_AFTER_MILLIS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  return (
    <span
      ref={holder}
      role="presentation"
      className="tooltip-holder"
      onPointerEnter={showSoon}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={showSoon}
      onBlur={hide}
      onKeyDown={(event) => event.key === "Escape" && hide()}
    >
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
          document.body,
        )}
    </span>
  );
}
