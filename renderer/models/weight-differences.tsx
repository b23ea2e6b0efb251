import type { WeightComparison, WeightDifference } from "../../engine/contract";
import { useText } from "../i18n";

/** What is taken of a model, what is not and why, before anything is. */
export function WeightDifferences({ comparison }: { readonly comparison: WeightComparison }) {
  const text = useText();
  const { matching, parameters, columns } = comparison;
  const mine = matching.length + parameters.filter(({ here }) => here !== null).length;
  return (
    <div data-testid="weight-differences">
      <p className="model-note">
        {text(matching.length === 0 ? "models.noneMatch" : "models.matching", { taken: matching.length, count: mine })}
      </p>
      {parameters.length > 0 && <Differences title={text("models.parametersDiffer")} differences={parameters} />}
      {columns.length > 0 && (
        <>
          <Differences title={text("models.columnsDiffer")} differences={columns} />
          <p className="model-note">{text("models.columnsDifferHelp")}</p>
        </>
      )}
    </div>
  );
}

interface DifferencesProps {
  readonly title: string;
  readonly differences: readonly WeightDifference[];
}

function Differences({ title, differences }: DifferencesProps) {
  const text = useText();
  return (
    <table className="model-table">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{text("models.name")}</th>
          <th scope="col">{text("models.here")}</th>
          <th scope="col">{text("models.there")}</th>
        </tr>
      </thead>
      <tbody>
        {differences.map(({ name, here, there }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{here ?? text("models.absent")}</td>
            <td>{there ?? text("models.absent")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
