import { withOptions } from "./column-encoding";
import { withScaling } from "./column-scaling";
import type { ColumnEncoding, ColumnRole, ColumnSetup } from "./generated";
import { strategiesFor, usualImpute, withImpute } from "./imputation";

/**
 * A column in another role or encoding. Its missing cells stay filled in the same way where that suits it, in the usual way
 * where another encoding needs another; its own scaling stays of a number, what is said of an encoding while it is the same. A
 * column that is no feature has none of these.
 */
export function encodedAs(column: ColumnSetup, role: ColumnRole, encoding: ColumnEncoding): ColumnSetup {
  const { impute = null, scaling = null, options = {} } = column;
  const isFeature = role === "feature";
  const suits = impute !== null && strategiesFor(encoding).includes(impute.strategy);
  const filled = impute === null || suits ? impute : usualImpute(encoding);
  const stays = isFeature && encoding === column.encoding;
  const encoded = withOptions({ ...column, role, encoding }, stays ? options : {});
  const changed = withImpute(encoded, isFeature ? filled : null);
  return withScaling(changed, isFeature && encoding === "number" ? scaling : null);
}
