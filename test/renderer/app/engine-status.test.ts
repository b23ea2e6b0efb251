import { expect, test } from "vitest";
import { troubleAfter } from "../../../renderer/app/engine-status";

test("an engine that is back at once is still told of, until dismissed", () => {
  const crashed = troubleAfter(null, { state: "crashed", reason: "killed", restarting: true });
  expect(crashed).toEqual({ reason: "killed", stage: "restarting" });
  expect(troubleAfter(crashed, { state: "starting" })).toEqual({ reason: "killed", stage: "restarting" });
  expect(troubleAfter(crashed, { state: "ready" })).toEqual({ reason: "killed", stage: "back" });
  expect(troubleAfter(null, { state: "ready" })).toBeNull();
});

test("an engine that stays down asks for a restart", () => {
  const down = troubleAfter(null, { state: "crashed", reason: "killed", restarting: false });
  expect(down?.stage).toBe("down");
});
