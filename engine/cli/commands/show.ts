import { join } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { type Failure, FailureError, isLive, type RunOutcome, type RunState } from "../../contract";
import { RunRecord } from "../../runs";
import { failureError, LayerRecords, runError } from "../../session";
import type { CliCommand } from "../cli-command";
import { exitCodes } from "../cli-fault";
import { jsonReport } from "../json-report";
import { layerTable } from "../layer-table";
import { jsonOption } from "../options";
import { textReport } from "../run-report";
import type { Terminal } from "../terminal";

/** `show FOLDER`: what a recorded run reported, as `train` did while it went on. */
export const showCommand: CliCommand = ({ terminal, end }) =>
  new Command("show")
    .description("Print what a recorded run reported: epochs, figures, layers, how it ended.")
    .argument("<folder>", "the folder of a run, as --record writes it")
    .addOption(jsonOption())
    .action((folder, { json }) => {
      try {
        const record = RunRecord.read(folder);
        try {
          show(record, folder, json === true, terminal);
        } finally {
          record.close();
        }
      } catch (thrown) {
        throw thrown instanceof FailureError ? failureError(folder, thrown.failure) : thrown;
      }
      end(exitCodes.done);
    });

function show(record: RunRecord, folder: string, isJson: boolean, terminal: Terminal): void {
  const { started, snapshot } = record.start;
  const { run, declaration, ...facts } = started;
  const { batch_size, seed, threads } = snapshot.training;
  const report = isJson ? jsonReport(terminal) : textReport(terminal);
  const layers = new LayerRecords(declaration, started.steps_per_epoch);
  let state: RunState = "running";
  let outcome: RunOutcome | null = null;
  let failure: Failure | null = null;
  let checkpoint: string | null = null;
  let epochs = Math.floor(started.first_step / Math.max(1, started.steps_per_epoch));
  report.started({ file: folder, without: [], batch_size, seed, threads, ...facts });
  for (let from = 0, isAll = false; !isAll; ) {
    const piece = record.read(from);
    isAll = piece.isAll;
    for (const batch of piece.batches) {
      from = batch.sequence + 1;
      layers.add(batch.records);
      for (const summary of batch.epochs) {
        epochs = summary.epoch;
        report.epoch(summary, layers.take(summary.epoch));
      }
      for (const { name, ...written } of batch.checkpoints) {
        checkpoint = join(folder, name);
        report.checkpoint({ path: checkpoint, ...written });
      }
      for (const warning of batch.warnings) report.warning(warning, `${runError(folder, warning).message}\n`);
      state = batch.states.at(-1) ?? state;
      outcome = batch.outcome ?? outcome;
      failure = batch.failure ?? failure;
    }
  }
  if (isLive(state)) {
    terminal.error(`${folder}: the record ends after ${epochs} of ${started.epochs} epochs, before its run did\n`);
  } else {
    report.finished({ state, epochs, seconds: null, outcome, checkpoint, failure, saved: null });
  }
  if (failure !== null && !isJson) terminal.error(`${runError(folder, failure).message}\n`);
  if (!isJson && layers.latest().length > 0) terminal.out(`\n${layerTable(layers.latest())}`);
}
