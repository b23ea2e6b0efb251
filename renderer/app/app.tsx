import { useEffect } from "react";
import { FoldsDialog } from "../dashboards";
import { ReadingDialog } from "../data";
import { ModelDialog } from "../models";
import { predictActions } from "../predict";
import { RunsProvider, runs } from "../runs";
import { Toasts } from "../ui";
import { AboutDialog } from "./about";
import "./app.css";
import { showInApp, useAppView } from "./app-view";
import { CommandPalette } from "./command-palette";
import { ConfirmDialog } from "./confirm";
import { CrashReportsDialog } from "./crash-reports";
import { DiskConflictDialog } from "./disk-conflict";
import { openProjectText } from "./document-flow";
import { ErrorBoundary } from "./error-boundary";
import { RecoveryDialogs } from "./recovery-notices";
import { Welcome } from "./welcome";
import { linkWindow } from "./window-link";
import { Workbench } from "./workbench";

/** The whole window. */
export function App() {
  const screen = useAppView((state) => state.screen);
  useEffect(linkWindow, []);
  return (
    <RunsProvider registry={runs}>
      <ErrorBoundary>
        {screen === "welcome" ? <Welcome /> : <Workbench />}
        <CommandPalette />
      </ErrorBoundary>
      <ModelDialog
        hasNetwork={screen === "workbench"}
        onPredict={(path) => {
          showInApp({ screen: "workbench", bottom: "predict" });
          void predictActions.wantFile(path);
        }}
        onOpenNetwork={(text, path) => void openProjectText(text, path)}
      />
      <ReadingDialog />
      <FoldsDialog />
      <AboutDialog />
      <ConfirmDialog />
      <CrashReportsDialog />
      <DiskConflictDialog />
      <RecoveryDialogs />
      <Toasts />
    </RunsProvider>
  );
}
