import type { RunStarted } from "./host-messages";
import type { NativeSession } from "./native-addon";

/** What a session says of its run before it starts. */
export function startedOf(run: string, session: NativeSession, epochs: number): RunStarted {
  return {
    run,
    declaration: session.declaration,
    steps_per_epoch: session.stepsPerEpoch,
    epochs,
    training_rows: session.trainingRows,
    validation_rows: session.validationRows,
    parameters: session.parameterCount,
    missing_rows: session.missingRows,
    first_step: session.firstStep,
  };
}
