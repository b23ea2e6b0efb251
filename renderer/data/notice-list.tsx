import type { NoticeCode, NoticeFix, TableNotice } from "../../engine/contract";
import type { ColumnReading, ReadOptions } from "../../engine/model";
import { type MessageKey, useText } from "../i18n";
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
              {text(fixText(notice, fix))}
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

/** What reading otherwise does, by its notice and what it then says of the column. */
const ofCode: Readonly<Partial<Record<NoticeCode, (said: ColumnReading | undefined) => MessageKey>>> = {
  skipped_lines: () => "reading.fix.asRows",
  units_lines: () => "reading.fix.asRows",
  numbers_as_names: () => "reading.fix.noNames",
  stray_cells: () => "reading.fix.missing",
  sentinel_numbers: () => "reading.fix.missing",
  mixed_column: () => "reading.fix.missing",
  category_variants: () => "reading.fix.merge",
  date_order: (said) => (said?.date_order === "day_first" ? "reading.fix.dayFirst" : "reading.fix.monthFirst"),
  boolean_words: () => "reading.fix.asCategories",
  times_read: (said) => (said?.type === "number" ? "reading.fix.asNumbers" : "reading.fix.asCategories"),
  leading_zeros: () => "reading.fix.asNumbers",
  exact_wholes: () => "reading.fix.asNumbers",
};

/** What a fix does, in two or three words. */
function fixText({ code, column }: TableNotice, fix: NoticeFix): MessageKey {
  if (fix.kind === "missing") return fix.fill ? "reading.fix.fill" : "reading.fix.leaveOut";
  if (fix.kind === "column") return fix.role === "ignore" ? "reading.fix.ignore" : "reading.fix.column";
  const said = fix.reading.columns?.find(({ name }) => name === column);
  return ofCode[code]?.(said) ?? "reading.fix.reading";
}
