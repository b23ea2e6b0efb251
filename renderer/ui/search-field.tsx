import type { KeyboardEvent } from "react";

interface SearchFieldProps {
  /** Read by screen readers and shown while nothing is typed. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly className?: string;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
}

/** Takes the words that a list is narrowed by. */
export function SearchField({ label, value, onChange, className = "", onKeyDown }: SearchFieldProps) {
  return (
    <input
      type="search"
      className={`input ${className}`}
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
    />
  );
}
