import { resolve } from "node:path";
import { compareWeights } from "../compiler";
import type { InitialWeights, Ir, NativeModule, WeightDifference } from "../contract";
import type { DataSetup } from "../model";
import { CliFault } from "./cli-fault";
import { openModel } from "./open-model";
import type { Terminal } from "./terminal";

/**
 * What `--from` takes of a model, after every difference was told on stderr.
 * @throws CliFault when the model cannot be read or nothing of it fits.
 */
export async function initialWeights(
  file: string,
  ir: Ir,
  data: DataSetup,
  engine: NativeModule,
  terminal: Terminal,
): Promise<InitialWeights> {
  const { description } = await openModel(file, engine);
  const { matching, parameters, columns } = compareWeights(ir, data, description);
  for (const difference of parameters) terminal.error(`${file}: ${differenceText("parameter", difference)}\n`);
  for (const difference of columns) terminal.error(`${file}: ${differenceText("column", difference)}\n`);
  if (matching.length === 0) {
    throw new CliFault(
      `${file}: found no parameter that the network has too; expected some of the same name and shape. ` +
        "Mend: start from a model of this network, or leave --from out",
    );
  }
  terminal.error(`${file}: starting from ${matching.length} of ${ir.parameters.length} parameters\n`);
  return { file: resolve(file), parameters: matching };
}

function differenceText(what: string, { name, here, there }: WeightDifference): string {
  if (there === null) return `${what} ${name} ${here} is not in the model: it starts fresh`;
  if (here === null) return `${what} ${name} ${there} of the model is not in the network: it is left out`;
  return `${what} ${name} is ${here} in the network, ${there} in the model: ${what === "parameter" ? "it starts fresh" : "its weights were learnt for another"}`;
}
