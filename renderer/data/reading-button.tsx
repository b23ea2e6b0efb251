import { useText } from "../i18n";
import { Button, type ButtonProps } from "../ui";
import { readingActions, useHasReadableTable } from "./reading-draft";

/** Opens the dialog on how the table is read; nothing where there is no table. */
export function ReadingButton({ variant = "secondary" }: Pick<ButtonProps, "variant">) {
  const text = useText();
  if (!useHasReadableTable()) return null;
  return (
    <Button variant={variant} onClick={readingActions.open} data-testid="reading-open">
      {text("reading.open")}
    </Button>
  );
}
