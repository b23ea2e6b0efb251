/** How often a crashed process may be restarted without asking: fewer than `limit` crashes within `windowMillis`. */
export class RestartBudget {
  private crashes: number[] = [];

  constructor(
    private readonly limit = 3,
    private readonly windowMillis = 5 * 60_000,
  ) {}

  /** Notes a crash; whether an automatic restart is still in order. */
  allowsRestart(nowMillis: number): boolean {
    this.crashes = [...this.crashes.filter((crash) => nowMillis - crash < this.windowMillis), nowMillis];
    return this.crashes.length < this.limit;
  }

  /** The person asked for a restart: past crashes no longer count. */
  reset(): void {
    this.crashes = [];
  }
}
