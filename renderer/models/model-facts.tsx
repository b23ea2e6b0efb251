import type {
  FittedScale,
  ModelDescription,
  OutputMetrics,
  PreparedColumn,
  RowFigures,
  TestLook,
} from "../../engine/contract";
import { encodingText } from "../../engine/model";
import { preparedWidth, timeText } from "../../engine/predictions";
import { countText, figureText, useLanguageStore, useText } from "../i18n";

/** Everything a model file says, in four short tables. */
export function ModelFacts({ description }: { readonly description: ModelDescription }) {
  return (
    <>
      <Origin description={description} />
      <Figures description={description} />
      <Network description={description} />
      <Inputs description={description} />
      <Outputs description={description} />
    </>
  );
}

interface Described {
  readonly description: ModelDescription;
}

function Origin({ description }: Described) {
  const text = useText();
  const language = useLanguageStore((state) => state.language);
  const { data, figures, versions, saved_at_unix_millis, ir, started_from, test } = description;
  const saved = new Date(saved_at_unix_millis).toLocaleString(language);
  const { best_epoch, restored_best, weights_step, epochs, steps, steps_per_epoch } = figures;
  const isOther = best_epoch !== null && weights_step !== best_epoch * steps_per_epoch;
  const weights =
    restored_best && best_epoch !== null
      ? text("models.weightsOfBest", { epoch: best_epoch })
      : text("models.weightsAfter", { step: weights_step });
  const testedText = ({ at_unix_millis, looks_before }: TestLook) =>
    text("models.tested", { time: new Date(at_unix_millis).toLocaleString(language), before: looks_before });
  const facts: readonly (readonly [string, string])[] = [
    [text("models.data"), data.name],
    ...(data.validation_file ? [[text("files.validation_file"), data.validation_file.name] as const] : []),
    ...(data.test_file ? [[text("files.test_file"), data.test_file.name] as const] : []),
    [
      text("models.rows"),
      text(data.test_rows > 0 ? "models.rowCountsTested" : "models.rowCounts", {
        training: countText(data.training_rows),
        validation: countText(data.validation_rows),
        test: countText(data.test_rows),
      }),
    ],
    ...(data.test_rows > 0
      ? [[text("models.testRows"), test === undefined ? text("models.notTested") : testedText(test)] as const]
      : []),
    [text("models.trained"), text("models.trainedFor", { epochs, steps: countText(steps), seed: ir.training.seed })],
    [text("models.weights"), isOther ? `${weights} ${text("models.bestWas", { epoch: best_epoch })}` : weights],
    ...(started_from === null ? [] : [[text("models.startedFrom"), started_from.name] as const]),
    [text("models.savedAt"), saved],
    [text("models.versions"), text("models.versionsText", { app: versions.app, engine: versions.engine })],
    ["SHA-256", data.sha256],
  ];
  return (
    <dl className="model-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const metricColumns = [
  ["models.loss", "number", ({ loss }) => loss],
  ["models.accuracy", "share", ({ accuracy }) => accuracy],
  ["models.f1", "number", ({ f1 }) => f1],
  ["models.auc", "number", ({ auc }) => auc],
  ["models.rSquared", "number", ({ r_squared }) => r_squared],
  ["models.rmse", "number", ({ root_mean_squared_error }) => root_mean_squared_error],
  ["models.mae", "number", ({ mean_absolute_error }) => mean_absolute_error],
] as const satisfies readonly (readonly [string, "number" | "share", (metrics: OutputMetrics) => number | null])[];

function Figures({ description: { figures, test } }: Described) {
  const text = useText();
  const rowsOf = (key: "models.validation" | "models.training", of: RowFigures | null) =>
    (of?.metrics ?? []).map((metrics) => ({ key, metrics }));
  const tested = (test?.evaluation.outputs ?? []).map((metrics) => ({ key: "models.test" as const, metrics }));
  const rows = [
    ...rowsOf("models.validation", figures.validation),
    ...rowsOf("models.training", figures.training),
    ...tested,
  ];
  if (rows.length === 0) return null;
  const shown = metricColumns.filter(([, , read]) => rows.some(({ metrics }) => read(metrics) !== null));
  return (
    <table className="model-table" data-testid="model-figures">
      <caption>{text("models.figures")}</caption>
      <thead>
        <tr>
          <th scope="col">{text("models.output")}</th>
          {shown.map(([title]) => (
            <th key={title} scope="col" className="model-number">
              {text(title)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, metrics }) => (
          <tr key={`${key} ${metrics.node}`}>
            <th scope="row">
              {metrics.node} · {text(key)}
            </th>
            {shown.map(([title, unit, read]) => {
              const value = read(metrics);
              return (
                <td key={title} className="model-number">
                  {value === null ? "–" : figureText(value, unit)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Network({ description: { ir } }: Described) {
  const text = useText();
  const size = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);
  const trained = ir.parameters.filter(({ role }) => role === "trainable");
  const total = trained.reduce((sum, { shape }) => sum + size(shape), 0);
  const ofNode = (node: string) =>
    trained.filter((parameter) => parameter.node === node).reduce((sum, { shape }) => sum + size(shape), 0);
  return (
    <table className="model-table">
      <caption>{text("models.network", { count: countText(total) })}</caption>
      <thead>
        <tr>
          <th scope="col">{text("models.node")}</th>
          <th scope="col">{text("models.operation")}</th>
          <th scope="col" className="model-number">
            {text("models.width")}
          </th>
          <th scope="col" className="model-number">
            {text("models.parameters")}
          </th>
        </tr>
      </thead>
      <tbody>
        {ir.operations.map(({ node, kind, features }) => (
          <tr key={node}>
            <th scope="row">{node}</th>
            <td>{kind.op === "activation" ? kind.function : kind.op}</td>
            <td className="model-number">{features}</td>
            <td className="model-number">{ofNode(node) > 0 ? countText(ofNode(node)) : ""}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Values of a column that are written out before the rest is only counted. */
const mostValues = 6;

function Inputs({ description: { preparation, scales, ir } }: Described) {
  const text = useText();
  const ofInputs = ir.operations.find(({ kind }) => kind.op === "scale")?.node;
  const scaling = scales.find(({ node }) => node === ofInputs)?.scaling;
  let place = 0;
  const columns = preparation.features.map((column) => {
    const at = place;
    place += preparedWidth(column);
    return { column, at };
  });
  return (
    <table className="model-table">
      <caption>{text("models.inputs")}</caption>
      <thead>
        <tr>
          <th scope="col">{text("models.column")}</th>
          <th scope="col">{text("models.encoding")}</th>
          <th scope="col" className="model-number">
            {text("models.offset")}
          </th>
          <th scope="col" className="model-number">
            {text("models.factor")}
          </th>
        </tr>
      </thead>
      <tbody>
        {columns.map(({ column, at }) => (
          <tr key={column.name}>
            <th scope="row">{column.name}</th>
            <td>
              <Encoding column={column} />
            </td>
            <td className="model-number">{constantText(column, (column.scaling ?? scalingAt(scaling, at)).offset)}</td>
            <td className="model-number">{constantText(column, (column.scaling ?? scalingAt(scaling, at)).factor)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What a Scale node does to one encoded column. */
const scalingAt = (scaling: FittedScale["scaling"] | undefined, at: number) => ({
  offset: scaling?.offset[at],
  factor: scaling?.factor[at],
});

/** One constant of a column; where it becomes several, each has one. */
function constantText(column: PreparedColumn, constant: number | undefined): string {
  const width = preparedWidth(column) - Number(column.impute?.indicator ?? false);
  if (constant === undefined) return "";
  return `${figureText(constant)}${width > 1 ? " …" : ""}`;
}

function Encoding({ column }: { readonly column: PreparedColumn }) {
  const text = useText();
  const { encoding, values, options, impute, scaling } = column;
  return (
    <>
      {text(`models.encoding.${encoding}`)}
      {options !== undefined && <span className="model-values"> {optionsText(encoding, options)}</span>}
      {values.length > 0 && <span className="model-values"> {valuesText(values)}</span>}
      {impute !== undefined && (
        <span className="model-values">
          {" · "}
          {text(`models.impute.${impute.strategy}`, { value: fillText(column) })}
          {impute.indicator && ` ${text("models.imputeIndicator")}`}
        </span>
      )}
      {scaling !== undefined && (
        <span className="model-values">
          {" · "}
          {text(`models.scaling.${scaling.method}`, { count: scaling.knots?.length ?? 0 })}
        </span>
      )}
    </>
  );
}

/** What is said of an encoding, as commands take it. */
const optionsText = (...said: Parameters<typeof encodingText>): string =>
  encodingText(...said).slice(said[0].length + 1);

/** What stands in for missing cells, as a cell of the column is written; times to the day. */
function fillText({ impute, column_type: type }: PreparedColumn): string {
  const number = impute?.number ?? null;
  if (number === null) return impute?.value ?? "";
  return type === "time" ? timeText(number, Number.isInteger(number)) : figureText(number);
}

function valuesText(values: readonly string[]): string {
  const shown = values.slice(0, mostValues).join(", ");
  return values.length > mostValues ? `${shown}, … (${values.length})` : shown;
}

/** Offset and factor of the scaling whose offset has this name, of one number. */
function scalingOf(scales: readonly FittedScale[], offset: string | undefined): readonly (number | undefined)[] {
  const scaling = scales.find((scale) => scale.offset === offset)?.scaling;
  return [scaling?.offset[0], scaling?.factor[0]];
}

function Outputs({ description: { outputs, ir, scales } }: Described) {
  const text = useText();
  const numberText = (target: string) => {
    const names = ir.targets.find(({ name, scaling }) => name === target && scaling)?.scaling;
    const [mean, factor] = scalingOf(scales, names?.offset);
    if (mean === undefined || factor === undefined) return text("models.number");
    return text("models.standardizedNumber", { mean: figureText(mean), deviation: figureText(1 / factor) });
  };
  return (
    <table className="model-table">
      <caption>{text("models.outputs")}</caption>
      <thead>
        <tr>
          <th scope="col">{text("models.node")}</th>
          <th scope="col">{text("models.target")}</th>
          <th scope="col">{text("models.classes")}</th>
        </tr>
      </thead>
      <tbody>
        {outputs.map(({ node, target, classes }) => (
          <tr key={node}>
            <th scope="row">{node}</th>
            <td>{target}</td>
            <td>{classes.length === 0 ? numberText(target) : valuesText(classes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
