import { withScaling } from "./column-scaling";
import type { ColumnEncoding, ColumnRole, ColumnSetup } from "./generated";
import { strategiesFor, usualImpute, withImpute } from "./imputation";

/**
 * A column in another role or encoding. Its missing cells stay filled in the same way where that suits it, in the usual way
 * where another encoding needs another; its own scaling stays of a number. A column that is no feature has neither.
 */
export function encodedAs(column: ColumnSetup, role: ColumnRole, encoding: ColumnEncoding): ColumnSetup {
  const { impute = null, scaling = null } = column;
  const isFeature = role === "feature";
  const suits = impute !== null && strategiesFor(encoding).includes(impute.strategy);
  const filled = impute === null || suits ? impute : usualImpute(encoding);
  const changed = withImpute({ ...column, role, encoding }, isFeature ? filled : null);
  return withScaling(changed, isFeature && encoding === "number" ? scaling : null);
}
