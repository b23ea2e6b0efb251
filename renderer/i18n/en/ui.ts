export const ui = {
  "ui.close": "Close",
  "ui.dismiss": "Dismiss",
  "ui.notANumber": "“{text}” is not a number.",
  "ui.empty": "Enter a number.",
  "ui.notWhole": "Enter a whole number.",
  "ui.belowMinimum": "Must be at least {minimum}.",
  "ui.aboveMaximum": "Must be at most {maximum}.",
  "ui.atMinimum": "Must be greater than {minimum}.",
  "ui.atMaximum": "Must be less than {maximum}.",
  "ui.resetTo": "Reset to {value}",
  "ui.resizePanel": "Resize panel",
  "ui.notifications": "Notifications",
} as const;
