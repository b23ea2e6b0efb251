/** `npm run generate`: writes the TypeScript types of the Rust structs; with --check, only compares. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { command, root, run, SetupError, say } from "./setup/shell.mjs";
import { checkRust } from "./setup/toolchain.mjs";

await command(async () => {
  await checkRust();
  const example = ["run", "--quiet", "--profile", "test", "--example", "generate_types"];
  const written = await run("cargo", example);
  if (written.code !== 0) {
    say(written.stderr.trimEnd());
    throw new SetupError("The types could not be generated; cargo's messages are above.");
  }
  /** @type {Record<string, string>} */
  const files = JSON.parse(written.stdout);
  for (const [path, text] of Object.entries(files)) {
    if (!process.argv.includes("--check")) {
      await writeFile(join(root, path), text);
    } else if ((await readFile(join(root, path), "utf8")) !== text) {
      throw new SetupError(`${path} differs from the Rust structs. Run: npm run generate`);
    }
  }
});
