import { Button, Tooltip } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { problemOf } from "../../api/problem";
import type { PeopleFilter } from "../../api/queries";
import { announce } from "../../kit/announce";
import { Icon } from "../../kit/icons";
import { n } from "../../kit/number";
import { exporting as words } from "../../strings/people";
import classes from "./PeoplePage.module.css";

/** What a browser makes in one go, and a spreadsheet still opens. */
const MOST = 50_000;

interface Props {
  filter: PeopleFilter;
  total: number;
}

type Progress = { done: number; total: number };

/** Saves what the list shows. The code that does it is fetched by the click. */
export function ExportButton({ filter, total }: Props) {
  const [progress, setProgress] = useState<Progress | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const under = useRef<AbortController | null>(null);
  useEffect(() => () => under.current?.abort(), []);

  const start = async () => {
    if (total > MOST) return setFailure(words.most(MOST));
    const control = new AbortController();
    under.current = control;
    setFailure(null);
    setProgress({ done: 0, total });
    try {
      const { readAll, save } = await import("./export");
      const tell = (done: number, all: number) => setProgress({ done, total: all });
      const written = await readAll(filter, control.signal, tell);
      if (control.signal.aborted) return;
      save(written);
      announce(words.done(written.count));
    } catch (error) {
      if (!control.signal.aborted) setFailure(problemOf(error).detail);
    } finally {
      if (under.current === control) setProgress(null);
    }
  };
  const stop = () => {
    under.current?.abort();
    under.current = null;
    setProgress(null);
  };

  if (progress) {
    return (
      <span className={classes.export}>
        <progress
          aria-label={words.label}
          aria-valuetext={words.progress(progress.done, progress.total)}
          value={progress.done}
          max={Math.max(1, progress.total)}
        />
        <span className="meta figures">
          {n(progress.done)} / {n(progress.total)}
        </span>
        <Button variant="default" aria-label={words.cancel} onClick={stop} px={8}>
          <Icon name="close" size={14} />
        </Button>
      </span>
    );
  }
  return (
    <>
      {failure && <span role="alert">{failure}</span>}
      <Tooltip label={words.hint(total)}>
        <Button
          variant="default"
          leftSection={<Icon name="download" size={14} />}
          disabled={total === 0}
          onClick={() => void start()}
        >
          {words.export}
        </Button>
      </Tooltip>
    </>
  );
}
