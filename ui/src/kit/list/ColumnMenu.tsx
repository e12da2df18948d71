import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { useState } from "react";
import { words } from "../../strings/list";
import { Icon } from "../icons";

interface Props {
  columns: readonly { key: string; label: string }[];
  usual: readonly string[];
  chosen: readonly string[];
  onChoose: (chosen: readonly string[]) => void;
}

/** Which columns the list shows. */
export function ColumnMenu({ columns, usual, chosen, onChoose }: Props) {
  const [open, setOpen] = useState(false);
  const toggle = (key: string) =>
    onChoose(chosen.includes(key) ? chosen.filter((each) => each !== key) : [...chosen, key]);
  return (
    <Menu width={200} opened={open} onChange={setOpen}>
      <Menu.Target>
        <Tooltip label={words.columns} disabled={open}>
          <ActionIcon variant="default" aria-label={words.columns}>
            <Icon name="columns" />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.map(({ key, label }) => (
          <Menu.CheckboxItem
            key={key}
            checked={chosen.includes(key)}
            closeMenuOnClick={false}
            checkIcon={<Icon name="check" size={14} />}
            onChange={() => toggle(key)}
          >
            {label}
          </Menu.CheckboxItem>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => onChoose(usual)}>{words.allColumns}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
