import { type DragEvent, type ReactNode, useState } from "react";
import type { TableProfile } from "../../engine/contract";
import { withTarget } from "../../engine/drawing";
import type { ColumnSetup, DataSetup } from "../../engine/model";
import { fileNameOf } from "../../engine/project";
import { desktop } from "../bridge";
import { useDocument } from "../document";
import { figureText, useFailureText, useLanguage, useText } from "../i18n";
import { Button, Icon, ListHeading, Segmented, Select } from "../ui";
import { ColumnList } from "./column-list";
import { checkChoices, valueShares, withEncoding } from "./data-choices";
import { PreviewTable } from "./preview-table";
import { ScalingChoice } from "./scaling-choice";
import { tableActions, useTableWork } from "./table-actions";
import { ValueBars } from "./value-bars";
import "./data-panel.css";

const TABLE_FILE = /\.(csv|tsv|txt)(\.gz)?$/i;

/** The table: open it, see what it holds, say what each column is for. Takes a dropped file. */
export function DataPanel() {
  const text = useText();
  const data = useDocument((state) => state.data);
  const profile = useDocument((state) => state.profile);
  const pending = useTableWork((work) => work.pending);
  const [isOver, setOver] = useState(false);
  const [detailed, setDetailed] = useState<string | null>(null);
  const setup = pending ?? data;

  const onDrop = (event: DragEvent): void => {
    const file = event.dataTransfer.files[0];
    setOver(false);
    // Anything but a table is the window's business.
    if (file === undefined || !TABLE_FILE.test(file.name)) return;
    event.preventDefault();
    event.stopPropagation();
    void tableActions.openTable(desktop.pathForFile(file));
  };

  return (
    // A drop target in addition to the Open button, which does the same by mouse and keyboard.
    <section
      className="data-panel"
      data-testid="data-panel"
      data-over={isOver}
      aria-label={text("data.panel")}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        const next = event.relatedTarget;
        if (!(next instanceof Node && event.currentTarget.contains(next))) setOver(false);
      }}
      onDrop={onDrop}
    >
      <TableHead profile={profile} setup={setup} />
      <TableNotices />
      {profile !== null && setup !== null && (
        <>
          <ChoiceNotices setup={setup} profile={profile} />
          <div className="data-choices">
            <TargetChoice setup={setup} profile={profile} />
            <ScalingChoice />
          </div>
          <ColumnList setup={setup} profile={profile} detailed={detailed} onDetail={setDetailed} />
          <ClassBalance setup={setup} profile={profile} />
          <PreviewTable setup={setup} profile={profile} onDetail={setDetailed} />
        </>
      )}
      {isOver && <div className="data-drop">{text("data.dropHere")}</div>}
    </section>
  );
}

function TableHead({ profile, setup }: { readonly profile: TableProfile | null; readonly setup: DataSetup | null }) {
  const text = useText();
  const language = useLanguage();
  const schema = useDocument((state) => state.schema);
  const reading = useTableWork((work) => work.reading);
  const whole = new Intl.NumberFormat(language);
  return (
    <header className="data-head">
      <div className="data-head-text">
        {reading !== null ? (
          <strong role="status">{text("data.reading", { name: fileNameOf(reading) })}</strong>
        ) : (
          <strong className="data-file">{setup === null ? text("data.emptyTitle") : fileNameOf(setup.path)}</strong>
        )}
        {setup === null && reading === null && <p className="data-note">{text("data.emptyHint")}</p>}
        {profile !== null && (
          <p className="data-note" data-testid="data-size">
            {text("data.size", { rows: whole.format(profile.rows), columns: whole.format(profile.columns.length) })}
            {schema !== null && ` · ${text("data.inputs", { count: schema.features.length })}`}
          </p>
        )}
      </div>
      <Button
        icon="folder"
        variant={setup === null ? "primary" : "secondary"}
        disabled={reading !== null}
        onClick={() => void tableActions.chooseTable()}
        data-testid="data-open"
      >
        {text(setup === null ? "data.open" : "data.openOther")}
      </Button>
    </header>
  );
}

function Notice({
  severity,
  children,
}: {
  readonly severity: "error" | "warning" | "information";
  readonly children: ReactNode;
}) {
  return (
    <div className={`data-notice data-notice-${severity}`} role={severity === "error" ? "alert" : "status"}>
      <Icon name={severity} size={14} />
      <div>{children}</div>
    </div>
  );
}

/** What went wrong or was left out while reading the table. */
function TableNotices() {
  const text = useText();
  const failureText = useFailureText();
  const profile = useDocument((state) => state.profile);
  const schema = useDocument((state) => state.schema);
  const dataFailure = useDocument((state) => state.dataFailure);
  const failure = useTableWork((work) => work.failure);
  const hasFileChanged = useTableWork((work) => work.hasFileChanged);
  const foundAt = useTableWork((work) => work.foundAt);
  const dropped = profile !== null && schema !== null ? profile.rows - schema.rows : 0;
  return (
    <>
      {dataFailure !== null && (
        <Notice severity="error">
          <strong>{text("data.locate")}.</strong> {failureText(dataFailure)}
          <div className="data-notice-actions">
            <Button icon="folder" onClick={() => void tableActions.chooseTable()} data-testid="data-locate">
              {text("data.locateButton")}
            </Button>
            <Button variant="quiet" onClick={() => void tableActions.readDocumentTable()}>
              {text("data.readAgain")}
            </Button>
          </div>
        </Notice>
      )}
      <OtherTableNotice />
      {failure !== null && <Notice severity="error">{failureText(failure)}</Notice>}
      {foundAt !== null && (
        <Notice severity="information">
          <span data-testid="data-found">{text("data.foundAt", { path: foundAt })}</span>
        </Notice>
      )}
      {hasFileChanged && <Notice severity="warning">{text("data.fileChanged")}</Notice>}
      {dropped > 0 && <Notice severity="warning">{text("data.missingDropped", { count: dropped })}</Notice>}
      {profile !== null && profile.rejected_rows > 0 && (
        <Notice severity="warning">
          <details data-testid="data-rejected">
            <summary>{text("data.rejected", { count: profile.rejected_rows })}</summary>
            <ul className="data-rejected">
              {profile.rejected_examples.map((example) => (
                <li key={example}>{example}</li>
              ))}
            </ul>
          </details>
        </Notice>
      )}
    </>
  );
}

/** Most columns named of each difference. */
const namedColumns = 8;

/** How the table picked in place of the missing one differs, before it is taken. */
function OtherTableNotice() {
  const text = useText();
  const language = useLanguage();
  const other = useTableWork((work) => work.other);
  const isMissing = useDocument((state) => state.dataFailure !== null);
  if (other === null || !isMissing) return null;
  const list = new Intl.ListFormat(language, { type: "conjunction" });
  const names = (columns: readonly string[]): string => {
    const more = columns.length - namedColumns;
    const named = columns.slice(0, namedColumns);
    return list.format(more > 0 ? [...named, text("data.furtherColumns", { count: more })] : named);
  };
  const lines = (["absent", "texts", "added"] as const).filter((kind) => other[kind].length > 0);
  return (
    <Notice severity="warning">
      <div data-testid="data-other">
        <strong>{text("data.otherColumns", { name: fileNameOf(other.path) })}</strong>
        <ul>
          {lines.map((kind) => (
            <li key={kind}>{text(`data.columns.${kind}`, { columns: names(other[kind]) })}</li>
          ))}
        </ul>
        <div className="data-notice-actions">
          <Button icon="folder" onClick={() => void tableActions.chooseTable()}>
            {text("data.chooseAnother")}
          </Button>
          <Button variant="quiet" onClick={() => void tableActions.takeOther()} data-testid="data-take-other">
            {text("data.takeOther")}
          </Button>
        </div>
      </div>
    </Notice>
  );
}

function ChoiceNotices({ setup, profile }: { readonly setup: DataSetup; readonly profile: TableProfile }) {
  const text = useText();
  return checkChoices(setup, profile).map(({ code, severity, column, count }) => (
    <Notice key={`${code} ${column}`} severity={severity}>
      {text(`data.finding.${code}`, { column, count })}
    </Notice>
  ));
}

/** Every target with the column it is and how it is predicted; more are chosen among the columns below. */
function TargetChoice({ setup, profile }: { readonly setup: DataSetup; readonly profile: TableProfile }) {
  const targets = setup.columns.filter((column) => column.role === "target");
  if (targets.length === 0) return <TargetField setup={setup} profile={profile} target={null} place={0} count={0} />;
  return (
    <div className="data-targets">
      {targets.map((target, index) => (
        <TargetField
          key={target.name}
          setup={setup}
          profile={profile}
          target={target}
          place={index}
          count={targets.length}
        />
      ))}
    </div>
  );
}

interface TargetFieldProps {
  readonly setup: DataSetup;
  readonly profile: TableProfile;
  readonly target: ColumnSetup | null;
  readonly place: number;
  readonly count: number;
}

function TargetField({ setup, profile, target, place, count }: TargetFieldProps) {
  const text = useText();
  const facts = profile.columns.find((column) => column.name === target?.name);
  const others = new Set(setup.columns.flatMap(({ name, role }) => (role === "target" ? [name] : [])));
  const suffix = place === 0 ? "" : `-${place + 1}`;
  return (
    <div className="data-target">
      <Select
        label={count > 1 ? text("data.targetOf", { place: place + 1, count }) : text("data.target")}
        help={place === count - 1 || count === 0 ? text("data.targetHelp") : undefined}
        placeholder={text("data.targetNone")}
        value={target?.name ?? null}
        choices={profile.columns
          .filter(({ name }) => name === target?.name || !others.has(name))
          .map(({ name }) => ({ value: name, label: name }))}
        onChange={(name) => void tableActions.choose(withTarget(setup, profile, target?.name ?? null, name))}
        data-testid={`data-target${suffix}`}
      />
      {target !== null && facts?.type === "number" && (
        <Segmented
          label={text("data.targetAs")}
          value={target.encoding === "number" ? "number" : "code"}
          choices={[
            { value: "code", label: text("data.asClasses") },
            { value: "number", label: text("data.asNumber") },
          ]}
          onChange={(encoding) => void tableActions.choose(withEncoding(setup, profile, target.name, encoding))}
          data-testid={`data-target-as${suffix}`}
        />
      )}
    </div>
  );
}

const CLASSES_SHOWN = 8;

/** How the classes of each target are shared out among the rows. */
function ClassBalance({ setup, profile }: { readonly setup: DataSetup; readonly profile: TableProfile }) {
  const text = useText();
  return setup.columns.map((column) => {
    const facts = profile.columns.find(({ name }) => name === column.name);
    if (column.role !== "target" || facts === undefined || column.encoding === "number") return null;
    const { shares, rest } = valueShares(facts, profile.rows, CLASSES_SHOWN);
    const most = shares[0];
    return (
      <section key={facts.name} className="data-section" data-testid="data-class-balance">
        <ListHeading title={text("data.classBalance", { column: facts.name })} />
        <ValueBars shares={shares} rest={rest} />
        {most !== undefined && (
          <p className="data-note">{text("data.classBalanceHelp", { share: figureText(most.share, "share") })}</p>
        )}
      </section>
    );
  });
}
