/**
 * Paths of the data file: relative to the project in the file, absolute everywhere in the window. Pure: whether a path is
 * Windows' or POSIX's is told by the style, which is that of the project file's own path unless given.
 */

/** `windows`: drives, servers, `\` and `/` alike. `posix`: one root, `/` alone; a `\` is a letter like any other. */
export type PathStyle = "windows" | "posix";

/** A path cut at its root: `/`, `C:/`, `//server/share/`, `//?/C:/`; "" when relative. */
interface CutPath {
  readonly root: string;
  readonly parts: readonly string[];
}

/** Which system wrote an absolute path; a relative one tells nothing and counts as POSIX. */
export function styleOf(path: string): PathStyle {
  return /^([A-Za-z]:|\\\\|\/\/[^/\\]+[/\\])/.test(path) ? "windows" : "posix";
}

function cut(path: string, style: PathStyle): CutPath {
  if (style === "posix") {
    return { root: path.startsWith("/") ? "/" : "", parts: path.split("/").filter(Boolean) };
  }
  const clean = path.replaceAll("\\", "/");
  // `//?/` and `//./` hand the rest to the system as it is: what follows is a root of its own.
  const device = /^\/\/[?.]\//.exec(clean)?.[0] ?? "";
  const rest = clean.slice(device.length);
  if (device !== "" && /^UNC\//i.test(rest)) return shareOf(`${device}${rest.slice(0, 4)}`, rest.slice(4));
  if (device === "" && rest.startsWith("//")) return shareOf("//", rest.slice(2));
  const [first = "", ...others] = rest.split("/");
  // `C:data.csv` means the drive's present folder, which no file can know: it is taken from the drive's root.
  const letter = /^([A-Za-z]:)(.*)$/.exec(first);
  if (letter) return { root: `${device}${letter[1]}/`, parts: [letter[2] ?? "", ...others].filter(Boolean) };
  if (device !== "") return { root: `${device}${first}/`, parts: others.filter(Boolean) };
  return { root: rest.startsWith("/") ? "/" : "", parts: rest.split("/").filter(Boolean) };
}

/** A server and its share are one root: nothing lies above a share. */
function shareOf(before: string, path: string): CutPath {
  const [server = "", share = "", ...parts] = path.split("/").filter(Boolean);
  return { root: `${before}${server}/${share}/`, parts };
}

/** Takes `.` and `..` out; `..` at the root stays at the root, as the systems do it. */
function walked(parts: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const part of parts) {
    if (part === "..") kept.pop();
    else if (part !== ".") kept.push(part);
  }
  return kept;
}

/** Drives and servers have no case. `\\?\C:` is kept apart from `C:`: the one takes names as they are, the other trims them. */
const sameRoot = (a: string, b: string, style: PathStyle): boolean =>
  style === "windows" ? a.toLowerCase() === b.toLowerCase() : a === b;

/** Folder of a file's path, without the last slash. */
export function folderOf(path: string, style: PathStyle = styleOf(path)): string {
  return path.slice(0, Math.max(0, lastSeparator(path, style)));
}

/** Last part of a path. */
export function fileNameOf(path: string, style: PathStyle = styleOf(path)): string {
  return path.slice(lastSeparator(path, style) + 1);
}

function lastSeparator(path: string, style: PathStyle): number {
  return style === "posix" ? path.lastIndexOf("/") : Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
}

/** How the window holds a path: absolute ones without `.`, `..` and doubled separators. */
export function normalDataPath(path: string, style: PathStyle = styleOf(path)): string {
  const { root, parts } = cut(path, style);
  return root === "" ? path : spelled(root, walked(parts), style);
}

/** A path as its system writes it. */
function spelled(root: string, parts: readonly string[], style: PathStyle): string {
  const path = `${root}${parts.join("/")}`;
  return style === "windows" && path.startsWith("//") ? path.replaceAll("/", "\\") : path;
}

/** The absolute path a project's data reference means; unchanged when there is no project file to resolve against. */
export function absoluteDataPath(
  projectPath: string | null,
  dataPath: string,
  style: PathStyle = projectPath === null ? styleOf(dataPath) : styleOf(projectPath),
): string {
  // A Windows path in a project opened elsewhere is no place here; it stays as it is, for the person to recognise.
  if (style === "posix" && /^([A-Za-z]:[\\/]|\\\\)/.test(dataPath)) return dataPath;
  const data = cut(dataPath, style);
  if (projectPath === null) return normalDataPath(dataPath, style);
  const project = cut(projectPath, style);
  if (data.root === "/" && style === "windows") return spelled(project.root, walked(data.parts), style);
  if (data.root !== "") return spelled(data.root, walked(data.parts), style);
  return spelled(project.root, walked([...project.parts.slice(0, -1), ...data.parts]), style);
}

/** The data reference to store in a project saved at `projectPath`: relative, with `/`, where both lie under one root. */
export function relativeDataPath(
  projectPath: string | null,
  dataPath: string,
  style: PathStyle = projectPath === null ? styleOf(dataPath) : styleOf(projectPath),
): string {
  const data = cut(dataPath, style);
  if (projectPath === null || data.root === "") return dataPath;
  const project = cut(projectPath, style);
  if (!sameRoot(data.root, project.root, style)) return spelled(data.root, walked(data.parts), style);
  const from = walked(project.parts.slice(0, -1));
  const to = walked(data.parts);
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared += 1;
  const relative = [...from.slice(shared).map(() => ".."), ...to.slice(shared)].join("/");
  // A first part that would read as a drive or a server is kept apart from it.
  return styleOf(relative) === "windows" ? `./${relative}` : relative;
}
