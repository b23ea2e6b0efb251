import { expect, test } from "vitest";
import { matchScore } from "../../../renderer/ui";

test("a search finds words in any order, whole starts before letters in order", () => {
  expect(matchScore("dense add", "Add Dense after selection")).toBeGreaterThan(0);
  expect(matchScore("den", "Dense")).toBeGreaterThan(matchScore("den", "Add Dense"));
  expect(matchScore("ad", "Add Dense")).toBeGreaterThan(matchScore("ad", "Select all and do"));
  expect(matchScore("add add", "Add Add after")).toBeGreaterThan(matchScore("add add", "Add Data after"));
  expect(matchScore("bn", "BatchNorm")).toBeGreaterThan(0);
  expect(matchScore("归一", "批归一化")).toBeGreaterThan(0);
});

test("a search for what is not there finds nothing", () => {
  expect(matchScore("softsign", "Dense")).toBe(0);
  expect(matchScore("dense xyz", "Add Dense after selection")).toBe(0);
});
