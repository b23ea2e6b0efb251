import { useState } from "react";
import { create } from "zustand";
import { type Project, parseProject } from "../../engine/project";
import { desktop } from "../bridge";
import { documentActions, fileNameOf } from "../document";
import { currentText, useText } from "../i18n";
import { Button, Dialog } from "../ui";
import { fileFailureText, parseFailureText } from "./file-failure";
import { type ProjectChange, projectChanges } from "./project-changes";
import "./disk-conflict.css";

/** What to do about a file that another program changed. */
export type ConflictChoice = "overwrite" | "save_as" | "reload" | "cancel";

interface Conflict {
  readonly path: string;
  /** Whether the question came up while saving; otherwise there is nothing to overwrite yet. */
  readonly isSaving: boolean;
  /** What differs from the file to the document; or why the file cannot be compared. */
  readonly changes: readonly ProjectChange[] | string;
  readonly answer: (choice: ConflictChoice) => void;
}

const useConflict = create<{ conflict: Conflict | null }>(() => ({ conflict: null }));

/** The file's project as it is on the disk now, or why it cannot be read. */
async function projectOnDisk(path: string): Promise<Project | string> {
  const answer = await desktop.request("peek_project", { path });
  if (!answer.ok) return "message" in answer ? fileFailureText(answer) : answer.code;
  const parsed = parseProject(answer.file.text);
  return parsed.ok ? parsed.project : parseFailureText(parsed.failure);
}

/** Asks what to do about a file that is not what was opened or saved here last. */
export async function askAboutConflict(path: string, isSaving: boolean): Promise<ConflictChoice> {
  const theirs = await projectOnDisk(path);
  const changes = typeof theirs === "string" ? theirs : projectChanges(theirs, documentActions.snapshot(path));
  return new Promise((resolve) => {
    useConflict.setState({
      conflict: {
        path,
        isSaving,
        changes,
        answer: (choice) => {
          useConflict.setState({ conflict: null });
          resolve(choice);
        },
      },
    });
  });
}

function changeText({ kind, what, name }: ProjectChange): string {
  if (what === "layout") return currentText("files.change.moved", { count: Number(name) });
  return currentText(`files.change.${what}`, { name, kind: currentText(`files.change.${kind}`) });
}

function Comparison({ changes }: { changes: readonly ProjectChange[] | string }) {
  const text = useText();
  if (typeof changes === "string")
    return <p className="dialog-text">{text("files.incomparable", { reason: changes })}</p>;
  if (changes.length === 0) return <p className="dialog-text">{text("files.sameProject")}</p>;
  return (
    <div className="disk-changes" data-testid="disk-changes">
      <table>
        <thead>
          <tr>
            <th scope="col">{text("files.differs")}</th>
            <th scope="col">{text("files.onDisk")}</th>
            <th scope="col">{text("files.here")}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={`${change.what} ${change.name} ${change.kind}`} data-kind={change.kind}>
              <th scope="row">{changeText(change)}</th>
              <td>{change.before}</td>
              <td>{change.after}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ConflictQuestion({ conflict }: { conflict: Conflict }) {
  const text = useText();
  const [isComparing, setComparing] = useState(!conflict.isSaving);
  const { path, isSaving, changes, answer } = conflict;
  const name = fileNameOf(path);
  return (
    <Dialog
      title={text("files.changedTitle", { name })}
      className="disk-conflict"
      data-testid="disk-conflict"
      onClose={() => answer("cancel")}
      actions={
        <>
          <Button aria-pressed={isComparing} onClick={() => setComparing(!isComparing)}>
            {text("files.compare")}
          </Button>
          <Button onClick={() => answer("reload")}>{text("files.reload")}</Button>
          {isSaving && <Button onClick={() => answer("overwrite")}>{text("files.overwrite")}</Button>}
          <Button variant="primary" onClick={() => answer(isSaving ? "save_as" : "cancel")}>
            {text(isSaving ? "files.saveAs" : "files.keepMine")}
          </Button>
        </>
      }
    >
      <p className="dialog-text">{text(isSaving ? "files.changedSaving" : "files.changedOpen", { name })}</p>
      {isComparing && <Comparison changes={changes} />}
    </Dialog>
  );
}

/** Where the question appears; once in the window. */
export function DiskConflictDialog() {
  const conflict = useConflict((state) => state.conflict);
  return conflict && <ConflictQuestion conflict={conflict} />;
}
