/** A finding's words; `found`, `expected` and `help` are templates filled from its values. */
export interface FindingText {
  readonly title: string;
  readonly found: string;
  readonly expected: string;
  readonly help: string;
}

/** A kind's texts in another language; English ones stand in the catalog itself. */
export interface KindText {
  readonly label: string;
  readonly summary: string;
  readonly ports: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, ParameterText>>;
}

/** A parameter's texts. */
export interface ParameterText {
  readonly label: string;
  readonly help: string;
  readonly choices?: Readonly<Record<string, string>>;
  readonly frameworks?: string;
}
