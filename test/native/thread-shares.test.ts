import { spawnSync } from "node:child_process";
import { afterAll, expect, it } from "vitest";
import { builtCli, isCliBuilt, sample } from "../support/built-cli";
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

it.skipIf(!isCliBuilt)("heeds the variable that sets how many threads there are, or refuses it", () => {
  const plan = (threads: string) =>
    spawnSync(process.execPath, [builtCli, "compile", sample, "--plan", "--threads", "8"], {
      encoding: "utf8",
      env: { ...process.env, LAYERGLASS_THREADS: threads },
    });
  expect(plan("3").stdout).toContain(", 3 threads,");
  expect(plan("16").stdout).toContain(", 8 threads,");
  const refused = plan("many");
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain("R015: found LAYERGLASS_THREADS=many; expected a whole number from 1 to 256");
});
