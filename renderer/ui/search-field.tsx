import type { KeyboardEvent } from "react";
import { Icon } from "./icon";

interface SearchFieldProps {
  /** Read by screen readers and shown while nothing is typed. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
}

/** Takes the words that a list is narrowed by. */
export function SearchField({ label, value, onChange, onKeyDown }: SearchFieldProps) {
  return (
    <div className="search-field">
      <Icon name="search" size={14} />
      <input
        type="search"
        className="input"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}
