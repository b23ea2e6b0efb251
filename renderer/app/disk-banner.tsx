import { useEffect } from "react";
import { fileNameOf } from "../../engine/project";
import { useDocument } from "../document";
import { useText } from "../i18n";
import { Button, Icon, IconButton } from "../ui";
import { dismissDiskNotice, giveUpDiskVersion, lookAtDisk, useDiskWatch } from "./disk-watch";
import { compareWithDisk, reloadFromDisk, saveProject } from "./document-flow";

/** Says that another program changed or removed the file, before a save would have to ask. */
export function DiskBanner() {
  const text = useText();
  const disk = useDiskWatch((watch) => watch.disk);
  const path = useDocument((document) => document.path);
  useEffect(() => void lookAtDisk(), []);
  if (disk.state === "same" || path === null) return null;
  const name = fileNameOf(path);
  return (
    <div className="banner disk-banner" role="status" data-testid="disk-banner" data-state={disk.state}>
      <Icon name="warning" />
      <span className="banner-text">
        {text(disk.state === "gone" ? "files.goneBanner" : "files.changedBanner", { name })}
      </span>
      {disk.state === "gone" ? (
        <Button onClick={() => void saveProject()}>{text("commands.save")}</Button>
      ) : (
        <>
          <Button onClick={() => void compareWithDisk()}>{text("files.compare")}</Button>
          <Button onClick={() => void reloadFromDisk()}>{text("files.reload")}</Button>
          <Button onClick={() => giveUpDiskVersion(disk.version)}>{text("files.keepMine")}</Button>
        </>
      )}
      <IconButton icon="close" label={text("ui.dismiss")} onClick={dismissDiskNotice} />
    </div>
  );
}
