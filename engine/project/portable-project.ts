import { withPaths } from "../model";
import type { Project } from "./project";
import { serializeProject } from "./serialize-project";

/** Name of a path's file, of either system. */
const fileName = (path: string): string => path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);

/**
 * A project as a model file carries it to other machines: parsed JSON of its `.layerglass` file, with its tables by their names
 * alone, since whoever reads the model need not know the folders of whoever made it.
 */
export function portableProject(project: Project): { readonly data_name: string; readonly project: unknown } {
  const { data } = project;
  const data_name = data === null ? "" : fileName(data.path);
  const text = serializeProject({ ...project, data: data && withPaths(data, fileName) });
  return { data_name, project: JSON.parse(text) };
}
