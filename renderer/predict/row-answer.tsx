import type { ModelOutput, PredictedValues, UsedModel } from "../../engine/contract";
import { figureText, useLanguage, useText } from "../i18n";
import { usePredict } from "./predict-store";
import { cellOddity } from "./typed-row";

/** Most classes with a bar; of more, the likeliest. */
const classesShown = 8;

/** What is predicted of the typed row, and how far that is from where it began. */
export function RowAnswer({ model }: { readonly model: UsedModel }) {
  const prediction = usePredict((state) => state.rowPrediction);
  const text = useText();
  const language = useLanguage();
  const row = usePredict((state) => state.row);
  const isNone = prediction?.now.some(({ values }) => Number.isNaN(values[0] ?? Number.NaN)) ?? false;
  if (isNone) {
    const lacking = model.fields.filter((field) => {
      const oddity = cellOddity(field, row[field.name]);
      return oddity === "empty" || oddity === "unknown";
    });
    const columns = new Intl.ListFormat(language, { type: "conjunction" }).format(lacking.map(({ name }) => name));
    return (
      <p className="predict-answer predict-note" role="status" data-testid="predict-answer">
        {text("predict.notPredicted", { columns })}
      </p>
    );
  }
  return (
    <div className="predict-answer" data-testid="predict-answer">
      {prediction !== null &&
        model.outputs.map((output, index) => {
          const now = prediction.now[index];
          const start = prediction.start[index];
          if (now === undefined || start === undefined) return null;
          const Answer = output.classes.length > 0 ? ClassAnswer : NumberAnswer;
          return <Answer key={output.node} output={output} now={now} start={start} />;
        })}
    </div>
  );
}

interface AnswerProps {
  readonly output: ModelOutput;
  readonly now: PredictedValues;
  readonly start: PredictedValues;
}

/** A signed figure: what it is now against where it began; empty where that is the same as shown. */
function differenceText(now: number, start: number, write: (size: number) => string): string {
  const difference = now - start;
  const size = write(Math.abs(difference));
  if (Number.isNaN(difference) || size === write(0)) return "";
  return `${difference > 0 ? "+" : "−"}${size}`;
}

const pointsText = (share: number): string => (share * 100).toFixed(1);

/** Every class with its probability as a bar, the predicted one in front. */
function ClassAnswer({ output, now, start }: AnswerProps) {
  const text = useText();
  const { target, classes, is_probability: isProbability } = output;
  const predicted = now.classes[0];
  const name = classes[predicted ?? -1] ?? "";
  const bars = classes.map((each, place) => ({
    name: each,
    place,
    value: now.values[place] ?? Number.NaN,
    before: start.values[place] ?? Number.NaN,
  }));
  const listed = bars.length > classesShown ? [...bars].sort((a, b) => b.value - a.value).slice(0, classesShown) : bars;
  const greatest = Math.max(...listed.map(({ value }) => Math.abs(value)), 1e-12);
  const part = (value: number): string => {
    const share = isProbability ? value : Math.abs(value) / greatest;
    return `${100 * Math.min(1, Math.max(0, share))}%`;
  };
  const write = (value: number): string => figureText(value, isProbability ? "share" : "number", 3);
  const difference = (value: number, before: number): string =>
    isProbability ? differenceText(value, before, pointsText) : differenceText(value, before, write);
  return (
    <section className="predict-classes" aria-label={target}>
      <p className="predict-answer-head" role="status">
        <span className="predict-note">{target}</span> <strong data-testid="predict-class">{name}</strong>
      </p>
      <ul>
        {listed.map(({ name: each, place, value, before }) => {
          const told = difference(value, before);
          return (
            <li key={each} data-predicted={place === predicted} data-class={each}>
              <span className="predict-class-name" title={each}>
                {each}
              </span>
              <span className="predict-track" title={text("predict.startMark", { value: write(before) })}>
                <span className="predict-bar" style={{ width: part(value) }} />
                {!Number.isNaN(before) && <span className="predict-mark" style={{ left: part(before) }} />}
              </span>
              <span className="predict-value">{write(value)}</span>
              <span className="predict-difference">
                {told !== "" && isProbability ? text("predict.points", { difference: told }) : told}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The number, in the unit of its column, and its difference to where the row began. */
function NumberAnswer({ output: { target }, now, start }: AnswerProps) {
  const text = useText();
  const [value = Number.NaN] = Array.from(now.values);
  const [before = Number.NaN] = Array.from(start.values);
  const difference = differenceText(value, before, (size) => figureText(size));
  return (
    <p className="predict-answer-head predict-answer-number" role="status">
      <span className="predict-note">{target}</span>{" "}
      <strong data-testid="predict-number">{figureText(value, "number", 6)}</strong>{" "}
      <span className="predict-difference">{difference || text("predict.unchanged")}</span>
    </p>
  );
}
