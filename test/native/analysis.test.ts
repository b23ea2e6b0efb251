import { afterAll, describe, expect, it } from "vitest";
import { ANALYSIS_LIMITS, type AnalysisRequest, WHOLE_ANALYSIS } from "../../engine/contract";
import { failureOf } from "../support/native-addon";
import { RecordedRun, smallIr, smallTable } from "./small-network";

const { data, remove } = smallTable(500);
const nothing: AnalysisRequest = { effective_rank: null, along_gradient: null, plane: null };
/** Would take minutes. */
const long: AnalysisRequest = { ...nothing, plane: { side: 101, rows: 65_536 } };

afterAll(remove);

async function paused(training: Parameters<typeof smallIr>[0] = { epochs: 100_000 }): Promise<RecordedRun> {
  const run = (await RecordedRun.open(smallIr(training), data)).start();
  run.session.pause();
  await run.until(({ states }) => states.includes("paused"));
  return run;
}

describe("an analysis", () => {
  it("of an ended run tells ranks, gradient and plane in full", async () => {
    const run = (await RecordedRun.open(smallIr(), data)).start();
    await run.end();
    const analysis = await run.session.analyze(WHOLE_ANALYSIS);
    expect(analysis.steps).toBe(125);
    expect(analysis.effective_ranks.map(({ node, features, rows }) => [node, features, rows])).toEqual([
      ["tanh", 8, 400],
      ["sigmoid", 1, 400],
    ]);
    const [tanh, sigmoid] = analysis.effective_ranks;
    expect(tanh?.rank).toBeGreaterThan(1);
    expect(tanh?.rank).toBeLessThanOrEqual(8);
    expect(sigmoid?.rank).toBeCloseTo(1);
    const { along_gradient: along, plane } = analysis;
    expect([along?.rows, along?.learning_rate, along?.losses.length]).toEqual([16, 0.1, 15]);
    expect(along?.step_sizes[0]).toBeCloseTo(0.05);
    expect(along?.step_sizes.at(-1)).toBeCloseTo(0.4);
    expect(along?.effective_beta).toBeGreaterThan(0);
    expect([plane?.rows, plane?.coordinates.length, plane?.losses.length]).toEqual([400, 21, 441]);
    expect(plane?.loss).toBe(plane?.losses[220]);
    expect(plane?.minimum).toBe(Math.min(...(plane?.losses ?? [])));
    expect(plane?.maximum).toBe(Math.max(...(plane?.losses ?? [])));
    expect(await run.session.analyze(nothing)).toEqual({
      steps: 125,
      effective_ranks: [],
      along_gradient: null,
      plane: null,
    });
    await run.session.close();
  });

  it("of a paused run changes none of its bytes", async () => {
    const straight = (await RecordedRun.open(smallIr({ epochs: 400 }), data)).start();
    await straight.end();
    const run = await paused({ epochs: 400 });
    const first = await run.session.analyze(WHOLE_ANALYSIS);
    expect(await run.session.analyze(WHOLE_ANALYSIS)).toEqual(first);
    run.session.resume();
    await run.end();
    expect(run.session.parameters()).toEqual(straight.session.parameters());
    await Promise.all([run.session.close(), straight.session.close()]);
  });

  it("is refused while the run is running, outside its limits, and where it cannot be read", async () => {
    const run = (await RecordedRun.open(smallIr({ epochs: 100_000 }), data)).start();
    await run.until(({ last }) => (last?.step ?? 0) > 0);
    expect(await failureOf(() => run.session.analyze(nothing))).toMatchObject({
      code: "R032",
      found: "a running run",
      help: "Pause the run first.",
    });
    const { maximum } = ANALYSIS_LIMITS.plane_side;
    const wide = { ...nothing, plane: { side: maximum + 2, rows: 16 } };
    expect(await failureOf(() => run.session.analyze(wide))).toMatchObject({
      code: "R035",
      found: `${maximum + 2} points a side of the plane`,
    });
    for (const malformed of [null, 3, { ...nothing, surprise: 1 }, { ...nothing, plane: { side: -1, rows: 2 } }]) {
      expect((await failureOf(() => run.session.analyze(malformed as AnalysisRequest))).code).toBe("analysis_request");
    }
    await run.session.close();
    expect((await failureOf(() => run.session.analyze(nothing))).code).toBe("R032");
  });

  it.each(["resume", "stop", "close"] as const)(
    "is broken off by %s, which need not wait for it",
    { timeout: 120_000 },
    async (end) => {
      const run = await paused();
      const broken = failureOf(() => run.session.analyze(long));
      // Under way once this process, which does nothing else, has computed for a while.
      const before = process.cpuUsage();
      await expect.poll(() => process.cpuUsage(before).user, { timeout: 60_000 }).toBeGreaterThan(100_000);
      await run.session[end]();
      expect(await broken).toMatchObject({ code: "R032" });
      expect((await broken).found).toContain("broken off");
      await run.session.close();
    },
  );
});
