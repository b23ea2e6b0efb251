import { constants } from "node:os";
import type { NativeSession } from "../contract";
import { exitCodes } from "./cli-fault";

/** Ctrl+C, an order to end, and a terminal that was closed. */
const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What became of the signals while something trains. */
export interface HeardSignals {
  /** Whether one came. */
  isHeard(): boolean;
  /** 128 and the first signal's number, as shells tell of a program that a signal ended. */
  exitCode(): number;
  /** From now on a signal does what it does to any program. */
  forget(): void;
}

/**
 * Each of these signals asks the session to stop within a batch, so that what was learnt is kept. A second Ctrl+C ends
 * the program at once; the others may come twice for one cause, from the terminal and from the program that started this.
 */
export function stopOnSignal(session: Pick<NativeSession, "stop">): HeardSignals {
  let first: NodeJS.Signals | null = null;
  const exitCode = () => (first === null ? exitCodes.interrupted : 128 + constants.signals[first]);
  const hear = (signal: NodeJS.Signals) => {
    if (first !== null) {
      if (signal === "SIGINT") process.exit(exitCode());
      return;
    }
    first = signal;
    session.stop();
  };
  for (const signal of endingSignals) process.on(signal, hear);
  return {
    isHeard: () => first !== null,
    exitCode,
    forget: () => {
      for (const signal of endingSignals) process.off(signal, hear);
    },
  };
}
