import type { ColumnEncoding, ColumnRole, ColumnScaling, ColumnType } from "../../engine/model";
import type { MessageKey } from "../i18n";
import type { ScaleChoice } from "./data-choices";

export const roleText: Readonly<Record<ColumnRole, MessageKey>> = {
  feature: "data.roleFeature",
  target: "data.roleTarget",
  weight: "data.roleWeight",
  group: "data.roleGroup",
  time: "data.roleTime",
  split: "data.roleSplit",
  ignore: "data.roleIgnore",
};

export const typeText: Readonly<Record<ColumnType, MessageKey>> = {
  number: "data.typeNumber",
  boolean: "data.typeBoolean",
  time: "data.typeTime",
  category: "data.typeCategory",
};

export const methodText: Readonly<Record<ScaleChoice, MessageKey>> = {
  standardize: "data.scalingStandardize",
  min_max: "data.scalingMinMax",
  none: "data.scalingNone",
};

export const columnScalingText: Readonly<Record<ColumnScaling, MessageKey>> = {
  none: "data.columnScalingNone",
  standardize: "data.scalingStandardize",
  min_max: "data.scalingMinMax",
  robust: "data.columnScalingRobust",
  log1p: "data.columnScalingLog1p",
  quantile: "data.columnScalingQuantile",
};

export const encodingTexts: Readonly<Record<ColumnEncoding, MessageKey>> = {
  number: "data.encodingNumber",
  code: "data.encodingCode",
  one_hot: "data.encodingOneHot",
  top_k: "data.encodingTopK",
  frequency: "data.encodingFrequency",
  hashed: "data.encodingHashed",
  target_mean: "data.encodingTargetMean",
  date_parts: "data.encodingDateParts",
  text_length: "data.encodingTextLength",
};

/** A target's codes are its classes. */
export function encodingText(encoding: ColumnEncoding, role: ColumnRole): MessageKey {
  return encoding === "code" && role === "target" ? "data.encodingClasses" : encodingTexts[encoding];
}
