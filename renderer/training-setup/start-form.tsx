import { fileNameOf } from "../../engine/project";
import { useText } from "../i18n";
import { startFrom, useChosenWeights } from "../runs";
import { Button } from "../ui";

/** What the weights start from: fresh ones, or a model's, which can be let go of again. */
export function StartForm() {
  const text = useText();
  const chosen = useChosenWeights();
  if (chosen === null) return <p className="training-start">{text("training.startFresh")}</p>;
  const { weights, parameters } = chosen;
  return (
    <div className="training-start" data-testid="training-start">
      <span title={weights.file}>
        {text("training.startFrom", {
          name: fileNameOf(weights.file),
          taken: weights.parameters.length,
          count: parameters,
        })}
      </span>
      <Button onClick={() => startFrom(null)} data-testid="training-start-fresh">
        {text("training.startFreshInstead")}
      </Button>
    </div>
  );
}
