import { create } from "zustand";
import type { DiskAnswer } from "../../electron/contract";
import { desktop } from "../bridge";
import { documentActions, useDocument } from "../document";

interface DiskWatch {
  /** How the document's file stands, as far as the person has not decided about it. */
  readonly disk: DiskAnswer;
  /** Content on the disk that the person gave up for what is in this window: a save may replace it. */
  readonly givenUp: string | null;
}

const undisturbed: DiskWatch = { disk: { state: "same" }, givenUp: null };

/** What other programs did to the document's file. */
export const useDiskWatch = create<DiskWatch>(() => undisturbed);

/** What is in this window counts: the disk's content may be replaced, and the document waits to be saved. */
export function giveUpDiskVersion(version: string): void {
  useDiskWatch.setState({ disk: { state: "same" }, givenUp: version });
  documentActions.markUnsaved();
}

/** Hides what was noticed until the window is looked at anew. */
export const dismissDiskNotice = (): void => useDiskWatch.setState({ disk: { state: "same" } });

/** Looks whether another program changed or removed the document's file. */
export async function lookAtDisk(): Promise<void> {
  const { path } = useDocument.getState();
  const disk: DiskAnswer = path === null ? { state: "same" } : await desktop.request("disk_state", { path });
  if (useDocument.getState().path !== path) return;
  const { givenUp, disk: before } = useDiskWatch.getState();
  if (disk.state === "changed" && disk.version === givenUp) return;
  // The window holds the only copy now.
  if (disk.state === "gone" && before.state !== "gone") documentActions.markUnsaved();
  useDiskWatch.setState({ disk });
}

/** Follows the document's file: looked at whenever the person comes back to the window. Returns what ends it. */
export function watchDisk(): () => void {
  const look = () => void lookAtDisk();
  window.addEventListener("focus", look);
  const release = useDocument.subscribe((now, before) => {
    const isSaved = now.savedRevision !== before.savedRevision && !now.dirty;
    if (now.path !== before.path || now.openedCount !== before.openedCount || isSaved) {
      useDiskWatch.setState(undisturbed);
    }
  });
  return () => {
    window.removeEventListener("focus", look);
    release();
  };
}
