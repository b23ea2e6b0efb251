import { useState } from "react";
import { create } from "zustand";
import icon from "../../electron/build/drawings/app.svg";
import type { AboutFacts, ThirdPartyNotice } from "../../electron/contract";
import { desktop } from "../bridge";
import { currentText, useText } from "../i18n";
import { Button, Dialog, ListHeading, SearchField, showToast } from "../ui";
import "./about.css";

interface About {
  readonly facts: AboutFacts;
  readonly notices: readonly ThirdPartyNotice[];
}

const useAbout = create<{ about: About | null }>(() => ({ about: null }));

/** Opens the About dialog. */
export async function showAbout(): Promise<void> {
  const [facts, notices] = await Promise.all([
    desktop.request("about", null),
    desktop.request("third_party_notices", null),
  ]);
  useAbout.setState({ about: { facts, notices } });
}

const noticeKey = ({ name, version }: ThirdPartyNotice): string => `${name} ${version}`;

/** Packages by others with their licences: a list to search, and the text of the chosen one. */
function Notices({ notices }: { notices: readonly ThirdPartyNotice[] }) {
  const text = useText();
  const [sought, setSought] = useState("");
  const [chosen, setChosen] = useState(notices[0] ? noticeKey(notices[0]) : "");
  const words = sought.toLowerCase().split(/\s+/);
  const found = notices.filter(({ name, licence }) => {
    const said = `${name} ${licence}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
  const shown = found.find((notice) => noticeKey(notice) === chosen) ?? found[0];
  return (
    <section className="about-notices" aria-label={text("about.notices")} data-testid="about-notices">
      <ListHeading title={text("about.notices")} count={text("about.noticesCounted", { count: found.length })}>
        <SearchField label={text("about.noticesSearch")} value={sought} onChange={setSought} />
      </ListHeading>
      {shown === undefined ? (
        <p className="about-none">{text("about.noticesNone")}</p>
      ) : (
        <div className="about-columns">
          <select
            className="about-list"
            size={8}
            aria-label={text("about.notices")}
            value={noticeKey(shown)}
            onChange={(event) => setChosen(event.target.value)}
          >
            {found.map((notice) => (
              <option key={noticeKey(notice)} value={noticeKey(notice)}>
                {notice.name}
              </option>
            ))}
          </select>
          <textarea
            className="about-text"
            readOnly
            aria-label={noticeKey(shown)}
            data-testid="about-notice-text"
            value={`${noticeKey(shown)} — ${shown.licence}\n${shown.homepage}\n\n${shown.text}`}
          />
        </div>
      )}
      <p className="about-none">{text("about.chromium")}</p>
    </section>
  );
}

/** What this program is, in which version, and whose work it contains. */
export function AboutDialog() {
  const text = useText();
  const about = useAbout((state) => state.about);
  if (about === null) return null;
  const { facts, notices } = about;
  const close = () => useAbout.setState({ about: null });
  const copy = async () => {
    await desktop.request("copy_versions", null);
    showToast({ kind: "ok", text: currentText("about.copied") });
  };
  return (
    <Dialog
      title={text("about.title")}
      className="about"
      data-testid="about"
      onClose={close}
      actions={
        <>
          <Button onClick={() => void copy()}>{text("about.copyVersion")}</Button>
          <Button variant="primary" onClick={close}>
            {text("ui.close")}
          </Button>
        </>
      }
    >
      <div className="about-body">
        <div className="about-head">
          <img src={icon} alt="" width={64} height={64} />
          <div>
            <p className="about-name">Layerglass</p>
            <p>
              {text("about.version", { version: facts.version })}
              {!facts.packaged && ` · ${text("about.fromSource")}`}
            </p>
            <p className="about-none">{text("about.licence")}</p>
          </div>
          <dl className="about-versions">
            <dt>Electron</dt>
            <dd>{facts.electron}</dd>
            <dt>Chromium</dt>
            <dd>{facts.chromium}</dd>
            <dt>Node.js</dt>
            <dd>{facts.node}</dd>
            <dt>{text("about.system")}</dt>
            <dd>{facts.system}</dd>
          </dl>
        </div>
        {notices.length === 0 ? (
          <p className="about-none">{text("about.noticesAbsent")}</p>
        ) : (
          <Notices notices={notices} />
        )}
      </div>
    </Dialog>
  );
}
