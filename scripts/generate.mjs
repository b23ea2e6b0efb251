/** `npm run generate`: writes the TypeScript types of the Rust structs; with --check, only compares. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { command, root, run, SetupError, say } from "./setup/shell.mjs";
import { checkRust } from "./setup/toolchain.mjs";

const generatedPath = join(root, "engine", "contract", "generated", "index.ts");

await command(async () => {
  await checkRust();
  const example = ["run", "--quiet", "--profile", "test", "--example", "generate_types"];
  const written = await run("cargo", example);
  if (written.code !== 0) {
    say(written.stderr.trimEnd());
    throw new SetupError("The types could not be generated; cargo's messages are above.");
  }
  if (!process.argv.includes("--check")) return void (await writeFile(generatedPath, written.stdout));
  if ((await readFile(generatedPath, "utf8")) !== written.stdout) {
    throw new SetupError("engine/contract/generated differs from the Rust structs. Run: npm run generate");
  }
});
