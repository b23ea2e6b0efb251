/** What the files of tables are called. A file is told by its contents: names serve dialogs and searches alone. */

const packings = ["gz", "zst"] as const;

const formats = [
  "csv",
  "tsv",
  "tab",
  "txt",
  "data",
  "dat",
  "parquet",
  "pq",
  "arrow",
  "arrows",
  "feather",
  "ipc",
  "json",
  "jsonl",
  "ndjson",
  "npy",
  "npz",
  "idx",
  "xlsx",
  "xlsm",
  "arff",
  "libsvm",
  "svmlight",
  "svm",
] as const;

/** Endings of the files that a dialog offers, without points. MNIST's end in none of them. */
export const tableExtensions: readonly string[] = [...formats, ...packings];

const packing = `\\.(${packings.join("|")})`;
const ending = new RegExp(`(\\.(${formats.join("|")})|[-.]ubyte)(${packing})?$`, "i");
const packed = new RegExp(`${packing}$`, "i");

/** Whether a file may be a table by its name. */
export const isTableName = (name: string): boolean => ending.test(name);

/** A file's name without the ending that says how it is packed. */
export const unpackedName = (name: string): string => name.replace(packed, "");
