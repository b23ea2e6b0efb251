import { appVersion, type ModelContext, type NativeSession } from "../contract";
import { type Project, portableProject } from "../project";

/** The bytes of a model file (docs/model-file.md) of a run that rests; fails as the session does. */
export function modelBytes(session: Pick<NativeSession, "model">, project: Project): Promise<Uint8Array> {
  const { name, graph, layout, data, training } = project;
  const context: ModelContext = {
    app_version: appVersion,
    name,
    ...portableProject({ name, graph, layout, data, training }),
  };
  return session.model(JSON.stringify(context));
}
