import { spawnSync } from "node:child_process";
import { afterAll, expect, it } from "vitest";
import { addonPath } from "../support/native-addon";
import { RecordedRun, smallIr, smallTable } from "./small-network";

const { data, remove } = smallTable(500);

afterAll(remove);

/** Long enough that nothing here reaches its end; asks for every thread there is. */
async function endless(): Promise<RecordedRun> {
  return (await RecordedRun.open(smallIr({ epochs: 100_000, threads: 256 }), data)).start();
}

it("shares the machine's threads out over the runs of the process that train now", { timeout: 60_000 }, async () => {
  const first = await endless();
  await expect.poll(() => first.session.threads).toBeGreaterThan(0);
  const every = first.session.threads;
  const second = await endless();
  const halves = [Math.max(1, Math.ceil(every / 2)), Math.max(1, Math.floor(every / 2))];
  await expect.poll(() => [first.session.threads, second.session.threads]).toEqual(halves);

  first.session.pause();
  await first.until(({ states }) => states.includes("paused"));
  expect([first.session.threads, second.session.threads]).toEqual([0, every]);
  first.session.resume();
  await expect.poll(() => [first.session.threads, second.session.threads]).toEqual(halves.reverse());

  await second.session.close();
  expect([first.session.threads, second.session.threads]).toEqual([every, 0]);
  await first.session.close();
});

/** The plan of a run of a process with this many threads, or why there is none; the run asks for eight. */
function planOn(threads: string): string {
  const program = `
    const { addonPath, ir, data } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    const run = require(addonPath).createSession(ir, data, {});
    run.then((session) => console.log(session.facts.plan_text), (error) => console.log(JSON.stringify(error), error.message));
  `;
  const input = JSON.stringify({ addonPath, ir: JSON.stringify(smallIr({ threads: 8 })), data });
  const env = { ...process.env, LAYERGLASS_THREADS: threads };
  return spawnSync(process.execPath, ["-e", program], { input, env, encoding: "utf8" }).stdout;
}

it("heeds the variable that sets how many threads a process has, or refuses it", { timeout: 60_000 }, () => {
  expect(planOn("3")).toContain(", 3 threads,");
  expect(planOn("16")).toContain(", 8 threads,");
  expect(planOn("many")).toContain("LAYERGLASS_THREADS=many");
});
