import { checkNumber, type NumberLimit, valueText } from "../model";
import { damaged, keyMissing, noneOf, noObject, notExpected, outOfRange } from "./parse-failure";

/** One place of an untrusted JSON document with its path; every read either has the asked type or throws a `ProjectFault`. */
export class JsonReader {
  constructor(
    private readonly value: unknown,
    readonly path: string = "$",
  ) {}

  get isNull(): boolean {
    return this.value === null;
  }

  private get isObject(): boolean {
    return typeof this.value === "object" && this.value !== null && !Array.isArray(this.value);
  }

  /** Text of at most `longest` UTF-16 units. */
  text(expected: string, longest = 1024): string {
    if (typeof this.value !== "string") throw notExpected(this.path, this.value, expected);
    if (this.value.length > longest) {
      const count = this.value.length;
      throw damaged(this.path, "long_text", {
        found: `a text of ${count} characters`,
        expected: `at most ${longest} characters`,
        values: { count, limit: longest },
      });
    }
    return this.value;
  }

  /** Text of one shape. */
  pattern(pattern: RegExp, expected: string): string {
    const text = this.text(expected);
    if (!pattern.test(text)) throw notExpected(this.path, text, expected);
    return text;
  }

  choice<Choice extends string>(choices: readonly Choice[]): Choice {
    const choice = choices.find((candidate) => candidate === this.value);
    if (choice === undefined) throw noneOf(this.path, this.value, choices);
    return choice;
  }

  boolean(): boolean {
    if (typeof this.value !== "boolean") throw notExpected(this.path, this.value, "true or false");
    return this.value;
  }

  /** A finite number; JSON such as `1e999` reads as infinite and is refused. */
  number(limit?: NumberLimit): number {
    if (typeof this.value !== "number" || !Number.isFinite(this.value))
      throw notExpected(this.path, this.value, "a finite number");
    if (limit && checkNumber(limit, this.value)) throw outOfRange(this.path, this.value, limit);
    return this.value;
  }

  /** A number, boolean, null, or text of at most `longest` UTF-16 units. */
  scalar(longest: number): number | string | boolean | null {
    if (this.value === null || typeof this.value === "boolean") return this.value;
    if (typeof this.value === "number") return this.number();
    if (typeof this.value === "string") return this.text("a text", longest);
    throw notExpected(this.path, this.value, "a number, text, true, false or null");
  }

  list(expected: string, longest: number): readonly JsonReader[] {
    if (!Array.isArray(this.value)) throw notExpected(this.path, this.value, expected);
    if (this.value.length > longest) {
      const values = { count: this.value.length, limit: longest };
      const words = { found: valueText(this.value), expected: `${expected}, at most ${longest}`, values };
      throw damaged(this.path, "long_list", words);
    }
    return this.value.map((item: unknown, index) => new JsonReader(item, `${this.path}[${index}]`));
  }

  /** An object with exactly these keys (those in `optional` may be absent). */
  object<Key extends string, Optional extends string = never>(
    keys: readonly Key[],
    optional: readonly Optional[] = [],
  ): { readonly [Name in Key]: JsonReader } & { readonly [Name in Optional]?: JsonReader } {
    const fields: Record<string, JsonReader> = {};
    const known = new Set<string>([...keys, ...optional]);
    if (!this.isObject) throw noObject(this.path, this.value, keys);
    for (const [key, reader] of this.entries("an object")) {
      if (!known.has(key)) {
        const expected = `only ${[...known].join(", ")}`;
        const words = { found: `the unknown key ${valueText(key)}`, expected, values: { key: valueText(key) } };
        throw damaged(this.path, "key_unknown", words);
      }
      fields[key] = reader;
    }
    for (const key of keys) {
      if (!Object.hasOwn(fields, key)) throw keyMissing(this.path, key, `an object with ${keys.join(", ")}`);
    }
    return fields as { readonly [Name in Key]: JsonReader } & { readonly [Name in Optional]?: JsonReader };
  }

  /** As `object`; what is absent is read from `defaults` where it has the key. */
  filled<Key extends string, Optional extends string = never>(
    keys: readonly Key[],
    defaults: object,
    optional: readonly Optional[] = [],
  ): { readonly [Name in Key]: JsonReader } & { readonly [Name in Optional]?: JsonReader } {
    const isGiven = (key: string): boolean => Object.hasOwn(defaults, key);
    if (!this.isObject) throw noObject(this.path, this.value, keys);
    const fields = this.object(
      keys.filter((key) => !isGiven(key)),
      [...keys.filter(isGiven), ...optional],
    );
    const filled = Object.entries(defaults).map(([key, value]) => [key, new JsonReader(value, `${this.path}.${key}`)]);
    return { ...Object.fromEntries(filled), ...fields };
  }

  /** Own keys and values of an object, whatever the keys; a key `__proto__` arrives as any other, and callers judge it. One by one, so that a refused key ends it. */
  *entries(expected: string): Generator<readonly [string, JsonReader]> {
    if (!this.isObject) throw notExpected(this.path, this.value, expected);
    for (const [key, item] of Object.entries(this.value as object)) {
      yield [key, new JsonReader(item, `${this.path}.${keyText(key)}`)];
    }
  }
}

function keyText(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) && key.length <= 64 ? key : `[${valueText(key)}]`;
}
