/** What the palette finds, by kind; nothing is searched before something is typed. */
import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import {
  findApplicationsQuery,
  findGroupsQuery,
  findRequestsQuery,
  offersQuery,
  peopleQuery,
  personQuery,
  requestQuery,
} from "../../api/queries";
import { readRecent } from "../../kit/recent";
import { useCan, useMe } from "../../session";
import { palette, words } from "../../strings/shell";
import { askForAction } from "../requests/ask";
import { useShell } from "./context";

/** It leads to a page (`href`) or does something (`run`). */
export interface Entry {
  id: string;
  label: string;
  hint?: string | null | undefined;
  href?: string;
  run?: () => void;
  /** It cannot be done; choosing it shows where the reason stands. */
  refused?: boolean;
}

export interface Section {
  title: string;
  entries: readonly Entry[];
}

const MAX_PEOPLE = 6;
const MAX_RECENT = 3;
const SETTLE_MS = 120;

export function useSections(text: string): Section[] {
  const found = useFound(text);
  const actions = useActions();
  const recent = useRecentPages();
  const places = usePlaces();
  const commands = useCommands();
  return useMemo(() => {
    const like = ({ label }: Entry) => label.toLowerCase().includes(text.toLowerCase());
    // What cannot be done now is found by its name only.
    const known = actions.entries.filter((each) => text !== "" || !each.refused);
    return [
      { title: actions.title, entries: known.filter(like) },
      { title: palette.recent, entries: text ? [] : recent },
      ...found,
      { title: palette.goTo, entries: places.filter(like) },
      { title: palette.commands, entries: commands.filter(like) },
    ].filter((section) => section.entries.length > 0);
  }, [text, found, actions, recent, places, commands]);
}

/** The actions of whose request or profile is open. */
function useActions(): Section {
  const canAct = useCan("actions.run");
  const { ref, personId } = useParams({ strict: false });
  const request = useQuery({ ...requestQuery(ref ?? ""), enabled: canAct && ref !== undefined });
  const profile = useQuery({
    ...personQuery(Number(personId)),
    enabled: canAct && personId !== undefined,
  });
  const subject = ref ? request.data?.subject : personId ? profile.data : undefined;
  const offers = useQuery({
    ...offersQuery(subject?.id ?? 0, ref),
    enabled: canAct && subject !== undefined,
  });
  const items = offers.data?.items;
  const name = subject?.name;
  return useMemo(
    () => ({
      title: name ? palette.actionsOn(name) : "",
      entries: (items ?? []).map(({ key, title, description, verdict }) => ({
        id: key,
        label: palette.action(title),
        hint: verdict.allowed ? description : verdict.reason,
        refused: !verdict.allowed,
        run: () => askForAction(key),
      })),
    }),
    [items, name],
  );
}

/** What matches on the server. */
function useFound(text: string): Section[] {
  const [q] = useDebouncedValue(text, SETTLE_MS);
  const canRead = useCan("people.read");
  const asked = q !== "" && text !== "";
  const looked = asked && canRead;
  const requests = useQuery({ ...findRequestsQuery(q), enabled: asked }).data;
  const people = useQuery({
    ...peopleQuery({ q, status: "all" }, 0, MAX_PEOPLE),
    enabled: looked,
  }).data;
  const groups = useQuery({ ...findGroupsQuery(q), enabled: looked }).data;
  const apps = useQuery({ ...findApplicationsQuery(q), enabled: looked }).data;
  return useMemo(
    () =>
      asked
        ? [
            {
              title: palette.people,
              entries: (people?.items ?? []).map(({ id, name, title, email }) => ({
                id: `person-${id}`,
                label: name,
                hint: [title, email].filter(Boolean).join(" · "),
                href: `/people/${id}`,
              })),
            },
            {
              title: palette.requests,
              entries: (requests?.items ?? []).map(({ ref, title, requester }) => ({
                id: ref,
                label: `${ref} · ${title}`,
                hint: requester.name,
                href: `/requests/${ref}`,
              })),
            },
            {
              title: palette.groups,
              entries: (groups?.items ?? []).map(({ id, name, type_label }) => ({
                id: `group-${id}`,
                label: name,
                hint: type_label,
                href: `/groups/${id}`,
              })),
            },
            {
              title: palette.applications,
              entries: (apps?.items ?? []).map(({ id, label, sign_on }) => ({
                id: `application-${id}`,
                label,
                hint: sign_on,
                href: `/applications/${id}`,
              })),
            },
          ]
        : [],
    [asked, people, requests, groups, apps],
  );
}

/** The pages opened last, without the one that is open. */
function useRecentPages(): Entry[] {
  const { id } = useMe();
  return useMemo(
    () =>
      readRecent(id)
        .filter((each) => each.href !== window.location.pathname)
        .slice(0, MAX_RECENT)
        .map((each) => ({ ...each, id: `recent-${each.href.replaceAll("/", "-")}` })),
    [id],
  );
}

function usePlaces(): Entry[] {
  const staff = useCan("requests.work");
  const people = useCan("people.read");
  const settings = useCan("connections.read");
  return useMemo(
    () => [
      place(staff ? words.requests : words.myRequests, "/requests"),
      ...(people
        ? [
            place(words.people, "/people"),
            place(palette.groups, "/groups"),
            place(palette.applications, "/applications"),
          ]
        : []),
      ...(settings
        ? [
            place(words.integrations, "/settings/integrations"),
            place(palette.okta, "/settings/integrations/okta"),
          ]
        : []),
    ],
    [staff, people, settings],
  );
}

function place(label: string, href: string): Entry {
  return { id: `go${href.replaceAll("/", "-")}`, label, href };
}

function useCommands(): Entry[] {
  const shell = useShell();
  const dark = useComputedColorScheme("light") === "dark";
  const { setColorScheme } = useMantineColorScheme();
  return useMemo(
    () => [
      { id: "new-request", label: palette.newRequest, run: () => shell.openRequest() },
      {
        id: "theme",
        label: palette.theme,
        run: () => setColorScheme(dark ? "light" : "dark"),
      },
      { id: "shortcuts", label: palette.shortcuts, run: () => shell.openHotkeys() },
    ],
    [shell, dark, setColorScheme],
  );
}
