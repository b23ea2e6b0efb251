/** Which licences may be in what we ship, and where a component's licence text stands. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Licences that allow shipping inside an MIT-licensed program with no duty but to carry their text. */
export const allowedLicences = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BSL-1.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "Unicode-3.0",
  "Unlicense",
  "Zlib",
]);

/** Slashes between licences are how crates once wrote OR. @param {string} expression */
export const spdxExpression = (expression) => expression.replaceAll("/", " OR ").replaceAll(/\s+/g, " ").trim();

/**
 * Whether an SPDX expression is allowed: of alternatives one must be, of what holds together everything.
 * @param {string} expression
 */
export function isAllowed(expression) {
  const tokens = spdxExpression(expression).match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  /** @returns {boolean} */
  const single = () => {
    const token = tokens[at++];
    if (token === "(") {
      const inside = alternatives();
      if (tokens[at++] !== ")") throw new Error(`the licence expression ${expression} lacks a )`);
      return inside;
    }
    if (tokens[at] === "WITH") at += 2;
    return token !== undefined && allowedLicences.has(token);
  };
  /** @returns {boolean} */
  const together = () => {
    let holds = single();
    while (tokens[at] === "AND") {
      at++;
      holds = single() && holds;
    }
    return holds;
  };
  /** @returns {boolean} */
  const alternatives = () => {
    let holds = together();
    while (tokens[at] === "OR") {
      at++;
      holds = together() || holds;
    }
    return holds;
  };
  return alternatives() && at === tokens.length;
}

const licenceFile = /^(licen[cs]e|copying|copyright|notice|unlicense)/i;

/** The MIT licence, for packages that name it without carrying it. @param {string} holders */
const mitText = (holders) => `MIT License

Copyright (c) ${holders}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/**
 * The licence text of a component. Where MIT is one of the alternatives it is the one chosen.
 * @param {{ name: string, licence: string, folder: string, holders: string }} component `folder`: where its files stand.
 */
export function licenceText({ name, licence, folder, holders }) {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => licenceFile.test(file)) : [];
  const offersMit = files.some((file) => /mit/i.test(file)) && /\bOR\b/.test(spdxExpression(licence));
  const chosen = files.filter((file) => !(offersMit && /apache|^unlicense|^copying/i.test(file))).sort();
  const texts = chosen.map((file) => readFileSync(join(folder, file), "utf8").trim());
  if (texts.length > 0) return texts.join("\n\n");
  if (/\bMIT\b/.test(licence) && !/\bAND\b/.test(licence)) return mitText(holders);
  throw new Error(`${name} says its licence is ${licence}, but carries no text of it; add one to scripts/notices.`);
}
