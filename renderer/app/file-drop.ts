import { desktop } from "../bridge";
import { tableActions } from "../data";
import { showModel } from "../models";
import { showInApp } from "./app-view";
import { openPath } from "./document-flow";

/** Opens what was dropped on the window: a project replaces the document, a table becomes its data, a model is shown. */
function openDropped(path: string): void {
  if (/\.layerglass$/i.test(path)) void openPath(path);
  else if (/\.safetensors$/i.test(path)) void showModel(path);
  else {
    // Whatever else it is, the engine tells by its contents: a table, or what to do with it.
    showInApp({ screen: "workbench", left: "data" });
    void tableActions.openTable(path);
  }
}

/** Listens for files dropped anywhere on the window. Returns the unsubscriber. */
export function listenToFileDrop(): () => void {
  const isFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
  const onDragOver = (event: DragEvent): void => {
    if (!isFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
  };
  const onDrop = (event: DragEvent): void => {
    if (!isFiles(event)) return;
    // Otherwise the window would navigate to the file.
    event.preventDefault();
    for (const file of event.dataTransfer?.files ?? []) {
      const path = desktop.pathForFile(file);
      if (path) openDropped(path);
    }
  };
  window.addEventListener("dragover", onDragOver);
  window.addEventListener("drop", onDrop);
  return () => {
    window.removeEventListener("dragover", onDragOver);
    window.removeEventListener("drop", onDrop);
  };
}
