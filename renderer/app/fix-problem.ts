import { withRole } from "../../engine/drawing";
import type { Diagnostic } from "../../engine/model";
import { canvasActions } from "../canvas";
import { tableActions } from "../data";
import { useDocument } from "../document";

/** Carries out a finding's fix, in the drawing and the run's settings or in the table's columns. */
export function fixProblem(problem: Diagnostic): void {
  const { data, profile } = useDocument.getState();
  const { column_fix } = problem;
  if (!column_fix) canvasActions.fix(problem);
  else if (data && profile) {
    const { columns, role } = column_fix;
    void tableActions.choose(columns.reduce((setup, column) => withRole(setup, profile, column, role), data));
  }
}
