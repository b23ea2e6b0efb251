import { useRef } from "react";
import {
  checkNumber,
  type OptimizerSetup,
  optimizerDefaults,
  optimizerLimits,
  splitRows,
  type TrainingSetup,
  trainingLimits,
} from "../../engine/model";
import { documentActions, useDocument } from "../document";
import { type MessageKey, useLanguage, useText } from "../i18n";
import { Checkbox, Icon, IconButton, NumberField, Segmented } from "../ui";
import { isActive, useRun } from "./run-store";
import "./training-panel.css";

/** Numbers of an optimizer in the form's order, with their texts. */
const optimizerFields: Readonly<
  Record<string, readonly { readonly name: string; readonly label: MessageKey; readonly help: MessageKey }[]>
> = {
  sgd: [
    { name: "learning_rate", label: "runs.learningRate", help: "runs.learningRateHelp" },
    { name: "decay", label: "runs.decay", help: "runs.decayHelp" },
    { name: "momentum", label: "runs.momentum", help: "runs.momentumHelp" },
  ],
  adam: [
    { name: "learning_rate", label: "runs.learningRate", help: "runs.learningRateHelp" },
    { name: "beta_1", label: "runs.beta1", help: "runs.beta1Help" },
    { name: "beta_2", label: "runs.beta2", help: "runs.beta2Help" },
    { name: "epsilon", label: "runs.epsilon", help: "runs.epsilonHelp" },
  ],
};

function numberOf(optimizer: OptimizerSetup, name: string): number | null {
  const value = new Map<string, unknown>(Object.entries(optimizer)).get(name);
  return typeof value === "number" ? value : null;
}

function set(patch: Partial<TrainingSetup>): void {
  documentActions.setTraining(patch);
}

/** The optimizer's own settings; switching kinds brings back what was set for the other before. */
function OptimizerForm({ optimizer, locked }: { readonly optimizer: OptimizerSetup; readonly locked: boolean }) {
  const text = useText();
  const lastOfKind = useRef(new Map<string, OptimizerSetup>());
  const limits = optimizerLimits[optimizer.kind];
  const defaults = optimizerDefaults[optimizer.kind];
  return (
    <>
      <Segmented
        label={text("runs.optimizer")}
        value={optimizer.kind}
        choices={[
          { value: "sgd", label: text("runs.sgd") },
          { value: "adam", label: text("runs.adam") },
        ]}
        onChange={(kind) => {
          if (locked || kind === optimizer.kind) return;
          lastOfKind.current.set(optimizer.kind, optimizer);
          set({ optimizer: lastOfKind.current.get(kind) ?? optimizerDefaults[kind] });
        }}
        data-testid="training-optimizer"
      />
      <p className="field-help">{text(optimizer.kind === "sgd" ? "runs.sgdHelp" : "runs.adamHelp")}</p>
      <div className="training-grid">
        {(optimizerFields[optimizer.kind] ?? []).map(({ name, label, help }) => (
          <NumberField
            key={`${optimizer.kind}.${name}`}
            label={text(label)}
            help={text(help)}
            value={numberOf(optimizer, name)}
            defaultValue={numberOf(defaults, name) ?? undefined}
            disabled={locked}
            data-testid={`training-${name}`}
            {...limits[name]}
            onCommit={(value) => set({ optimizer: { ...optimizer, [name]: value } })}
          />
        ))}
      </div>
      {optimizer.kind === "sgd" && (
        <Checkbox
          label={text("runs.nesterov")}
          help={text("runs.nesterovHelp")}
          checked={optimizer.nesterov}
          disabled={locked}
          onChange={(nesterov) => set({ optimizer: { ...optimizer, nesterov } })}
        />
      )}
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
  if (rows.training === 0) return <p className="training-split is-bad">{text("runs.splitNothing")}</p>;
  const whole = new Intl.NumberFormat(language);
  return (
    <p className="training-split">
      {text("runs.splitRows", {
        training: whole.format(rows.training),
        validation: whole.format(rows.validation),
        steps: whole.format(Math.ceil(rows.training / training.batch_size)),
      })}
    </p>
  );
}

/** The form of the training setup: optimizer, schedule, rows, seed. Locked while a run is active. */
export function TrainingPanel() {
  const text = useText();
  const training = useDocument((state) => state.training);
  const schema = useDocument((state) => state.schema);
  const locked = useRun((state) => isActive(state.state));
  const refuseSplit = (split: number): string | null =>
    schema !== null && schema.rows > 0 && splitRows(schema.rows, split).training === 0
      ? text("runs.splitNothing")
      : null;
  return (
    <section className="training-panel" data-testid="training-panel" aria-label={text("runs.training")}>
      {locked && (
        <p className="training-locked" role="status">
          <Icon name="information" size={14} />
          {text("runs.lockedWhileTraining")}
        </p>
      )}
      <fieldset className="training-group" disabled={locked}>
        <legend>{text("runs.optimizer")}</legend>
        <OptimizerForm optimizer={training.optimizer} locked={locked} />
      </fieldset>
      <fieldset className="training-group" disabled={locked}>
        <legend>{text("runs.schedule")}</legend>
        <div className="training-grid">
          <NumberField
            label={text("runs.epochs")}
            help={text("runs.epochsHelp")}
            value={training.epochs}
            disabled={locked}
            data-testid="training-epochs"
            {...trainingLimits.epochs}
            onCommit={(epochs) => set({ epochs })}
          />
          <NumberField
            label={text("runs.batchSize")}
            help={text("runs.batchSizeHelp")}
            value={training.batch_size}
            disabled={locked}
            data-testid="training-batch-size"
            {...trainingLimits.batch_size}
            onCommit={(batch_size) => set({ batch_size })}
          />
        </div>
        <Checkbox
          label={text("runs.shuffle")}
          help={text("runs.shuffleHelp")}
          checked={training.shuffle}
          disabled={locked}
          onChange={(shuffle) => set({ shuffle })}
        />
      </fieldset>
      <fieldset className="training-group" disabled={locked}>
        <legend>{text("runs.rows")}</legend>
        <NumberField
          label={text("runs.validationSplit")}
          help={text("runs.validationSplitHelp")}
          value={training.validation_split}
          disabled={locked}
          data-testid="training-validation-split"
          {...trainingLimits.validation_split}
          refuse={refuseSplit}
          onCommit={(validation_split) => set({ validation_split })}
        />
        <SplitSummary training={training} />
      </fieldset>
      <fieldset className="training-group" disabled={locked}>
        <legend>{text("runs.reproducibility")}</legend>
        <div className="training-grid">
          <SeedField seed={training.seed} locked={locked} />
          <NumberField
            label={text("runs.threads")}
            help={text("runs.threadsHelp")}
            value={training.threads}
            disabled={locked}
            data-testid="training-threads"
            {...trainingLimits.threads}
            onCommit={(threads) => set({ threads })}
          />
        </div>
        <Checkbox
          label={text("runs.statistics")}
          help={text("runs.statisticsHelp")}
          checked={training.statistics}
          disabled={locked}
          onChange={(statistics) => set({ statistics })}
          data-testid="training-statistics"
        />
      </fieldset>
    </section>
  );
}

function SeedField({ seed, locked }: { readonly seed: number; readonly locked: boolean }) {
  const text = useText();
  const draw = (): void => {
    const next = crypto.getRandomValues(new Uint32Array(1))[0] ?? seed;
    if (checkNumber(trainingLimits.seed, next) === null) set({ seed: next });
  };
  return (
    <div className="training-seed">
      <NumberField
        label={text("runs.seed")}
        help={text("runs.seedHelp")}
        value={seed}
        disabled={locked}
        data-testid="training-seed"
        {...trainingLimits.seed}
        onCommit={(value) => set({ seed: value })}
      />
      <IconButton
        icon="reset"
        label={text("runs.newSeed")}
        className="training-draw"
        disabled={locked}
        onClick={draw}
      />
    </div>
  );
}
