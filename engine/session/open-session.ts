import { failureOfThrown, type InitialWeights, type Ir, type NativeModule, type NativeSession } from "../contract";
import type { DataSetup } from "../model";
import { type CheckpointOptions, sessionOptions } from "./checkpoint-options";
import { failureError } from "./layerglass-error";

/** What a session is made of. */
export interface SessionSource {
  /** What messages call the project: its file's path, or its name. */
  readonly file: string;
  readonly ir: Ir;
  /** With an absolute path. */
  readonly data: DataSetup;
  readonly checkpoints: CheckpointOptions;
  /** Weights to start from; null for fresh ones. */
  readonly initial: InitialWeights | null;
}

/**
 * A session of a compiled project, ready to start; the caller closes it.
 * @throws LayerglassError with what the engine says against it.
 */
export async function openSession(
  { file, ir, data, checkpoints, initial }: SessionSource,
  engine: NativeModule,
): Promise<NativeSession> {
  const options = { ...sessionOptions(checkpoints), initial };
  try {
    return await engine.createSession(JSON.stringify(ir), data, options);
  } catch (error) {
    throw failureError(file, failureOfThrown(error));
  }
}
