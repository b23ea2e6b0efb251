/** Paths of the data file: relative to the project in the file, absolute everywhere in the window. */

const slashed = (path: string): string => path.replaceAll("\\", "/");
const isAbsolute = (path: string): boolean => path.startsWith("/") || /^[A-Za-z]:\//.test(path);

/** Folder of a file's path, without the last slash. */
export function folderOf(path: string): string {
  const clean = slashed(path);
  return clean.slice(0, Math.max(0, clean.lastIndexOf("/")));
}

/** Last part of a path. */
export function fileNameOf(path: string): string {
  const clean = slashed(path);
  return clean.slice(clean.lastIndexOf("/") + 1);
}

function partsOf(path: string): string[] {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts;
}

/** The absolute path a project's data reference means; unchanged when there is no project file to resolve against. */
export function absoluteDataPath(projectPath: string | null, dataPath: string): string {
  const data = slashed(dataPath);
  if (isAbsolute(data) || projectPath === null) return data;
  const joined = partsOf(`${folderOf(projectPath)}/${data}`).join("/");
  return slashed(projectPath).startsWith("/") ? `/${joined}` : joined;
}

/** The data reference to store in a project saved at `projectPath`: relative where both are on one drive. */
export function relativeDataPath(projectPath: string | null, dataPath: string): string {
  const data = slashed(dataPath);
  if (projectPath === null || !isAbsolute(data)) return data;
  const from = partsOf(folderOf(projectPath));
  const to = partsOf(data);
  const onDrives = /^[A-Za-z]:$/.test(to[0] ?? "");
  if (onDrives && from[0]?.toLowerCase() !== to[0]?.toLowerCase()) return data;
  let shared = onDrives ? 1 : 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared += 1;
  return [...from.slice(shared).map(() => ".."), ...to.slice(shared)].join("/");
}
