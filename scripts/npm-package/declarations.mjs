/** The types of a room's door as one file that stands by itself: what the door exports, and all that reaches. */
import { join } from "node:path";
import { root, SetupError } from "../setup/shell.mjs";

/** @typedef {typeof import("typescript")} TypeScript */

/**
 * Declarations of every name that a module exports, each with its comment, and of every type these name.
 * @param {string} entry The module, relative to the repository.
 * @returns {Promise<string>} A `.d.ts` file that imports nothing.
 */
export async function declarations(entry) {
  const ts = (await import("typescript")).default;
  const { options } = ts.parseJsonConfigFileContent(
    { extends: "./tsconfig.node.json", files: [entry], include: [], compilerOptions: { incremental: false } },
    ts.sys,
    root,
  );
  const emitted = emitDeclarations(ts, join(root, entry), options);
  const program = ts.createProgram({
    rootNames: [...emitted.keys()],
    options: { ...options, noEmit: true },
    host: hostOver(ts, emitted, options),
  });
  const door = program.getSourceFile(declarationPath(join(root, entry)));
  if (door === undefined) throw new SetupError(`No declarations were made of ${entry}.`);
  return `${gather(ts, program, door, new Set(emitted.keys())).join("\n\n")}\n`;
}

/** @param {string} path */
const declarationPath = (path) => path.replaceAll("\\", "/").replace(/\.ts$/, ".d.ts");

/**
 * What the compiler declares of each module that the entry reaches, by the path of its `.d.ts`.
 * @param {TypeScript} ts
 * @param {string} entry
 * @param {import("typescript").CompilerOptions} options
 */
function emitDeclarations(ts, entry, options) {
  /** @type {Map<string, string>} */
  const emitted = new Map();
  const program = ts.createProgram([entry], {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    allowJs: false,
    checkJs: false,
  });
  const faults = [...ts.getPreEmitDiagnostics(program)];
  const result = program.emit(undefined, (path, text) => emitted.set(path.replaceAll("\\", "/"), text));
  faults.push(...result.diagnostics);
  if (faults.length > 0) {
    throw new SetupError(
      ts.formatDiagnostics(faults, { ...ts.sys, getCanonicalFileName: (name) => name, getNewLine: () => "\n" }),
    );
  }
  return emitted;
}

/**
 * A host that finds these files beside those on the disk.
 * @param {TypeScript} ts
 * @param {ReadonlyMap<string, string>} files
 * @param {import("typescript").CompilerOptions} options
 */
function hostOver(ts, files, options) {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => files.has(path) || (!isSource(path) && fileExists(path));
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, version) => {
    const text = host.readFile(path);
    return text === undefined ? undefined : ts.createSourceFile(path, text, version, true);
  };
  return host;
}

/** Sources are hidden, so that declarations are found in their place. @param {string} path */
const isSource = (path) => path.startsWith(`${root.replaceAll("\\", "/")}/engine/`);

/**
 * @param {TypeScript} ts
 * @param {import("typescript").Program} program
 * @param {import("typescript").SourceFile} door
 * @param {ReadonlySet<string>} ours Paths of the files that may be gathered from.
 */
function gather(ts, program, door, ours) {
  const checker = program.getTypeChecker();
  /** @param {import("typescript").Symbol} symbol */
  const settled = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  const doorSymbol = checker.getSymbolAtLocation(door);
  if (doorSymbol === undefined) throw new SetupError(`${door.fileName} exports nothing.`);
  const waiting = checker.getExportsOfModule(doorSymbol).map(settled);
  /** @type {Map<string, import("typescript").Symbol>} */
  const taken = new Map();
  const texts = [];
  for (const symbol of waiting) {
    const before = taken.get(symbol.name);
    if (before === symbol) continue;
    if (before !== undefined) throw new SetupError(`Two types of the API are called ${symbol.name}; rename one.`);
    taken.set(symbol.name, symbol);
    for (const declaration of symbol.declarations ?? []) {
      const statement = statementOf(ts, declaration);
      texts.push(textOf(ts, statement));
      visit(statement);
    }
  }
  return texts;

  /** @param {import("typescript").Node} node */
  function visit(node) {
    if (ts.isImportTypeNode(node)) {
      throw new SetupError(`${node.getSourceFile().fileName} has the type ${node.getText()}; name it in the source.`);
    }
    if (ts.isIdentifier(node)) {
      const symbol = checker.getSymbolAtLocation(node);
      const target = symbol && settled(symbol);
      const declaration = target?.declarations?.[0];
      if (target && declaration && isTopLevel(ts, declaration) && ours.has(declaration.getSourceFile().fileName)) {
        if (target.name !== node.text) throw new SetupError(`${node.text} is ${target.name} under another name.`);
        waiting.push(target);
      }
    }
    ts.forEachChild(node, visit);
  }
}

/**
 * @param {TypeScript} ts
 * @param {import("typescript").Node} declaration
 */
function statementOf(ts, declaration) {
  return ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
}

/**
 * @param {TypeScript} ts
 * @param {import("typescript").Node} declaration
 */
function isTopLevel(ts, declaration) {
  return statementOf(ts, declaration).parent?.kind === ts.SyntaxKind.SourceFile;
}

/**
 * A statement with the comment right above it, exported.
 * @param {TypeScript} ts
 * @param {import("typescript").Node} statement
 */
function textOf(ts, statement) {
  const whole = statement.getSourceFile().text;
  const comment = ts.getLeadingCommentRanges(whole, statement.pos)?.at(-1);
  const above = comment === undefined ? "" : `${whole.slice(comment.pos, comment.end)}\n`;
  const text = statement.getText();
  return above + (text.startsWith("export ") ? text : `export ${text}`);
}
