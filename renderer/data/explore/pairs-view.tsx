import { useState } from "react";
import type { PairColumn, TableAssociation, TablePair, TableProfile } from "../../../engine/contract";
import type { DataSetup } from "../../../engine/model";
import { countText, figureText, useFailureText, useText } from "../../i18n";
import { Checkbox, ListHeading, Notice, Select } from "../../ui";
import { CountsPicture, GroupsPicture, NumbersPicture } from "./pair-picture";
import { useAnswer } from "./use-answer";
import "./explore.css";

const associationsShown = 8;
const pairsShown = 5;

interface PairsViewProps {
  readonly setup: DataSetup;
  readonly profile: TableProfile;
}

interface ChosenPair {
  readonly first: string;
  readonly second: string;
}

/** Two columns together, as chosen or from those that tell most of the target. */
export function PairsView({ setup, profile }: PairsViewProps) {
  const text = useText();
  const failureText = useFailureText();
  const target = setup.columns.find(({ role }) => role === "target")?.name ?? null;
  const place = { path: profile.path, reading: setup.reading ?? {} };
  const association = useAnswer("table_association", target === null ? null : { ...place, target }).answer;
  const [chosen, setChosen] = useState<ChosenPair | null>(null);
  const [colour, setColour] = useState<string | null>(target);
  const [trimmed, setTrimmed] = useState(false);
  const names = profile.columns.map(({ name }) => name);
  const pair = chosen ?? proposedPair(association, names, target);
  const classOf = colour !== null && names.includes(colour) ? columnOf(setup, colour) : null;
  const request = pair && {
    ...place,
    pair: { first: columnOf(setup, pair.first), second: columnOf(setup, pair.second), class: classOf, trimmed },
  };
  const { answer, failure } = useAnswer("table_pair", request);
  if (pair === null) return <p className="data-note">{text("explore.needsTwo")}</p>;
  const choices = names.map((name) => ({ value: name, label: name }));
  return (
    <div className="data-section" data-testid="pairs">
      <div className="pair-choices">
        <Select
          label={text("explore.first")}
          value={pair.first}
          choices={choices}
          onChange={(first) => setChosen({ ...pair, first })}
          data-testid="pair-first"
        />
        <Select
          label={text("explore.second")}
          value={pair.second}
          choices={choices}
          onChange={(second) => setChosen({ ...pair, second })}
          data-testid="pair-second"
        />
        {answer?.relation.kind === "numbers" && (
          <Select
            label={text("explore.colour")}
            value={classOf?.name ?? "\0none"}
            choices={[{ value: "\0none", label: text("explore.noColour") }, ...choices]}
            onChange={(name) => setColour(name === "\0none" ? null : name)}
            data-testid="pair-colour"
          />
        )}
      </div>
      {answer?.relation.kind !== "counts" && (
        <Checkbox label={text("explore.trimmed")} checked={trimmed} onChange={setTrimmed} data-testid="pair-trimmed" />
      )}
      {failure !== null && <Notice severity="error">{failureText(failure)}</Notice>}
      {answer !== null && failure === null && <PairPicture found={answer} pair={pair} />}
      {association !== null && <Strongest association={association} onPair={setChosen} />}
    </div>
  );
}

/** The column that tells most of the target, with the target; without one the first two columns. */
function proposedPair(
  association: TableAssociation | null,
  names: readonly string[],
  target: string | null,
): ChosenPair | null {
  if (target === null) return names[1] === undefined ? null : { first: names[0] ?? "", second: names[1] };
  const strongest = association === null ? undefined : strongestOf(association)[0];
  return strongest === undefined ? null : { first: strongest.name, second: target };
}

const strongestOf = ({ columns }: TableAssociation) =>
  [...columns].sort((left, right) => right.association - left.association).slice(0, associationsShown);

/** A column as it is used: one of which classes or categories are made is looked at so, also where it holds numbers. */
function columnOf({ columns }: DataSetup, name: string): PairColumn {
  const used = columns.find((column) => column.name === name);
  return { name, categorical: used !== undefined && used.role !== "ignore" && used.encoding !== "number" };
}

function PairPicture({ found, pair }: { readonly found: TablePair; readonly pair: ChosenPair }) {
  const text = useText();
  const { relation, rows, missing, sampled } = found;
  return (
    <>
      {relation.kind === "numbers" && <NumbersPicture relation={relation} {...pair} />}
      {relation.kind === "groups" && (
        <GroupsPicture relation={relation} number={relation.category_first ? pair.second : pair.first} />
      )}
      {relation.kind === "counts" && <CountsPicture relation={relation} {...pair} />}
      <p className="data-note" data-testid="pair-rows">
        {text(sampled ? "explore.pairSampled" : "explore.pairRows", { rows: countText(rows) })}
        {missing > 0 && ` ${text("explore.pairMissing", { count: missing, rows: countText(missing) })}`}
      </p>
    </>
  );
}

interface StrongestProps {
  readonly association: TableAssociation;
  readonly onPair: (pair: ChosenPair) => void;
}

/** What tells most of the target, and numbers that go together; each shows its pair. */
function Strongest({ association, onPair }: StrongestProps) {
  const text = useText();
  const { target, pairs } = association;
  return (
    <>
      <ListHeading title={text("explore.tellsOf", { target })} />
      <ul className="pair-list" data-testid="pair-strongest">
        {strongestOf(association).map(({ name, association: share }) => (
          <li key={name}>
            <button type="button" onClick={() => onPair({ first: name, second: target })}>
              <span>{name}</span>
              <span className="value-bar-track">
                <span className="value-bar-fill" style={{ width: `${100 * share}%` }} />
              </span>
              <span>{figureText(share, "share")}</span>
            </button>
          </li>
        ))}
      </ul>
      <p className="data-note">{text("explore.tellsHelp")}</p>
      {pairs.length > 0 && (
        <>
          <ListHeading title={text("explore.goTogether")} />
          <ul className="pair-list">
            {pairs.slice(0, pairsShown).map(({ first, second, correlation }) => (
              <li key={`${first}\0${second}`}>
                <button type="button" onClick={() => onPair({ first, second })}>
                  <span>
                    {first} · {second}
                  </span>
                  <span>{figureText(correlation, "number", 3)}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
