import { Fragment } from "react";
import {
  besideFiles,
  type DataSchema,
  dataFileParts,
  hasSplitColumn,
  partitionOf,
  type SplitMethod,
  splitMethods,
  splitRole,
  splitRows,
  stepsPerEpoch,
  type TrainingSetup,
} from "../../engine/model";
import { useDocument } from "../document";
import { countText, type MessageKey, useText } from "../i18n";
import { showCrossValidation } from "../runs";
import { Button, Checkbox, Select } from "../ui";
import { FileField } from "./file-field";
import { runNumber, SettingNumber, SettingNumbers, setTraining } from "./setting-fields";

/** How often and in what portions the training rows are shown. */
export function BatchesForm({ training }: { readonly training: TrainingSetup }) {
  const text = useText();
  const { shuffle, drop_last_batch } = training;
  return (
    <>
      <SettingNumbers fields={[runNumber(training, "epochs"), runNumber(training, "batch_size")]} />
      <Checkbox
        label={text("training.shuffle")}
        help={text("training.shuffle.help")}
        checked={shuffle}
        onChange={(next) => setTraining({ shuffle: next })}
        data-testid="training-shuffle"
      />
      <Checkbox
        label={text("training.drop_last_batch")}
        help={text("training.drop_last_batch.help")}
        checked={drop_last_batch}
        onChange={(next) => setTraining({ drop_last_batch: next })}
        data-testid="training-drop_last_batch"
      />
    </>
  );
}

/** Whether a setup's table can be split so; without a table everything can. */
function canSplit(schema: DataSchema | null, method: SplitMethod): boolean {
  if (schema === null) return true;
  return method === "stratified"
    ? schema.targets.some(({ classes }) => classes > 0)
    : hasSplitColumn(schema, { split: method });
}

const whatItNeeds: Partial<Record<SplitMethod, MessageKey>> = {
  stratified: "training.split.needsClasses",
  group: "training.split.needsGroup",
  time: "training.split.needsTime",
  column: "training.split.needsSplit",
};

/** The column that a method goes by. */
function columnOf(schema: DataSchema | null, method: SplitMethod): string {
  const role = splitRole(method);
  if (role === null || schema === null) return "";
  return (role === "split" ? schema.split?.column : schema[role]) ?? "";
}

/** How many rows are kept aside, and which. */
export function ValidationForm({ training }: { readonly training: TrainingSetup }) {
  const text = useText();
  const schema = useDocument((state) => state.schema);
  const files = useDocument((state) => state.data);
  const { split } = training;
  const refuse =
    (name: "validation_split" | "test_split") =>
    (share: number): string | null =>
      schema !== null &&
      schema.rows > 0 &&
      splitRows(schema.rows, besideFiles({ ...training, [name]: share }, schema)).training === 0
        ? text("training.noRows")
        : null;
  const unsplit = files?.validation && files.test ? "training.file.both" : null;
  const needed = canSplit(schema, split) ? undefined : whatItNeeds[split];
  return (
    <>
      {dataFileParts.map((part) => {
        const share = `${part}_split` as const;
        return (
          <Fragment key={part}>
            <SettingNumber
              field={{
                ...runNumber(training, share),
                refuse: refuse(share),
                ...(files?.[part] && { unused: `training.file.${part}.instead` as const }),
              }}
            />
            <FileField part={part} />
          </Fragment>
        );
      })}
      <Select
        label={text("training.split")}
        value={split}
        choices={splitMethods.map((method) => ({
          value: method,
          label: text(`training.split.${method}`),
          disabled: !canSplit(schema, method) && split !== method,
        }))}
        help={text(unsplit ?? needed ?? `training.split.${split}.help`, { column: columnOf(schema, split) })}
        disabled={unsplit !== null}
        onChange={(next) => setTraining({ split: next })}
        data-testid="training-split"
      />
      {split === "column" && <SplitWords />}
      <SplitSummary training={training} />
      <Button className="training-folds" onClick={showCrossValidation} data-testid="training-folds">
        {text("commands.crossValidate")}
      </Button>
    </>
  );
}

/** What each word of the split column means, with its rows. */
function SplitWords() {
  const text = useText();
  const words = useDocument((state) => state.schema?.split?.words ?? null);
  if (words === null) return null;
  return (
    <ul className="split-words" data-testid="split-words">
      {words.map(({ word, part, rows }) => (
        <li key={word}>
          {text("training.split.word", { word, part: text(`training.part.${part}`), rows: countText(rows) })}
        </li>
      ))}
    </ul>
  );
}

/** How many rows train and validate under the present split, once they are known. */
function SplitSummary({ training }: { readonly training: TrainingSetup }) {
  const text = useText();
  const schema = useDocument((state) => state.schema);
  const counted = useDocument((state) => state.partition);
  const rows = schema && partitionOf(schema, training, counted);
  if (!rows) return null;
  const steps = stepsPerEpoch(rows.training, training);
  if (steps === 0) {
    return (
      <p className="training-split is-bad">{text(rows.training === 0 ? "training.noRows" : "training.noBatch")}</p>
    );
  }
  return (
    <p className="training-split" data-testid="split-rows">
      {text(rows.test > 0 ? "training.rowsTested" : "training.rows", {
        training: countText(rows.training),
        validation: countText(rows.validation),
        test: countText(rows.test),
        steps: countText(steps),
      })}
    </p>
  );
}
