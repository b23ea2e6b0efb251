import { useState } from "react";
import type { CellTest, ColumnProfile, TableProfile, ViewFilter } from "../../engine/contract";
import { useText } from "../i18n";
import { Button, Checkbox, IconButton, Select, TextField } from "../ui";
import { boundOf } from "./table-view";

/** Values that are chosen one by one; of more a text in them is typed. */
const mostChoices = 12;

interface RowFiltersProps {
  readonly profile: TableProfile;
  /** The column whose filter is edited. */
  readonly column: ColumnProfile;
  readonly filters: readonly ViewFilter[];
  readonly onColumn: (column: string) => void;
  /** Gives a column another filter; null takes it away. */
  readonly onTest: (column: string, test: CellTest | null) => void;
  readonly onClear: () => void;
}

/** Which rows are shown: a filter a column, and those that count. */
export function RowFilters({ profile, column, filters, onColumn, onTest, onClear }: RowFiltersProps) {
  const text = useText();
  const test = filters.find((filter) => filter.column === column.name)?.test ?? null;
  const isOfRange = column.type === "number" || column.type === "time";
  return (
    <div className="row-filters">
      <Select
        label={text("data.rows.filter")}
        value={column.name}
        choices={profile.columns.map(({ name }) => ({ value: name, label: name }))}
        onChange={onColumn}
        data-testid="rows-filter-column"
      />
      {isOfRange ? (
        <RangeFilter key={column.name} column={column} test={test} onTest={onTest} />
      ) : column.distinct <= mostChoices ? (
        <ValuesFilter column={column} test={test} onTest={onTest} />
      ) : (
        <TextField
          label={text("data.rows.contains")}
          value={test?.kind === "contains" ? test.text : ""}
          onChange={(typed) => onTest(column.name, typed === "" ? null : { kind: "contains", text: typed })}
          data-testid="rows-contains"
        />
      )}
      {column.missing > 0 && (
        <Checkbox
          label={text("data.rows.missingOnly")}
          checked={test?.kind === "missing"}
          onChange={(isOn) => onTest(column.name, isOn ? { kind: "missing" } : null)}
          data-testid="rows-missing-only"
        />
      )}
      {filters.length > 0 && (
        <div className="row-filters-active" data-testid="rows-filters">
          {filters.map((filter) => (
            <span key={filter.column} className="row-filter">
              {filter.column}
              <IconButton
                icon="close"
                label={text("data.rows.removeFilter", { column: filter.column })}
                onClick={() => onTest(filter.column, null)}
              />
            </span>
          ))}
          <Button variant="quiet" onClick={onClear} data-testid="rows-clear">
            {text("data.rows.showAll")}
          </Button>
        </div>
      )}
    </div>
  );
}

interface ColumnFilterProps extends Pick<RowFiltersProps, "column" | "onTest"> {
  readonly test: CellTest | null;
}

function RangeFilter({ column, test, onTest }: ColumnFilterProps) {
  const text = useText();
  const [typed, setTyped] = useState({ minimum: "", maximum: "" });
  const isTime = column.type === "time";
  const shown = test?.kind === "range" ? typed : { minimum: "", maximum: "" };
  const take = (next: typeof typed): void => {
    setTyped(next);
    const minimum = boundOf(next.minimum, isTime, false);
    const maximum = boundOf(next.maximum, isTime, true);
    const isAll = next.minimum === "" && next.maximum === "";
    onTest(column.name, isAll ? null : { kind: "range", minimum, maximum });
  };
  const type = isTime ? "date" : "number";
  return (
    <>
      <TextField
        label={text("data.rows.from")}
        type={type}
        step="any"
        value={shown.minimum}
        onChange={(minimum) => take({ ...shown, minimum })}
        data-testid="rows-from"
      />
      <TextField
        label={text("data.rows.to")}
        type={type}
        step="any"
        value={shown.maximum}
        onChange={(maximum) => take({ ...shown, maximum })}
        data-testid="rows-to"
      />
    </>
  );
}

function ValuesFilter({ column, test, onTest }: ColumnFilterProps) {
  const text = useText();
  const chosen = test?.kind === "values" ? test.values : [];
  return (
    <fieldset className="row-filter-values">
      <legend>{text("data.rows.values")}</legend>
      {column.top.map(({ value }) => (
        <Checkbox
          key={value}
          label={value}
          checked={chosen.includes(value)}
          onChange={(isOn) => {
            const values = isOn ? [...chosen, value] : chosen.filter((each) => each !== value);
            onTest(column.name, values.length === 0 ? null : { kind: "values", values });
          }}
          data-testid={`rows-value-${value}`}
        />
      ))}
    </fieldset>
  );
}
