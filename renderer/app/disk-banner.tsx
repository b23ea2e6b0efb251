import { useEffect } from "react";
import { create } from "zustand";
import type { DiskState } from "../../electron/contract";
import { desktop } from "../bridge";
import { fileNameOf, useDocument } from "../document";
import { useText } from "../i18n";
import { Button, Icon, IconButton } from "../ui";
import { askAboutConflict } from "./disk-conflict";
import { reloadFromDisk, saveProject } from "./document-flow";
import { oneAtATime } from "./one-at-a-time";

const useDisk = create<{ state: DiskState }>(() => ({ state: "same" }));

/** Looks whether another program changed or removed the document's file. */
async function look(): Promise<void> {
  const { path } = useDocument.getState();
  const { state } = path === null ? { state: "same" as const } : await desktop.request("disk_state", { path });
  if (useDocument.getState().path === path) useDisk.setState({ state });
}

/** Follows the document's file: looked at whenever the window gets the focus and after each opening and saving. */
export function watchDisk(): () => void {
  const focused = () => void look();
  window.addEventListener("focus", focused);
  const release = useDocument.subscribe((now, before) => {
    if (
      now.path !== before.path ||
      now.openedCount !== before.openedCount ||
      now.savedRevision !== before.savedRevision
    ) {
      useDisk.setState({ state: "same" });
    }
  });
  return () => {
    window.removeEventListener("focus", focused);
    release();
  };
}

/** Says that another program changed or removed the file, before a save would have to ask. */
export function DiskBanner() {
  const text = useText();
  const state = useDisk((disk) => disk.state);
  const path = useDocument((document) => document.path);
  useEffect(() => void look(), []);
  if (state === "same" || path === null) return null;
  const dismiss = (): void => useDisk.setState({ state: "same" });
  const compare = async (): Promise<void> => {
    const choice = await oneAtATime(() => askAboutConflict(path, false));
    if (choice === "reload") await reloadFromDisk();
    dismiss();
  };
  return (
    <div className="disk-banner" role="status" data-testid="disk-banner" data-state={state}>
      <Icon name="warning" />
      <span className="disk-banner-text">
        {text(state === "gone" ? "files.goneBanner" : "files.changedBanner", { name: fileNameOf(path) })}
      </span>
      {state === "gone" && <Button onClick={() => void saveProject().then(look)}>{text("commands.save")}</Button>}
      {state === "changed" && <Button onClick={() => void compare()}>{text("files.compare")}</Button>}
      {state === "changed" && <Button onClick={() => void reloadFromDisk()}>{text("files.reload")}</Button>}
      <IconButton icon="close" label={text("files.keepMine")} onClick={dismiss} />
    </div>
  );
}
