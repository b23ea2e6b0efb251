import { useText } from "../i18n";
import { Button, Dialog, Icon, IconButton } from "../ui";
import { discardEntry, putOff, recoverEntry, reportTrouble, showRecoveryList, useRecovery } from "./recovery";
import { RecoveryDetails, RecoveryList } from "./recovery-list";
import "./recovery.css";

/** Says in the workbench that there is unsaved work of earlier. */
export function RecoveryBanner() {
  const text = useText();
  const count = useRecovery((state) => state.entries.length);
  const isPutOff = useRecovery((state) => state.isPutOff);
  if (count === 0 || isPutOff) return null;
  return (
    <div className="banner recovery-banner" role="status" data-testid="recovery-banner">
      <Icon name="information" />
      <span className="banner-text">{text("recovery.found", { count })}</span>
      <Button onClick={() => showRecoveryList(true)}>{text("recovery.show")}</Button>
      <IconButton icon="close" label={text("recovery.later")} onClick={putOff} />
    </div>
  );
}

function FileQuestion() {
  const text = useText();
  const entry = useRecovery((state) => state.question);
  if (entry === null) return null;
  return (
    <Dialog
      title={text("recovery.questionTitle", { name: entry.name })}
      className="recovery-dialog"
      data-testid="recovery-question"
      onClose={putOff}
      actions={
        <>
          <Button variant="quiet" onClick={() => void discardEntry(entry)}>
            {text("recovery.discard")}
          </Button>
          <Button onClick={putOff}>{text("recovery.later")}</Button>
          <Button variant="primary" onClick={() => void recoverEntry(entry)}>
            {text("recovery.recover")}
          </Button>
        </>
      }
    >
      <p className="dialog-text">{text("recovery.questionBody")}</p>
      <div className="recovery-entry recovery-single">
        <RecoveryDetails entry={entry} />
      </div>
    </Dialog>
  );
}

function ListDialog() {
  const text = useText();
  const isShown = useRecovery((state) => state.isListShown && state.question === null);
  const isEmpty = useRecovery((state) => state.entries.length === 0);
  if (!isShown) return null;
  return (
    <Dialog
      title={text("recovery.title")}
      className="recovery-dialog"
      data-testid="recovery-dialog"
      onClose={putOff}
      actions={<Button onClick={putOff}>{text(isEmpty ? "ui.close" : "recovery.later")}</Button>}
    >
      <p className="dialog-text">{text(isEmpty ? "recovery.none" : "recovery.hint")}</p>
      <RecoveryList />
    </Dialog>
  );
}

/** Where questions about unsaved work appear; once in the window. */
export function RecoveryDialogs() {
  return (
    <>
      <FileQuestion />
      <ListDialog />
    </>
  );
}

/** In the status bar: the document is not kept. */
export function UnprotectedMark() {
  const text = useText();
  const isTroubled = useRecovery((state) => state.trouble !== null);
  if (!isTroubled) return null;
  return (
    <button type="button" className="status-unprotected" data-testid="unprotected" onClick={reportTrouble}>
      <Icon name="warning" size={14} />
      {text("recovery.unprotected")}
    </button>
  );
}
