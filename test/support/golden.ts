import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";

/** Path of a file of the repository. */
export function repositoryPath(...parts: readonly string[]): string {
  return join(import.meta.dirname, "..", "..", ...parts);
}

/**
 * Compares a text with a committed file. `UPDATE_GOLDEN=1 npx vitest run test/compiler` writes the files anew; what
 * changed then shows in the version control's difference and is for a person to judge.
 */
export function expectGolden(text: string, ...parts: readonly string[]): void {
  const path = repositoryPath(...parts);
  if (process.env.UPDATE_GOLDEN) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(existsSync(path), `${parts.join("/")} is missing; run with UPDATE_GOLDEN=1 to write it`).toBe(true);
  expect(text).toBe(readFileSync(path, "utf8"));
}
