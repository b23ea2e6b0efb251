import { useState } from "react";
import { create } from "zustand";
import { fileNameOf, type ProjectDifference, parseProject, projectDifferences } from "../../engine/project";
import { desktop } from "../bridge";
import { documentActions } from "../document";
import { failureText, useText } from "../i18n";
import { Button, Dialog } from "../ui";
import { DifferenceTable } from "./difference-table";
import "./disk-conflict.css";

/** What to do about a file that another program changed. `keep`: what is in this window counts. */
export type ConflictChoice = "keep" | "save_as" | "reload" | "cancel";

export interface ConflictAnswer {
  readonly choice: ConflictChoice;
  /** The content on the disk that the person decided about; null when it could not be read. */
  readonly version: string | null;
}

interface Conflict {
  readonly path: string;
  /** Whether the question came up while saving; otherwise there is nothing to overwrite yet. */
  readonly isSaving: boolean;
  /** What differs from the file to the document; or why the file cannot be compared. */
  readonly differences: readonly ProjectDifference[] | string;
  readonly answer: (choice: ConflictChoice) => void;
}

const useConflict = create<{ conflict: Conflict | null }>(() => ({ conflict: null }));

/** How the file on the disk differs from the document, and which content that is. */
async function compare(path: string): Promise<Pick<Conflict, "differences"> & Pick<ConflictAnswer, "version">> {
  const answer = await desktop.request("peek_project", { path });
  if (!answer.ok) return { differences: failureText(answer.failure), version: null };
  const { version, file } = answer;
  const parsed = parseProject(file.text);
  if (!parsed.ok) return { differences: failureText(parsed.failure), version };
  return { differences: projectDifferences(parsed.project, documentActions.snapshot(path)), version };
}

/** Asks what to do about a file that is not what was opened or saved here last. */
export async function askAboutConflict(path: string, isSaving: boolean): Promise<ConflictAnswer> {
  const { differences, version } = await compare(path);
  return new Promise((resolve) => {
    const answer = (choice: ConflictChoice) => {
      useConflict.setState({ conflict: null });
      resolve({ choice, version });
    };
    useConflict.setState({ conflict: { path, isSaving, differences, answer } });
  });
}

function ConflictQuestion({ conflict }: { conflict: Conflict }) {
  const text = useText();
  const [isComparing, setComparing] = useState(!conflict.isSaving);
  const { path, isSaving, differences, answer } = conflict;
  const name = fileNameOf(path);
  return (
    <Dialog
      title={text("files.changedTitle", { name })}
      className="disk-conflict"
      data-testid="disk-conflict"
      onClose={() => answer("cancel")}
      actions={
        <>
          <Button className="disk-compare" aria-pressed={isComparing} onClick={() => setComparing(!isComparing)}>
            {text("files.compare")}
          </Button>
          <Button onClick={() => answer("reload")}>{text("files.reload")}</Button>
          <Button onClick={() => answer("keep")}>{text(isSaving ? "files.overwrite" : "files.keepMine")}</Button>
          <Button variant="primary" onClick={() => answer("save_as")}>
            {text("files.saveAs")}
          </Button>
        </>
      }
    >
      <p className="dialog-text">{text(isSaving ? "files.changedSaving" : "files.changedOpen", { name })}</p>
      {isComparing && <DifferenceTable differences={differences} />}
    </Dialog>
  );
}

/** Where the question appears; once in the window. */
export function DiskConflictDialog() {
  const conflict = useConflict((state) => state.conflict);
  return conflict && <ConflictQuestion conflict={conflict} />;
}
