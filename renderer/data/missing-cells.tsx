import { useState } from "react";
import type { ColumnProfile } from "../../engine/contract";
import { type DataSetup, type Impute, type ImputeStrategy, strategiesFor, withImpute } from "../../engine/model";
import { type MessageKey, useText } from "../i18n";
import { Checkbox, Select, TextField } from "../ui";
import { tableActions } from "./table-actions";

const strategyText: Readonly<Record<ImputeStrategy, MessageKey>> = {
  median: "data.imputeMedian",
  mean: "data.imputeMean",
  most_frequent: "data.imputeMostFrequent",
  category: "data.imputeCategory",
  constant: "data.imputeConstant",
};

interface MissingCellsProps {
  readonly column: ColumnProfile;
  readonly setup: DataSetup;
}

/** What is done with a feature's missing cells: their rows are left out, or something stands in their place. */
export function MissingCells({ column, setup }: MissingCellsProps) {
  const text = useText();
  const choice = setup.columns.find(({ name }) => name === column.name);
  if (choice === undefined) return null;
  const { impute, encoding } = choice;
  const choose = (next: Impute | null): void => {
    void tableActions.chooseColumn(setup, withImpute(choice, next));
  };
  const chooseStrategy = (strategy: ImputeStrategy | "leave_out"): void => {
    if (strategy === "leave_out") choose(null);
    else {
      const value = strategy === "constant" ? { value: impute?.value ?? firstConstant(column) } : {};
      const isTold = strategy !== "category" && impute?.indicator === true;
      choose({ strategy, ...value, ...(isTold && { indicator: true }) });
    }
  };
  return (
    <div className="column-missing">
      <Select
        label={text("data.missingCells")}
        help={
          column.missing > 0
            ? text("data.missingCellsHelp", { count: column.missing })
            : text("data.noMissingCellsHelp")
        }
        value={impute?.strategy ?? "leave_out"}
        choices={[
          { value: "leave_out", label: text("data.imputeNone") },
          ...strategiesFor(encoding).map((strategy) => ({ value: strategy, label: text(strategyText[strategy]) })),
        ]}
        onChange={chooseStrategy}
        data-testid={`column-missing-${column.name}`}
      />
      {impute?.strategy === "constant" && (
        <ConstantField
          key={impute.value}
          column={column.name}
          value={impute.value ?? ""}
          onChange={(value) => choose({ ...impute, value })}
        />
      )}
      {impute !== undefined && impute.strategy !== "category" && (
        <Checkbox
          label={text("data.imputeIndicator")}
          help={text("data.imputeIndicatorHelp")}
          checked={impute.indicator === true}
          onChange={(isTold) => {
            const { indicator: _, ...rest } = impute;
            choose(isTold ? { ...rest, indicator: true } : rest);
          }}
          data-testid={`column-indicator-${column.name}`}
        />
      )}
    </div>
  );
}

/** A constant that suits a column, to begin with. */
function firstConstant({ type, top }: ColumnProfile): string {
  if (type === "number") return "0";
  return type === "category" ? "missing" : (top[0]?.value ?? "");
}

interface ConstantFieldProps {
  readonly column: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** The constant; it counts with Enter or when the field is left. */
function ConstantField({ column, value, onChange }: ConstantFieldProps) {
  const text = useText();
  const [draft, setDraft] = useState(value);
  const take = (): void => {
    if (draft !== value) onChange(draft);
  };
  return (
    <TextField
      label={text("data.imputeValue")}
      value={draft}
      onChange={setDraft}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === "Enter") take();
        else if (event.key === "Escape") setDraft(value);
      }}
      data-testid={`column-constant-${column}`}
    />
  );
}
