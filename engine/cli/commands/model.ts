import { Command } from "@commander-js/extra-typings";
import type { ModelDescription, PreparedColumn } from "../../contract";
import { openModel } from "../../session";
import type { CliCommand } from "../cli-command";
import { exitCodes } from "../cli-fault";
import { aligned, classesOfModel, type MetricSet, metricsTable } from "../metrics-table";
import { jsonOption } from "../options";
import { counted, splitText } from "../terminal-text";
import { looksText } from "../test-look";

/** `model MODEL`: what a saved model is; with `--json` its description as a document. */
export const modelCommand: CliCommand = ({ engine, terminal, end }) =>
  new Command("model")
    .description("Describe a saved model: network, inputs, classes, figures.")
    .argument("<model>", "a saved model")
    .addOption(jsonOption("print the description as one JSON document"))
    .action(async (file, { json }) => {
      const { description } = await openModel(file, engine());
      terminal.out(json ? `${JSON.stringify(description, null, 2)}\n` : modelText(file, description));
      end(exitCodes.done);
    });

/** Most values of a column that are written out. */
const mostValues = 8;

function modelText(file: string, description: ModelDescription): string {
  const { name, versions, saved_at_unix_millis, data, ir, preparation, outputs, figures, test } = description;
  const trained = ir.parameters.filter(({ role }) => role === "trainable");
  const count = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);
  const weights = trained.reduce((sum, { shape }) => sum + count(shape), 0);
  const { validation_file, test_file } = data;
  const rows = splitText(data, { validation: validation_file?.name, test: test_file?.name });
  const missing = data.missing_rows > 0 ? `, ${counted(data.missing_rows, "row")} left out: missing cells` : "";
  const sets: MetricSet[] = [
    { rows: "validation", metrics: figures.validation?.metrics ?? [] },
    { rows: "training", metrics: figures.training?.metrics ?? [] },
    ...(test === undefined ? [] : [{ rows: "test", metrics: test.evaluation.outputs }]),
  ];
  const saved = new Date(saved_at_unix_millis).toISOString();
  const started = description.started_from;
  return [
    `${file}: ${name}, saved ${saved} by Layerglass ${versions.app} (engine ${versions.engine})\n`,
    `trained on ${data.name} (${rows}${missing}), SHA-256 ${data.sha256}\n`,
    ...(validation_file ? [`validated on ${validation_file.name}, SHA-256 ${validation_file.sha256}\n`] : []),
    ...(test_file ? [`test rows in ${test_file.name}, SHA-256 ${test_file.sha256}\n`] : []),
    `${counted(figures.epochs, "epoch")}, ${counted(figures.steps, "step")}, seed ${ir.training.seed}; ${weightsText(description)}\n`,
    ...(started === null ? [] : [`started from ${started.parameters.length} parameters of ${started.name}\n`]),
    `\nlayers (${weights} trained parameters)\n`,
    aligned(
      ir.operations.map(({ node, kind, features }) => [`  ${node}`, kind.op, String(features)]),
      2,
    ),
    `\ninputs\n`,
    aligned(preparation.features.map(columnCells), 3),
    `\noutputs\n`,
    aligned(
      outputs.map(({ node, target, classes }) => [
        `  ${node}`,
        target,
        classes.length === 0 ? numberText(description, target) : valuesText(classes),
      ]),
      3,
    ),
    `\n${metricsTable(sets, classesOfModel(outputs))}`,
    ...(test === undefined ? [] : [`\ntest rows: ${looksText(test.looks_before)}\n`]),
  ].join("");
}

/** What a number was scaled by in training, if it was. */
function numberText({ ir, scales }: ModelDescription, target: string): string {
  const names = ir.targets.find(({ name, scaling }) => name === target && scaling)?.scaling;
  const scaling = scales.find(({ offset }) => offset === names?.offset)?.scaling;
  const [[mean], [factor]] = [scaling?.offset ?? [], scaling?.factor ?? []];
  if (mean === undefined || factor === undefined) return "a number";
  const [shownMean, shownDeviation] = [mean, 1 / factor].map((figure) => Number(figure.toPrecision(4)));
  return `a number, standardized in training: mean ${shownMean}, σ ${shownDeviation}`;
}

/** Which weights the file holds. */
function weightsText({ figures }: ModelDescription): string {
  const { best_epoch, restored_best, weights_step, steps_per_epoch } = figures;
  if (best_epoch === null || (!restored_best && weights_step === best_epoch * steps_per_epoch))
    return `weights after step ${weights_step}`;
  if (restored_best) return `weights of the best epoch, ${best_epoch}`;
  return `weights after step ${weights_step} (best epoch ${best_epoch})`;
}

function columnCells({ name, encoding, values }: PreparedColumn): readonly string[] {
  return [`  ${name}`, encoding, encoding === "number" ? "" : valuesText(values)];
}

function valuesText(values: readonly string[]): string {
  const shown = values.slice(0, mostValues).join(", ");
  return `${values.length} values: ${shown}${values.length > mostValues ? ", …" : ""}`;
}
