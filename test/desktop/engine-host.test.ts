import { expect, test } from "vitest";
import { hostFailureOf, RequestFailure } from "../../electron/engine-host/host-failure";
import { RestartBudget } from "../../electron/main/restart-budget";

const minuteMillis = 60_000;

test("the first two crashes within five minutes restart by themselves, the third does not", () => {
  const budget = new RestartBudget();
  expect([0, 1, 2].map((minute) => budget.allowsRestart(minute * minuteMillis))).toEqual([true, true, false]);
});

test("crashes older than five minutes are forgotten, and all are when the person restarts", () => {
  const budget = new RestartBudget();
  expect([0, 4, 6, 10.5].map((minute) => budget.allowsRestart(minute * minuteMillis))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(budget.allowsRestart(10.6 * minuteMillis)).toBe(false);
  budget.reset();
  expect(budget.allowsRestart(10.7 * minuteMillis)).toBe(true);
});

test("a failure of the addon keeps its code and words", () => {
  const failure = { code: "no_file", message: "The table is gone." };
  expect(hostFailureOf(new Error(JSON.stringify(failure)))).toEqual(failure);
});

test("a run's failure becomes a diagnostic on its node", () => {
  const run = {
    code: "R003",
    operation: 4,
    node: "dense_2",
    found: "NaN",
    expected: "finite values",
    help: "Lower the rate.",
  };
  expect(hostFailureOf(new Error(JSON.stringify(run)))).toEqual({
    code: "R003",
    message: "Found NaN; expected finite values. Lower the rate.",
    diagnostics: [
      {
        code: "R003",
        severity: "error",
        node: "dense_2",
        found: "NaN",
        expected: "finite values",
        help: "Lower the rate.",
        values: { operation: 4 },
      },
    ],
  });
});

test("anything else thrown is told as it is", () => {
  expect(hostFailureOf(new Error("boom"))).toEqual({ code: "internal", message: "boom" });
  expect(hostFailureOf("text")).toEqual({ code: "internal", message: "text" });
  expect(hostFailureOf(new Error("[1]"))).toEqual({ code: "internal", message: "[1]" });
  const refused = { code: "relative_path", message: "Found a relative path." };
  expect(hostFailureOf(new RequestFailure(refused))).toEqual(refused);
});
