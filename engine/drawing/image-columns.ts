import type { ColumnProfile, TableProfile } from "../contract";

/** What speaks for columns being the pixels of an image. */
export type ImageEvidence = "places" | "numbered" | "range";

/** Columns of a table that are the pixels of an image, row by row from the upper left. */
export interface ImageColumns {
  readonly columns: readonly string[];
  readonly width: number;
  readonly height: number;
  /** Values that are the darkest and the lightest of all. */
  readonly low: number;
  readonly high: number;
  readonly evidence: ImageEvidence;
  /** Pixels that are the same in every row. */
  readonly dead: readonly string[];
}

/** Fewer are no image. */
const fewestPlaced = 16;
/** Of numbered columns, and of columns known by their range alone, which speak less for it. */
const fewestNumbered = 64;
/** Share of the living pixels that reach from the common least value to the common greatest one. */
const shareOfRange = 0.5;

/**
 * Finds the columns of a table that are pixels: by names that end in a row and a column (`pixel_3_14`, as arrays of three
 * dimensions are read), by names numbered without a gap in a square count (`pixel0` … `pixel783`), or by a square count of
 * neighbouring columns of one range. Null where there are none.
 */
export function imageColumns({ columns }: TableProfile): ImageColumns | null {
  const numbers = columns.filter(({ type }) => type === "number" || type === "boolean");
  return placed(numbers) ?? numbered(numbers) ?? ranged(columns);
}

function placed(columns: readonly ColumnProfile[]): ImageColumns | null {
  const found = columns.flatMap((column) => {
    const [, stem, row, place] = /^(.*?)(\d+)[_\-.x:, ](\d+)$/.exec(column.name) ?? [];
    return stem === undefined ? [] : [{ column, stem, row: Number(row), place: Number(place) }];
  });
  for (const own of groupedBy(found, ({ stem }) => stem)) {
    const [rows, places] = [own.map(({ row }) => row), own.map(({ place }) => place)];
    const [top, left] = [Math.min(...rows), Math.min(...places)];
    const [height, width] = [Math.max(...rows) - top + 1, Math.max(...places) - left + 1];
    const distinct = new Set(own.map(({ row, place }) => `${row} ${place}`));
    const isWhole = own.length === height * width && distinct.size === own.length;
    if (!isWhole || own.length < fewestPlaced || height < 2 || width < 2) continue;
    const ordered = own.sort((one, other) => one.row - other.row || one.place - other.place);
    return imageOf(
      ordered.map(({ column }) => column),
      width,
      height,
      "places",
    );
  }
  return null;
}

function numbered(columns: readonly ColumnProfile[]): ImageColumns | null {
  const found = columns.flatMap((column) => {
    const [, stem, number] = /^(.*?)(\d+)$/.exec(column.name) ?? [];
    return stem === undefined ? [] : [{ column, stem, number: Number(number) }];
  });
  for (const own of groupedBy(found, ({ stem }) => stem)) {
    const ordered = own.sort((one, other) => one.number - other.number);
    const first = ordered[0]?.number ?? 0;
    const isWhole = ordered.every(({ number }, index) => number === first + index);
    const side = Math.sqrt(own.length);
    if (!isWhole || first > 1 || !Number.isInteger(side)) continue;
    const says = /pix|px|^im/i.test(own[0]?.stem ?? "");
    const pixels = ordered.map(({ column }) => column);
    if (own.length < (says ? fewestPlaced : fewestNumbered) || !(says || isOfOneRange(pixels))) continue;
    return imageOf(pixels, side, side, "numbered");
  }
  return null;
}

/** The longest run of neighbouring numbers, if it is a square of them that share a range. */
function ranged(columns: readonly ColumnProfile[]): ImageColumns | null {
  let longest: ColumnProfile[] = [];
  let run: ColumnProfile[] = [];
  for (const column of columns) {
    run = column.type === "number" ? [...run, column] : [];
    if (run.length > longest.length) longest = run;
  }
  // A label before or after them is a number as often as not.
  for (const pixels of [longest, longest.slice(0, -1), longest.slice(1)]) {
    const side = Math.sqrt(pixels.length);
    if (pixels.length < fewestNumbered || !Number.isInteger(side) || !isOfOneRange(pixels)) continue;
    return imageOf(pixels, side, side, "range");
  }
  return null;
}

function isOfOneRange(pixels: readonly ColumnProfile[]): boolean {
  const [low, high] = rangeOf(pixels);
  const living = pixels.filter(({ constant }) => !constant);
  const whole = living.filter(({ minimum, maximum }) => minimum === low && maximum === high);
  return living.length > 0 && whole.length >= shareOfRange * living.length;
}

function rangeOf(pixels: readonly ColumnProfile[]): readonly [number, number] {
  const known = pixels.filter(({ minimum }) => minimum !== null);
  const low = Math.min(...known.map(({ minimum }) => minimum ?? 0));
  const high = Math.max(...known.map(({ maximum }) => maximum ?? 0));
  return Number.isFinite(low) && Number.isFinite(high) ? [low, high] : [0, 1];
}

function imageOf(
  pixels: readonly ColumnProfile[],
  width: number,
  height: number,
  evidence: ImageEvidence,
): ImageColumns {
  const [low, high] = rangeOf(pixels);
  const dead = pixels.filter(({ constant }) => constant).map(({ name }) => name);
  return { columns: pixels.map(({ name }) => name), width, height, low, high, evidence, dead };
}

function groupedBy<Item>(items: readonly Item[], key: (item: Item) => string): readonly Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const own = groups.get(key(item));
    if (own === undefined) groups.set(key(item), [item]);
    else own.push(item);
  }
  return [...groups.values()].sort((one, other) => other.length - one.length);
}

/** Every width and height that so many pixels can have, the widest last. */
export function imageSizes(pixels: number): readonly { readonly width: number; readonly height: number }[] {
  const sizes = [];
  for (let width = 1; width <= pixels; width += 1)
    if (pixels % width === 0) sizes.push({ width, height: pixels / width });
  return sizes;
}
