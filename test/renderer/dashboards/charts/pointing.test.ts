import { describe, expect, it } from "vitest";
import { movedStretch, scaledStretch } from "../../../../renderer/dashboards/charts/pointing";

const whole = { from: 0, to: 100 };

describe("the stretch of a chart", () => {
  it("pans up to the ends of the whole and keeps its length", () => {
    expect(movedStretch({ from: 20, to: 40 }, 15, whole)).toEqual({ from: 35, to: 55 });
    expect(movedStretch({ from: 20, to: 40 }, -50, whole)).toEqual({ from: 0, to: 20 });
    expect(movedStretch({ from: 20, to: 40 }, 500, whole)).toEqual({ from: 80, to: 100 });
  });

  it("zooms around the step under the pointer, and out to the whole", () => {
    expect(scaledStretch(whole, 0.5, 20, whole)).toEqual({ from: 10, to: 60 });
    expect(scaledStretch({ from: 10, to: 60 }, 0.5, 60, whole)).toEqual({ from: 35, to: 60 });
    expect(scaledStretch({ from: 0, to: 60 }, 1.5, 60, whole)).toEqual({ from: 0, to: 90 });
    expect(scaledStretch({ from: 10, to: 60 }, 2, 20, whole)).toBeNull();
  });
});
