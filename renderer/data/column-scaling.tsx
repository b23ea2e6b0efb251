import type { ColumnProfile } from "../../engine/contract";
import { columnScalings, type DataSetup, withScaling } from "../../engine/model";
import { useText } from "../i18n";
import { Select } from "../ui";
import { columnScalingText } from "./data-texts";
import { tableActions } from "./table-actions";

interface ColumnScalingChoiceProps {
  readonly column: ColumnProfile;
  readonly setup: DataSetup;
}

/** How a numeric feature is scaled by itself, before the Scale node, which then leaves it as it is. */
export function ColumnScalingChoice({ column, setup }: ColumnScalingChoiceProps) {
  const text = useText();
  const choice = setup.columns.find(({ name }) => name === column.name);
  if (choice?.encoding !== "number") return null;
  return (
    <Select
      label={text("data.columnScaling")}
      help={text("data.columnScalingHelp")}
      value={choice.scaling ?? "absent"}
      choices={[
        { value: "absent", label: text("data.columnScalingAbsent") },
        ...columnScalings.map((scaling) => ({ value: scaling, label: text(columnScalingText[scaling]) })),
      ]}
      onChange={(chosen) => {
        const scaling = columnScalings.find((each) => each === chosen) ?? null;
        void tableActions.chooseColumn(setup, withScaling(choice, scaling));
      }}
      data-testid={`column-scaling-${column.name}`}
    />
  );
}
