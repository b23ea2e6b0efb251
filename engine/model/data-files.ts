import type { DataFile, FileSchema } from "./generated";

/** Parts of the rows that may have a file of their own, by the names of a setup's fields. */
export const dataFileParts = ["validation", "test"] as const;
export type DataFilePart = (typeof dataFileParts)[number];

/** What of a setup names files. */
type Files = { readonly [Part in DataFilePart]?: DataFile };

/** The files that a setup names, as fields that are absent where it names none. */
export function filesOf({ validation, test }: Files): Files {
  return { ...(validation && { validation }), ...(test && { test }) };
}

/** A setup with every path in it changed. */
export function withPaths<Data extends Files & { readonly path: string }>(
  data: Data,
  changed: (path: string) => string,
): Data {
  const at = (file: DataFile): DataFile => ({ ...file, path: changed(file.path) });
  const { validation, test } = data;
  return {
    ...data,
    path: changed(data.path),
    ...(validation && { validation: at(validation) }),
    ...(test && { test: at(test) }),
  };
}

/** A setup with another file for a part, or none. */
export function withDataFile<Data extends Files>(data: Data, part: DataFilePart, file: DataFile | null): Data {
  const { [part]: _, ...rest } = data;
  // What is left has all that a setup must have: a file is always optional.
  return (file === null ? rest : { ...rest, [part]: file }) as Data;
}

/** The part whose file is at a path; null for none. */
export function partAt(data: Files, path: string | null): DataFilePart | null {
  return dataFileParts.find((part) => path !== null && data[part]?.path === path) ?? null;
}

/** A setup with the hashes of its files as they were read. */
export function withReadFiles<Data extends Files>(
  data: Data,
  read: { readonly [Part in DataFilePart]?: Pick<FileSchema, "sha256"> },
): Data {
  const asRead = (part: DataFilePart): Files => {
    const [file, found] = [data[part], read[part]];
    return file && found ? { [part]: { ...file, sha256: found.sha256 } } : {};
  };
  return { ...data, ...asRead("validation"), ...asRead("test") };
}

/** The same for those files alone whose hash is not known yet; the setup itself where there is none. */
export function withNewHashes<Data extends Files>(data: Data, read: Parameters<typeof withReadFiles>[1]): Data {
  const fresh = dataFileParts.filter((part) => data[part]?.sha256 === "");
  return fresh.length === 0 ? data : withReadFiles(data, Object.fromEntries(fresh.map((part) => [part, read[part]])));
}

/** Whether a file is another than when it was taken. */
export const hasChanged = ({ sha256 }: Pick<DataFile, "sha256">, read: Pick<FileSchema, "sha256">): boolean =>
  sha256 !== "" && sha256 !== read.sha256;

/** Every path that a setup names. */
export const pathsOf = ({ path, validation, test }: Files & { readonly path: string }): readonly string[] =>
  [path, validation?.path, test?.path].filter((one) => one !== undefined);
