import type { ReactNode } from "react";
import { type FrameworkDefault, type NumberLimit, type TrainingSetup, trainingLimits } from "../../engine/model";
import { burstMark, documentActions } from "../document";
import { type MessageKey, useText } from "../i18n";
import { NumberField, numberText } from "../ui";

/** Changes the training setup; quick steps by arrow key at one place become one undo. */
export function setTraining(patch: Partial<TrainingSetup>, steppedAt: string | null = null): void {
  documentActions.setTraining(patch, steppedAt === null ? undefined : burstMark(`step training ${steppedAt}`));
}

/** Settings that belong together, under a legend. A locked group is there to read. */
export function SettingGroup(props: {
  readonly legend: MessageKey;
  readonly locked: boolean;
  readonly children: ReactNode;
}) {
  const text = useText();
  return (
    <fieldset className="training-group" disabled={props.locked}>
      <legend>{text(props.legend)}</legend>
      {props.children}
    </fieldset>
  );
}

/** One number of a form. */
export interface SettingField {
  /** Place in the setup, as findings name it: `optimizer.learning_rate`. */
  readonly path: string;
  readonly label: MessageKey;
  /** Null where the switch above it says enough. */
  readonly help: MessageKey | null;
  readonly value: number;
  readonly limit: NumberLimit;
  /** Offered by the reset button. */
  readonly usual?: number | undefined;
  readonly frameworks?: FrameworkDefault | undefined;
  readonly refuse?: (value: number) => string | null;
  /** Why it does not count now, in place of its help; then it cannot be changed. */
  readonly unused?: MessageKey;
  readonly onCommit: (value: number, steppedAt: string | null) => void;
}

/** A number with its help, its default, and what Keras and PyTorch take. */
export function SettingNumber({ field }: { readonly field: SettingField }) {
  const text = useText();
  const { path, label, value, limit, usual, frameworks, refuse, unused, onCommit } = field;
  const help = unused ?? field.help;
  const note = frameworks && <FrameworkNote frameworks={frameworks} />;
  return (
    <NumberField
      label={text(label)}
      help={
        help !== null && (
          <>
            {text(help)}
            {note}
          </>
        )
      }
      value={value}
      defaultValue={usual}
      disabled={unused !== undefined}
      data-testid={`training-${path}`}
      {...limit}
      {...(refuse && { refuse })}
      onCommit={(next, stepped) => onCommit(next, stepped ? path : null)}
    />
  );
}

/** What Keras and PyTorch take by default, each told unless it has no such setting. */
function FrameworkNote({ frameworks: { keras, pytorch } }: { readonly frameworks: FrameworkDefault }) {
  const text = useText();
  if (keras !== null && keras === pytorch) {
    return <span className="framework-note">{text("training.bothFrameworks", { value: numberText(keras) })}</span>;
  }
  return (
    <>
      {keras !== null && <span className="framework-note">{text("training.keras", { value: numberText(keras) })}</span>}
      {pytorch !== null && (
        <span className="framework-note">{text("training.pytorch", { value: numberText(pytorch) })}</span>
      )}
    </>
  );
}

/** Numbers in a grid, two a line where there is room. */
export function SettingNumbers({ fields }: { readonly fields: readonly SettingField[] }) {
  if (fields.length === 0) return null;
  return (
    <div className="training-grid">
      {fields.map((field) => (
        <SettingNumber key={field.path} field={field} />
      ))}
    </div>
  );
}

/** A number of the run's own, by its name in the setup. */
export function runNumber(training: TrainingSetup, name: keyof typeof trainingLimits): SettingField {
  return {
    path: name,
    label: `training.${name}`,
    help: `training.${name}.help`,
    value: training[name],
    limit: trainingLimits[name],
    onCommit: (value, steppedAt) => setTraining({ [name]: value }, steppedAt),
  };
}

/** The value of a field in a setup whose kind decides which fields it has. */
export function numberIn(setup: object, name: string): number {
  const value = new Map<string, unknown>(Object.entries(setup)).get(name);
  return typeof value === "number" ? value : Number.NaN;
}
