import { type InputHTMLAttributes, type ReactNode, useId } from "react";
import { Icon } from "./icon";

export interface FieldProps {
  readonly label: ReactNode;
  /** For screen readers only, where a heading above says it already. */
  readonly labelHidden?: boolean | undefined;
  readonly help?: ReactNode;
  /** Why the typed value was refused. */
  readonly error?: string | null;
  /** Small buttons at the label's right, such as Reset. */
  readonly actions?: ReactNode;
  /** The control; gets the ids that tie it to label, help and error. */
  readonly children: (ids: FieldIds) => ReactNode;
}

export interface FieldIds {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean | undefined;
}

/** Label, control, one line of help and the reason of a refusal, tied together for screen readers. */
export function Field({ label, labelHidden = false, help, error, actions, children }: FieldProps) {
  const id = useId();
  const describedBy = [error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(" ");
  return (
    <div className="field">
      {labelHidden ? (
        <label className="visually-hidden" htmlFor={id}>
          {label}
        </label>
      ) : (
        <div className="field-head">
          <label htmlFor={id}>{label}</label>
          {actions}
        </div>
      )}
      {children({ id, "aria-describedby": describedBy || undefined, "aria-invalid": error ? true : undefined })}
      {error && (
        <p id={`${id}-error`} className="field-error" role="alert">
          <Icon name="error" size={14} />
          {error}
        </p>
      )}
      {help && (
        <p id={`${id}-help`} className="field-help">
          {help}
        </p>
      )}
    </div>
  );
}

export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange" | "value"> {
  readonly label: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly help?: ReactNode;
  readonly error?: string | null;
  readonly "data-testid"?: string;
}

/** One line of text. */
export function TextField({ label, value, onChange, help, error, ...rest }: TextFieldProps) {
  return (
    <Field label={label} help={help} {...(error !== undefined && { error })}>
      {(ids) => (
        <input
          type="text"
          {...rest}
          {...ids}
          className="input"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
