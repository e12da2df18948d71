/** Small pieces that every area uses. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { type ReactNode, useEffect, useState } from "react";
import { words } from "../strings/kit";
import { announce } from "./announce";
import { Icon, type IconName } from "./icons";
import { n } from "./number";
import classes from "./small.module.css";

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className={classes.kbd}>{children}</kbd>;
}

/** Initials on a tint that stays the same for the same name. */
export function Avatar({ name, size = 22 }: { name: string; size?: number }) {
  const parts = name.split(/\s+/).filter(Boolean);
  const initials = `${parts[0]?.[0] ?? ""}${parts.length > 1 ? (parts.at(-1)?.[0] ?? "") : ""}`;
  const tint = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 4;
  return (
    <span
      aria-hidden="true"
      className={classes.avatar}
      data-tint={tint}
      // Drawn by the style sheet: as text it would belong to the name of the button around it.
      data-initials={initials.toUpperCase()}
      style={{ width: size, height: size, fontSize: Math.max(9, Math.round(size * 0.4)) }}
    />
  );
}

/** An id in monospace with a button that copies it. */
export function CopyId({ value, label, short }: { value: string; label: string; short?: string }) {
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <span className={classes.copy}>
      <code className="cut" title={value}>
        {short ?? value}
      </code>
      <CopyButton clipboard={clipboard} value={value} label={label} />
    </span>
  );
}

function CopyButton({
  clipboard,
  value,
  label,
}: {
  clipboard: ReturnType<typeof useClipboard>;
  value: string;
  label: string;
}) {
  const said = clipboard.error ? words.copyFailed : words.copied;
  return (
    <Tooltip label={clipboard.copied || clipboard.error ? said : words.copy(label)} openDelay={0}>
      <ActionIcon
        size={20}
        aria-label={words.copy(label)}
        onClick={() => {
          clipboard.copy(value);
          announce(said);
        }}
      >
        <Icon name={clipboard.copied ? "check" : "copy"} size={13} />
      </ActionIcon>
    </Tooltip>
  );
}

/** An icon button with its name, and its key, in the tooltip. */
export function IconButton({
  icon,
  label,
  hotkey,
  onClick,
  busy = false,
}: {
  icon: IconName;
  label: string;
  hotkey?: string;
  onClick: () => void;
  busy?: boolean;
}) {
  return (
    <Tooltip label={<Hint text={label} hotkey={hotkey} />}>
      <ActionIcon aria-label={label} onClick={onClick} loading={busy}>
        <Icon name={icon} />
      </ActionIcon>
    </Tooltip>
  );
}

/** The text of a tooltip with the key that does the same. */
export function Hint({ text, hotkey }: { text: string; hotkey?: string | undefined }) {
  return (
    <span className={classes.hint}>
      {text}
      {hotkey && <Kbd>{hotkey}</Kbd>}
    </span>
  );
}

/** Shown only when waiting has become noticeable, so that a fast answer does not flicker. */
export function useLate(ms = 150): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return late;
}

/** Rows of the final height while the first data is on its way. */
export function SkeletonRows({ rows, height = 36 }: { rows: number; height?: number }) {
  const late = useLate();
  return (
    <div role="status" aria-label={words.loading}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all the same
        <div key={row} className={classes.skeletonRow} style={{ height }}>
          {late && (
            <span className={classes.skeleton} style={{ width: `${72 - (row % 4) * 11}%` }} />
          )}
        </div>
      ))}
    </div>
  );
}

/** A page whose subject is on its way: it has its heading already. */
export function PagePending({ title }: { title: string }) {
  return (
    <div aria-busy="true">
      <h1 className="hidden-text">{words.loadingPage(title)}</h1>
      <SkeletonRows rows={10} />
    </div>
  );
}

/** Why there is nothing, and the one next step. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  page = false,
}: {
  icon: IconName;
  title: string;
  /** When it is all that the page shows, its title is the page's. */
  page?: boolean;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classes.empty}>
      <span className={classes.emptyIcon}>
        <Icon name={icon} size={20} />
      </span>
      {page ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children && <p className="dim">{children}</p>}
      {action}
    </div>
  );
}

/** A row of toggles of which one holds: filters, modes. A key that does the same is in the tooltip. */
export function Segments<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T | null;
  options: readonly {
    value: T;
    label: string;
    count?: number | undefined;
    hotkey?: string | undefined;
  }[];
  onChange: (value: T) => void;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row everywhere
    <div role="group" aria-label={label} className={classes.segments}>
      {options.map((option) => (
        <Tooltip
          key={option.value}
          label={<Hint text={option.label} hotkey={option.hotkey} />}
          disabled={!option.hotkey}
        >
          <button
            type="button"
            aria-pressed={option.value === value}
            className={classes.segment}
            onClick={() => onChange(option.value)}
          >
            {option.label}
            {option.count !== undefined && (
              <span className={classes.segmentCount}>{n(option.count)}</span>
            )}
          </button>
        </Tooltip>
      ))}
    </div>
  );
}
