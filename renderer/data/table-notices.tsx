import { type ReactNode, useState } from "react";
import { partOfFailure } from "../../engine/compiler";
import type { NoticeFix, TableProfile } from "../../engine/contract";
import { noticesFor, profileOf, withRole } from "../../engine/drawing";
import { type DataSchema, type ReadOptions, withMissingFilled } from "../../engine/model";
import { fileNameOf } from "../../engine/project";
import { engine, unlessRefused } from "../bridge";
import { useDocument } from "../document";
import { countText, currentText, useFailureText, useLanguage, useText } from "../i18n";
import { Button, Notice, showToast } from "../ui";
import { withEncoding } from "./data-choices";
import { NoticeList } from "./notice-list";
import { ReadingButton } from "./reading-button";
import { RejectedLines } from "./rejected-lines";
import { tableActions, useTableWork } from "./table-actions";

/** Reads the document's table with other options. */
function readAs(reading: ReadOptions): void {
  const { data } = useDocument.getState();
  if (data !== null) void tableActions.readAs(data.path, reading);
}

const nothingSaid: ReadOptions = {};

/** Finds the row at a line of the document's table and shows it; says so where the line is none. */
async function showLine(line: number, show: (row: number) => void): Promise<void> {
  const { data } = useDocument.getState();
  if (data === null) return;
  const asked = { path: data.path, reading: data.reading ?? nothingSaid, line };
  const answer = await unlessRefused(engine.request("row_at_line", asked));
  if (answer === null) return;
  if (answer.row !== null) show(answer.row);
  else showToast({ kind: "information", text: currentText("reading.noRowThere", { line }) });
}

/** Gives a column the role and the encoding that a notice proposes. */
function chooseColumn({ column, role, encoding }: Extract<NoticeFix, { kind: "column" }>): void {
  const { data, profile } = useDocument.getState();
  if (data === null || profile === null) return;
  const inRole = role === null ? data : withRole(data, profile, column, role);
  void tableActions.choose(encoding === null ? inRole : withEncoding(inRole, profile, column, encoding));
}

/** Fills the missing cells of every feature, or leaves out their rows. */
function fillMissing(fill: boolean): void {
  const { data, profile } = useDocument.getState();
  if (data === null || profile === null) return;
  const hasMissing = (column: string): boolean => (profileOf(profile, column)?.missing ?? 0) > 0;
  void tableActions.choose(withMissingFilled(data, hasMissing, fill));
}

const leavesOut = (profile: TableProfile, schema: DataSchema | null): boolean =>
  schema !== null && schema.rows < profile.rows;

/** How many rows are left out for missing cells, and the way to keep them. */
function LeftOutNotice({ profile }: { readonly profile: TableProfile }) {
  const text = useText();
  const schema = useDocument((state) => state.schema);
  const data = useDocument((state) => state.data);
  if (schema === null || !leavesOut(profile, schema)) return null;
  const dropped = profile.rows - schema.rows;
  // A row without its target cannot be kept.
  const withoutTarget = (data?.columns ?? [])
    .filter(({ role }) => role === "target")
    .map(({ name }) => profileOf(profile, name)?.missing ?? 0);
  const hasMore = dropped > Math.max(0, ...withoutTarget);
  const canFill =
    hasMore &&
    data?.columns.some(
      ({ name, role, impute }) =>
        role === "feature" && impute === undefined && (profileOf(profile, name)?.missing ?? 0) > 0,
    );
  return (
    <Notice severity="warning">
      {text(hasMore ? "data.missingDropped" : "data.targetMissing", { count: dropped, rows: countText(profile.rows) })}
      {canFill && (
        <div className="data-notice-actions">
          <Button onClick={() => fillMissing(true)} data-testid="data-fill-missing">
            {text("data.fillMissing")}
          </Button>
          <span className="data-note">{text("data.fillMissingHelp")}</span>
        </div>
      )}
    </Notice>
  );
}

interface TableNoticesProps {
  /** Whether what was found in reading is told in one line, to leave room for what is looked at. */
  readonly isFolded: boolean;
  /** Shows a row, counted from 0, and the column that is told of. */
  readonly onRow: (row: number, column: string | null) => void;
}

/** What went wrong or was left out while reading the table. */
export function TableNotices({ isFolded, onRow }: TableNoticesProps) {
  const text = useText();
  const failureText = useFailureText();
  const [isListed, setListed] = useState(false);
  const profile = useDocument((state) => state.profile);
  const data = useDocument((state) => state.data);
  const schema = useDocument((state) => state.schema);
  const dataFailure = useDocument((state) => state.dataFailure);
  const failure = useTableWork((work) => work.failure);
  const failed = useTableWork((work) => work.failed);
  const hasFileChanged = useTableWork((work) => work.hasFileChanged);
  const foundAt = useTableWork((work) => work.foundAt);
  const part = data === null || dataFailure === null ? null : partOfFailure(data, dataFailure);
  return (
    <>
      {dataFailure !== null && (
        <Notice severity="error">
          <strong>{text(part === null ? "data.locate" : `data.locate.${part}`)}.</strong> {failureText(dataFailure)}
          <div className="data-notice-actions">
            <Button icon="folder" onClick={() => void tableActions.locate()} data-testid="data-locate">
              {text("data.locateButton")}
            </Button>
            {part !== null && (
              <Button variant="quiet" onClick={() => void tableActions.setFile(part, null)}>
                {text(`data.file.remove.${part}`)}
              </Button>
            )}
            <Button variant="quiet" onClick={() => void tableActions.readDocumentTable()}>
              {text("data.readAgain")}
            </Button>
            {dataFailure.code !== "table_missing" && part === null && <ReadingButton variant="quiet" />}
          </div>
        </Notice>
      )}
      <OtherTableNotice />
      {failure !== null && (
        <Notice severity="error">
          {failureText(failure)}
          {failed !== null && (
            <div className="data-notice-actions">
              <ReadingButton variant="quiet" />
            </div>
          )}
        </Notice>
      )}
      {foundAt !== null && (
        <Notice severity="information">
          <span data-testid="data-found">{text("data.foundAt", { path: foundAt })}</span>
        </Notice>
      )}
      {hasFileChanged && <Notice severity="warning">{text("data.fileChanged")}</Notice>}
      {profile !== null && (
        <Folded
          isFolded={isFolded}
          count={noticesFor(profile.notices, data).length + (leavesOut(profile, schema) ? 1 : 0)}
        >
          <LeftOutNotice profile={profile} />
          <NoticeList
            notices={noticesFor(profile.notices, data)}
            onReading={readAs}
            onColumn={chooseColumn}
            onMissing={({ fill }) => fillMissing(fill)}
            onRejected={() => setListed(true)}
            onLine={(line, column) => void showLine(line, (row) => onRow(row, column))}
          />
        </Folded>
      )}
      {isListed && data !== null && (
        <RejectedLines path={data.path} reading={data.reading ?? nothingSaid} onClose={() => setListed(false)} />
      )}
    </>
  );
}

interface FoldedProps {
  readonly isFolded: boolean;
  readonly count: number;
  readonly children: ReactNode;
}

/** Notices as they are, or below one line that says how many there are. */
function Folded({ isFolded, count, children }: FoldedProps) {
  const text = useText();
  if (!isFolded || count === 0) return children;
  return (
    <details className="data-notices" data-testid="data-notices">
      <summary>{text("data.notices", { count })}</summary>
      <div className="data-notices-list">{children}</div>
    </details>
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
