import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { Icon } from "./icons";
import { useKey } from "./keys";
import { Kbd } from "./small";

const SETTLE_MS = 110;

interface Props {
  label: string;
  hint: string;
  /** What the address says now. */
  value: string;
  className?: string | undefined;
  onSearch: (q: string) => void;
}

/** The search of a list: "/" reaches it, Escape leaves it, the address follows the typing. */
export function SearchField({ label, hint, value, className, onSearch }: Props) {
  const [text, setText] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  const search = useDebouncedCallback(onSearch, SETTLE_MS);
  useKey("/", () => field.current?.focus());
  // The address can change without this field: a cleared search, the way back.
  useEffect(() => setText((now) => (now.trim() === value ? now : value)), [value]);
  return (
    <TextInput
      ref={field}
      type="search"
      aria-label={label}
      placeholder={hint}
      leftSection={<Icon name="search" size={15} />}
      rightSection={<Kbd>/</Kbd>}
      className={className}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        search(event.currentTarget.value.trim());
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        // The browser would empty the field, and with it the list.
        event.preventDefault();
        event.currentTarget.blur();
      }}
      // Before what takes the focus acts: a late search would undo the way to another page.
      onBlur={() => search.flush()}
    />
  );
}
