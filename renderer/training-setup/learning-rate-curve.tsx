import { learningRateAt, partitionOf, stepsPerEpoch, type TrainingSetup } from "../../engine/model";
import { useDocument } from "../document";
import { useText } from "../i18n";
import { numberText } from "../ui";

/** Places along the curve; enough for every pixel pair of a narrow panel. */
const places = 160;

/** Learning rates evenly spread over a run's steps, first and last among them; null for a run without a step. */
export function learningRates(training: TrainingSetup, trainingRows: number): readonly number[] | null {
  const steps = stepsPerEpoch(trainingRows, training) * training.epochs;
  if (!(steps > 0)) return null;
  const count = Math.min(places, steps);
  return Array.from({ length: count }, (_, index) => {
    const step = count === 1 ? 0 : Math.round((index * (steps - 1)) / (count - 1));
    return learningRateAt(training, trainingRows, step);
  });
}

/** The rates as points of a polyline, from the axis (36 down) to the greatest one (4 down). */
export function curvePoints(rates: readonly number[]): readonly string[] {
  const most = Math.max(...rates);
  const heightOf = (rate: number): number => (most > 0 ? 36 - (32 * rate) / most : 36);
  const [first = 0] = rates;
  if (rates.length === 1) return [`0,${heightOf(first)}`, `100,${heightOf(first)}`];
  return rates.map((rate, index) => `${(100 * index) / (rates.length - 1)},${heightOf(rate)}`);
}

/** A rate to three digits; next to the greatest one, far smaller ones are as good as nothing. */
function rateText(rate: number, most: number): string {
  return rate > 0 && rate < most * 1e-6 ? "≈ 0" : numberText(Number(rate.toPrecision(3)));
}

/** A small picture of the learning rate from the first step to the last, from zero up. Nothing until the table is known. */
export function LearningRateCurve({ training }: { readonly training: TrainingSetup }) {
  const text = useText();
  const schema = useDocument((state) => state.schema);
  const counted = useDocument((state) => state.partition);
  const rows = schema && partitionOf(schema, training, counted);
  const rates = rows && learningRates(training, rows.training);
  if (!rates) return null;
  const [first = 0] = rates;
  const last = rates.at(-1) ?? first;
  const most = Math.max(...rates);
  const isPlateau = training.schedule.kind === "reduce_on_plateau";
  const words = { first: rateText(first, most), last: rateText(last, most), most: rateText(most, most) };
  return (
    <figure className="rate-curve" data-testid="learning-rate-curve">
      <svg
        viewBox="0 0 100 38"
        preserveAspectRatio="none"
        role="img"
        aria-label={text(isPlateau ? "training.curvePlateau" : "training.curve", words)}
      >
        <line className="rate-curve-axis" x1="0" x2="100" y1="36" y2="36" />
        <polyline className="rate-curve-line" points={curvePoints(rates).join(" ")} data-dashed={isPlateau} />
      </svg>
      <figcaption aria-hidden="true">
        <span>{words.first}</span>
        {most > Math.max(first, last) * 1.0005 && <span>↑ {words.most}</span>}
        <span>{isPlateau ? text("training.curveDepends") : `→ ${words.last}`}</span>
        <span>{text("training.curveEpochs", { count: training.epochs })}</span>
      </figcaption>
    </figure>
  );
}
