import type { Viewport, XYPosition } from "@xyflow/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { attachFlow, type Flow, keepFitted, noteViewMoved, viewActions } from "../../../renderer/canvas/canvas-view";

/** React Flow whose motions never end, as those that are broken off. */
class ScriptedFlow implements Flow {
  zoom = 1;
  readonly zooms: number[] = [];
  fits = 0;
  getZoom = (): number => this.zoom;
  getViewport = (): Viewport => ({ x: 0, y: 0, zoom: this.zoom });
  screenToFlowPosition = (at: XYPosition): XYPosition => at;
  flowToScreenPosition = (at: XYPosition): XYPosition => at;
  zoomTo = (zoom: number): Promise<boolean> => {
    this.zooms.push(zoom);
    return new Promise(() => {});
  };
  setViewport = (): Promise<boolean> => Promise.resolve(true);
  setCenter = (): Promise<boolean> => Promise.resolve(true);
  fitView = (): Promise<boolean> => {
    this.fits += 1;
    return Promise.resolve(true);
  };
}

let flow: ScriptedFlow;
beforeEach(() => {
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  vi.stubGlobal("requestAnimationFrame", (callback: () => void) => callback());
  flow = new ScriptedFlow();
  attachFlow(flow, null);
  noteViewMoved();
});
afterEach(() => vi.unstubAllGlobals());

describe("zooming", () => {
  test("goes on from where the view is going, so that quick presses add up", () => {
    viewActions.zoomIn();
    viewActions.zoomIn();
    expect(flow.zooms[1]).toBeCloseTo(1.44);
  });

  test.each([
    ["by hand", noteViewMoved],
    ["by fitting the graph", viewActions.fit],
    ["by fitting the selection", viewActions.fitSelection],
    ["by another zoom", viewActions.zoomActual],
  ])("starts from the view as it is once a motion was broken off %s", (_, breakOff) => {
    viewActions.zoomIn();
    breakOff();
    flow.zoom = 0.5;
    viewActions.zoomIn();
    expect(flow.zooms.at(-1)).toBeCloseTo(0.6);
  });
});

test.each([
  ["is zoomed", viewActions.zoomIn],
  ["goes back to where it was left", () => viewActions.restore({ x: 0, y: 0, zoom: 1 })],
  ["is moved on the minimap", () => viewActions.centre({ x: 0, y: 0 })],
])("a fitted graph stays fitted when the canvas changes its size, until the view %s", (_, move) => {
  viewActions.fit();
  keepFitted();
  expect(flow.fits).toBe(2);
  move();
  keepFitted();
  expect(flow.fits).toBe(2);
});
