/** A searchable choice of directory objects; what cannot be chosen stays visible with its reason. */
import { CloseButton, Combobox, Loader, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { problemOf } from "../api/problem";
import { type PickerSource, pickerQuery } from "../api/queries";
import type { PickerItem } from "../api/types";
import { words } from "../strings/kit";
import { Icon } from "./icons";
import classes from "./Picker.module.css";

interface Props {
  source: PickerSource;
  label: string;
  help?: string | null;
  required?: boolean;
  error?: string | undefined;
  /** What is chosen at the start, before anything was searched. */
  start?: PickerItem | undefined;
  /** What is searched for at the start; chosen by itself when one choice has this very name. */
  sought?: string | undefined;
  autoFocus?: boolean;
  /** An empty id and null when nothing is chosen. */
  onChange: (id: string, item: PickerItem | null) => void;
}

export function Picker({
  source,
  label,
  help,
  required = false,
  error,
  start,
  sought = "",
  autoFocus = false,
  onChange,
}: Props) {
  const [chosen, setChosen] = useState<PickerItem | null>(start ?? null);
  const [text, setText] = useState(start?.label ?? sought);
  const begun = useRef(sought === "");
  const search = chosen && text === chosen.label ? "" : text;
  const [q] = useDebouncedValue(search, 150);
  const combobox = useCombobox({
    defaultOpened: sought !== "",
    onDropdownClose: () => combobox.resetSelectedOption(),
  });
  const found = useQuery({ ...pickerQuery(source, q.trim()), enabled: combobox.dropdownOpened });
  // The warning is seen below the field and heard with it: the field names one description only.
  const described = (help || chosen?.warning) && (
    <>
      {help}
      {chosen?.warning && <span className="hidden-text"> {chosen.warning}</span>}
    </>
  );

  const choose = (item: PickerItem | null) => {
    setChosen(item);
    setText(item?.label ?? "");
    onChange(item?.id ?? "", item);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the first answer only
  useEffect(() => {
    if (begun.current || !found.data) return;
    begun.current = true;
    const item = only(found.data.items, sought);
    if (!item) return;
    choose(item);
    combobox.closeDropdown();
  }, [found.data]);

  return (
    <div>
      <Combobox
        store={combobox}
        // Inside the dialog, or its focus trap would take the list for the outside.
        withinPortal={false}
        // Not cut off at the dialog's edge, which scrolls.
        floatingStrategy="fixed"
        onOptionSubmit={(id) => {
          const item = found.data?.items.find((each) => each.id === id);
          if (item) choose(item);
          combobox.closeDropdown();
        }}
      >
        <Combobox.Target withExpandedAttribute>
          <TextInput
            role="combobox"
            // Escape closes the list first; with it closed, the dialog.
            data-mantine-stop-propagation={combobox.dropdownOpened || undefined}
            label={label}
            description={described}
            error={error}
            required={required}
            data-autofocus={autoFocus || undefined}
            placeholder={words.pick}
            value={text}
            rightSectionPointerEvents="all"
            rightSection={
              found.isFetching && combobox.dropdownOpened ? (
                <Loader size={14} />
              ) : chosen ? (
                <CloseButton size="sm" aria-label={words.clear} onClick={() => choose(null)} />
              ) : (
                <Icon name="search" size={14} />
              )
            }
            onChange={(event) => {
              setText(event.currentTarget.value);
              if (chosen) {
                setChosen(null);
                onChange("", null);
              }
              combobox.openDropdown();
              combobox.resetSelectedOption();
            }}
            onClick={() => combobox.openDropdown()}
            onFocus={(event) => event.currentTarget.select()}
            onBlur={() => {
              combobox.closeDropdown();
              if (!chosen) setText("");
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown>
          <Combobox.Options className={classes.options} aria-label={words.choices}>
            {found.data?.items.map((item) => (
              <Combobox.Option
                key={item.id}
                value={item.id}
                disabled={Boolean(item.disabled_reason)}
                className={classes.option}
              >
                <span>{item.label}</span>
                <span className="meta">{item.disabled_reason ?? item.description}</span>
                {item.warning && <span className={classes.warning}>{item.warning}</span>}
              </Combobox.Option>
            ))}
            {found.data?.more && (
              <Combobox.Empty className={classes.more}>{words.moreMatch}</Combobox.Empty>
            )}
            {found.data?.items.length === 0 && <Combobox.Empty>{words.noMatches}</Combobox.Empty>}
            {found.isPending && <Combobox.Empty>{words.searching}</Combobox.Empty>}
            {found.isError && <Combobox.Empty>{problemOf(found.error).detail}</Combobox.Empty>}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {chosen?.warning && (
        <p aria-hidden="true" className={classes.chosenWarning}>
          <Icon name="alert" size={14} />
          {chosen.warning}
        </p>
      )}
    </div>
  );
}

/** The one that can be chosen and has this very name. */
function only(items: PickerItem[], name: string): PickerItem | null {
  const same = items.filter((item) => item.label.toLowerCase() === name.trim().toLowerCase());
  return same.length === 1 && !same[0]?.disabled_reason ? (same[0] ?? null) : null;
}
