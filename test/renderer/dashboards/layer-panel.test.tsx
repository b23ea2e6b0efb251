import type { ReactNode } from "react";
import { describe, expect, it } from "vitest";
import type { StatisticName } from "../../../engine/contract";
import { LayerPanel, RunStatus, TrainingCurves } from "../../../renderer/dashboards";
import { figureText } from "../../../renderer/i18n";
import { statisticNames } from "../../support/declared-stream";
import { windowOf } from "./run-window";

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

const probes = [
  { operation: 3, node: "activation_1", op: "activation", features: 16 },
  { operation: 4, node: "dropout_1", op: "dropout", features: 16 },
  { operation: 5, node: "batch_norm_1", op: "batch_norm", features: 16 },
];

const record = { step: 40, probe: 0, value: (name: string) => measured[name as StatisticName] ?? Number.NaN };
const shown = (part: ReactNode) => windowOf(probes, { ...record, count: 1, gradientCount: 1 })(part);

describe("the layer panel", () => {
  it("shows the newest figure of each statistic that the layer defines, and no other", () => {
    const page = shown(<LayerPanel node="activation_1" />);
    for (const name of statisticNames) {
      const value = measured[name as StatisticName];
      const found = new RegExp(`data-testid="stat-${name}">([^<]*)<`).exec(page);
      if (value === undefined) expect(found).toBeNull();
      else expect(found?.[1]).toBe(figureText(value, name === "saturation" ? "share" : "number"));
    }
  });

  it("shows the charts that the layer defines, and no other", () => {
    const page = shown(<LayerPanel node="activation_1" />);
    const charts = [...page.matchAll(/data-testid="layer-chart-(\w+)"/g)].map((match) => match[1]);
    expect(charts).toEqual(["distribution", "saturation", "gradient"]);
    expect(page).toContain('data-testid="gradient-histogram"');
  });

  it("shows a BatchNorm what its drift costs the whole network, beside the drift", () => {
    const record: Partial<Record<StatisticName, number>> = { drift_mean_average: 0.5, train_eval_gap: -0.0625 };
    const value = (name: string) => record[name as StatisticName] ?? Number.NaN;
    const page = windowOf(probes, { step: 40, probe: 2, value, count: 1 })(<LayerPanel node="batch_norm_1" />);
    const charts = [...page.matchAll(/data-testid="layer-chart-(\w+)"/g)].map((match) => match[1]);
    expect(charts).toEqual(["drift", "gap"]);
    expect(page).not.toContain('data-testid="gradient-histogram"');
    expect(/data-testid="stat-train_eval_gap">([^<]*)</.exec(page)?.[1]).toBe(figureText(-0.0625));
  });

  it("says what to do where there is nothing to show", () => {
    expect(shown(<LayerPanel node={null} />)).toContain("Select a node");
    for (const node of ["dropout_1", "never_compiled"]) {
      const page = shown(<LayerPanel node={node} />);
      expect(page).toContain("F5");
      expect(page).not.toContain("stat-");
    }
  });
});

describe("before the first run", () => {
  it("the curves say what to do and the status line that a network is still to be drawn", () => {
    expect(windowOf([])(<TrainingCurves />)).toContain("Press F5 to train");
    expect(windowOf([])(<RunStatus />)).toContain("Not ready to train");
  });
});
