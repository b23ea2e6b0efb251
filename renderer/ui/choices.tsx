import { Tabs as BaseTabs } from "@base-ui/react/tabs";
import { type ReactNode, useId } from "react";
import { Field } from "./field";

export interface Choice<Value extends string = string> {
  readonly value: Value;
  readonly label: string;
  /** Shown, but not to be chosen now. */
  readonly disabled?: boolean;
}

export interface SelectProps<Value extends string> {
  readonly label: ReactNode;
  readonly labelHidden?: boolean;
  /** Null shows the placeholder. */
  readonly value: Value | null;
  readonly choices: readonly Choice<Value>[];
  readonly onChange: (value: Value) => void;
  readonly placeholder?: string;
  readonly help?: ReactNode;
  readonly actions?: ReactNode;
  readonly disabled?: boolean;
  readonly "data-testid"?: string;
}

/** One of several, in the platform's own list. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, labelHidden, value, choices, onChange, placeholder = "", help, actions, disabled } = props;
  return (
    <Field label={label} labelHidden={labelHidden} help={help} actions={actions}>
      {(ids) => (
        <select
          {...ids}
          className="input select"
          value={value ?? ""}
          disabled={disabled}
          data-testid={props["data-testid"]}
          onChange={(event) => {
            const chosen = choices.find((choice) => choice.value === event.target.value);
            if (chosen) onChange(chosen.value);
          }}
        >
          {value === null && <option value="">{placeholder}</option>}
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value} disabled={choice.disabled}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export interface SegmentedProps<Value extends string> {
  /** Read by screen readers. */
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly Choice<Value>[];
  readonly onChange: (value: Value) => void;
  readonly "data-testid"?: string;
}

/** One of two to four, all in sight. */
export function Segmented<Value extends string>({ label, value, choices, onChange, ...rest }: SegmentedProps<Value>) {
  const name = useId();
  return (
    <fieldset className="segmented" {...rest}>
      <legend className="visually-hidden">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className="segment" data-chosen={choice.value === value}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            disabled={choice.disabled}
            onChange={() => onChange(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </fieldset>
  );
}

export interface CheckboxProps {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly mixed?: boolean;
  readonly help?: ReactNode;
  readonly actions?: ReactNode;
  readonly disabled?: boolean;
  readonly "data-testid"?: string;
}

/** On or off. */
export function Checkbox({ label, checked, onChange, mixed = false, help, actions, disabled, ...rest }: CheckboxProps) {
  const id = useId();
  return (
    <div className="field">
      <div className="field-head">
        <label className="checkbox" htmlFor={id}>
          <input
            {...rest}
            id={id}
            type="checkbox"
            checked={checked}
            disabled={disabled}
            aria-describedby={help ? `${id}-help` : undefined}
            ref={(input) => {
              if (input) input.indeterminate = mixed;
            }}
            onChange={(event) => onChange(event.target.checked)}
          />
          {label}
        </label>
        {actions}
      </div>
      {help && (
        <p id={`${id}-help`} className="field-help">
          {help}
        </p>
      )}
    </div>
  );
}

export interface TabsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly tabs: readonly (Choice<Value> & { readonly badge?: ReactNode; readonly "data-testid"?: string })[];
  readonly onChange: (value: Value) => void;
  /** Content of the chosen tab. */
  readonly children: ReactNode;
  /** Controls at the right end of the tab row. */
  readonly trailing?: ReactNode;
}

/** Views that share one place; arrow keys, Home and End move between tabs. */
export function Tabs<Value extends string>({ label, value, tabs, onChange, children, trailing }: TabsProps<Value>) {
  return (
    <BaseTabs.Root className="tabs" value={value} onValueChange={(chosen: Value) => onChange(chosen)}>
      <div className="tabs-row">
        <BaseTabs.List className="tabs-list" aria-label={label} activateOnFocus>
          {tabs.map((tab) => (
            <BaseTabs.Tab key={tab.value} value={tab.value} className="tab" data-testid={tab["data-testid"]}>
              {tab.label}
              {tab.badge}
            </BaseTabs.Tab>
          ))}
        </BaseTabs.List>
        {trailing}
      </div>
      <BaseTabs.Panel key={value} value={value} className="tabs-panel">
        <h2 className="visually-hidden">{tabs.find((tab) => tab.value === value)?.label}</h2>
        {children}
      </BaseTabs.Panel>
    </BaseTabs.Root>
  );
}
