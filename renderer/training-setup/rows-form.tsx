import { splitMethods, splitRows, stepsPerEpoch, type TrainingSetup } from "../../engine/model";
import { useDocument } from "../document";
import { useLanguage, useText } from "../i18n";
import { Checkbox, Segmented } from "../ui";
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

/** How many rows are kept aside, and which. */
export function ValidationForm({ training }: { readonly training: TrainingSetup }) {
  const text = useText();
  const schema = useDocument((state) => state.schema);
  const { split } = training;
  const hasClasses = schema === null || schema.targets.some(({ classes }) => classes > 0);
  const refuse = (share: number): string | null =>
    schema !== null && schema.rows > 0 && splitRows(schema.rows, share).training === 0 ? text("training.noRows") : null;
  return (
    <>
      <SettingNumber field={{ ...runNumber(training, "validation_split"), refuse }} />
      <div className="field">
        <Segmented
          label={text("training.split")}
          value={split}
          choices={splitMethods.map((method) => ({
            value: method,
            label: text(`training.split.${method}`),
            disabled: method === "stratified" && !hasClasses && split !== method,
          }))}
          onChange={(next) => setTraining({ split: next })}
          data-testid="training-split"
        />
        <p className="field-help">{text(`training.split.${split}.help`)}</p>
        {!hasClasses && <p className="field-help">{text("training.split.needsClasses")}</p>}
      </div>
      <SplitSummary training={training} />
    </>
  );
}

/** How many rows train and validate under the present split, once the table is known. */
function SplitSummary({ training }: { readonly training: TrainingSetup }) {
  const text = useText();
  const language = useLanguage();
  const schema = useDocument((state) => state.schema);
  if (schema === null) return null;
  const rows = splitRows(schema.rows, training.validation_split);
  const steps = stepsPerEpoch(rows.training, training);
  if (steps === 0) {
    return (
      <p className="training-split is-bad">{text(rows.training === 0 ? "training.noRows" : "training.noBatch")}</p>
    );
  }
  const whole = new Intl.NumberFormat(language);
  return (
    <p className="training-split">
      {text("training.rows", {
        training: whole.format(rows.training),
        validation: whole.format(rows.validation),
        steps: whole.format(steps),
      })}
    </p>
  );
}
