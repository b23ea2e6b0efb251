import { countText } from "./number-format";

export type MessageValues = Readonly<Record<string, string | number>>;

type Part =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "value"; readonly name: string }
  | { readonly type: "plural"; readonly name: string; readonly forms: Readonly<Record<string, readonly Part[]>> };

const parsed = new Map<string, readonly Part[]>();
const pluralRules = new Map<string, Intl.PluralRules>();

/** Index of the `}` that closes the `{` at `open`. */
function closingBrace(message: string, open: number): number {
  let depth = 0;
  for (let index = open; index < message.length; index += 1) {
    if (message[index] === "{") depth += 1;
    if (message[index] === "}") depth -= 1;
    if (depth === 0) return index;
  }
  throw new Error(`Unclosed { in message: ${message}`);
}

function parsePlural(source: string): Readonly<Record<string, readonly Part[]>> {
  const forms: Record<string, readonly Part[]> = {};
  let rest = source.trim();
  while (rest.length > 0) {
    const open = rest.indexOf("{");
    if (open < 0) throw new Error(`Plural form without text: ${source}`);
    const close = closingBrace(rest, open);
    forms[rest.slice(0, open).trim()] = parseMessage(rest.slice(open + 1, close));
    rest = rest.slice(close + 1).trim();
  }
  return forms;
}

function parseMessage(message: string): readonly Part[] {
  const known = parsed.get(message);
  if (known) return known;
  const parts: Part[] = [];
  let index = 0;
  while (index < message.length) {
    const open = message.indexOf("{", index);
    if (open < 0) {
      parts.push({ type: "text", text: message.slice(index) });
      break;
    }
    if (open > index) parts.push({ type: "text", text: message.slice(index, open) });
    const close = closingBrace(message, open);
    const inside = message.slice(open + 1, close);
    const plural = /^\s*(\w+)\s*,\s*plural\s*,([\s\S]*)$/.exec(inside);
    if (plural) {
      parts.push({ type: "plural", name: plural[1] ?? "", forms: parsePlural(plural[2] ?? "") });
    } else {
      parts.push({ type: "value", name: inside.trim() });
    }
    index = close + 1;
  }
  parsed.set(message, parts);
  return parts;
}

function rulesOf(language: string): Intl.PluralRules {
  let rules = pluralRules.get(language);
  if (!rules) {
    rules = new Intl.PluralRules(language);
    pluralRules.set(language, rules);
  }
  return rules;
}

function fillParts(parts: readonly Part[], language: string, values: MessageValues, count: string | number): string {
  let text = "";
  for (const part of parts) {
    if (part.type === "text") {
      text += part.text.replaceAll("#", count === "" ? "#" : typeof count === "number" ? countText(count) : count);
    } else if (part.type === "value") {
      const value = values[part.name];
      // Other numbers may be names, such as those of rows.
      const isCount = part.name === "count" && typeof value === "number";
      text += value === undefined ? `{${part.name}}` : isCount ? countText(value) : String(value);
    } else {
      const value = Number(values[part.name]);
      const form = part.forms[rulesOf(language).select(value)] ?? part.forms.other ?? [];
      text += fillParts(form, language, values, values[part.name] ?? "");
    }
  }
  return text;
}

/**
 * Fills a message written in the common part of ICU MessageFormat: `{name}` and
 * `{count, plural, one {# node} other {# nodes}}`, where `#` is the count. A value that is missing stays visible as `{name}`.
 */
export function fillMessage(message: string, language: string, values: MessageValues = {}): string {
  if (!message.includes("{")) return message;
  return fillParts(parseMessage(message), language, values, "");
}

/** Names of the values a message uses, sorted: translations must agree on them. */
export function messageValueNames(message: string): readonly string[] {
  const names = new Set<string>();
  const visit = (parts: readonly Part[]): void => {
    for (const part of parts) {
      if (part.type !== "text") names.add(part.name);
      if (part.type === "plural") for (const form of Object.values(part.forms)) visit(form);
    }
  };
  visit(parseMessage(message));
  return [...names].sort();
}
