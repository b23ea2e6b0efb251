/** What TypeScript sees of the native addon: from what napi-derive writes of it while the binding is compiled. */
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { root, run, SetupError, say } from "../setup/shell.mjs";

/** Always the same, so that cargo compiles the binding again only when it changed. */
const folder = join(root, "target", "type-definitions");

/** @typedef {{ kind: string, name: string, js_doc: string, def: string }} Definition One line of napi-derive's. */

/**
 * The text of the addon's types.
 * @param {Readonly<Record<string, readonly string[]>>} known Names of the types generated from Rust, by the module to import
 *   them from.
 */
export async function bindingTypes(known) {
  const text = declarations(await definitions());
  const imports = Object.entries(known).flatMap(([module, names]) => {
    const used = names
      .filter((name) => new RegExp(`\\b${name}\\b`).test(text.replaceAll(/\/\*\*.*?\*\//gs, "")))
      .sort();
    return used.length > 0 ? [`import type { ${used.join(", ")} } from "${module}";\n`] : [];
  });
  return `${imports.join("")}\n${text}`;
}

/** @returns {Promise<readonly Definition[]>} */
async function definitions() {
  await mkdir(folder, { recursive: true });
  // napi-derive writes as the macros are expanded: checking is enough, with the dependencies as clippy has them.
  const args = ["check", "--quiet", "--package", "layerglass-binding"];
  const built = await run("cargo", args, { env: { NAPI_TYPE_DEF_TMP_FOLDER: folder } });
  if (built.code !== 0) {
    say(built.stderr.trimEnd());
    throw new SetupError("The binding could not be compiled; cargo's messages are above.");
  }
  const lines = await readFile(join(folder, "layerglass-binding"), "utf8");
  return lines
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** @param {readonly Definition[]} defined */
function declarations(defined) {
  /** @type {Map<string, { doc: string, members: string[] }>} */
  const interfaces = new Map();
  const module = { doc: "/** The native addon as it is loaded. */\n", members: /** @type {string[]} */ ([]) };
  for (const { kind, name, js_doc, def } of defined) {
    if (kind === "interface" || kind === "struct")
      interfaces.set(name, { doc: js_doc, members: def === "" ? [] : [def] });
    else if (kind === "impl") interfaces.get(name)?.members.push(def.replaceAll(/^get (\w+)\(\):/gm, "readonly $1:"));
    else if (kind === "fn") module.members.push(`${js_doc}${def.replace(/^function /, "")}`);
    else throw new SetupError(`napi-derive describes ${name} as ${kind}, which scripts/generate does not know.`);
  }
  const text = [...interfaces, /** @type {const} */ (["NativeModule", module])].map(([name, { doc, members }]) => {
    const lines = members.join("\n").split("\n");
    return `${doc}export interface ${name} {\n${lines.map(indented).join("\n")}\n}\n`;
  });
  return text
    .join("\n")
    .replaceAll(/\bPlain<((?:[^<>]|<[^<>]*>)*)>/g, "$1")
    .replaceAll(/\bArray</g, "ReadonlyArray<");
}

/** @param {string} line */
const indented = (line) => (/^ \*/.test(line) ? `  ${line}` : `  ${line.trim()}`);
