import { fileNameOf, relativeDataPath } from "./data-path";
import type { Project } from "./project";

/** A project's name: that of its file, without the ending. */
export function projectNameOf(path: string): string {
  return fileNameOf(path).replace(/\.layerglass$/i, "");
}

/** A project, its table's path absolute, as it reads from a file at `path`: named after it, its table found from there. */
export function settledIn(project: Project, path: string): Project {
  const data = project.data && { ...project.data, path: relativeDataPath(path, project.data.path) };
  return { ...project, name: projectNameOf(path), data };
}
