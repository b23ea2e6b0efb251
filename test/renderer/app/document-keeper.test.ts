import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { KeepAnswer } from "../../../electron/contract";
import { fileFailure } from "../../../engine/files";
import { DocumentKeeper } from "../../../renderer/app/document-keeper";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A document that counts its edits, and a disk that takes so long for each copy. */
function desk(diskMillis: number, answers: readonly KeepAnswer[] = []) {
  let edits = 0;
  const kept: { readonly edits: number; readonly millis: number }[] = [];
  const reported: KeepAnswer[] = [];
  const keeper = new DocumentKeeper({
    send: async () => {
      const sent = edits;
      const answer = answers[kept.length] ?? { ok: true };
      await new Promise((resolve) => setTimeout(resolve, diskMillis));
      kept.push({ edits: sent, millis: Date.now() });
      return answer;
    },
    onAnswer: (answer) => void reported.push(answer),
    // The page is as busy as it may be.
    whenIdle: (work, withinMillis) => void setTimeout(work, withinMillis),
    now: () => Date.now(),
  });
  const edit = (): void => {
    edits += 1;
    keeper.note();
  };
  return { keeper, edit, kept, reported };
}

test("editing without a pause does not starve the copy: no edit waits a second and more", async () => {
  const { edit, kept } = desk(40);
  const editedAt: number[] = [];
  for (let index = 0; index < 400; index += 1) {
    edit();
    editedAt.push(Date.now());
    await vi.advanceTimersByTimeAsync(25);
  }
  await vi.advanceTimersByTimeAsync(2_000);
  expect(kept.at(-1)?.edits).toBe(400);
  const longest = Math.max(
    ...editedAt.map((at, index) => (kept.find(({ edits }) => edits > index)?.millis ?? Infinity) - at),
  );
  expect(longest).toBeLessThanOrEqual(1_000);
  // Nor is the disk kept busy for nothing.
  expect(kept.length).toBeLessThanOrEqual(25);
});

test("nothing is written while nothing changes", async () => {
  const { edit, kept } = desk(5);
  edit();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(kept).toHaveLength(1);
});

test("a copy that failed is told and tried again, until one succeeds", async () => {
  const full: KeepAnswer = { ok: false, failure: fileFailure("disk_full", "/kept") };
  const { edit, kept, reported } = desk(5, [full, full]);
  edit();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(reported).toEqual([full, full, { ok: true }]);
  expect(kept.at(-1)?.edits).toBe(1);
});

test("a flush keeps at once what is not kept yet, also while a copy is under way", async () => {
  const { keeper, edit, kept } = desk(100);
  edit();
  const first = keeper.flush();
  edit();
  const second = keeper.flush();
  await vi.advanceTimersByTimeAsync(200);
  await Promise.all([first, second]);
  expect(kept.map(({ edits }) => edits)).toEqual([1, 2]);
});
