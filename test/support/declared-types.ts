/** Values held against the types that `npm run generate` wrote: what the addon hands over is exactly what they declare. */
import { readFileSync } from "node:fs";
import ts from "typescript";
import { repositoryPath } from "./golden";

const files = ["engine/contract/generated/native-addon.ts", "engine/contract/generated/index.ts"];

type Declared = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

const declared: ReadonlyMap<string, Declared> = new Map(
  files
    .map((file) => ts.createSourceFile(file, readFileSync(repositoryPath(file), "utf8"), ts.ScriptTarget.Latest, true))
    .flatMap(({ statements }) => [...statements])
    .filter(
      (statement): statement is Declared =>
        ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement),
    )
    .map((statement) => [statement.name.text, statement]),
);

const typedArrays = new Set(["Float32Array", "Float64Array", "Uint8Array", "Uint32Array"]);

/** Where a value is not of the declared type, each place in a few words; empty where it is. Methods are not looked at. */
export function misfits(value: unknown, type: string): readonly string[] {
  return misfitsOfName(value, type, type);
}

/** Names of the methods that an interface declares. */
export function declaredMethods(name: string): readonly string[] {
  const found = declared.get(name);
  if (found === undefined || !ts.isInterfaceDeclaration(found)) throw new Error(`no interface ${name} is declared`);
  return found.members.filter((member) => ts.isMethodSignature(member)).map((member) => member.name.getText());
}

function misfitsOfName(value: unknown, name: string, place: string): readonly string[] {
  if (typedArrays.has(name)) return value?.constructor?.name === name ? [] : [`${place} is no ${name}`];
  const found = declared.get(name);
  if (found === undefined) throw new Error(`${name} is not declared`);
  return ts.isInterfaceDeclaration(found)
    ? misfitsOfMembers(value, found.members, place)
    : misfitsOf(value, found.type, place);
}

function misfitsOf(value: unknown, type: ts.TypeNode, place: string): readonly string[] {
  if (ts.isParenthesizedTypeNode(type)) return misfitsOf(value, type.type, place);
  if (ts.isTypeLiteralNode(type)) return misfitsOfMembers(value, type.members, place);
  if (ts.isUnionTypeNode(type)) {
    const each = type.types.map((one) => misfitsOf(value, one, place));
    return each.find((faults) => faults.length === 0) ?? each.flat();
  }
  if (ts.isTypeReferenceNode(type)) {
    const name = type.typeName.getText();
    const [element] = type.typeArguments ?? [];
    if (element === undefined) return misfitsOfName(value, name, place);
    if (!Array.isArray(value)) return [`${place} is no array`];
    return value.flatMap((one, index) => misfitsOf(one, element, `${place}[${index}]`));
  }
  const text = type.getText();
  const fits = ["number", "string", "boolean"].includes(text) ? typeof value === text : JSON.stringify(value) === text;
  return fits ? [] : [`${place} is ${JSON.stringify(value)}, no ${text}`];
}

function misfitsOfMembers(value: unknown, members: ts.NodeArray<ts.TypeElement>, place: string): readonly string[] {
  if (typeof value !== "object" || value === null) return [`${place} is no object`];
  const fields = members
    .filter((member) => ts.isPropertySignature(member))
    .map((field) => ({ ...field, name: field.name.getText().replaceAll('"', "") }));
  const values = new Map<string, unknown>(Object.entries(value));
  const names = new Set(fields.map(({ name }) => name));
  const faults = fields.flatMap(({ name, questionToken, type }) => {
    if (!values.has(name)) return questionToken ? [] : [`${place} has no ${name}`];
    return type ? misfitsOf(values.get(name), type, `${place}.${name}`) : [];
  });
  const undeclared = [...values.keys()]
    .filter((name) => !names.has(name))
    .map((name) => `${place} has an undeclared ${name}`);
  return [...faults, ...undeclared];
}
