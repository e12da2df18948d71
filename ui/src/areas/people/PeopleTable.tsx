/** Tens of thousands of people, of which only the rows in sight exist. */
import { useMediaQuery } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useRef } from "react";
import type { PeopleFilter } from "../../api/queries";
import type { PersonRow } from "../../api/types";
import { ProblemBar } from "../../kit/ProblemBar";
import { Avatar } from "../../kit/small";
import { StateBadge } from "../../kit/status";
import { useCursor } from "../../kit/useCursor";
import { words } from "../../strings/people";
import classes from "./PeopleTable.module.css";
import { useRows } from "./usePeople";

const ROW_PX = 36;
const LINE_PX = 56;

export function PeopleTable({ filter, total }: { filter: PeopleFilter; total: number }) {
  const phone = useMediaQuery("(max-width: 640px)", false, { getInitialValueInEffect: false });
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => (phone ? LINE_PX : ROW_PX),
    overscan: 12,
  });
  const visible = list.getVirtualItems();
  const people = useRows(filter, visible[0]?.index ?? 0, visible.at(-1)?.index ?? 0);
  const resetOn = JSON.stringify(filter);
  const [cursor, setCursor] = useCursor(total, resetOn);

  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows have other heights
  useEffect(() => list.measure(), [phone]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list starts at its top
  useEffect(() => list.scrollToOffset(0), [resetOn]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the cursor moves the list
  useEffect(() => {
    if (cursor >= 0) list.scrollToIndex(cursor);
  }, [cursor]);

  return (
    <>
      {people.failed && (
        <div className={classes.problem}>
          <ProblemBar
            error={people.failed.error}
            mend={{ retry: () => void people.failed?.refetch() }}
          />
        </div>
      )}
      {/* biome-ignore lint/a11y: a table whose rows are placed one by one cannot be a table element */}
      <div
        role="table"
        aria-label={words.title}
        aria-rowcount={total + 1}
        className={classes.scroller}
        ref={scroller}
        tabIndex={0}
      >
        {/* biome-ignore lint/a11y: see the table */}
        <div role="row" aria-rowindex={1} className={`${classes.row} ${classes.columns}`}>
          {Object.entries(words.columns).map(([key, label]) => (
            // biome-ignore lint/a11y: see the table
            <span role="columnheader" key={key}>
              {label}
            </span>
          ))}
        </div>
        {/* biome-ignore lint/a11y: see the table */}
        <div role="rowgroup" className={classes.rows} style={{ height: list.getTotalSize() }}>
          {visible.map((place) => (
            <Row
              key={place.key}
              person={people.row(place.index)}
              index={place.index}
              top={place.start}
              height={place.size}
              current={place.index === cursor}
              onFocus={() => setCursor(place.index)}
            />
          ))}
        </div>
      </div>
    </>
  );
}

interface RowProps {
  person: PersonRow | undefined;
  index: number;
  top: number;
  height: number;
  current: boolean;
  onFocus: () => void;
}

function Row({ person, index, top, height, current, onFocus }: RowProps) {
  const link = useRef<HTMLAnchorElement>(null);
  const ready = person !== undefined;
  useEffect(() => {
    if (current && ready && document.activeElement !== link.current) {
      link.current?.focus({ preventScroll: true });
    }
  }, [current, ready]);
  return (
    // biome-ignore lint/a11y: see the table
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      data-current={current || undefined}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      {person ? (
        <Cells person={person} link={link} onFocus={onFocus} />
      ) : (
        // biome-ignore lint/a11y: see the table
        <span role="cell" className={classes.loading}>
          <span className="hidden-text">{words.loadingRow}</span>
        </span>
      )}
    </div>
  );
}

function Cells({
  person,
  link,
  onFocus,
}: {
  person: PersonRow;
  link: RefObject<HTMLAnchorElement | null>;
  onFocus: () => void;
}) {
  const plain = [
    ["title", person.title],
    ["department", person.department],
    ["manager", person.manager],
    ["location", person.location],
  ] as const;
  return (
    <>
      {/* biome-ignore lint/a11y: see the table */}
      <span role="cell" className={classes.name}>
        <Avatar name={person.name} />
        <Link
          ref={link}
          to="/people/$personId"
          params={{ personId: String(person.id) }}
          className="row-link cut"
          onFocus={onFocus}
        >
          {person.name}
        </Link>
      </span>
      {/* biome-ignore lint/a11y: see the table */}
      <span role="cell" className={`${classes.email} dim cut`} title={person.email}>
        {person.email}
      </span>
      {/* biome-ignore lint/a11y: see the table */}
      <span role="cell" className={classes.status}>
        <StateBadge person={person} />
      </span>
      {plain.map(([key, value]) => (
        // biome-ignore lint/a11y: see the table
        <span
          role="cell"
          key={key}
          className={`${classes[key] ?? ""} cut`}
          title={value ?? undefined}
        >
          {value}
        </span>
      ))}
      {/* biome-ignore lint/a11y: see the table */}
      <span role="cell" className={`${classes.number} figures`}>
        {person.groups_count}
      </span>
      {/* biome-ignore lint/a11y: see the table */}
      <span role="cell" className={`${classes.number} figures`}>
        {person.apps_count}
      </span>
    </>
  );
}
