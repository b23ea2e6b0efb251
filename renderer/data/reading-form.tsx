import { type ReactNode, useState } from "react";
import type { Guess } from "../../engine/contract";
import { lineOptions, type ReadOptions, textOptions } from "../../engine/model";
import { useText } from "../i18n";
import { Field, Select, TextField } from "../ui";
import {
  evidenceText,
  fitsOption,
  guessOf,
  offeredValues,
  type TextOption,
  valueText,
  withOption,
} from "./reading-values";

interface ReadingFormProps {
  readonly options: ReadOptions;
  readonly guesses: readonly Guess[];
  readonly onChange: (options: ReadOptions) => void;
}

/** Stands in lists for a value that is left to be guessed, and for one that is typed. */
const guessed = "guess";
const other = "other";

/** Every option of reading: what it is, whether it was guessed and why, and what else it could be. */
export function ReadingForm({ options, guesses, onChange }: ReadingFormProps) {
  const names = Object.keys(textOptions) as readonly TextOption[];
  return (
    <div className="reading-form">
      <ListedOption option="sheet" options={options} guesses={guesses} onChange={onChange} />
      {names.slice(0, 2).map((option) => (
        <TextValue key={option} option={option} options={options} guesses={guesses} onChange={onChange} />
      ))}
      <HeaderValue options={options} guesses={guesses} onChange={onChange} />
      {lineOptions.map((option) => (
        <LinesValue key={option} option={option} options={options} guesses={guesses} onChange={onChange} />
      ))}
      {names.slice(2).map((option) => (
        <TextValue key={option} option={option} options={options} guesses={guesses} onChange={onChange} />
      ))}
      <MissingWords options={options} guesses={guesses} onChange={onChange} />
    </div>
  );
}

/** What speaks for a value that was guessed; nothing beside one that was given. */
function useEvidence(guess: Guess | undefined): ReactNode {
  const text = useText();
  return guess === undefined || guess.given ? undefined : evidenceText(text, guess);
}

/** The first choice of a list: to guess, with what is guessed. */
function useGuessLabel(option: string, guess: Guess | undefined): string {
  const text = useText();
  if (guess === undefined || guess.given) return text("reading.guess");
  return text("reading.guessed", { value: valueText(text, option, guess.value) });
}

function TextValue({ option, options, guesses, onChange }: ReadingFormProps & { readonly option: TextOption }) {
  const text = useText();
  const guess = guessOf(guesses, option);
  const evidence = useEvidence(guess);
  const guessLabel = useGuessLabel(option, guess);
  const [typed, setTyped] = useState<string | null>(null);
  const value = options[option];
  const alternatives = (guess?.alternatives ?? []).filter((each) => typeof each === "string");
  const offered = [...new Set([...alternatives, ...offeredValues[option], ...(value === undefined ? [] : [value])])];
  const set = (next: string | undefined): void => onChange(withOption(options, option, next));
  return (
    <div className="reading-option">
      <Select
        label={text(`reading.option.${option}`)}
        value={typed !== null ? other : (value ?? guessed)}
        choices={[
          { value: guessed, label: guessLabel },
          ...offered.map((each) => ({ value: each, label: valueText(text, option, each) })),
          { value: other, label: text("reading.other") },
        ]}
        help={value === undefined && typed === null ? evidence : undefined}
        onChange={(next) => {
          setTyped(next === other ? "" : null);
          if (next !== other) set(next === guessed ? undefined : next);
        }}
        data-testid={`reading-${option}`}
      />
      {typed !== null && (
        <TextField
          label={text("reading.otherValue")}
          value={typed}
          error={typed === "" || fitsOption(option, typed) ? null : text(`reading.refused.${option}`)}
          data-testid={`reading-${option}-other`}
          onChange={(next) => {
            setTyped(next);
            if (fitsOption(option, next)) set(next);
          }}
        />
      )}
    </div>
  );
}

/** An option whose values are the file's own, such as the sheets of a workbook; shown when there are any. */
function ListedOption({ option, options, guesses, onChange }: ReadingFormProps & { readonly option: "sheet" }) {
  const text = useText();
  const guess = guessOf(guesses, option);
  const guessLabel = useGuessLabel(option, guess);
  const value = options[option];
  const listed = [guess?.value, ...(guess?.alternatives ?? [])].filter((each) => typeof each === "string");
  if (listed.length === 0 && value === undefined) return null;
  const offered = [...new Set([...listed, ...(value === undefined ? [] : [value])])];
  return (
    <div className="reading-option">
      <Select
        label={text(`reading.option.${option}`)}
        value={value ?? guessed}
        choices={[{ value: guessed, label: guessLabel }, ...offered.map((each) => ({ value: each, label: each }))]}
        onChange={(next) => onChange(withOption(options, option, next === guessed ? undefined : next))}
        data-testid={`reading-${option}`}
      />
    </div>
  );
}

function HeaderValue({ options, guesses, onChange }: ReadingFormProps) {
  const text = useText();
  const guess = guessOf(guesses, "header");
  const evidence = useEvidence(guess);
  const guessLabel = useGuessLabel("header", guess);
  const value = options.header;
  return (
    <div className="reading-option">
      <Select
        label={text("reading.option.header")}
        value={value === undefined ? guessed : value ? "yes" : "no"}
        choices={[
          { value: guessed, label: guessLabel },
          { value: "yes", label: text("reading.value.yes") },
          { value: "no", label: text("reading.value.no") },
        ]}
        help={value === undefined ? evidence : undefined}
        onChange={(next) => onChange(withOption(options, "header", next === guessed ? undefined : next === "yes"))}
        data-testid="reading-header"
      />
    </div>
  );
}

interface LinesValueProps extends ReadingFormProps {
  readonly option: (typeof lineOptions)[number];
}

/** A number of lines; an empty field leaves it to be guessed. */
function LinesValue({ option, options, guesses, onChange }: LinesValueProps) {
  const text = useText();
  const guess = guessOf(guesses, option);
  const evidence = useEvidence(guess);
  const [typed, setTyped] = useState<string | null>(null);
  const value = options[option];
  const shown = typed ?? (value === undefined ? "" : String(value));
  const isFine = /^\d{0,9}$/.test(shown.trim());
  return (
    <div className="reading-option">
      <TextField
        label={text(`reading.option.${option}`)}
        value={shown}
        inputMode="numeric"
        placeholder={guess === undefined || guess.given ? text("reading.guess") : String(guess.value)}
        error={isFine ? null : text("reading.refused.lines")}
        help={value === undefined ? evidence : undefined}
        data-testid={`reading-${option}`}
        onChange={(next) => {
          setTyped(next);
          const digits = next.trim();
          if (/^\d{0,9}$/.test(digits))
            onChange(withOption(options, option, digits === "" ? undefined : Number(digits)));
        }}
        onBlur={() => isFine && setTyped(null)}
      />
    </div>
  );
}

/** Words for missing cells, one a line: they may hold any mark. */
function MissingWords({ options, onChange }: ReadingFormProps) {
  const text = useText();
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? (options.missing ?? []).join("\n");
  return (
    <div className="reading-option reading-words">
      <Field label={text("reading.option.missing")} help={text("reading.missingHelp")}>
        {(ids) => (
          <textarea
            {...ids}
            className="input"
            rows={3}
            spellCheck={false}
            value={shown}
            data-testid="reading-missing"
            onChange={(event) => {
              setTyped(event.target.value);
              const words = [...new Set(event.target.value.split("\n").map((word) => word.trim()))].filter(Boolean);
              onChange(withOption(options, "missing", words.length > 0 ? words : undefined));
            }}
            onBlur={() => setTyped(null)}
          />
        )}
      </Field>
    </div>
  );
}
