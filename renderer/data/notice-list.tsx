import type { NoticeCode, NoticeFix, TableNotice } from "../../engine/contract";
import type { ReadOptions } from "../../engine/model";
import { useText } from "../i18n";
import { Button, Notice } from "../ui";

interface NoticeListProps {
  readonly notices: readonly TableNotice[];
  /** Reads the file with other options. */
  readonly onReading: (reading: ReadOptions) => void;
  /** Gives a column another role or encoding; without it such fixes are not offered. */
  readonly onColumn?: (fix: Extract<NoticeFix, { kind: "column" }>) => void;
  /** Fills missing cells or leaves out their rows; without it such fixes are not offered. */
  readonly onMissing?: (fix: Extract<NoticeFix, { kind: "missing" }>) => void;
  /** Lists every line that is no row. */
  readonly onRejected?: () => void;
  /** Shows the row that stands at a line, and the column that the notice is about. */
  readonly onLine?: (line: number, column: string | null) => void;
}

/** Notices of lines that are no rows, and those whose lines are rows. */
const ofRejected: ReadonlySet<NoticeCode> = new Set(["rejected_lines", "rejected_objects"]);
const ofRows: ReadonlySet<NoticeCode> = new Set([
  ...(["stray_cells", "missing_words", "mixed_column", "category_variants", "stray_quotes"] as const),
]);

/** What was done or found in reading, warnings first, each with its lines and what mends it. */
export function NoticeList({ notices, ...does }: NoticeListProps) {
  const ordered = [...notices].sort(
    (left, right) => Number(left.severity === "info") - Number(right.severity === "info"),
  );
  return ordered.map((notice) => (
    <Notice
      key={`${notice.code} ${notice.column ?? ""}`}
      severity={notice.severity === "warning" ? "warning" : "information"}
    >
      <NoticeBody notice={notice} {...does} />
    </Notice>
  ));
}

type Does = Omit<NoticeListProps, "notices">;

function NoticeBody({ notice, ...does }: Does & { readonly notice: TableNotice }) {
  const text = useText();
  const { onRejected, onLine } = does;
  const { code, column, count, lines, values, fix } = notice;
  const message = text(`reading.notice.${code}`, { ...values, column: column ?? "", count });
  const isListed = onRejected !== undefined && ofRejected.has(code);
  const mend = fix === null ? null : fixOf(fix, does);
  return (
    <div data-testid={`notice-${code}`}>
      {lines.length === 0 ? (
        message
      ) : (
        <details className="data-notice-lines">
          <summary>{message}</summary>
          <ul className="data-lines">
            {lines.map(({ line, text: found }) => (
              <li key={`${line} ${found}`}>
                {onLine !== undefined && ofRows.has(code) ? (
                  <button
                    type="button"
                    className="data-line-link"
                    title={text("reading.showLine", { line })}
                    onClick={() => onLine(line, column)}
                  >
                    {text("reading.line", { line })}
                  </button>
                ) : (
                  <span className="data-line-number">{text("reading.line", { line })}</span>
                )}{" "}
                <code>{found}</code>
              </li>
            ))}
            {count > lines.length && <li>{text("reading.moreLines", { count: count - lines.length })}</li>}
          </ul>
        </details>
      )}
      {(mend !== null || isListed) && (
        <div className="data-notice-actions">
          {mend !== null && fix !== null && (
            <Button variant="quiet" onClick={mend} data-testid={`notice-fix-${code}`}>
              {text(fixText(fix))}
            </Button>
          )}
          {isListed && (
            <Button variant="quiet" onClick={onRejected} data-testid="notice-rejected">
              {text("reading.rejected.show")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function fixOf(fix: NoticeFix, { onReading, onColumn, onMissing }: Does): (() => void) | null {
  if (fix.kind === "reading") return () => onReading(fix.reading);
  if (fix.kind === "missing") return onMissing === undefined ? null : () => onMissing(fix);
  return onColumn === undefined ? null : () => onColumn(fix);
}

/** What a fix does, in two or three words. */
function fixText(fix: NoticeFix) {
  if (fix.kind === "missing") return fix.fill ? "reading.fix.fill" : "reading.fix.leaveOut";
  if (fix.kind === "column") return fix.role === "ignore" ? "reading.fix.ignore" : "reading.fix.column";
  const says = fix.reading.missing !== undefined || fix.reading.columns?.some(({ missing }) => missing !== undefined);
  return says ? "reading.fix.missing" : "reading.fix.reading";
}
