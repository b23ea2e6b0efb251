import type { ColumnProfile } from "../../engine/contract";
import {
  type DataSetup,
  type DatePart,
  dateParts,
  type EncodingOptions,
  encodingLimits,
  usualOptions,
  withOptions,
} from "../../engine/model";
import { type MessageKey, useText } from "../i18n";
import { Checkbox, NumberField } from "../ui";
import { CodeOrder } from "./code-order";
import { tableActions } from "./table-actions";
import "./encoding-options.css";

const partText: Readonly<Record<DatePart, MessageKey>> = {
  year: "data.partYear",
  quarter: "data.partQuarter",
  month: "data.partMonth",
  day: "data.partDay",
  weekday: "data.partWeekday",
  day_of_year: "data.partDayOfYear",
  hour: "data.partHour",
  minute: "data.partMinute",
  second: "data.partSecond",
};

interface EncodingOptionsProps {
  readonly column: ColumnProfile;
  readonly setup: DataSetup;
}

/** What may be said of a feature's encoding: how many columns, which parts of a date, the order of codes. */
export function EncodingOptionFields({ column, setup }: EncodingOptionsProps) {
  const text = useText();
  const choice = setup.columns.find(({ name }) => name === column.name);
  if (choice === undefined) return null;
  const { encoding, options = {} } = choice;
  const choose = (next: EncodingOptions): void => {
    void tableActions.chooseColumn(setup, withOptions(choice, next));
  };
  const { name } = column;
  switch (encoding) {
    case "top_k":
      return (
        <div className="column-missing">
          <NumberField
            label={text("data.optionK")}
            help={text("data.optionKHelp")}
            value={options.k ?? usualOptions.k}
            defaultValue={usualOptions.k}
            {...encodingLimits.k}
            onCommit={(k) => choose({ k })}
            data-testid={`column-k-${name}`}
          />
        </div>
      );
    case "hashed":
      return (
        <div className="column-missing">
          <NumberField
            label={text("data.optionBuckets")}
            help={text("data.optionBucketsHelp")}
            value={options.buckets ?? usualOptions.buckets}
            defaultValue={usualOptions.buckets}
            {...encodingLimits.buckets}
            onCommit={(buckets) => choose({ buckets })}
            data-testid={`column-buckets-${name}`}
          />
        </div>
      );
    case "target_mean":
      return (
        <div className="column-missing">
          <Checkbox
            label={text("data.optionAutoSmoothing")}
            help={text("data.optionAutoSmoothingHelp")}
            checked={options.smoothing === undefined}
            onChange={(isAuto) => {
              const { smoothing: _, ...rest } = options;
              choose(isAuto ? rest : { ...rest, smoothing: 10 });
            }}
            data-testid={`column-auto-${name}`}
          />
          {options.smoothing !== undefined && (
            <NumberField
              label={text("data.optionSmoothing")}
              value={options.smoothing}
              {...encodingLimits.smoothing}
              onCommit={(smoothing) => choose({ ...options, smoothing })}
              data-testid={`column-smoothing-${name}`}
            />
          )}
          <NumberField
            label={text("data.optionFolds")}
            help={text("data.optionFoldsHelp")}
            value={options.folds ?? usualOptions.folds}
            defaultValue={usualOptions.folds}
            {...encodingLimits.folds}
            onCommit={(folds) => choose({ ...options, folds })}
            data-testid={`column-folds-${name}`}
          />
          <NumberField
            label={text("data.optionSeed")}
            value={options.seed ?? usualOptions.seed}
            defaultValue={usualOptions.seed}
            {...encodingLimits.seed}
            onCommit={(seed) => choose({ ...options, seed })}
            data-testid={`column-seed-${name}`}
          />
        </div>
      );
    case "date_parts": {
      const parts: readonly DatePart[] = options.parts ?? usualOptions.parts;
      const withPart = (part: DatePart, isIn: boolean) =>
        dateParts.filter((each) => (each === part ? isIn : parts.includes(each)));
      return (
        <fieldset className="column-parts">
          <legend>{text("data.optionParts")}</legend>
          {dateParts.map((part) => (
            <Checkbox
              key={part}
              label={text(partText[part])}
              checked={parts.includes(part)}
              // One part at least.
              disabled={parts.length === 1 && parts.includes(part)}
              onChange={(isIn) => choose({ ...options, parts: withPart(part, isIn) })}
              data-testid={`column-part-${part}-${name}`}
            />
          ))}
          <Checkbox
            label={text("data.optionCyclic")}
            help={text("data.optionCyclicHelp")}
            checked={options.cyclic === true}
            onChange={(cyclic) => choose({ ...options, cyclic })}
            data-testid={`column-cyclic-${name}`}
          />
        </fieldset>
      );
    }
    case "code":
      return (
        <CodeOrder column={column} order={options.order ?? null} onChange={(order) => choose(order ? { order } : {})} />
      );
    default:
      return null;
  }
}
