import type { GraphNode, ParameterValue } from "../../engine/model";
import { burstMark, documentActions } from "../document";
import { useCatalogText, useText } from "../i18n";
import { Checkbox, IconButton, NumberField, Select } from "../ui";
import { type FormField, parameterEdits } from "./form-fields";
import { NumbersField } from "./numbers-field";
import { TargetField } from "./target-field";

export interface ParameterFieldProps {
  readonly field: FormField;
  /** Nodes of one kind, at least one. */
  readonly nodes: readonly GraphNode[];
}

/** One parameter as the catalog describes it; a bad value is refused in place. */
export function ParameterField({ field, nodes }: ParameterFieldProps) {
  const text = useText();
  const words = useCatalogText();
  const { parameter, value } = field;
  const kind = nodes[0]?.kind ?? "";
  const label = words.parameterLabel(kind, parameter);
  const frameworks = words.frameworks(kind, parameter);
  const help = (
    <>
      {words.parameterHelp(kind, parameter)}
      {frameworks && <span className="framework-note">{frameworks}</span>}
    </>
  );
  const set = (next: ParameterValue, mark?: string): void => {
    const edits = parameterEdits(nodes, parameter, next);
    if (edits.length === 0) return;
    const [only] = nodes;
    documentActions.edit(
      edits,
      nodes.length === 1
        ? { key: "document.setParameter", values: { parameter: label, label: only?.label ?? "" } }
        : { key: "document.setParameterOfMany", values: { parameter: label, count: nodes.length } },
      mark,
    );
  };
  const testId = `parameter-${parameter.id}`;
  const mixed = text("inspector.mixed");

  if (parameter.type === "integer" || parameter.type === "number") {
    const usual = typeof parameter.default === "number" ? parameter.default : undefined;
    return (
      <NumberField
        label={label}
        help={help}
        value={typeof value === "number" ? value : null}
        placeholder={value === undefined ? mixed : ""}
        defaultValue={usual}
        integer={parameter.type === "integer"}
        minimum={parameter.minimum}
        maximum={parameter.maximum}
        exclusiveMinimum={parameter.type === "number" && parameter.exclusiveMinimum === true}
        exclusiveMaximum={parameter.type === "number" && parameter.exclusiveMaximum === true}
        data-testid={testId}
        onCommit={(next, stepped) => set(next, stepped ? burstMark(`step ${parameter.id}`) : undefined)}
      />
    );
  }
  const reset = value !== parameter.default && (
    <IconButton
      icon="reset"
      className="field-reset"
      label={text("ui.resetTo", {
        value:
          parameter.type === "boolean"
            ? text(parameter.default === true ? "inspector.on" : "inspector.off")
            : words.choice(kind, parameter, String(parameter.default)),
      })}
      onClick={() => set(parameter.default)}
    />
  );
  if (parameter.type === "boolean") {
    return (
      <Checkbox
        label={label}
        help={help}
        checked={value === true}
        mixed={value === undefined}
        actions={reset}
        data-testid={testId}
        onChange={set}
      />
    );
  }
  if (parameter.type === "target") {
    return <TargetField label={label} help={help} value={value} testId={testId} onChange={set} />;
  }
  if (parameter.type === "numbers") {
    return <NumbersField label={label} help={help} field={field} nodes={nodes} testId={testId} onCommit={set} />;
  }
  return (
    <Select
      label={label}
      help={help}
      value={typeof value === "string" ? value : null}
      placeholder={mixed}
      choices={parameter.choices.map((choice) => ({
        value: choice.value,
        label: words.choice(kind, parameter, choice.value),
      }))}
      actions={reset}
      data-testid={testId}
      onChange={(next) => set(next)}
    />
  );
}
