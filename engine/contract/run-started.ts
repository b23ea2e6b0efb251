import type { SessionFacts } from "./generated";
import type { NativeSession } from "./generated/native-addon";

/** What is known of a run before its first batch. */
export interface RunStarted extends Omit<SessionFacts, "plan_text"> {
  readonly run: string;
  readonly epochs: number;
}

/** What a session says of its run before it starts. */
export function startedOf(run: string, { facts }: Pick<NativeSession, "facts">, epochs: number): RunStarted {
  const { plan_text: _, ...known } = facts;
  return { run, epochs, ...known };
}
