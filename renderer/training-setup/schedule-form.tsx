import { useRef } from "react";
import {
  type ScheduleSetup,
  scheduleDefaults,
  scheduleFrameworks,
  scheduleLimits,
  type TrainingSetup,
} from "../../engine/model";
import { type MessageKey, useText } from "../i18n";
import { Select } from "../ui";
import { LearningRateCurve } from "./learning-rate-curve";
import { numberIn, type SettingField, SettingNumbers, setTraining } from "./setting-fields";

type FieldName<Limits> = Limits extends unknown ? keyof Limits & string : never;
type ScheduleField = FieldName<(typeof scheduleLimits)[ScheduleSetup["kind"]]>;

const kinds = Object.keys(scheduleLimits) as ScheduleSetup["kind"][];

/** Words of a field; a schedule's `epochs` are the distance between two falls, not the run's length. */
function wordsOf(name: ScheduleField): { readonly label: MessageKey; readonly help: MessageKey } {
  const word = name === "epochs" ? "every" : name;
  return { label: `training.${word}`, help: `training.${word}.help` };
}

function fieldsOf(schedule: ScheduleSetup): readonly SettingField[] {
  const { kind } = schedule;
  const frameworks = new Map(Object.entries(scheduleFrameworks[kind]));
  return Object.entries(scheduleLimits[kind]).map(([key, limit]) => {
    const name = key as ScheduleField;
    return {
      path: `schedule.${name}`,
      ...wordsOf(name),
      value: numberIn(schedule, name),
      limit,
      usual: numberIn(scheduleDefaults[kind], name),
      frameworks: frameworks.get(name),
      onCommit: (value, steppedAt) => setTraining({ schedule: { ...schedule, [name]: value } }, steppedAt),
    };
  });
}

/** The learning rate's way through the run, drawn; switching kinds brings back what was set for the other before. */
export function ScheduleForm({ training }: { readonly training: TrainingSetup }) {
  const text = useText();
  const { schedule } = training;
  const lastOfKind = useRef(new Map<string, ScheduleSetup>());
  return (
    <>
      <Select
        label={text("training.schedule")}
        labelHidden
        help={text(`training.schedule.${schedule.kind}.help`)}
        value={schedule.kind}
        choices={kinds.map((kind) => ({ value: kind, label: text(`training.schedule.${kind}`) }))}
        onChange={(kind) => {
          lastOfKind.current.set(schedule.kind, schedule);
          setTraining({ schedule: lastOfKind.current.get(kind) ?? scheduleDefaults[kind] });
        }}
        data-testid="training-schedule"
      />
      <LearningRateCurve training={training} />
      <SettingNumbers fields={fieldsOf(schedule)} />
    </>
  );
}
