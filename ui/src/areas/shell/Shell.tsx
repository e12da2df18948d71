import { useMediaQuery } from "@mantine/hooks";
import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { listenToKeys, modKey, pauseKeys, useKey } from "../../kit/keys";
import { IconButton } from "../../kit/small";
import { useLive } from "../../live";
import { useCan } from "../../session";
import { words } from "../../strings/shell";
import { Bars } from "./Bars";
import { ShellActions } from "./context";
import classes from "./Shell.module.css";
import { Brand, Sidebar } from "./Sidebar";

const loadPalette = async () => ({ default: (await import("./Palette")).Palette });
const Palette = lazy(loadPalette);
const Hotkeys = lazy(async () => ({ default: (await import("./Hotkeys")).Hotkeys }));
const MobileMenu = lazy(async () => ({ default: (await import("./MobileMenu")).MobileMenu }));
const NewRequest = lazy(async () => ({
  default: (await import("../requests/NewRequest")).NewRequest,
}));

type Open = "palette" | "hotkeys" | "menu" | "request" | null;

export function Shell() {
  const live = useLive();
  const narrow = useMediaQuery("(max-width: 900px)", false, { getInitialValueInEffect: false });
  const [open, setOpen] = useState<Open>(null);
  const [subject, setSubject] = useState<number | undefined>();
  const main = useRef<HTMLElement>(null);
  const navigate = useNavigate();
  const canRead = useCan("people.read");
  const path = useRouterState({ select: (state) => state.location.pathname });
  const shown = useRouterState({ select: (state) => state.resolvedLocation?.pathname });

  useEffect(listenToKeys, []);
  // Fetched behind the first paint, so that the first Ctrl K finds it there.
  useEffect(() => void loadPalette(), []);
  useEffect(() => {
    pauseKeys(open !== null);
    return () => pauseKeys(false);
  }, [open]);
  useKey("mod+k", () => setOpen((now) => (now === "palette" ? null : "palette")));
  useKey("?", () => setOpen("hotkeys"));
  useKey("n", () => openRequest());
  useKey("g r", () => void navigate({ to: "/requests" }));
  useKey("g p", () => void navigate({ to: "/people" }), canRead);
  useKey("g g", () => void navigate({ to: "/groups" }), canRead);
  useKey("g a", () => void navigate({ to: "/applications" }), canRead);
  // biome-ignore lint/correctness/useExhaustiveDependencies: going elsewhere closes the menu
  useEffect(() => setOpen(null), [path]);

  // What was clicked is gone with its page; the keyboard goes on from the new one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page, once it is there
  useEffect(() => {
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true });
  }, [shown]);

  const openRequest = (subjectId?: number) => {
    setSubject(subjectId);
    setOpen("request");
  };
  const close = () => setOpen(null);
  const openPalette = () => setOpen("palette");
  const openHotkeys = () => setOpen("hotkeys");

  return (
    <ShellActions value={{ openRequest, openHotkeys, openPalette }}>
      <div className={classes.frame}>
        <a href="#content" className={classes.skip}>
          {words.skip}
        </a>
        {narrow ? (
          <header className={classes.top}>
            <Brand />
            <IconButton
              icon="search"
              label={words.search}
              hotkey={`${modKey} K`}
              onClick={openPalette}
            />
            <IconButton icon="menu" label={words.menu} onClick={() => setOpen("menu")} />
          </header>
        ) : (
          <header className={classes.side}>
            <Sidebar onSearch={openPalette} onKeys={openHotkeys} onNavigate={close} />
          </header>
        )}
        <div className={classes.body}>
          <Bars live={live} />
          <main id="content" ref={main} tabIndex={-1} className={classes.main}>
            <Outlet />
          </main>
        </div>
      </div>
      <Suspense>
        {open === "menu" && (
          <MobileMenu onClose={close} onSearch={openPalette} onKeys={openHotkeys} />
        )}
        {open === "palette" && <Palette onClose={close} />}
        {open === "hotkeys" && <Hotkeys onClose={close} />}
        {open === "request" && <NewRequest subjectId={subject} onClose={close} />}
      </Suspense>
    </ShellActions>
  );
}
