import { type DragEvent, useState } from "react";

/**
 * A panel that files can be dropped on: whether one is over it, and its handlers. `take` answers whether the panel takes the
 * first of the dropped files; what it leaves is the window's.
 */
export function useFileDrop(take: (file: File) => boolean) {
  const [isOver, setOver] = useState(false);
  const handlers = {
    onDragOver: (event: DragEvent): void => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event: DragEvent): void => {
      const next = event.relatedTarget;
      if (!(next instanceof Node && event.currentTarget.contains(next))) setOver(false);
    },
    onDrop: (event: DragEvent): void => {
      const file = event.dataTransfer.files[0];
      setOver(false);
      if (file === undefined || !take(file)) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
  return { isOver, handlers };
}
