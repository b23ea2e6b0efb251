import { expect, test } from "vitest";
import { Heartbeat } from "../../electron/main/heartbeat";

function makeHeartbeat() {
  const seen = { pings: 0, hangs: 0 };
  const heartbeat = new Heartbeat(
    () => {
      seen.pings += 1;
    },
    () => {
      seen.hangs += 1;
    },
  );
  return { heartbeat, seen, ticks: (count: number) => Array.from({ length: count }, () => heartbeat.tick()) };
}

test("a process that answers is never said to hang", () => {
  const { heartbeat, seen, ticks } = makeHeartbeat();
  heartbeat.answered();
  for (let minute = 0; minute < 30; minute += 1) {
    ticks(4);
    heartbeat.answered();
  }
  expect(seen).toEqual({ pings: 120, hangs: 0 });
});

test("five pings without an answer are a hang, told once", () => {
  const { heartbeat, seen, ticks } = makeHeartbeat();
  heartbeat.answered();
  ticks(5);
  expect(seen).toEqual({ pings: 5, hangs: 0 });
  ticks(1);
  expect(seen).toEqual({ pings: 5, hangs: 1 });
  ticks(100);
  expect(seen).toEqual({ pings: 5, hangs: 1 });
});

test("a process that still starts has a minute", () => {
  const { seen, ticks } = makeHeartbeat();
  ticks(30);
  expect(seen.hangs).toBe(0);
  ticks(1);
  expect(seen.hangs).toBe(1);
});

test("waking up begins to count anew", () => {
  const { heartbeat, seen, ticks } = makeHeartbeat();
  heartbeat.answered();
  ticks(5);
  heartbeat.woke();
  ticks(5);
  expect(seen.hangs).toBe(0);
  ticks(1);
  expect(seen.hangs).toBe(1);
});
