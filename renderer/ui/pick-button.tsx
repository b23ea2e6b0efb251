import { Popover } from "@base-ui/react/popover";
import { useRef, useState } from "react";
import { Button } from "./button";
import { type PickItem, PickList } from "./pick-list";

export interface PickButtonProps {
  readonly label: string;
  readonly placeholder: string;
  readonly items: readonly PickItem[];
  readonly onPick: (id: string) => void;
  readonly nothingFound: string;
  readonly "data-testid"?: string;
}

/** A button that opens a list to pick from. A letter typed on it begins the search; nothing is picked before Enter or a click. */
export function PickButton({ label, onPick, ...list }: PickButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const button = useRef<HTMLButtonElement>(null);
  const show = (query: string): void => {
    setTyped(query);
    setOpen(true);
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={(open) => (open ? show("") : setOpen(false))}>
      <Popover.Trigger
        ref={button}
        render={<Button icon="plus" />}
        data-testid={list["data-testid"]}
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey || isOpen) return;
          const isLetter = event.key.length === 1 && event.key !== " ";
          if (!isLetter && event.key !== "ArrowDown") return;
          // A letter here is no shortcut of the window.
          event.stopPropagation();
          event.preventDefault();
          show(isLetter ? event.key : "");
        }}
      >
        {label}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="menu-position" side="bottom" align="start" sideOffset={4} collisionPadding={4}>
          <Popover.Popup className="pick-popup" aria-label={label} finalFocus={button}>
            <PickList
              {...list}
              label={label}
              typed={typed}
              onPick={(id) => {
                setOpen(false);
                onPick(id);
              }}
              onCancel={() => setOpen(false)}
              data-testid={`${list["data-testid"]}-list`}
            />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
