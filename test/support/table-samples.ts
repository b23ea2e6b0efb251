/** A sample made as `new` makes a project of its table. */
export interface TableSample {
  /** Of its project file, without `.layerglass`. */
  readonly slug: string;
  readonly name: string;
  readonly table: string;
  readonly target: string;
  readonly rows: number;
  readonly figure: "accuracy" | "r_squared";
  /** Mean figure of the validation rows at seeds 1, 2 and 3, rounded as its description says it. */
  readonly stated: number;
  /** Most that one seed is from it: another seed draws other validation rows, of which a small table has few. */
  readonly margin: number;
}

export const tableSamples: readonly TableSample[] = [
  {
    ...{ slug: "census-income", name: "Census income", table: "adult.csv.gz", target: "income", rows: 48_842 },
    ...{ figure: "accuracy", stated: 0.85, margin: 0.01 },
  },
  {
    ...{ slug: "handwritten-digits", name: "Handwritten digits", table: "mnist_10000.npz", target: "digit" },
    ...{ rows: 10_000, figure: "accuracy", stated: 0.96, margin: 0.015 },
  },
  {
    ...{ slug: "california-housing", name: "California house prices", table: "california_housing.csv.gz" },
    ...{ target: "MedHouseVal", rows: 20_640, figure: "r_squared", stated: 0.8, margin: 0.03 },
  },
  {
    ...{ slug: "diabetes", name: "Diabetes progression", table: "diabetes.csv.gz", target: "target", rows: 442 },
    ...{ figure: "r_squared", stated: 0.46, margin: 0.07 },
  },
];
