import { useText } from "../../i18n";
import { isCrossValidating, showCrossValidation, useCrossValidation } from "../../runs";
import "./folds.css";

/** The fold that a cross-validation trains, for the status bar; pressed, it shows the cross-validation. */
export function FoldsStatus() {
  const text = useText();
  const isActive = useCrossValidation(isCrossValidating);
  const count = useCrossValidation((state) => state.count);
  const fold = useCrossValidation(({ folds }) => folds.length + 1);
  if (!isActive) return null;
  return (
    <button type="button" className="folds-status" onClick={showCrossValidation} data-testid="folds-status">
      {text("folds.status", { fold: Math.min(fold, count), count })}
    </button>
  );
}
