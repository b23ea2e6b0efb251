import { useEffect, useState } from "react";
import type { RecentFile } from "../../electron/contract";
import { fileNameOf, folderOf } from "../../engine/project";
import { desktop } from "../bridge";
import { useDocument } from "../document";
import { type MessageKey, useText } from "../i18n";
import { Button, Icon, Segmented } from "../ui";
import { showInApp } from "./app-view";
import { newProject, openPath, openProject } from "./document-flow";
import { WelcomeRecovery } from "./recovery-list";
import { changeSettings, useSettings } from "./settings";
import { shownShortcut } from "./shortcuts";
import "./welcome.css";

interface SampleText {
  readonly title: MessageKey;
  readonly about: MessageKey;
}

/** Words for the samples that come with the app, by file name. */
const sampleTexts: Readonly<Record<string, SampleText>> = {
  "why-batch-normalization": { title: "app.sample.batchNorm", about: "app.sample.batchNormAbout" },
};

const slugOf = (path: string): string => fileNameOf(path).replace(/\.layerglass$/i, "");

function useFiles(): { readonly recent: readonly RecentFile[]; readonly samples: readonly RecentFile[] } {
  const [recent, setRecent] = useState<readonly RecentFile[]>([]);
  const [samples, setSamples] = useState<readonly RecentFile[]>([]);
  useEffect(() => {
    void desktop.request("list_recent", null).then(setRecent);
    void desktop.request("list_samples", null).then(setSamples);
  }, []);
  const order = Object.keys(sampleTexts);
  const rank = (file: RecentFile): number => (order.indexOf(slugOf(file.path)) + order.length + 1) % (order.length + 1);
  return { recent, samples: [...samples].sort((a, b) => rank(a) - rank(b)) };
}

function Sample({ file }: { file: RecentFile }) {
  const text = useText();
  const slug = slugOf(file.path);
  const words = sampleTexts[slug];
  return (
    <button
      type="button"
      className="welcome-sample"
      data-testid={`sample-${slug}`}
      onClick={() => void openPath(file.path, true)}
    >
      <SamplePicture />
      <span className="welcome-file-name">{words ? text(words.title) : file.name}</span>
      {words && <span className="welcome-file-detail">{text(words.about)}</span>}
    </button>
  );
}

/** Two distributions, spread out and gathered: what normalization does. */
function SamplePicture() {
  return (
    <svg className="sample-picture" viewBox="0 0 240 64" aria-hidden="true" fill="none" strokeWidth="1.5">
      <path d="M8 56c22 0 30-10 44-26s22-18 32-6 18 32 36 32" stroke="var(--kind-layer)" />
      <path d="M128 32h20m-5-4l5 4-5 4" stroke="var(--line-strong)" />
      <path d="M152 56c16 0 22-2 27-20s8-26 13-26 8 8 13 26 11 20 27 20" stroke="var(--kind-normalization)" />
      <path d="M8 56.5h112M152 56.5h80" stroke="var(--line)" />
    </svg>
  );
}

/** The first page: begin, go on, or try a sample; language and theme. */
export function Welcome() {
  const text = useText();
  const { recent, samples } = useFiles();
  const { language, theme } = useSettings();
  const openedCount = useDocument((state) => state.openedCount);
  const name = useDocument((state) => state.name);
  return (
    <main className="welcome" data-testid="welcome">
      <div className="welcome-page">
        <header>
          <h1 className="welcome-title">Layerglass</h1>
          <p className="welcome-tagline">{text("app.tagline")}</p>
        </header>
        <WelcomeRecovery />
        <div className="welcome-columns">
          <section className="welcome-start">
            <h2>{text("app.start")}</h2>
            <Button icon="plus" onClick={() => void newProject()} data-testid="welcome-new">
              {text("commands.new")}
              <kbd className="kbd">{shownShortcut("file.new")}</kbd>
            </Button>
            <Button icon="folder" onClick={() => void openProject()} data-testid="welcome-open">
              {text("commands.open")}
              <kbd className="kbd">{shownShortcut("file.open")}</kbd>
            </Button>
            {openedCount > 0 && (
              <Button icon="file" onClick={() => showInApp({ screen: "workbench" })} data-testid="welcome-back">
                {text("app.backTo", { name })}
              </Button>
            )}
            <h2>{text("app.recent")}</h2>
            {recent.length === 0 && <p className="welcome-file-detail">{text("app.noRecent")}</p>}
            <ul className="welcome-recent">
              {recent.map((file) => (
                <li key={file.path}>
                  <button
                    type="button"
                    className="welcome-file"
                    title={file.path}
                    onClick={() => void openPath(file.path)}
                  >
                    <Icon name="file" />
                    <span className="welcome-file-name">{file.name.replace(/\.layerglass$/i, "")}</span>
                    <span className="welcome-file-detail">{folderOf(file.path)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
          <section className="welcome-samples">
            <h2>{text("app.samples")}</h2>
            {samples.map((file) => (
              <Sample key={file.path} file={file} />
            ))}
          </section>
        </div>
        <p className="welcome-drop">{text("app.dropHint")}</p>
        <footer className="welcome-settings">
          <Segmented
            label={text("app.language")}
            value={language}
            choices={[
              { value: "en", label: "English" },
              { value: "zh-CN", label: "简体中文" },
            ]}
            data-testid="language"
            onChange={(choice) => void changeSettings({ language: choice })}
          />
          <Segmented
            label={text("app.theme")}
            value={theme}
            choices={[
              { value: "system", label: text("app.theme.system") },
              { value: "light", label: text("app.theme.light") },
              { value: "dark", label: text("app.theme.dark") },
            ]}
            data-testid="theme"
            onChange={(choice) => void changeSettings({ theme: choice })}
          />
        </footer>
      </div>
    </main>
  );
}
