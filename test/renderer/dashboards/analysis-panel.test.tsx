import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { AnalysisPanel } from "../../../renderer/dashboards";
import { EffectiveRanks } from "../../../renderer/dashboards/effective-ranks";
import { LossPlane } from "../../../renderer/dashboards/loss-plane";
import { windowOf } from "./run-window";

const textsOf = (page: string, tag: string): readonly string[] =>
  [...page.matchAll(new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, "g"))].map(([, inner = ""]) =>
    inner.replaceAll(/<[^>]*>/g, ""),
  );

describe("the analysis panel", () => {
  it("before any run has a button that cannot be pressed, and says why", () => {
    const page = windowOf([])(<AnalysisPanel goTo={() => {}} />);
    const button = /<button[^>]*data-testid="analyze-button"[^>]*>/.exec(page)?.[0];
    expect(button).toContain("disabled");
    expect(page).toContain("Train first: there is no run to look into.");
    expect(page).not.toContain('data-testid="effective-ranks"');
  });

  it("shows each activation's rank, and a dash where there is none", () => {
    const ranks = [
      { operation: 3, node: "tanh", features: 64, rows: 512, rank: 33.25 },
      { operation: 5, node: "wide", features: 5000, rows: 512, rank: null },
    ];
    const page = windowOf([])(<EffectiveRanks ranks={ranks} goTo={() => {}} />);
    expect(textsOf(page, "td")).toEqual(["33.3", "64", "52.0\u2009%", "–", "5000", "–"]);
    expect(textsOf(page, "th").slice(-2)).toEqual(["tanh", "wide"]);
    expect(windowOf([])(<EffectiveRanks ranks={[]} goTo={() => {}} />)).toContain("The network has no activation.");
  });

  it("tells the plane's least and greatest loss, and the centre's to a screen reader", () => {
    const plane = {
      rows: 8,
      coordinates: [-1, 0, 1],
      losses: [9, 1, 2, 3, 0.5, 5, 6, 7, 8],
      loss: 0.5,
      minimum: 0.5,
      maximum: 9,
    };
    const page = renderToString(<LossPlane plane={plane} />);
    expect(/data-testid="plane-least">([^<]*)</.exec(page)?.[1]).toBe("0.5000");
    expect(/data-testid="plane-greatest">([^<]*)</.exec(page)?.[1]).toBe("9.000");
    expect(page).toContain('aria-valuetext="α 0, β 0: loss 0.5000"');
    expect(page).toContain('aria-valuenow="4"');
  });
});
