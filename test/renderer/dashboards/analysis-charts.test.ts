import { describe, expect, it } from "vitest";
import type { AlongGradient, LossPlane } from "../../../engine/contract";
import { distanceAlong, isAlongMoving, lossAlong } from "../../../renderer/dashboards/along-gradient-charts";
import {
  ChartGroup,
  centreOf,
  levelOf,
  levelStrength,
  lossAt,
  lossLevels,
  lossScale,
  movedPoint,
  planeLayout,
  pointAt,
  readSeries,
  tableSteps,
} from "../../../renderer/dashboards/charts";
import { rankShare } from "../../../renderer/dashboards/effective-ranks";
import { type Text, textIn } from "../../../renderer/i18n";

const text: Text = (key, values) => textIn("en", key, values);

const along: AlongGradient = {
  rows: 16,
  learning_rate: 0.1,
  loss: 0.5,
  gradient_norm: 2,
  step_sizes: [0.05, 0.2, 0.4],
  losses: [0.375, 0.25, 0.625],
  minimum: 0.25,
  maximum: 0.625,
  gradient_distances: [0.1, 0.5, 1.5],
  effective_beta: 2.5,
};

describe("the way along the gradient", () => {
  it("starts where the network stands and goes to the greatest step size", () => {
    const { series, axis } = lossAlong(along, text);
    expect(axis).toMatchObject({ from: 0, to: 0.4 });
    expect(axis?.textAt(0.25)).toBe("η = 0.250");
    const line = series.find(({ id }) => id === "loss");
    expect(line).toMatchObject({
      steps: [0, 0.05, 0.2, 0.4],
      values: [0.5, 0.375, 0.25, 0.625],
      joined: true,
      fit: true,
    });
    expect(distanceAlong(along, text)).toMatchObject({
      minimum: 0,
      series: [{ steps: [0, 0.05, 0.2, 0.4], values: [0, 0.1, 0.5, 1.5] }],
    });
  });

  it("has a band from the least to the greatest loss, and a table row a step size", () => {
    const spec = lossAlong(along, text);
    const [band, line] = spec.series;
    if (band === undefined || line === undefined) throw new Error("A series is missing.");
    expect(readSeries(band, null)).toEqual([0.25, 0.625]);
    expect(readSeries(band, 0)).toEqual([0.25, 0.625]);
    expect(readSeries(line, 0.22)).toEqual([0.25]);
    expect(tableSteps(spec, 100)).toEqual([0, 0.05, 0.2, 0.4]);
  });

  it("leads nowhere where the learning rate is 0", () => {
    expect(isAlongMoving(along)).toBe(true);
    expect(isAlongMoving({ ...along, step_sizes: [0, 0, 0] })).toBe(false);
    expect(isAlongMoving({ ...along, step_sizes: [] })).toBe(false);
  });

  it("zooms to stretches far shorter than a step, as its group allows", () => {
    const group = new ChartGroup(0.04);
    group.zoom({ from: 0.1, to: 0.12 });
    expect(group.range).toBeNull();
    group.zoom({ from: 0.1, to: 0.2 });
    expect(group.range).toEqual({ from: 0.1, to: 0.2 });
  });
});

describe("the colours of a loss plane", () => {
  it("are steps of equal height where losses are of one size", () => {
    const scale = lossScale({ minimum: 1, maximum: 5 });
    if (scale === null) throw new Error("There are losses.");
    expect(scale).toEqual({ edges: [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5], isRatio: false });
    expect([1, 1.49, 1.5, 4.6, 5].map((loss) => levelOf(scale, loss))).toEqual([0, 0, 1, 7, 7]);
  });

  it("are steps of equal ratio where the greatest is many times the least", () => {
    const scale = lossScale({ minimum: 0.5, maximum: 128 });
    if (scale === null) throw new Error("There are losses.");
    expect(scale.isRatio).toBe(true);
    scale.edges.forEach((edge, index) => {
      expect(edge).toBeCloseTo(0.5 * 2 ** index);
    });
    expect([0.5, 1.1, 127].map((loss) => levelOf(scale, loss))).toEqual([0, 1, 7]);
    expect(lossScale({ minimum: -1, maximum: 100 })?.isRatio).toBe(false);
  });

  it("are one where all losses are the same, and none for what is no number", () => {
    const flat = lossScale({ minimum: 2, maximum: 2 });
    if (flat === null) throw new Error("There are losses.");
    expect(levelOf(flat, 2)).toBe(0);
    expect(levelOf(flat, Number.NaN)).toBeNull();
    expect(levelOf(flat, Number.POSITIVE_INFINITY)).toBeNull();
    expect(lossScale({ minimum: Number.NaN, maximum: Number.NaN })).toBeNull();
    expect(lossScale({ minimum: Number.POSITIVE_INFINITY, maximum: Number.NEGATIVE_INFINITY })).toBeNull();
  });

  it("grow stronger step by step, from one that is still seen to the full one", () => {
    const strengths = Array.from({ length: lossLevels }, (_, level) => levelStrength(level));
    expect(strengths[0]).toBeGreaterThan(0);
    expect(strengths.at(-1)).toBeCloseTo(1);
    expect(strengths).toEqual([...strengths].sort((a, b) => a - b));
  });
});

describe("a loss plane", () => {
  // The loss at (coordinates[i], coordinates[j]) is element 3 i + j.
  const plane: LossPlane = {
    rows: 8,
    coordinates: [-1, 0, 1],
    losses: [0, 1, 2, 3, 4, 5, 6, 7, 8],
    loss: 4,
    minimum: 0,
    maximum: 8,
  };

  it("has α across and β up, and the parameters in the centre", () => {
    expect(lossAt(plane, { across: 0, up: 2 })).toBe(2);
    expect(lossAt(plane, { across: 2, up: 0 })).toBe(6);
    expect(lossAt(plane, centreOf(plane))).toBe(plane.loss);
  });

  it("is walked over point by point, not beyond its edges", () => {
    const centre = centreOf(plane);
    expect(movedPoint(plane, centre, 1, 0)).toEqual({ across: 2, up: 1 });
    expect(movedPoint(plane, centre, 5, -5)).toEqual({ across: 2, up: 0 });
  });

  it("is a square with its lowest coordinates at the lower left", () => {
    const layout = planeLayout(400, 114, 3);
    if (layout === null) throw new Error("There is room.");
    const { left, top, side } = layout;
    expect(side).toBe(90);
    expect(pointAt(layout, left + 1, top + side - 1)).toEqual({ across: 0, up: 0 });
    expect(pointAt(layout, left + side - 1, top + 1)).toEqual({ across: 2, up: 2 });
    expect(pointAt(layout, left + side / 2, top + side / 2)).toEqual(centreOf(plane));
    expect(pointAt(layout, left - 1, top + 1)).toBeNull();
    expect(pointAt(layout, left + 1, top + side + 1)).toBeNull();
    expect(planeLayout(20, 20, 3)).toBeNull();
  });
});

describe("the bar of an effective rank", () => {
  const rank = { operation: 1, node: "activation_1", features: 64, rows: 512, rank: 16 };

  it("is its share of the directions there could be", () => {
    expect(rankShare(rank)).toBe(0.25);
    expect(rankShare({ ...rank, rows: 32 })).toBe(0.5);
    expect(rankShare({ ...rank, rank: 0 })).toBe(0);
    expect(rankShare({ ...rank, rank: null })).toBe(0);
    expect(rankShare({ ...rank, rank: 64.000001 })).toBe(1);
  });
});
