import { Fragment, useEffect, useRef, useState } from "react";
import type { ColumnProfile, TableProfile } from "../../engine/contract";
import { encodingsFor, rolesFor, withRole } from "../../engine/drawing";
import type { ColumnSetup, DataSetup } from "../../engine/model";
import { countText, figureText, useText } from "../i18n";
import { Button, Icon, ListHeading, SearchField } from "../ui";
import { ColumnDetails } from "./column-details";
import { ColumnHistogram } from "./column-histogram";
import { withEncoding } from "./data-choices";
import { encodingText, roleText, typeText } from "./data-texts";
import { tableActions } from "./table-actions";

const COLUMNS_SHOWN = 200;
const COLUMNS_UNFILTERED = 12;

interface ColumnListProps {
  readonly setup: DataSetup;
  readonly profile: TableProfile;
  /** Column whose values are shown at reading size. */
  readonly detailed: string | null;
  readonly onDetail: (column: string | null) => void;
}

/** Every column with its type, role, encoding, values and marks. */
export function ColumnList({ setup, profile, detailed, onDetail }: ColumnListProps) {
  const text = useText();
  const [filter, setFilter] = useState("");
  const [showsAll, setShowsAll] = useState(false);
  const wanted = filter.trim().toLowerCase();
  const matching = profile.columns.filter((column) => column.name.toLowerCase().includes(wanted));
  const shown = showsAll ? matching : matching.slice(0, COLUMNS_SHOWN);
  const setups = new Map(setup.columns.map((column) => [column.name, column]));
  return (
    <section className="data-section" aria-label={text("data.columns")}>
      <ListHeading title={text("data.columns")}>
        {profile.columns.length > COLUMNS_UNFILTERED && (
          <SearchField label={text("data.filter")} value={filter} onChange={setFilter} />
        )}
      </ListHeading>
      <div className="column-scroll">
        <table className="column-table">
          <thead>
            <tr>
              <th scope="col">{text("data.column")}</th>
              <th scope="col">{text("data.spread")}</th>
              <th scope="col">{text("data.use")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((column) => {
              const choice = setups.get(column.name);
              if (choice === undefined) return null;
              const isDetailed = detailed === column.name;
              return (
                <Fragment key={column.name}>
                  <ColumnRow
                    column={column}
                    choice={choice}
                    setup={setup}
                    profile={profile}
                    isDetailed={isDetailed}
                    onToggle={() => onDetail(isDetailed ? null : column.name)}
                  />
                  {isDetailed && (
                    <tr className="column-details-row">
                      <td colSpan={3}>
                        <ColumnDetails column={column} rows={profile.rows} setup={setup} />
                      </td>
                    </tr>
                  )}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
      {matching.length === 0 && <p className="data-note">{text("data.noMatch")}</p>}
      {shown.length < matching.length && (
        <Button variant="quiet" onClick={() => setShowsAll(true)}>
          {text("data.moreColumns", { count: countText(matching.length) })}
        </Button>
      )}
    </section>
  );
}

interface ColumnRowProps extends Pick<ColumnListProps, "setup" | "profile"> {
  readonly column: ColumnProfile;
  readonly choice: ColumnSetup;
  readonly isDetailed: boolean;
  readonly onToggle: () => void;
}

function ColumnRow({ column, choice, setup, profile, isDetailed, onToggle }: ColumnRowProps) {
  const text = useText();
  const { name } = column;
  const row = useRef<HTMLTableRowElement>(null);
  // Details may have been asked for from the preview, far below.
  useEffect(() => {
    if (isDetailed) row.current?.scrollIntoView({ block: "nearest" });
  }, [isDetailed]);
  const encodings = encodingsFor(column, choice.role);
  const roles = withPresent(rolesFor(column), choice.role);
  return (
    <tr ref={row} className="column-row" data-role={choice.role} data-testid={`column-${name}`}>
      <th scope="row" className="column-head">
        <button
          type="button"
          className="column-name"
          aria-expanded={isDetailed}
          aria-label={text("data.showDetails", { column: name })}
          onClick={onToggle}
        >
          <Icon name="chevron" size={12} />
          <span>{name}</span>
        </button>
        <ColumnFacts column={column} rows={profile.rows} />
      </th>
      <td>
        <ColumnHistogram column={column} width={72} height={22} label={text("data.distributionOf", { column: name })} />
      </td>
      <td className="column-use">
        <select
          className="input select column-select"
          aria-label={text("data.roleOf", { column: name })}
          data-testid={`column-role-${name}`}
          value={choice.role}
          onChange={(event) => {
            const role = roles.find((each) => each === event.target.value);
            if (role !== undefined) void tableActions.choose(withRole(setup, profile, name, role));
          }}
        >
          {roles.map((role) => (
            <option key={role} value={role}>
              {text(roleText[role])}
            </option>
          ))}
        </select>
        {(choice.role === "feature" || choice.role === "target") && (
          <select
            className="input select column-select"
            aria-label={text("data.encodingOf", { column: name })}
            title={text("data.encodingCodeHelp")}
            data-testid={`column-encoding-${name}`}
            value={choice.encoding}
            disabled={encodings.length === 1}
            onChange={(event) => {
              const encoding = encodings.find((each) => each === event.target.value);
              if (encoding !== undefined) void tableActions.choose(withEncoding(setup, profile, name, encoding));
            }}
          >
            {withPresent(encodings, choice.encoding).map((encoding) => (
              <option key={encoding} value={encoding}>
                {text(encodingText(encoding, choice.role))}
              </option>
            ))}
          </select>
        )}
      </td>
    </tr>
  );
}

/** What is offered and, from a project made otherwise, what is present. */
function withPresent<Choice>(offered: readonly Choice[], present: Choice): readonly Choice[] {
  return offered.includes(present) ? offered : [...offered, present];
}

/** Type, number of distinct values, and what needs an eye: missing cells, a constant. */
function ColumnFacts({ column, rows }: { readonly column: ColumnProfile; readonly rows: number }) {
  const text = useText();
  return (
    <span className="column-facts">
      <span>{text(typeText[column.type])}</span>
      {column.constant ? (
        <span className="column-mark">{text("data.constant")}</span>
      ) : (
        <span>{text("data.distinct", { count: countText(column.distinct) })}</span>
      )}
      {column.missing > 0 && (
        <span className="column-mark">
          {text("data.missing", { share: figureText(column.missing / Math.max(1, rows), "share") })}
        </span>
      )}
    </span>
  );
}
