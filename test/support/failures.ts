import { type Failure, type FailureCode, failure } from "../../engine/contract";

/** A failure of a code with any words; `parts` says what a test is about. */
export function someFailure(code: FailureCode, parts: Partial<Failure> = {}): Failure {
  return { ...failure(code, { found: "something else", expected: "something", help: "try again" }), ...parts };
}

/** What a failure of the network is about. */
export const atOperation = (index: number, node: string) => ({ kind: "operation", index, node }) as const;
