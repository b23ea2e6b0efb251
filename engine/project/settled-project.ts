import { withPaths } from "../model";
import { fileNameOf, relativeDataPath } from "./data-path";
import type { Project } from "./project";

/** A project's name: that of its file, without the ending. */
export function projectNameOf(path: string): string {
  return fileNameOf(path).replace(/\.layerglass$/i, "");
}

/** A project, its tables' paths absolute, as it reads from a file at `path`: named after it, its tables found from there. */
export function settledIn(project: Project, path: string): Project {
  const data = project.data && withPaths(project.data, (one) => relativeDataPath(path, one));
  return { ...project, name: projectNameOf(path), data };
}
