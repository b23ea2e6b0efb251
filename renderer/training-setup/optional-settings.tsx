import { type ReactNode, useRef } from "react";
import { clipDefaults, clipLimit, type TrainingSetup } from "../../engine/model";
import { type MessageKey, useText } from "../i18n";
import { Checkbox } from "../ui";
import { SettingNumber, setTraining } from "./setting-fields";

export interface OptionalSettingProps<Value> {
  readonly label: MessageKey;
  readonly help: MessageKey;
  /** Null while it is off. */
  readonly value: Value | null;
  /** What it starts with when it is first switched on. */
  readonly usual: Value;
  readonly onChange: (value: Value | null) => void;
  readonly "data-testid": string;
  /** Its own settings, shown while it is on. */
  readonly children?: ReactNode;
}

/** A setting that can be off; switched on again it is as it was. */
export function OptionalSetting<Value>(props: OptionalSettingProps<Value>) {
  const { label, help, value, usual, onChange, children } = props;
  const text = useText();
  const last = useRef(usual);
  if (value !== null) last.current = value;
  return (
    <div className="training-optional">
      <Checkbox
        label={text(label)}
        help={text(help)}
        checked={value !== null}
        onChange={(isOn) => onChange(isOn ? last.current : null)}
        data-testid={props["data-testid"]}
      />
      {value !== null && <div className="training-nested">{children}</div>}
    </div>
  );
}

/** Bounds on the gradients. */
export function ClippingForm({ training }: { readonly training: TrainingSetup }) {
  return (["clip_norm", "clip_value"] as const).map((name) => {
    const value = training[name];
    const usual = clipDefaults[name];
    return (
      <OptionalSetting
        key={name}
        label={`training.${name}`}
        help={`training.${name}.help`}
        value={value}
        usual={usual}
        onChange={(next) => setTraining({ [name]: next })}
        data-testid={`training-${name}-on`}
      >
        {value !== null && (
          <SettingNumber
            field={{
              path: name,
              label: `training.${name}.limit`,
              help: null,
              value,
              limit: clipLimit,
              usual,
              onCommit: (next, steppedAt) => setTraining({ [name]: next }, steppedAt),
            }}
          />
        )}
      </OptionalSetting>
    );
  });
}
