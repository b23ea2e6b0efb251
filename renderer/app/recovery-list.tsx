import type { RecoveryEntry } from "../../electron/contract";
import { folderOf } from "../../engine/project";
import { failureText, type Text, useLanguage, useText } from "../i18n";
import { Button, Icon } from "../ui";
import { GraphThumbnail } from "./graph-thumbnail";
import { discardEntry, fileNotice, recoverEntry, showEntryInFolder, useRecovery } from "./recovery";
import "./recovery.css";

function useTimeText(): (millis: number) => string {
  const language = useLanguage();
  const format = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
  return (millis) => format.format(millis);
}

const shownName = (entry: RecoveryEntry, text: Text): string =>
  entry.state === "whole" ? entry.name : text("recovery.damaged");

/** What is known of one copy: picture, name, file, time, size, and how the file stands. */
export function RecoveryDetails({ entry }: { entry: RecoveryEntry }) {
  const text = useText();
  const time = useTimeText()(entry.keptMillis);
  const notice = entry.state === "whole" ? fileNotice(entry.file) : null;
  return (
    <>
      {entry.state === "whole" ? (
        <GraphThumbnail picture={entry.picture} label={text("recovery.picture", { name: entry.name })} />
      ) : (
        <span className="graph-thumbnail recovery-damaged">
          <Icon name="warning" size={20} />
        </span>
      )}
      <span className="recovery-text">
        <span className="recovery-name">{shownName(entry, text)}</span>
        {entry.state === "whole" && (
          <span className="recovery-path" title={entry.path ?? undefined}>
            {entry.path === null ? text("app.notSaved") : folderOf(entry.path)}
          </span>
        )}
        <span className="recovery-detail">
          {entry.state === "whole" ? text("recovery.kept", { time, count: entry.nodeCount }) : time}
        </span>
        {entry.state === "damaged" && (
          <span className="recovery-detail">
            {text("recovery.damagedBecause", { reason: failureText(entry.failure) })}
          </span>
        )}
        {notice !== null && (
          <span className="recovery-notice">
            <Icon name="warning" size={14} />
            {text(notice)}
          </span>
        )}
      </span>
    </>
  );
}

function Entry({ entry }: { entry: RecoveryEntry }) {
  const text = useText();
  const name = shownName(entry, text);
  return (
    <li className="recovery-entry" data-testid="recovery-entry" data-state={entry.state}>
      <RecoveryDetails entry={entry} />
      <span className="recovery-actions">
        {entry.state === "whole" ? (
          <Button
            data-first-focus
            aria-label={text("recovery.recoverNamed", { name })}
            onClick={() => void recoverEntry(entry)}
          >
            {text("recovery.recover")}
          </Button>
        ) : (
          <Button onClick={() => showEntryInFolder(entry)}>{text("recovery.showInFolder")}</Button>
        )}
        <Button
          variant="quiet"
          aria-label={text("recovery.discardNamed", { name })}
          onClick={() => void discardEntry(entry)}
        >
          {text("recovery.discard")}
        </Button>
      </span>
    </li>
  );
}

/** Everything that can be recovered, newest first. */
export function RecoveryList() {
  const entries = useRecovery((state) => state.entries);
  return (
    <ul className="recovery-list">
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
    </ul>
  );
}

/** The list on the first page; nothing when nothing was left behind. */
export function WelcomeRecovery() {
  const text = useText();
  const count = useRecovery((state) => state.entries.length);
  if (count === 0) return null;
  return (
    <section className="welcome-recovery" data-testid="welcome-recovery">
      <h2>{text("recovery.title")}</h2>
      <p className="recovery-hint">{text("recovery.hint")}</p>
      <RecoveryList />
    </section>
  );
}
