/** A failure travels as data: nobody reads one out of a message, and nobody makes a second list of reasons. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryPath } from "../support/golden";

const sources = ["engine", "electron", "renderer"].flatMap((room) =>
  readdirSync(repositoryPath(room), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(tsx?|rs)$/.test(path) && !path.includes("node_modules"))
    .map((path) => ({ path: join(room, path), text: readFileSync(repositoryPath(room, path), "utf8") })),
);
const having = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

test("the sources are looked at", () => {
  expect(sources.length).toBeGreaterThan(500);
  expect(having(/class FailureError\b/)).toEqual(["engine/contract/failure.ts"]);
});

test("nothing is decided by the words of an error", () => {
  expect(having(/\.message\??\.(startsWith|endsWith|includes|match|matchAll|search|indexOf)\(/)).toEqual([]);
  expect(having(/\.test\([\w.]*\.message\)/)).toEqual([]);
  expect(having(/\.message\s*===|===\s*\w+\.message\b/)).toEqual([]);
});

test("no message of an error is JSON", () => {
  expect(having(/JSON\.parse\([^)]*\.message/)).toEqual([]);
  expect(having(/new \w*(Error|Failure|Fault)\(\s*JSON\.stringify/)).toEqual([]);
  expect(having(/Error::(new|from_reason)\([^;]*serde_json::to_string/)).toEqual([]);
});

test("what the system refuses becomes a failure at one place, and the window knows no code of the system", () => {
  expect(having(/\bENOSPC: "/)).toEqual(["engine/files/system-failure.ts"]);
  expect(having(/\bE(NOENT|ACCES|PERM|NOSPC|ROFS|IO)\b/).filter((path) => path.startsWith("renderer/"))).toEqual([]);
});

test("errors of the JavaScript API are made of failures or findings, at one place", () => {
  expect(having(/\bnew LayerglassError\(/)).toEqual(["engine/session/layerglass-error.ts"]);
});
