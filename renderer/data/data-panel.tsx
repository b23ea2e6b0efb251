import { useMemo, useState } from "react";
import type { TableProfile } from "../../engine/contract";
import { imageColumns, withTarget } from "../../engine/drawing";
import { type ColumnSetup, type DataSetup, dataFileParts, isTableName } from "../../engine/model";
import { fileNameOf } from "../../engine/project";
import { desktop } from "../bridge";
import { useDocument } from "../document";
import { countText, figureText, useText } from "../i18n";
import { Button, ListHeading, Notice, Segmented, Select, useFileDrop } from "../ui";
import { ColumnList } from "./column-list";
import { checkChoices, valueShares, withEncoding } from "./data-choices";
import { ImagesView } from "./explore/images-view";
import { PairsView } from "./explore/pairs-view";
import { ScalesView } from "./explore/scales-view";
import { PreviewTable } from "./preview-table";
import { ReadingButton } from "./reading-button";
import { ScalingChoice } from "./scaling-choice";
import { tableActions, useTableWork } from "./table-actions";
import { TableNotices } from "./table-notices";
import { type RowGoal, TableRows } from "./table-rows";
import { ValueBars } from "./value-bars";
import "./data-panel.css";

type TableViewName = "columns" | "rows" | "scales" | "pairs" | "images";

/** The table: open it, see what it holds, say what each column is for. Takes a dropped file. */
export function DataPanel() {
  const text = useText();
  const data = useDocument((state) => state.data);
  const profile = useDocument((state) => state.profile);
  const pending = useTableWork((work) => work.pending);
  const [detailed, setDetailed] = useState<string | null>(null);
  const [view, setView] = useState<TableViewName>("columns");
  const [goal, setGoal] = useState<RowGoal | null>(null);
  const setup = pending ?? data;
  const images = useMemo(() => (profile === null ? null : imageColumns(profile)), [profile]);
  const showRow = (row: number, column: string | null): void => {
    setView("rows");
    setGoal({ row, column });
  };

  const { isOver, handlers } = useFileDrop((file) => {
    if (!isTableName(file.name)) return false;
    void tableActions.openTable(desktop.pathForFile(file));
    return true;
  });

  return (
    // A drop target in addition to the Open button, which does the same by mouse and keyboard.
    <section
      className="data-panel"
      data-testid="data-panel"
      data-over={isOver}
      aria-label={text("data.panel")}
      {...handlers}
    >
      <TableHead profile={profile} setup={setup} />
      <TableNotices isFolded={view !== "columns"} onRow={showRow} />
      {profile !== null && setup !== null && (
        <>
          <ChoiceNotices setup={setup} profile={profile} />
          <Segmented
            label={text("data.view")}
            value={view}
            choices={[
              { value: "columns", label: text("data.columns") },
              { value: "rows", label: text("data.rows.title") },
              { value: "scales", label: text("explore.scales") },
              { value: "pairs", label: text("explore.pairs") },
              ...(images === null ? [] : [{ value: "images", label: text("explore.images") } as const]),
            ]}
            onChange={setView}
            data-testid="data-view"
          />
        </>
      )}
      {profile !== null && setup !== null && view === "rows" && (
        <TableRows key={`${profile.path} ${profile.sha256}`} setup={setup} profile={profile} goal={goal} />
      )}
      {profile !== null && setup !== null && view === "scales" && (
        <ScalesView key={`${profile.path} ${profile.sha256}`} setup={setup} profile={profile} />
      )}
      {profile !== null && setup !== null && view === "pairs" && (
        <PairsView key={`${profile.path} ${profile.sha256}`} setup={setup} profile={profile} />
      )}
      {profile !== null && setup !== null && view === "images" && images !== null && (
        <ImagesView key={`${profile.path} ${profile.sha256}`} setup={setup} profile={profile} images={images} />
      )}
      {profile !== null && setup !== null && (view === "columns" || (view === "images" && images === null)) && (
        <>
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
  const schema = useDocument((state) => state.schema);
  const reading = useTableWork((work) => work.reading);
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
            {text("data.size", { rows: countText(profile.rows), columns: countText(profile.columns.length) })}
            {schema !== null && (
              <>
                {"\u00a0· "}
                <span className="data-inputs">{text("data.inputs", { count: schema.features.length })}</span>
              </>
            )}
          </p>
        )}
        {setup !== null &&
          dataFileParts.map((part) => {
            const [file, read] = [setup[part], schema?.[part]];
            if (file === undefined) return null;
            const name = text(`data.file.${part}`, { name: fileNameOf(file.path) });
            return (
              <p key={part} className="data-note" title={file.path} data-testid={`data-file-${part}`}>
                {name}
                {read !== undefined && ` · ${text("data.file.rows", { count: read.rows })}`}
              </p>
            );
          })}
      </div>
      <div className="data-head-actions">
        <Button
          icon="folder"
          variant={setup === null ? "primary" : "secondary"}
          disabled={reading !== null}
          onClick={() => void tableActions.chooseTable()}
          data-testid="data-open"
        >
          {text(setup === null ? "data.open" : "data.openOther")}
        </Button>
        {profile !== null && <ReadingButton variant="quiet" />}
      </div>
    </header>
  );
}

function ChoiceNotices({ setup, profile }: { readonly setup: DataSetup; readonly profile: TableProfile }) {
  const text = useText();
  return checkChoices(setup, profile).map(({ code, severity, column, count }) => (
    <Notice key={`${code} ${column}`} severity={severity}>
      {text(`data.finding.${code}`, { column, count: countText(count) })}
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
