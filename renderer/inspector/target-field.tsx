import type { ReactNode } from "react";
import type { ParameterValue } from "../../engine/model";
import { useDocument } from "../document";
import { useText } from "../i18n";
import { Select } from "../ui";

interface TargetFieldProps {
  readonly label: string;
  readonly help: ReactNode;
  /** Name of a target column, null for the table's first; undefined when the nodes differ. */
  readonly value: ParameterValue | undefined;
  readonly testId: string;
  readonly onChange: (value: string | null) => void;
}

/** Choice among the table's target columns; nothing while there is nothing to choose. */
export function TargetField({ label, help, value, testId, onChange }: TargetFieldProps) {
  const text = useText();
  const targets = useDocument((state) => state.schema?.targets);
  const names = targets?.map(({ name }) => name) ?? [];
  if (value === null && names.length < 2) return null;
  const isGone = typeof value === "string" && !names.includes(value);
  const columns = isGone ? [...names, value] : names;
  // No column has an empty name: it stands for the first target.
  const first = { value: "", label: text("inspector.firstTarget", { column: names[0] ?? "?" }) };
  return (
    <Select
      label={label}
      help={help}
      value={value === undefined ? null : typeof value === "string" ? value : ""}
      placeholder={text("inspector.mixed")}
      choices={[first, ...columns.map((name) => ({ value: name, label: name }))]}
      data-testid={testId}
      onChange={(chosen) => onChange(chosen === "" ? null : chosen)}
    />
  );
}
