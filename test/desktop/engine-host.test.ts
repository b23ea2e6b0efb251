import { expect, test } from "vitest";
import { RequestFailure } from "../../electron/engine-host/host-failure";
import { RestartBudget } from "../../electron/main/restart-budget";
import { failureOfThrown } from "../../engine/contract";
import { atOperation, someFailure } from "../support/failures";

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

test("a failure that an error carries goes on as it is", () => {
  const reported = someFailure("R003", { subject: atOperation(4, "dense_2"), values: { count: 7, limit: 5 } });
  expect(failureOfThrown(Object.assign(new Error("any words"), { failure: reported }))).toBe(reported);
  const words = { found: "the path a", expected: "an absolute one", help: "choose it again", values: { path: "a" } };
  const refused = new RequestFailure("relative_path", words);
  expect(failureOfThrown(refused)).toEqual({ code: "relative_path", subject: { kind: "whole" }, ...words });
});

test("anything else thrown is a fault of the program's own, and its words are never read for more", () => {
  const json = JSON.stringify(someFailure("R003"));
  const strange = Object.assign(new Error("strange"), { failure: { code: "none of ours" } });
  const thrown = [
    [new Error("boom"), "boom"],
    ["text", "text"],
    [new Error(json), json],
    [strange, "strange"],
  ] as const;
  for (const [error, reason] of thrown) {
    expect(failureOfThrown(error)).toMatchObject({ code: "internal", found: reason, values: { reason } });
  }
});
