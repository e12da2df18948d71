/** Removals that a sync held back: how many of what, and the way to say that they are real. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../../api/client";
import { keys } from "../../api/queries";
import type { SyncRun } from "../../api/types";
import { Dialog } from "../../kit/Dialog";
import { n } from "../../kit/number";
import { ProblemBar } from "../../kit/ProblemBar";
import { words as kit } from "../../strings/kit";
import { sync as words } from "../../strings/settings";
import classes from "./Settings.module.css";

export function HeldRemovals({ run }: { run: SyncRun }) {
  const [asked, setAsked] = useState(false);
  const client = useQueryClient();
  const apply = useMutation({
    mutationFn: () =>
      answer(api.POST("/api/v1/syncs/{sync_id}/apply", { params: { path: { sync_id: run.id } } })),
    onSuccess: (started) => {
      client.setQueryData(keys.sync(started.id), started);
      void client.invalidateQueries({ queryKey: keys.syncs });
      void client.invalidateQueries({ queryKey: keys.connection });
      setAsked(false);
    },
  });
  const total = Object.values(run.held).reduce((sum, each) => sum + each, 0);
  const label = words.applyHeld(n(total));
  return (
    <div className={classes.row}>
      <span className="dim">{words.heldHint}</span>
      <Button variant="default" className={classes.end} onClick={() => setAsked(true)}>
        {words.applyHeldAsk}
      </Button>
      {asked && (
        <Dialog title={label} onClose={() => setAsked(false)}>
          <div className={classes.form}>
            <ul>
              {run.families
                .filter((family) => run.held[family.key])
                .map((family) => (
                  <li key={family.key}>
                    {words.heldOf(n(run.held[family.key] ?? 0), family.label)}
                  </li>
                ))}
            </ul>
            <p className="dim">{words.applyHeldHow}</p>
            {apply.isError && <ProblemBar error={apply.error} />}
            <div className={classes.row}>
              <Button variant="default" className={classes.end} onClick={() => setAsked(false)}>
                {kit.cancel}
              </Button>
              <Button color="red" loading={apply.isPending} onClick={() => apply.mutate()}>
                {label}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </div>
  );
}
