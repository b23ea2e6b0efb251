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

const ending = new RegExp(`(\\.(${formats.join("|")})|[-.]ubyte)(\\.(${packings.join("|")}))?$`, "i");

/** Whether a file may be a table by its name. */
export const isTableName = (name: string): boolean => ending.test(name);
