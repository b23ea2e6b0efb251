import { renderToString } from "react-dom/server";
import { beforeEach, describe, expect, it } from "vitest";
import { HISTOGRAM_CELLS, STATISTICS, type StatisticName } from "../../../engine/contract";
import { LayerPanel, RunStatus, TrainingCurves } from "../../../renderer/dashboards";
import { figureText } from "../../../renderer/i18n";
import { statistics } from "../../../renderer/runs";
import { emptyBatch } from "../bridge/scripted-host";

const measured: Partial<Record<StatisticName, number>> = {
  mean: 0.25,
  percentile_1: -2,
  percentile_15: -1,
  percentile_50: 0.125,
  percentile_85: 1,
  percentile_99: 2,
  saturation: 0.1875,
  gradient_norm: 0.5,
};

beforeEach(() => {
  statistics.begin({
    probes: [
      { operation: 3, node: "activation_1", op: "activation", features: 16 },
      { operation: 4, node: "dropout_1", op: "dropout", features: 16 },
      { operation: 5, node: "batch_norm_1", op: "batch_norm", features: 16 },
    ],
    steps_per_epoch: 10,
    histogram_edges: new Float64Array(65),
  });
  statistics.append({
    ...emptyBatch("r", 0),
    layer_steps: Float64Array.of(40),
    layer_probes: Uint32Array.of(0),
    layer_merged: Uint32Array.of(1),
    layer_values: Float32Array.from(STATISTICS.map((name) => measured[name] ?? Number.NaN)),
    layer_histograms: new Uint32Array(HISTOGRAM_CELLS),
    layer_gradient_histograms: new Uint32Array(HISTOGRAM_CELLS),
  });
});

describe("the layer panel", () => {
  it("shows the newest figure of each statistic that the layer defines, and no other", () => {
    const page = renderToString(<LayerPanel node="activation_1" />);
    for (const name of STATISTICS) {
      const value = measured[name];
      const found = new RegExp(`data-testid="stat-${name}">([^<]*)<`).exec(page);
      if (value === undefined) expect(found).toBeNull();
      else expect(found?.[1]).toBe(figureText(value, name === "saturation" ? "share" : "number"));
    }
  });

  it("shows the charts that the layer defines, and no other", () => {
    const page = renderToString(<LayerPanel node="activation_1" />);
    const charts = [...page.matchAll(/data-testid="layer-chart-(\w+)"/g)].map((match) => match[1]);
    expect(charts).toEqual(["distribution", "saturation", "gradient"]);
    expect(page).toContain('data-testid="gradient-histogram"');
  });

  it("shows a BatchNorm what its drift costs the whole network, beside the drift", () => {
    const record: Partial<Record<StatisticName, number>> = { drift_mean_average: 0.5, train_eval_gap: -0.0625 };
    statistics.append({
      ...emptyBatch("r", 1),
      layer_steps: Float64Array.of(40),
      layer_probes: Uint32Array.of(2),
      layer_merged: Uint32Array.of(1),
      layer_values: Float32Array.from(STATISTICS.map((name) => record[name] ?? Number.NaN)),
      layer_histograms: new Uint32Array(HISTOGRAM_CELLS),
      layer_gradient_histograms: new Uint32Array(HISTOGRAM_CELLS),
    });
    const page = renderToString(<LayerPanel node="batch_norm_1" />);
    const charts = [...page.matchAll(/data-testid="layer-chart-(\w+)"/g)].map((match) => match[1]);
    expect(charts).toEqual(["drift", "gap"]);
    expect(page).not.toContain('data-testid="gradient-histogram"');
    expect(/data-testid="stat-train_eval_gap">([^<]*)</.exec(page)?.[1]).toBe(figureText(-0.0625));
  });

  it("says what to do where there is nothing to show", () => {
    expect(renderToString(<LayerPanel node={null} />)).toContain("Select a node");
    for (const node of ["dropout_1", "never_compiled"]) {
      const page = renderToString(<LayerPanel node={node} />);
      expect(page).toContain("F5");
      expect(page).not.toContain("stat-");
    }
  });
});

describe("before the first run", () => {
  it("the curves say what to do and the status line says that all is ready", () => {
    statistics.begin({ probes: [], steps_per_epoch: 0, histogram_edges: new Float64Array(0) });
    expect(renderToString(<TrainingCurves />)).toContain("Press F5 to train");
    expect(renderToString(<RunStatus />)).toContain("Ready to train");
  });
});
