import { ReactFlowProvider } from "@xyflow/react";
import { useEffect, useState } from "react";
import { Canvas, type CanvasSlots, CanvasSlotsProvider, canvasActions, Palette } from "../canvas";
import {
  AnalysisPanel,
  CurveControls,
  LayerPanel,
  MetricsPanel,
  NodeDistribution,
  TrainingCurves,
} from "../dashboards";
import { DataPanel, tableActions } from "../data";
import { useDocument } from "../document";
import { useText } from "../i18n";
import { Inspector } from "../inspector";
import { PredictPanel } from "../predict";
import { TrainingPanel } from "../training-setup";
import { SplitPane, type SplitPaneProps, Tabs } from "../ui";
import { type BottomTab, focusInspector, showInApp, useAppView } from "./app-view";
import { DiskBanner } from "./disk-banner";
import { EngineBanner } from "./engine-banner";
import { fixProblem } from "./fix-problem";
import { followSelection } from "./follow-selection";
import { IrPanel } from "./ir-panel";
import { ProblemsPanel } from "./problems-panel";
import { RecoveryBanner } from "./recovery-notices";
import { rememberPanelSize, useSettings } from "./settings";
import { StatusBar } from "./status-bar";
import { TopBar } from "./top-bar";
import "./workbench.css";

function chooseTable(): void {
  showInApp({ left: "data" });
  void tableActions.chooseTable();
}

function locateTable(): void {
  showInApp({ left: "data" });
  void tableActions.locate();
}

const canvasSlots: CanvasSlots = {
  Distribution: NodeDistribution,
  openInspector: focusInspector,
  chooseData: chooseTable,
  locateData: locateTable,
};

function LeftPanel() {
  const text = useText();
  const tab = useAppView((state) => state.left);
  return (
    <Tabs
      label={text("app.build")}
      value={tab}
      tabs={[
        { value: "palette", label: text("app.nodes"), "data-testid": "tab-palette" },
        { value: "data", label: text("app.data"), "data-testid": "tab-data" },
      ]}
      onChange={(left) => showInApp({ left })}
    >
      {tab === "palette" ? <Palette /> : <DataPanel />}
    </Tabs>
  );
}

function RightPanel() {
  const text = useText();
  const tab = useAppView((state) => state.right);
  const selected = useDocument((state) =>
    state.selection.nodes.size === 1 ? [...state.selection.nodes][0] : undefined,
  );
  return (
    <Tabs
      label={text("app.details")}
      value={tab}
      tabs={[
        { value: "inspector", label: text("app.inspector"), "data-testid": "tab-inspector" },
        { value: "layer", label: text("app.layer"), "data-testid": "tab-layer" },
        { value: "training", label: text("app.training"), "data-testid": "tab-training" },
      ]}
      onChange={(right) => showInApp({ right, rightChosen: true })}
    >
      {tab === "inspector" && <Inspector onFix={fixProblem} />}
      {tab === "layer" && <LayerPanel node={selected ?? null} />}
      {tab === "training" && <TrainingPanel />}
    </Tabs>
  );
}

function BottomPanel() {
  const text = useText();
  const tab = useAppView((state) => state.bottom);
  const problems = useDocument((state) => state.diagnostics.length);
  return (
    <Tabs
      label={text("app.results")}
      value={tab}
      tabs={[
        { value: "curves", label: text("app.curves"), "data-testid": "tab-curves" },
        { value: "metrics", label: text("app.metrics"), "data-testid": "tab-metrics" },
        { value: "analysis", label: text("analysis.title"), "data-testid": "tab-analysis" },
        { value: "predict", label: text("predict.title"), "data-testid": "tab-predict" },
        {
          value: "problems",
          label: text("app.problems"),
          badge: problems > 0 && <span className="tab-badge">{problems}</span>,
          "data-testid": "tab-problems",
        },
        { value: "ir", label: text("app.ir"), "data-testid": "tab-ir" },
      ]}
      onChange={(bottom) => showInApp({ bottom })}
      trailing={tab === "curves" && <CurveControls />}
    >
      {tab === "curves" && <TrainingCurves />}
      {tab === "metrics" && <MetricsPanel />}
      {tab === "analysis" && <AnalysisPanel goTo={canvasActions.goTo} />}
      {tab === "predict" && <PredictPanel />}
      {tab === "problems" && <ProblemsPanel />}
      {tab === "ir" && <IrPanel />}
    </Tabs>
  );
}

/** What the bottom panel shows may want more room than curves do, and keeps a size of its own. */
function bottomSize(tab: BottomTab, height: number): { readonly name: string; readonly size: number } {
  if (tab === "analysis") return { name: "bottom-analysis", size: share(height, 0.38, 304, 400) };
  if (tab === "predict") return { name: "bottom-predict", size: share(height, 0.52, 360, 560) };
  return { name: "bottom", size: share(height, 0.26, 216, 320) };
}

/** Pixels a panel has at first: a share of the window as it opened, within bounds. */
const share = (of: number, part: number, least: number, most: number): number =>
  Math.round(Math.min(most, Math.max(least, of * part)));

interface SizedPaneProps extends Omit<SplitPaneProps, "chosenSize" | "onResized"> {
  /** Under which the settings keep the size. */
  readonly name: string;
}

/** A pane whose size the settings remember. */
function SizedPane({ name, ...pane }: SizedPaneProps) {
  const chosenSize = useSettings((state) => state.panelSizes[name] ?? null);
  return <SplitPane {...pane} chosenSize={chosenSize} onResized={(size) => rememberPanelSize(name, size)} />;
}

/** Where networks are drawn, trained and looked into. */
export function Workbench() {
  const left = useAppView((state) => state.left);
  const bottom = useAppView((state) => state.bottom);
  const hidden = useAppView((state) => state.hidden);
  const [room] = useState(() => ({ width: window.innerWidth, height: window.innerHeight }));
  useEffect(followSelection, []);
  return (
    <div className="workbench">
      <TopBar />
      <EngineBanner />
      <RecoveryBanner />
      <DiskBanner />
      <main className="workbench-main">
        <SizedPane
          side="left"
          name={`left-${left}`}
          size={left === "data" ? 360 : share(room.width, 0.12, 184, 232)}
          minimum={160}
          maximum={720}
          hidden={hidden.has("left")}
          pane={<LeftPanel />}
        >
          <SizedPane
            side="right"
            name="right"
            size={share(room.width, 0.2, 300, 400)}
            minimum={240}
            maximum={720}
            hidden={hidden.has("right")}
            pane={<RightPanel />}
          >
            <SizedPane
              side="bottom"
              {...bottomSize(bottom, room.height)}
              minimum={96}
              maximum={640}
              hidden={hidden.has("bottom")}
              pane={<BottomPanel />}
            >
              <CanvasSlotsProvider slots={canvasSlots}>
                <ReactFlowProvider>
                  <Canvas />
                </ReactFlowProvider>
              </CanvasSlotsProvider>
            </SizedPane>
          </SizedPane>
        </SizedPane>
      </main>
      <StatusBar />
    </div>
  );
}
