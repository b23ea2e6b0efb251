/** `npm run generate`: writes the TypeScript types of everything that crosses from Rust; with --check, only compares. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bindingTypes } from "./generate/binding-types.mjs";
import { command, root, run, SetupError, say } from "./setup/shell.mjs";
import { checkRust } from "./setup/toolchain.mjs";

const head = "// Written by `npm run generate` from engine/native; do not edit.\n\n";

/**
 * Names of the types that a file declares.
 * @param {string | undefined} text
 */
const declared = (text) => [...(text ?? "").matchAll(/^export type (\w+)/gm)].map(([, name]) => name ?? "");

await command(async () => {
  await checkRust();
  const example = ["run", "--quiet", "--profile", "test", "--example", "generate_types"];
  const written = await run("cargo", example);
  if (written.code !== 0) {
    say(written.stderr.trimEnd());
    throw new SetupError("The types could not be generated; cargo's messages are above.");
  }
  /** @type {Record<string, string>} */
  const structs = JSON.parse(written.stdout);
  const addon = await bindingTypes({
    "../../model": declared(structs["engine/model/generated/index.ts"]),
    "./index": declared(structs["engine/contract/generated/index.ts"]),
  });
  /** @type {Record<string, string>} */
  const files = { ...structs, "engine/contract/generated/native-addon.ts": addon };
  for (const [path, types] of Object.entries(files)) {
    const text = head + types;
    if (!process.argv.includes("--check")) {
      await writeFile(join(root, path), text);
    } else if ((await readFile(join(root, path), "utf8")) !== text) {
      throw new SetupError(`${path} differs from what Rust declares. Run: npm run generate`);
    }
  }
});
