import {
  type GroupRecords,
  groupNamed,
  LAYER_GROUP,
  type Probe,
  type RunDeclaration,
  type RunEventBatch,
  type Series,
  STEP_GROUP,
  STREAM_VERSION,
} from "../../engine/contract";
import { dashboards } from "../../renderer/i18n/en/dashboards";

const statisticText = "dashboards.stat.";

/** Every statistic that has a text. */
export const statisticNames: readonly string[] = Object.keys(dashboards)
  .filter((key) => key.startsWith(statisticText))
  .map((key) => key.slice(statisticText.length));

/** Edges of the histograms of declared runs here: four bins. */
export const edges: readonly number[] = [-2, -1, 0, 1, 2];
/** Cells of such a histogram. */
export const cellCount = edges.length + 2;

function scalar(name: string): Series {
  const unit = name === "update_ratio" ? "log10" : ["saturation", "dead"].includes(name) ? "share" : "value";
  return { name, unit, scope: "node", kind: { type: "scalar" }, width: 1 };
}

function histogram(name: string, nearer: number): Series {
  const kind = { type: "histogram", edges: edges.map((edge) => edge / nearer) } as const;
  return { name, unit: "count", scope: "node", kind, width: cellCount };
}

/** What a run declares that measures these places: every statistic by its name, and two histograms of four bins. */
export function declarationOf(probes: readonly Probe[], names: readonly string[] = statisticNames): RunDeclaration {
  return {
    version: STREAM_VERSION,
    groups: [
      {
        name: STEP_GROUP,
        probes: [],
        merging: "mean",
        series: ["loss", "accuracy"].map((name) => ({ ...scalar(name), scope: "run" })),
      },
      {
        name: LAYER_GROUP,
        probes: [...probes],
        merging: "newest",
        series: [...names.map(scalar), histogram("histogram", 1), histogram("gradient_histogram", 1024)],
      },
    ],
  };
}

/** Records of training steps, each with its loss. */
export function stepRecords(
  steps: readonly number[],
  losses: readonly number[],
  accuracies: readonly number[] = steps.map(() => Number.NaN),
): GroupRecords {
  return {
    group: 0,
    steps: Float64Array.from(steps),
    probes: new Uint32Array(steps.length),
    merged: new Uint32Array(steps.length).fill(1),
    columns: [Float32Array.from(losses), Float32Array.from(accuracies)],
  };
}

/** One record of a place. */
export interface LayerRecordOf {
  readonly step: number;
  readonly probe: number;
  /** The figure of a statistic; NaN for one that is not defined. */
  readonly value: (name: string) => number;
  /** What each cell of its histogram counts, and of its gradient's; 0 unless given. */
  readonly count?: number;
  readonly gradientCount?: number;
}

/** Records of places, as `declarationOf` declares them. */
export function layerRecords(
  records: readonly LayerRecordOf[],
  names: readonly string[] = statisticNames,
): GroupRecords {
  const cells = (of: (record: LayerRecordOf) => number | undefined) =>
    Uint32Array.from(records.flatMap((record) => new Array<number>(cellCount).fill(of(record) ?? 0)));
  return {
    group: 1,
    steps: Float64Array.from(records, ({ step }) => step),
    probes: Uint32Array.from(records, ({ probe }) => probe),
    merged: new Uint32Array(records.length).fill(1),
    columns: [
      ...names.map((name) => Float32Array.from(records, ({ value }) => value(name))),
      cells(({ count }) => count),
      cells(({ gradientCount }) => gradientCount),
    ],
  };
}

/** What batches have of a group: steps, probes, merged counts and each series by its name, end to end. */
export function recordsIn(
  declaration: RunDeclaration,
  batches: readonly Pick<RunEventBatch, "records">[],
  name: string,
) {
  const series = groupNamed(declaration, name)?.series ?? [];
  const own = batches.flatMap(({ records }) => records.filter(({ group }) => declaration.groups[group]?.name === name));
  return {
    steps: own.flatMap(({ steps }) => [...steps]),
    probes: own.flatMap(({ probes }) => [...probes]),
    merged: own.flatMap(({ merged }) => [...merged]),
    /** Numbers of the series of this name. */
    of: (wanted: string) => {
      const index = series.findIndex((one) => one.name === wanted);
      return own.flatMap(({ columns }) => [...(columns[index] ?? [])]);
    },
  };
}
