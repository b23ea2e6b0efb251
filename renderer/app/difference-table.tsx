import { definitionOf } from "../../engine/catalog";
import type { ProjectDifference, SettingValue } from "../../engine/project";
import { columnScalingText, encodingTexts } from "../data";
import { type CatalogText, english, type MessageKey, type Text, useCatalogText, useText } from "../i18n";

/** Rows shown at once; a project that differs in more is another project. */
const shownAtMost = 200;

interface Row {
  readonly what: string;
  readonly onDisk: string;
  readonly here: string;
}

const isKey = (key: string): key is MessageKey => Object.hasOwn(english, key);

/** A setting's value: a choice by its name, a switch as on or off. */
function valueText(text: Text, value: SettingValue, choice: (value: string) => string): string {
  if (value === undefined || value === null) return text("files.absentValue");
  if (typeof value === "boolean") return text(value ? "files.on" : "files.off");
  return typeof value === "string" ? choice(value) : String(value);
}

/** A training setting by the name its form gives it: that of `optimizer.kind` is the optimizer's. */
function trainingRow(text: Text, setting: string, before: SettingValue, after: SettingValue): Row {
  const parts = setting.split(".");
  const last = parts.at(-1) ?? setting;
  const [group] = parts;
  const named = last === "kind" ? group : last;
  const groupKey = `training.${group}`;
  const key = `training.${named}`;
  const name = isKey(key) ? text(key) : setting;
  const what = parts.length > 1 && last !== "kind" && isKey(groupKey) ? `${text(groupKey)}: ${name}` : name;
  const choice = (value: string) => {
    const choiceKey = `training.${named}.${value}`;
    return isKey(choiceKey) ? text(choiceKey) : value;
  };
  return { what, onDisk: valueText(text, before, choice), here: valueText(text, after, choice) };
}

const roleKeys: Readonly<Record<string, MessageKey>> = {
  feature: "data.roleFeature",
  target: "data.roleTarget",
  weight: "data.roleWeight",
  group: "data.roleGroup",
  time: "data.roleTime",
  split: "data.roleSplit",
  ignore: "data.roleIgnore",
};

const columnParts: Readonly<
  Record<
    Extract<ProjectDifference, { kind: "column" }>["part"],
    { readonly keys: Readonly<Record<string, MessageKey>>; readonly title: MessageKey }
  >
> = {
  role: { keys: roleKeys, title: "files.roleOf" },
  encoding: { keys: encodingTexts, title: "files.encodingOf" },
  options: { keys: {}, title: "files.optionsOf" },
  scaling: { keys: columnScalingText, title: "files.scalingOf" },
  impute: { keys: {}, title: "files.imputeOf" },
};

function columnRow(text: Text, difference: Extract<ProjectDifference, { kind: "column" }>): Row {
  const { column, part, before, after } = difference;
  const { keys, title } = columnParts[part];
  const named = (value: string | undefined) => {
    const key = value === undefined ? "files.absentValue" : keys[value];
    return key ? text(key) : (value ?? "");
  };
  const what = text(title, { column });
  return { what, onDisk: named(before), here: named(after) };
}

function parameterRow(
  text: Text,
  catalog: CatalogText,
  difference: Extract<ProjectDifference, { kind: "parameter" }>,
): Row {
  const { node, parameter: id, before, after } = difference;
  const parameter = definitionOf(node.kind)?.parameters.find((other) => other.id === id);
  const choice = (value: string) => (parameter ? catalog.choice(node.kind, parameter, value) : value);
  return {
    what: text("files.parameterOf", {
      parameter: parameter ? catalog.parameterLabel(node.kind, parameter) : id,
      label: node.label,
    }),
    onDisk: valueText(text, before, choice),
    here: valueText(text, after, choice),
  };
}

/** Something that only one side has. */
function presence(text: Text, what: string, isHere: boolean): Row {
  const nothing = text("files.absentValue");
  return isHere
    ? { what, onDisk: nothing, here: text("files.added") }
    : { what, onDisk: nothing, here: text("files.removed") };
}

function rowOf(difference: ProjectDifference, text: Text, catalog: CatalogText): Row {
  const nothing = text("files.absentValue");
  switch (difference.kind) {
    case "node_added":
    case "node_removed": {
      const { label, kind } = difference.node;
      const kindLabel = catalog.kindLabel(kind);
      return presence(text, label === kindLabel ? label : `${label} (${kindLabel})`, difference.kind === "node_added");
    }
    case "wire_added":
    case "wire_removed": {
      const { from, to } = difference;
      return presence(text, text("files.wire", { from, to }), difference.kind === "wire_added");
    }
    case "label":
      return {
        what: text("files.nodeName", { label: difference.before }),
        onDisk: difference.before,
        here: difference.after,
      };
    case "parameter":
      return parameterRow(text, catalog, difference);
    case "bypassed":
    case "restored": {
      const states = [text("files.active"), text("files.bypassed")] as const;
      const [onDisk, here] = difference.kind === "bypassed" ? states : ([states[1], states[0]] as const);
      return { what: difference.node.label, onDisk, here };
    }
    case "moved":
      return { what: text("files.moved", { count: difference.count }), onDisk: "", here: "" };
    case "image_width":
      return {
        what: text("explore.imageWidth"),
        onDisk: difference.before === undefined ? nothing : String(difference.before),
        here: difference.after === undefined ? nothing : String(difference.after),
      };
    case "training":
      return trainingRow(text, difference.setting, difference.before, difference.after);
    case "table":
      return { what: text("files.table"), onDisk: difference.before ?? nothing, here: difference.after ?? nothing };
    case "validation_file":
    case "test_file":
      return {
        what: text(`files.${difference.kind}`),
        onDisk: difference.before ?? nothing,
        here: difference.after ?? nothing,
      };
    case "table_content":
      return {
        what: text("files.tableContent", { path: difference.path }),
        onDisk: nothing,
        here: text("files.otherContent"),
      };
    case "reading": {
      const { option, before, after } = difference;
      const key = `reading.option.${option}`;
      const as = (value: string) => value;
      return {
        what: text("files.reading", { option: isKey(key) ? text(key) : option }),
        onDisk: valueText(text, before, as),
        here: valueText(text, after, as),
      };
    }
    case "column":
      return columnRow(text, difference);
  }
}

/** A part that scrolls is reached by Tab, so that the arrow keys move it. */
function scrollableByKeyboard(element: HTMLElement | null): void {
  if (element) element.tabIndex = 0;
}

/** What differs between the file on the disk and the window's document, a line a difference; or why it cannot be told. */
export function DifferenceTable({ differences }: { differences: readonly ProjectDifference[] | string }) {
  const text = useText();
  const catalog = useCatalogText();
  if (typeof differences === "string") {
    return <p className="differences-none">{text("files.incomparable", { reason: differences })}</p>;
  }
  if (differences.length === 0) return <p className="differences-none">{text("files.sameProject")}</p>;
  const rows = differences.slice(0, shownAtMost).map((difference) => ({
    key: JSON.stringify(difference),
    ...rowOf(difference, text, catalog),
  }));
  const more = differences.length - rows.length;
  return (
    <section
      ref={scrollableByKeyboard}
      className="differences"
      aria-label={text("files.differences")}
      data-testid="differences"
    >
      <table>
        <thead>
          <tr>
            <th scope="col">{text("files.differs")}</th>
            <th scope="col">{text("files.onDisk")}</th>
            <th scope="col">{text("files.here")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, what, onDisk, here }) => (
            <tr key={key}>
              <th scope="row" title={what}>
                {what}
              </th>
              <td title={onDisk}>{onDisk}</td>
              <td title={here}>{here}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="differences-none">{text("files.moreDifferences", { count: more })}</p>}
    </section>
  );
}
