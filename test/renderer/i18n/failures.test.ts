import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findingTitles } from "../../../engine/catalog";
import { unreadableData } from "../../../engine/compiler";
import { type Failure, type FailureCode, failureCodes, failureText } from "../../../engine/contract";
import {
  chinese,
  diagnosticWords,
  english,
  failureTextIn,
  isMessageKey,
  messageValueNames,
} from "../../../renderer/i18n";
import { expectGolden } from "../../support/golden";
import { addon, failureOf } from "../../support/native-addon";
import { chain } from "../canvas/networks";

const codes = Object.keys(failureCodes) as FailureCode[];
const cell = (text: string) => text.replaceAll("|", "\\|");

const names = (values: readonly string[]) => values.map((name) => `\`${name}\``).join(", ");

const casesOf = (code: FailureCode): readonly string[] => Object.keys(failureCodes[code].cases);

/** The English and the Chinese text of a case. */
function textsOf(code: FailureCode, one: string): readonly [string, string] {
  const key = `failures.${code}.${one}`;
  if (!isMessageKey(key)) throw new Error(`${key} has no text`);
  return [english[key], chinese[key]];
}

function failureDocs(): string {
  const lines = [
    "# Failures",
    "",
    "Everything expected to go wrong is told as one `Failure` (`engine/native/failure`, `engine/contract`): a stable `code`, its",
    "`subject` (a file with line, row and column; a node with its port or parameter; an operation; an option; a place in a",
    "document), what was `found`, what was `expected`, what `help`s, and the `values` that its texts are filled with. The addon",
    "throws an `Error` whose property `failure` it is; answers of the engine's process and of the desktop, the command line and",
    "the JavaScript API pass it on as it is. What the system refuses is put into it at one place (`engine/files`).",
    "",
    "Some codes say several things: the value `case` then names which, and each case has a text and values of its own. A code's",
    "and its cases' texts stand in `renderer/i18n`, in both languages.",
    "",
    "This page is written by a test: `UPDATE_GOLDEN=1 npx vitest run test/renderer/i18n`.",
    "",
    "## Codes",
    "",
    "| code | of | meaning | text | values |",
    "|---|---|---|---|---|",
    ...codes.flatMap((code) => {
      const { kind, meaning, values, cases } = failureCodes[code];
      const own = `| \`${code}\` | ${kind} | ${cell(meaning)} | ${cell(english[`failures.${code}`])} | ${names(values)} |`;
      const each = casesOf(code).map(
        (one) => `| \`${code}\`, \`${one}\` | | | ${cell(textsOf(code, one)[0])} | ${names(cases[one] ?? [])} |`,
      );
      return [own, ...each];
    }),
    "",
    "## Findings",
    "",
    "What is found while drawing is a `Diagnostic`: the same words and a subject of the same type, with a severity, and edits that",
    "fix it where that is safe. The first letter says how severe it is: error, warning, information.",
    "",
    "| code | finding |",
    "|---|---|",
    ...Object.entries(findingTitles).map(([code, title]) => `| \`${code}\` | ${cell(title)} |`),
  ];
  return `${lines.join("\n")}\n`;
}

test("docs/failures.md lists every code", () => {
  expectGolden(failureDocs(), "docs", "failures.md");
});

describe.each(codes)("%s", (code) => {
  const { values, cases } = failureCodes[code];
  const whole = [english[`failures.${code}`], chinese[`failures.${code}`], values] as const;
  const each = casesOf(code).map((one) => [...textsOf(code, one), [...values, ...(cases[one] ?? [])]] as const);

  test("has a text in both languages for itself and each case, of the values it has and no others", () => {
    for (const [ours, theirs, known] of [whole, ...each]) {
      const used = messageValueNames(ours);
      expect(messageValueNames(theirs)).toEqual(used);
      expect([...known, "node", "place"]).toEqual(expect.arrayContaining([...used]));
      expect(theirs).toMatch(/\p{Script=Han}/u);
    }
  });
});

test("no text stands for a case that no code has", () => {
  const known = new Set(codes.flatMap((code) => [code, ...casesOf(code).map((one) => `${code}.${one}`)]));
  const texts = Object.keys(english).filter((key) => key.startsWith("failures."));
  expect(texts.filter((key) => !known.has(key.slice("failures.".length)))).toEqual([]);
});

describe("a fault of a table, provoked", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "layerglass-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const opened = (name: string, content: string | Uint8Array): Promise<Failure> => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return failureOf(() => addon.openTable(path));
  };
  const ofSetup = async (text: string, change: (names: readonly string[]) => readonly string[]): Promise<Failure> => {
    const path = join(folder, "setup.csv");
    writeFileSync(path, text);
    const { proposal } = await addon.openTable(path);
    const names = change(proposal.columns.map(({ name }) => name));
    const columns = proposal.columns.map((column, index) => ({
      ...column,
      name: names[index] ?? column.name,
      encoding: "number" as const,
    }));
    return failureOf(() => addon.tableSchema({ ...proposal, columns }));
  };
  const table = "size,city\n1,Oslo\n2,Bergen\n";
  const faults: Readonly<Record<string, readonly [FailureCode, () => Promise<Failure>]>> = {
    "no file": ["table_missing", () => failureOf(() => addon.openTable(join(folder, "gone.csv")))],
    "a folder": ["table_unreadable", () => failureOf(() => addon.openTable(folder))],
    "an empty file": ["table_empty", () => opened("empty.csv", "")],
    "names alone": ["table_no_rows", () => opened("names.csv", "a,b\n")],
    "one column": ["table_one_column", () => opened("one.csv", "age\n1\n2\n")],
    "no text": ["table_not_text", () => opened("nul.csv", "a,b\n1,\0\n")],
    "an old Excel workbook": [
      "table_foreign",
      () => opened("book.csv", new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])),
    ],
    "a web page": ["table_foreign", () => opened("page.csv", "<!DOCTYPE html><html></html>")],
    "a workbook cut short": ["table_corrupt", () => opened("book.xlsx", "PK\u0003\u0004....")],
    "objects of Python": [
      "table_array",
      () => {
        const header = "{'descr': '|O', 'fortran_order': False, 'shape': (2, 2), }";
        return opened(
          "a.npy",
          Buffer.from(`\u0093NUMPY\u0001\0${String.fromCharCode(header.length)}\0${header}`, "latin1"),
        );
      },
    ],
    "a cut archive": [
      "table_damaged",
      () => opened("cut.csv.gz", new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1])),
    ],
    "a text among numbers": ["column_not_numeric", () => ofSetup(table, (names) => names)],
    "a missing column": ["column_missing", () => ofSetup(table, ([first = ""]) => [first, "town"])],
  };

  test.each(Object.entries(faults))(
    "%s is told in Chinese, with its place and no English",
    async (_, [code, provoke]) => {
      const failure = await provoke();
      expect(failure.code).toBe(code);
      const { case: _case, ...values } = failure.values;
      expect(Object.keys(values).sort()).toEqual([...failureCodes[code].values].sort());
      const reason = failureTextIn("zh-CN", failure);
      expect(reason).toMatch(/\p{Script=Han}/u);
      expect(reason).not.toMatch(/\{\w+\}/);
      const own = code === "table_damaged" ? Object.values(failure.values).join() : "";
      expect(reason.replaceAll(own, "").replaceAll(folder, "")).not.toMatch(/[a-z]{3,} [a-z]{2,} [a-z]{2,}/i);
      expect(failureTextIn("en", failure)).toBe(failureText(failure));
      const finding = diagnosticWords("zh-CN", unreadableData(chain("data"), { path: "/t/people.csv" }, failure));
      expect(finding.found).toContain(reason);
    },
  );

  test("names line and column in the person's language", async () => {
    const failure = await ofSetup(table, (names) => names);
    expect(failureTextIn("zh-CN", failure)).toMatch(/^第 2 行，“city”列：“Oslo”不是数字。/);
    expect(failureTextIn("en", failure)).toMatch(
      /^line 2, column "city": found the text "Oslo"; expected numbers\. Help: /,
    );
  });
});
