import { useEffect, useRef, useState } from "react";
import { engine, unlessRefused } from "../../bridge";
import { useText } from "../../i18n";
import { type AskForRows, useRowPages, useVirtualLines } from "../../ui";

/** Pixels of the screen that the longer side of an image is about. */
const imageSide = 56;
const gap = 8;
const labelHeight = 18;
/** A browser cannot scroll further than some thirty million pixels. */
const mostLines = 300_000;

interface ImagePage {
  readonly from: number;
  readonly shades: Uint8Array;
  /** Texts of the label's cells; null for a missing one. */
  readonly labels: readonly (string | null | undefined)[];
}

interface ImageGridProps {
  /** Number the engine knows the view by. */
  readonly view: number;
  readonly rows: number;
  /** Places of the pixels' columns, row by row of the image. */
  readonly places: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly range: { readonly low: number; readonly high: number };
  /** Place of the column whose cells stand below the images; negative for none. */
  readonly label: number;
}

/** Images of a view's rows, as many a line as fit, of which only those in sight are asked for and drawn. */
export function ImageGrid({ view, rows, places, width, height, range, label }: ImageGridProps) {
  const text = useText();
  const pages = useRowPages(imagePages(view, places, range, label));
  const scroll = useRef<HTMLElement>(null);
  const [room, setRoom] = useState(0);
  useEffect(() => {
    const element = scroll.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setRoom(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const scale = imageSide / Math.max(width, height);
  const shown = { width: Math.max(8, width * scale), height: Math.max(8, height * scale) };
  const each = Math.max(1, Math.floor((room - gap) / (shown.width + gap)));
  const lineHeight = shown.height + labelHeight + gap;
  const virtual = useVirtualLines(scroll, Math.min(mostLines, Math.ceil(rows / each)), lineHeight);
  const lines = virtual.getVirtualItems();
  const [first, last] = [(lines[0]?.index ?? 0) * each, Math.min(rows, ((lines.at(-1)?.index ?? 0) + 1) * each) - 1];
  useEffect(() => {
    if (last >= first) pages.want(first, last);
  }, [pages, first, last]);
  useEffect(() => virtual.measure(), [virtual]);
  return (
    <section ref={scroll} className="image-grid" aria-label={text("explore.images")} data-testid="image-grid">
      <div style={{ height: virtual.getTotalSize() }}>
        {lines.map((line) => (
          <div key={line.key} className="image-line" style={{ transform: `translateY(${line.start}px)` }}>
            {Array.from({ length: Math.max(0, Math.min(each, rows - line.index * each)) }, (_, index) => {
              const row = line.index * each + index;
              const page = pages.pageOf(row);
              const at = page === null ? 0 : (row - page.from) * places.length;
              const name = page?.labels[row - page.from] ?? null;
              const words = { row: row + 1, label: name ?? "–" };
              return (
                <figure key={row} data-row={row} style={{ width: shown.width }}>
                  <PixelPicture
                    {...{ width, height }}
                    shown={shown}
                    shades={page === null ? null : page.shades.subarray(at, at + places.length)}
                    label={text(label < 0 ? "explore.imageOfRow" : "explore.imageOf", words)}
                  />
                  <figcaption aria-hidden="true">
                    {label < 0 ? words.row : page === null ? "…" : words.label}
                  </figcaption>
                </figure>
              );
            })}
          </div>
        ))}
      </div>
    </section>
  );
}

/** How images of a view are asked for, with the cells of their label. */
function imagePages(
  view: number,
  columns: readonly number[],
  { low, high }: ImageGridProps["range"],
  label: number,
): AskForRows<ImagePage> {
  return async (from, count) => {
    const [drawn, named] = await Promise.all([
      unlessRefused(engine.request("view_shades", { view, from, count, columns, low, high })),
      unlessRefused(engine.request("view_rows", { view, from, count, columns: label < 0 ? [] : [label] })),
    ]);
    if (drawn === null || named === null) return null;
    return { from, shades: drawn.shades, labels: named.cells.map(([cell]) => cell) };
  };
}

interface PixelPictureProps {
  readonly width: number;
  readonly height: number;
  /** From 0, black, to 255, white, row by row; null while they are on their way. */
  readonly shades: Uint8Array | null;
  /** Size on the screen; its own, doubled, where there is none. */
  readonly shown?: { readonly width: number; readonly height: number };
  /** Read by screen readers. */
  readonly label: string;
}

/** Shades of grey as an image with sharp pixels. */
export function PixelPicture({ width, height, shades, shown, label }: PixelPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || shades === null) return;
    const picture = context.createImageData(width, height);
    for (const [pixel, shade] of shades.entries()) picture.data.set([shade, shade, shade, 255], 4 * pixel);
    context.putImageData(picture, 0, 0);
  }, [width, height, shades]);
  return (
    <canvas ref={canvas} className="pixels" width={width} height={height} style={shown} role="img" aria-label={label} />
  );
}
