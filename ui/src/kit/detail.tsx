/** The page of one thing: its head, facts and sections. */
import { type ReactNode, useId } from "react";
import { words as kit } from "../strings/kit";
import { detail as words } from "../strings/list";
import classes from "./detail.module.css";
import { Icon } from "./icons";
import { CopyId, IconButton } from "./small";
import { RelativeTime } from "./time";

interface HeadProps {
  /** The link to the list that it belongs to. */
  back: ReactNode;
  picture?: ReactNode;
  title: string;
  sub?: ReactNode;
  badges?: ReactNode;
  actions?: ReactNode;
  /** How fresh it is, and its ids. */
  foot: ReactNode;
  /** What went wrong with reading it anew. */
  children?: ReactNode;
}

export function DetailHead({
  back,
  picture,
  title,
  sub,
  badges,
  actions,
  foot,
  children,
}: HeadProps) {
  return (
    <header className={classes.head}>
      {back}
      <div className={classes.who}>
        {picture}
        <div className={classes.name}>
          <div className={classes.title}>
            <h1>{title}</h1>
            {badges}
          </div>
          {sub && <p className="dim">{sub}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      <div className={classes.foot}>{foot}</div>
      {children}
    </header>
  );
}

interface FreshnessProps {
  at: string | null;
  busy?: boolean;
  onRefresh?: () => void;
  oktaId: string;
  oktaUrl: string | null;
}

/** When it was read, how to read it again, and where it is in Okta. */
export function Freshness({ at, busy = false, onRefresh, oktaId, oktaUrl }: FreshnessProps) {
  return (
    <>
      <span className="meta">
        {busy ? (
          words.refreshing
        ) : at ? (
          <>
            {words.asOf} <RelativeTime at={at} />
          </>
        ) : (
          words.notRead
        )}
      </span>
      {onRefresh && (
        <IconButton icon="refresh" label={words.refresh} busy={busy} onClick={onRefresh} />
      )}
      <CopyId value={oktaId} label={words.oktaId} />
      {oktaUrl && (
        <a href={oktaUrl} target="_blank" rel="noreferrer" className={classes.external}>
          {words.openInOkta}
          <Icon name="external" size={12} />
          <span className="hidden-text"> ({kit.opensNewTab})</span>
        </a>
      )}
    </>
  );
}

export function Section({
  title,
  count,
  tools,
  children,
}: {
  title: string;
  count?: string | undefined;
  tools?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes.section}>
      <div className={classes.sectionHead}>
        <h2 id={id}>
          {title}
          {count && <span className={classes.count}> {count}</span>}
        </h2>
        {tools}
      </div>
      {children}
    </section>
  );
}

export function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}

export function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{term}</dt>
      <dd>{children || <span className="dim">{words.notSet}</span>}</dd>
    </div>
  );
}
