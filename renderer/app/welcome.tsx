import { type ReactNode, useEffect, useState } from "react";
import type { RecentFile } from "../../electron/contract";
import { fileNameOf, folderOf } from "../../engine/project";
import { desktop } from "../bridge";
import { useDocument } from "../document";
import { type MessageKey, useText } from "../i18n";
import { Button, Icon, Segmented } from "../ui";
import { showInApp } from "./app-view";
import { newProject, openPath, openProject } from "./document-flow";
import { WelcomeRecovery } from "./recovery-list";
import { CategoriesPicture, CoastPicture, DigitPicture, NormalizedPicture, TrendPicture } from "./sample-pictures";
import { changeSettings, useSettings } from "./settings";
import { shownShortcut } from "./shortcuts";
import "./welcome.css";

interface ShownSample {
  readonly title: MessageKey;
  readonly about: MessageKey;
  readonly picture: ReactNode;
}

/** Words and pictures of the samples that come with the app, by file name, in the order they are shown. */
const shownSamples: Readonly<Record<string, ShownSample>> = {
  "why-batch-normalization": {
    title: "app.sample.batchNorm",
    about: "app.sample.batchNormAbout",
    picture: <NormalizedPicture />,
  },
  "census-income": {
    title: "app.sample.census-income.title",
    about: "app.sample.census-income.about",
    picture: <CategoriesPicture />,
  },
  "handwritten-digits": {
    title: "app.sample.handwritten-digits.title",
    about: "app.sample.handwritten-digits.about",
    picture: <DigitPicture />,
  },
  "california-housing": {
    title: "app.sample.california-housing.title",
    about: "app.sample.california-housing.about",
    picture: <CoastPicture />,
  },
  diabetes: {
    title: "app.sample.diabetes.title",
    about: "app.sample.diabetes.about",
    picture: <TrendPicture />,
  },
};

const slugOf = (path: string): string => fileNameOf(path).replace(/\.layerglass$/i, "");

function useFiles(): { readonly recent: readonly RecentFile[]; readonly samples: readonly RecentFile[] } {
  const [recent, setRecent] = useState<readonly RecentFile[]>([]);
  const [samples, setSamples] = useState<readonly RecentFile[]>([]);
  useEffect(() => {
    void desktop.request("list_recent", null).then(setRecent);
    void desktop.request("list_samples", null).then(setSamples);
  }, []);
  const order = Object.keys(shownSamples);
  const rank = (file: RecentFile): number => (order.indexOf(slugOf(file.path)) + order.length + 1) % (order.length + 1);
  return { recent, samples: [...samples].sort((a, b) => rank(a) - rank(b)) };
}

function Sample({ file }: { file: RecentFile }) {
  const text = useText();
  const slug = slugOf(file.path);
  const shown = shownSamples[slug];
  return (
    <button
      type="button"
      className="welcome-sample"
      data-testid={`sample-${slug}`}
      onClick={() => void openPath(file.path, true)}
    >
      {shown?.picture}
      <span className="welcome-file-name">{shown ? text(shown.title) : file.name}</span>
      {shown && <span className="welcome-file-detail">{text(shown.about)}</span>}
    </button>
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
            <div className="welcome-sample-grid">
              {samples.map((file) => (
                <Sample key={file.path} file={file} />
              ))}
            </div>
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
