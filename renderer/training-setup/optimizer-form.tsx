import { useRef } from "react";
import { type OptimizerSetup, optimizerDefaults, optimizerFrameworks, optimizerLimits } from "../../engine/model";
import { useText } from "../i18n";
import { Checkbox, Select } from "../ui";
import { numberIn, type SettingField, SettingNumbers, setTraining } from "./setting-fields";

type FieldName<Limits> = Limits extends unknown ? keyof Limits & string : never;
type OptimizerField = FieldName<(typeof optimizerLimits)[OptimizerSetup["kind"]]>;

const kinds = Object.keys(optimizerLimits) as OptimizerSetup["kind"][];

function fieldsOf(optimizer: OptimizerSetup): readonly SettingField[] {
  const { kind } = optimizer;
  const frameworks = new Map(Object.entries(optimizerFrameworks[kind]));
  return Object.entries(optimizerLimits[kind]).map(([key, limit]) => {
    const name = key as OptimizerField;
    return {
      path: `optimizer.${name}`,
      label: `training.${name}`,
      help: `training.${name}.help`,
      value: numberIn(optimizer, name),
      limit,
      usual: numberIn(optimizerDefaults[kind], name),
      frameworks: frameworks.get(name),
      onCommit: (value, steppedAt) => setTraining({ optimizer: { ...optimizer, [name]: value } }, steppedAt),
    };
  });
}

/** The optimizer and its own settings; switching kinds brings back what was set for the other before. */
export function OptimizerForm({ optimizer }: { readonly optimizer: OptimizerSetup }) {
  const text = useText();
  const lastOfKind = useRef(new Map<string, OptimizerSetup>());
  return (
    <>
      <Select
        label={text("training.optimizer")}
        labelHidden
        help={text(`training.optimizer.${optimizer.kind}.help`)}
        value={optimizer.kind}
        choices={kinds.map((kind) => ({ value: kind, label: text(`training.optimizer.${kind}`) }))}
        onChange={(kind) => {
          lastOfKind.current.set(optimizer.kind, optimizer);
          setTraining({ optimizer: lastOfKind.current.get(kind) ?? optimizerDefaults[kind] });
        }}
        data-testid="training-optimizer"
      />
      <SettingNumbers fields={fieldsOf(optimizer)} />
      {optimizer.kind === "sgd" && (
        <Checkbox
          label={text("training.nesterov")}
          help={text("training.nesterov.help")}
          checked={optimizer.nesterov}
          onChange={(nesterov) => setTraining({ optimizer: { ...optimizer, nesterov } })}
          data-testid="training-optimizer.nesterov"
        />
      )}
      {optimizer.kind === "rms_prop" && (
        <Checkbox
          label={text("training.centered")}
          help={text("training.centered.help")}
          checked={optimizer.centered}
          onChange={(centered) => setTraining({ optimizer: { ...optimizer, centered } })}
          data-testid="training-optimizer.centered"
        />
      )}
    </>
  );
}
