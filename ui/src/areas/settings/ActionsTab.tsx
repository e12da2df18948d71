/** Which actions are offered, and who may run them. Each change is saved at once. */
import { Checkbox } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../../api/client";
import { actionSettingsQuery, keys } from "../../api/queries";
import type { ActionSetting } from "../../api/types";
import { announce } from "../../kit/announce";
import { Icon } from "../../kit/icons";
import { ProblemBar } from "../../kit/ProblemBar";
import { SkeletonRows } from "../../kit/small";
import { Badge } from "../../kit/status";
import { RelativeTime } from "../../kit/time";
import { actionIcon } from "../../kit/timeline";
import { useCan } from "../../session";
import { actions as words } from "../../strings/settings";
import classes from "./ActionsTab.module.css";

type Role = ActionSetting["roles"][number];

const GROUPS: readonly ActionSetting["group"][] = ["User", "Groups", "Applications"];

export function ActionsTab() {
  const settings = useQuery(actionSettingsQuery);
  const manage = useCan("connections.manage");
  return (
    <section aria-label={words.title} className={classes.tab}>
      <p className="dim">
        {words.intro} {!manage && words.readOnly}
      </p>
      {settings.isPending && <SkeletonRows rows={8} height={56} />}
      {settings.isError && (
        <ProblemBar
          error={settings.error}
          busy={settings.isFetching}
          mend={{ retry: () => void settings.refetch() }}
        />
      )}
      {settings.data && (
        <div className={`${classes.columns} ${classes.grid}`} aria-hidden="true">
          {Object.values(words.columns).map((name) => (
            <span key={name}>{name}</span>
          ))}
        </div>
      )}
      {GROUPS.map((group) => {
        const inside = settings.data?.items.filter((each) => each.group === group) ?? [];
        if (inside.length === 0) return null;
        return (
          <section key={group} aria-labelledby={`actions-${group}`}>
            <h2 id={`actions-${group}`} className={classes.group}>
              {group}
            </h2>
            <ul>
              {inside.map((setting) => (
                <Row key={setting.key} setting={setting} manage={manage} />
              ))}
            </ul>
          </section>
        );
      })}
    </section>
  );
}

function Row({ setting, manage }: { setting: ActionSetting; manage: boolean }) {
  const change = useChangeSetting(setting);
  // What was chosen stands there while it is saved; when it could not be, the old state is back.
  const { enabled, roles } = change.isPending ? change.variables : setting;
  const toggle = (role: Role) =>
    change.mutate({
      enabled,
      roles: setting.possible_roles.filter((each) => roles.includes(each) !== (each === role)),
    });
  return (
    <li className={`${classes.row} ${classes.grid}`}>
      <div className={classes.action}>
        <span className={classes.icon}>
          <Icon name={actionIcon(setting.key)} />
        </span>
        <div>
          <p>
            <span className="strong">{setting.title}</span>{" "}
            <span className={classes.risk}>{words.risk[setting.risk]}</span>
          </p>
          <p className="dim">{setting.description}</p>
          {setting.note && <p className={classes.note}>{setting.note}</p>}
        </div>
      </div>
      <div className={classes.offered}>
        {manage ? (
          <label className={classes.switch}>
            <input
              type="checkbox"
              role="switch"
              aria-label={words.offer(setting.title)}
              checked={enabled}
              aria-checked={enabled}
              onChange={() => !change.isPending && change.mutate({ enabled: !enabled, roles })}
            />
            <span aria-hidden="true">{enabled ? words.on : words.off}</span>
          </label>
        ) : (
          <Badge tone={enabled ? "green" : "grey"}>{enabled ? words.on : words.off}</Badge>
        )}
      </div>
      <div className={classes.roles}>
        {manage ? (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row everywhere
          <div role="group" aria-label={words.rolesOf(setting.title)} className={classes.boxes}>
            {setting.possible_roles.map((role) => (
              <Checkbox
                key={role}
                size="xs"
                label={words.roles[role]}
                aria-label={words.role(words.roles[role], setting.title)}
                checked={roles.includes(role)}
                disabled={!enabled}
                onChange={() => !change.isPending && toggle(role)}
              />
            ))}
          </div>
        ) : (
          <p>{named(roles)}</p>
        )}
        {enabled && roles.length === 0 && <p className={classes.note}>{words.nobody}</p>}
      </div>
      <p className={`${classes.changed} meta`}>
        {setting.changed_at ? (
          <>
            {setting.changed_by} · <RelativeTime at={setting.changed_at} />
          </>
        ) : (
          words.byDefault
        )}
      </p>
      {change.isError && (
        <div className={classes.problem}>
          <ProblemBar error={change.error} />
        </div>
      )}
    </li>
  );
}

function named(roles: readonly Role[]): string {
  return roles.map((role) => words.roles[role]).join(", ");
}

function useChangeSetting({ key, title }: ActionSetting) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { enabled: boolean; roles: Role[] }) =>
      answer(api.PUT("/api/v1/action-settings/{key}", { params: { path: { key } }, body })),
    onSuccess: (saved) => {
      client.setQueryData(
        actionSettingsQuery.queryKey,
        (known) => known && { items: known.items.map((each) => (each.key === key ? saved : each)) },
      );
      const state = saved.enabled ? words.switchedOn(named(saved.roles)) : words.switchedOff;
      announce(words.saved(title, state));
      void client.invalidateQueries({ queryKey: keys.offers });
    },
  });
}
