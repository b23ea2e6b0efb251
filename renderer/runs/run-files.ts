import { fileNameOf } from "../../engine/project";
import { desktop, EngineFailure, engine } from "../bridge";
import { useDocument } from "../document";
import { currentText, failureText } from "../i18n";
import { showToast } from "../ui";
import { runs } from "./window-runs";

/** Whether the shown run has something to be kept that is not a recording already. */
export function canSaveRun(): boolean {
  const { hasBegun, capabilities } = runs.shown.state;
  return hasBegun && capabilities.control;
}

/** Asks where, and copies there all that the shown run reported, with its checkpoints. */
export async function saveRun(): Promise<void> {
  if (!canSaveRun()) return;
  const { id, number } = runs.shown;
  const suggestedName = `${useDocument.getState().name} - ${currentText("runs.name", { number })}`;
  const answer = await desktop.request("save_run", { run: id, suggestedName });
  if (answer.ok) showToast({ kind: "information", text: currentText("runs.saved", { name: fileNameOf(answer.path) }) });
  else if (answer.failure !== null) failed("runs.saveFailed", failureText(answer.failure));
}

/** Asks for the folder of a recorded run and shows it; answers whether it did. */
export async function openRun(): Promise<boolean> {
  const { path } = await desktop.request("open_run_dialog", null);
  if (path === null) return false;
  try {
    const known = await engine.request("open_run", { path });
    const open = runs.find(known.run);
    if (open === undefined) await runs.attachTo(known);
    else runs.show(open);
    return true;
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    failed("runs.openFailed", failureText(error.failure));
    return false;
  }
}

function failed(key: "runs.saveFailed" | "runs.openFailed", message: string): void {
  showToast({ kind: "error", text: currentText(key, { message }) });
}
