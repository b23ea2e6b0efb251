import fc from "fast-check";
import {
  type ColumnEncoding,
  type ColumnSetup,
  columnEncodings,
  columnRoles,
  columnScalings,
  dateParts,
  type EncodingOptions,
  encodingLimits,
  type Impute,
  imputeStrategies,
  optionsOf,
} from "../../engine/model";
import { within } from "./training-setups";

const values = fc.string({ unit: "grapheme" });

/** Any value of each option; one that is false is left out of files. */
const options: { readonly [Name in keyof EncodingOptions]-?: fc.Arbitrary<NonNullable<EncodingOptions[Name]>> } = {
  order: fc.uniqueArray(values, { minLength: 1, maxLength: 6 }),
  k: within(encodingLimits.k),
  buckets: within(encodingLimits.buckets),
  smoothing: within(encodingLimits.smoothing),
  folds: within(encodingLimits.folds),
  seed: within(encodingLimits.seed),
  parts: fc.shuffledSubarray([...dateParts], { minLength: 1 }),
  cyclic: fc.constant(true),
};

const optionsFor = (encoding: ColumnEncoding): fc.Arbitrary<EncodingOptions> =>
  fc.record(Object.fromEntries(optionsOf(encoding).map((name) => [name, options[name]])), { requiredKeys: [] });

const imputes: fc.Arbitrary<Impute> = fc.record(
  { strategy: fc.constantFrom(...imputeStrategies), value: values, indicator: fc.constant(true) },
  { requiredKeys: ["strategy"] },
);

/** Columns with any name, role and encoding, with whatever a file can say of them beside. */
export const columnSetups: fc.Arbitrary<readonly ColumnSetup[]> = fc.uniqueArray(
  fc.constantFrom(...columnEncodings).chain((encoding) =>
    fc
      .record(
        {
          name: values,
          role: fc.constantFrom(...columnRoles),
          encoding: fc.constant(encoding),
          options: optionsFor(encoding),
          impute: imputes,
          scaling: fc.constantFrom(...columnScalings),
        },
        { requiredKeys: ["name", "role", "encoding"] },
      )
      .map(({ options: said = {}, ...column }) =>
        Object.keys(said).length === 0 ? column : { ...column, options: said },
      ),
  ),
  { selector: ({ name }) => name, maxLength: 8 },
);
