/** Rows that may be many: the first ones, a search, and the way to all. */
import { Button, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Icon } from "../../kit/icons";
import { n } from "../../kit/number";
import { profile as words } from "../../strings/people";
import classes from "./Profile.module.css";

const SHORT = 12;

interface Props<Row> {
  label: string;
  none: string;
  rows: readonly Row[];
  /** What the search looks in. */
  textOf: (row: Row) => string;
  keyOf: (row: Row) => string;
  render: (row: Row) => ReactNode;
}

export function LongList<Row>({ label, none, rows, textOf, keyOf, render }: Props<Row>) {
  const [sought, setSought] = useState("");
  const [all, setAll] = useState(false);
  if (rows.length === 0) return <p className="dim">{none}</p>;
  const q = sought.trim().toLowerCase();
  const found = q ? rows.filter((row) => textOf(row).toLowerCase().includes(q)) : rows;
  const shown = all || q ? found : found.slice(0, SHORT);
  return (
    <>
      {rows.length > SHORT && (
        <TextInput
          type="search"
          aria-label={words.searchIn(label)}
          placeholder={words.searchIn(label)}
          leftSection={<Icon name="search" size={14} />}
          className={classes.find}
          value={sought}
          onChange={(event) => setSought(event.currentTarget.value)}
        />
      )}
      {found.length === 0 && <p className="dim">{words.nothingMatches(sought)}</p>}
      <ul aria-label={label}>
        {shown.map((row) => (
          <li key={keyOf(row)} className={classes.line}>
            {render(row)}
          </li>
        ))}
      </ul>
      {shown.length < found.length && (
        <Button variant="subtle" color="gray" mt={6} onClick={() => setAll(true)}>
          {words.showAll(n(found.length))}
        </Button>
      )}
    </>
  );
}
