import fc from "fast-check";
import { expect, test } from "vitest";
import { OneAtATime, type Task } from "../../../renderer/app/one-at-a-time";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A queue whose tasks end when told, and the log of what they did. */
function watched() {
  const queue = new OneAtATime();
  const log: string[] = [];
  const ends = new Map<string, (() => void)[]>();
  const ask = (name: string, options: Omit<Task, "name"> | null = null): Promise<unknown> => {
    const work = () => {
      log.push(`begin ${name}`);
      return new Promise<string>((resolve) => {
        const end = () => {
          log.push(`end ${name}`);
          resolve(name);
        };
        ends.set(name, [...(ends.get(name) ?? []), end]);
      });
    };
    if (options === null) return queue.ask(work);
    return queue.ask(work, { name, onOvertaken: () => log.push(`overtaken ${name}`), ...options });
  };
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.shift()?.();
    await turn();
  };
  return { queue, ask, end, log };
}

const opening = { replacesDocument: true };

test("what comes while a question stands waits for its answer", async () => {
  const { ask, end, log } = watched();
  ask("save as", {});
  await turn();
  ask("open a", opening);
  ask("close", {});
  await turn();
  expect(log).toEqual(["begin save as"]);
  await end("save as");
  expect(log).toEqual(["begin save as", "end save as", "begin open a"]);
  await end("open a");
  await end("close");
  expect(log.slice(3)).toEqual(["end open a", "begin close", "end close"]);
});

test("of several projects that wait, the newest is opened and the others are told of", async () => {
  const { ask, end, log } = watched();
  ask("open a", opening);
  await turn();
  for (const name of ["open b", "open c", "open d"]) ask(name, opening);
  await end("open a");
  await end("open d");
  expect(log).toEqual([
    "begin open a",
    "overtaken open b",
    "overtaken open c",
    "end open a",
    "begin open d",
    "end open d",
  ]);
});

test("two projects dropped together open the newest alone", async () => {
  const { ask, log } = watched();
  ask("open a", opening);
  ask("open b", opening);
  await turn();
  expect(log).toEqual(["overtaken open a", "begin open b"]);
});

test("a dialog asked for again while it stands is not opened twice; a save is, since the document may have changed", async () => {
  const { ask, end, log } = watched();
  ask("open", opening);
  await turn();
  ask("open", opening);
  await end("open");
  ask("save");
  await turn();
  ask("save");
  ask("save");
  await end("save");
  await end("save");
  await end("save");
  expect(log).toEqual([
    "begin open",
    "end open",
    "begin save",
    "end save",
    "begin save",
    "end save",
    "begin save",
    "end save",
  ]);
});

test("work that fails is told to its asker and hinders no other", async () => {
  const { queue, ask, log } = watched();
  const failed = queue.ask(() => Promise.reject(new Error("the main process is gone")));
  void ask("open a", opening);
  await expect(failed).rejects.toThrow("the main process is gone");
  await turn();
  expect(log).toEqual(["begin open a"]);
});

test("everyone who asked is answered: who joined with the same, who was overtaken with nothing", async () => {
  const { ask, end } = watched();
  const first = ask("open a", opening);
  await turn();
  const joined = ask("open a", opening);
  const overtaken = ask("open b", opening);
  const newest = ask("open c", opening);
  await end("open a");
  await end("open c");
  expect(await Promise.all([first, joined, overtaken, newest])).toEqual(["open a", "open a", undefined, "open c"]);
});

test("whatever is asked whenever, no two tasks overlap, the last project asked for is opened, every save is done", async () => {
  const names = fc.constantFrom("new", "open", "open a", "open b", "save", "save as", "close");
  const steps = fc.array(fc.oneof(names, fc.constant("end")), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(steps, async (asked) => {
      const { ask, end, log } = watched();
      const isReplacing = (name: string) => name === "new" || name.startsWith("open");
      const endRunning = async () => {
        const running = log
          .filter((line) => line.startsWith("begin "))
          .at(-1)
          ?.slice(6);
        if (running !== undefined) await end(running);
      };
      for (const step of asked) {
        if (step === "end") await endRunning();
        else void ask(step, step === "save" ? null : { replacesDocument: isReplacing(step) });
        await turn();
      }
      for (let left = 0; left < asked.length; left += 1) await endRunning();
      const ran = log.filter((line) => !line.startsWith("overtaken"));
      ran.forEach((line, at) => {
        const expected = at % 2 === 0 ? /^begin / : new RegExp(`^end ${ran[at - 1]?.slice(6)}$`);
        expect(line).toMatch(expected);
      });
      expect(ran.length % 2).toBe(0);
      const last = asked.filter(isReplacing).at(-1);
      if (last !== undefined) expect(ran.filter((line) => isReplacing(line.slice(4))).at(-1)).toBe(`end ${last}`);
      if (asked.includes("save")) expect(ran).toContain("end save");
    }),
    { numRuns: 200 },
  );
});
