/** The same keys as an English feature file, each a translated message: a missing or extra key is a type error. */
export type Translation<English extends Readonly<Record<string, string>>> = Readonly<Record<keyof English, string>>;
