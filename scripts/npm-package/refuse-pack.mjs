/** What a bare `npm pack` (or publish) meets: the sources here are no package that runs. */
import { command, SetupError } from "../setup/shell.mjs";

await command(() => {
  throw new SetupError(
    "this folder is not what is published. npm run npm-package makes out/npm/layerglass-VERSION.tgz.",
  );
});
