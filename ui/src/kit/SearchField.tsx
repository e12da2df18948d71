import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { Icon } from "./icons";
import { useKey } from "./keys";
import { Kbd } from "./small";

const SETTLE_MS = 200;

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
      onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
    />
  );
}
