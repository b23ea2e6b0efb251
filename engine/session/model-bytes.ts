import { appVersion, type ModelContext, type NativeSession, type TestLook } from "../contract";
import { type Project, portableProject } from "../project";

/**
 * The bytes of a model file (docs/model-file.md) of a run that rests, with what was seen of its test rows, if anything; fails as
 * the session does.
 */
export function modelBytes(
  session: Pick<NativeSession, "model">,
  project: Project,
  test: TestLook | null = null,
): Promise<Uint8Array> {
  const { name, graph, layout, data, training } = project;
  const context: ModelContext = {
    app_version: appVersion,
    name,
    ...(test !== null && { test }),
    ...portableProject({ name, graph, layout, data, training }),
  };
  return session.model(JSON.stringify(context));
}
