import type { InitialWeights, Ir, NativeModule, NativeSession } from "../contract";
import type { DataSetup } from "../model";
import type { CommandLine } from "./arguments";
import { checkpointOptions } from "./checkpoint-options";
import { CliFault } from "./cli-fault";
import { engineFailure, failureLine } from "./native";

/**
 * A session of a compiled project, ready to start; the caller closes it.
 * @throws CliFault with what the engine says against it.
 */
export async function openSession(
  line: CommandLine,
  ir: Ir,
  data: DataSetup,
  engine: () => NativeModule,
  initial: InitialWeights | null = null,
): Promise<NativeSession> {
  const native = engine();
  const options = { ...checkpointOptions(line), initial };
  try {
    return await native.createSession(JSON.stringify(ir), data, options);
  } catch (error) {
    throw new CliFault(failureLine(line.file, engineFailure(error)));
  }
}
