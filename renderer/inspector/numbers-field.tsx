import { type ReactNode, useState } from "react";
import { checkParameter, targetOf } from "../../engine/catalog";
import { type GraphNode, projectLimits } from "../../engine/model";
import { useDocument } from "../document";
import { useText } from "../i18n";
import { TextField } from "../ui";
import { classOrder, type FormField } from "./form-fields";

interface NumbersFieldProps {
  readonly label: string;
  readonly help: ReactNode;
  readonly field: FormField;
  readonly nodes: readonly GraphNode[];
  readonly testId: string;
  readonly onCommit: (value: string) => void;
}

/** Several numbers in one line; what is none is refused in place. */
export function NumbersField({ label, help, field, nodes, testId, onCommit }: NumbersFieldProps) {
  const text = useText();
  const { parameter, value } = field;
  const [draft, setDraft] = useState<string | null>(null);
  const order = useDocument(({ schema, profile }) => {
    const [only, ...others] = nodes;
    const target = only && others.length === 0 ? targetOf(only, schema) : null;
    return classOrder(profile?.columns.find(({ name }) => name === target?.name) ?? null);
  });
  if (parameter.type !== "numbers") return null;
  const typed = draft ?? (typeof value === "string" ? value : "");
  const range = { minimum: parameter.minimum, maximum: parameter.maximum };
  const limit = projectLimits.parameterText;
  const faultText = (): string =>
    typed.length > limit ? text("canvas.refused.text_too_long", { limit }) : text("inspector.numbers", range);
  const error = draft !== null && checkParameter(parameter, typed) !== null ? faultText() : null;
  const commit = (): void => {
    if (draft === null || error !== null) return;
    setDraft(null);
    onCommit(draft.trim());
  };
  return (
    <TextField
      label={label}
      help={
        <>
          {help}
          {order !== null && <span className="framework-note">{text("inspector.classOrder", { classes: order })}</span>}
        </>
      }
      value={typed}
      error={error}
      placeholder={value === undefined ? text("inspector.mixed") : ""}
      data-testid={testId}
      onChange={setDraft}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
        if (event.key !== "Escape" || draft === null) return;
        event.stopPropagation();
        setDraft(null);
      }}
    />
  );
}
