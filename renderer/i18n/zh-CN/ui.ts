import type { ui as english } from "../en/ui";
import type { Translation } from "../translation";

export const ui: Translation<typeof english> = {
  "ui.close": "关闭",
  "ui.dismiss": "忽略",
  "ui.notANumber": "“{text}”不是数字。",
  "ui.empty": "请输入数字。",
  "ui.notWhole": "请输入整数。",
  "ui.belowMinimum": "不能小于 {minimum}。",
  "ui.aboveMaximum": "不能大于 {maximum}。",
  "ui.atMinimum": "必须大于 {minimum}。",
  "ui.atMaximum": "必须小于 {maximum}。",
  "ui.resetTo": "恢复为 {value}",
  "ui.resizePanel": "调整面板大小",
  "ui.notifications": "通知",
};
