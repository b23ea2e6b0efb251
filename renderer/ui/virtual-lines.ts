import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";

/** Follows the scrolling of `count` lines of `height` pixels, of which only those in sight are to be drawn. */
export function useVirtualLines(
  scroll: RefObject<HTMLElement | null>,
  count: number,
  height: number,
): Virtualizer<HTMLElement, Element> {
  return useVirtualizer<HTMLElement, Element>({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: 2,
  });
}
