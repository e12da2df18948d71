import {
  ActionIcon,
  Menu,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { integrationsQuery, requestCountsQuery, sessionQuery } from "../../api/queries";
import { Icon, type IconName } from "../../kit/icons";
import { modKey } from "../../kit/keys";
import { n } from "../../kit/number";
import { Avatar, Hint, Kbd } from "../../kit/small";
import { Badge } from "../../kit/status";
import { useCan, useMe, useSignOut } from "../../session";
import { words as kit } from "../../strings/kit";
import { words } from "../../strings/shell";
import classes from "./Sidebar.module.css";

interface Props {
  onSearch: () => void;
  onKeys: () => void;
  onNavigate: () => void;
}

export function Brand() {
  const { data } = useQuery(sessionQuery);
  return (
    <span className={classes.brand}>
      <span className={classes.logo}>
        <Icon name="bolt" size={15} />
      </span>
      {data?.product.name ?? words.product}
    </span>
  );
}

export function Sidebar({ onSearch, onKeys, onNavigate }: Props) {
  const staff = useCan("requests.work");
  const people = useCan("people.read");
  const manage = useCan("connections.read");
  const console = useQuery(sessionQuery).data?.product.sandbox_console_url;
  return (
    <div className={classes.sidebar}>
      <div className={classes.head}>
        <Brand />
        <SchemeSwitch />
      </div>
      <button type="button" className={classes.search} onClick={onSearch}>
        <Icon name="search" size={15} />
        <span>{words.search}</span>
        <Kbd>{modKey} K</Kbd>
      </button>
      <nav aria-label={words.navigation} className={classes.nav}>
        <Item to="/requests" icon="inbox" hotkey={words.goRequests} onClick={onNavigate}>
          {staff ? words.requests : words.myRequests}
          {staff && <OpenCount />}
        </Item>
        {people && (
          <>
            <Item to="/people" icon="person" hotkey={words.goPeople} onClick={onNavigate}>
              {words.people}
            </Item>
            <Item to="/groups" icon="group" hotkey={words.goGroups} onClick={onNavigate}>
              {words.groups}
            </Item>
            <Item to="/applications" icon="app" hotkey={words.goApplications} onClick={onNavigate}>
              {words.applications}
            </Item>
          </>
        )}
        {manage && (
          <>
            <h2 className={classes.section}>{words.settings}</h2>
            <Item to="/settings/integrations" icon="plug" onClick={onNavigate}>
              {words.integrations}
              <OktaState />
            </Item>
            {console && (
              <a
                href={console}
                target="_blank"
                rel="noreferrer"
                className={`${classes.item} ${classes.sub}`}
              >
                {words.sandboxConsole}
                <Icon name="external" size={12} />
                <span className="hidden-text"> ({kit.opensNewTab})</span>
              </a>
            )}
          </>
        )}
      </nav>
      <MeMenu onKeys={onKeys} />
    </div>
  );
}

function Item({
  to,
  icon,
  hotkey,
  onClick,
  children,
}: {
  to: "/requests" | "/people" | "/groups" | "/applications" | "/settings/integrations";
  icon: IconName;
  hotkey?: string;
  onClick: () => void;
  children: ReactNode;
}) {
  const link = (
    <Link
      to={to}
      className={classes.item}
      activeOptions={{ includeSearch: false }}
      onClick={onClick}
    >
      <Icon name={icon} />
      {children}
    </Link>
  );
  return hotkey ? (
    <Tooltip label={<Hint text={hotkey} />} position="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}

function OpenCount() {
  const { data } = useQuery(requestCountsQuery);
  if (!data) return null;
  return (
    <span className={classes.count}>
      {n(data.open)}
      <span className="hidden-text"> {words.open}</span>
    </span>
  );
}

function OktaState() {
  const { data } = useQuery(integrationsQuery);
  const okta = data?.sections.flatMap((each) => each.items).find((each) => each.key === "okta");
  if (!okta) return null;
  const [tone, text] = (
    {
      connected: ["green", words.connected],
      broken: ["red", words.broken],
      not_connected: ["grey", words.notConnected],
    } as const
  )[okta.state];
  return (
    <span className={classes.end}>
      <Badge tone={tone}>{text}</Badge>
    </span>
  );
}

function SchemeSwitch() {
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const { setColorScheme } = useMantineColorScheme();
  const dark = scheme === "dark";
  const label = dark ? words.toLight : words.toDark;
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={() => setColorScheme(dark ? "light" : "dark")}>
        <Icon name={dark ? "sun" : "moon"} />
      </ActionIcon>
    </Tooltip>
  );
}

function MeMenu({ onKeys }: { onKeys: () => void }) {
  const me = useMe();
  const signOut = useSignOut();
  return (
    <Menu position="top-start" width={232}>
      <Menu.Target>
        <button type="button" className={classes.me} aria-label={words.me(me.name)}>
          <Avatar name={me.name} size={24} />
          <span className="cut">{me.name}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className={classes.label}>
          {me.email}
          <br />
          {words.roles[me.role]}
        </Menu.Label>
        <Menu.Item onClick={onKeys} rightSection={<Kbd>?</Kbd>}>
          {words.keys}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="signout" size={15} />}
          closeMenuOnClick={false}
          disabled={signOut.isPending}
          onClick={() => signOut.mutate()}
        >
          {words.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
