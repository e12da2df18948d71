import { useEffect, useState } from "react";
import { time as words } from "../strings/kit";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const TICK_MS = 20_000;

const dayMonth = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayMonthYear = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
});
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" });

/** "2 min ago", "in 3 h", after a week the date. A clock a little ahead of ours is "just now". */
export function relative(iso: string, now: number): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  if (Math.abs(seconds) < 45) return words.now;
  const say = seconds < 0 ? words.ahead : words.ago;
  const away = Math.abs(seconds);
  if (away < HOUR - MINUTE / 2) return say(words.minutes(Math.round(away / MINUTE)));
  if (away < DAY - HOUR / 2) return say(words.hours(Math.round(away / HOUR)));
  if (away < 7 * DAY) return say(words.days(Math.round(away / DAY)));
  return date(iso, now);
}

/** A day, with the year when it is not this one. */
export function date(iso: string, now: number): string {
  const at = new Date(iso);
  const sameYear = at.getFullYear() === new Date(now).getFullYear();
  return (sameYear ? dayMonth : dayMonthYear).format(at);
}

/** For a timeline: the time of day, with the date when it is not today. */
export function moment(iso: string, now: number): string {
  const at = new Date(iso);
  const time = clock.format(at);
  return at.toDateString() === new Date(now).toDateString() ? time : `${date(iso, now)}, ${time}`;
}

/** 212 ms, 1.4 s, 2 min 5 s. */
export function duration(ms: number): string {
  if (ms < 1000) return words.took.ms(Math.round(ms));
  const seconds = ms / 1000;
  if (seconds < 100) return words.took.seconds(seconds.toFixed(1));
  const whole = Math.round(seconds);
  return words.took.minutes(Math.floor(whole / MINUTE), whole % MINUTE);
}

export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

interface TimeProps {
  at: string;
  className?: string;
}

export function RelativeTime({ at, className }: TimeProps) {
  const now = Math.max(useNow(), Date.now());
  return (
    <time dateTime={at} title={exact.format(new Date(at))} className={className}>
      {relative(at, now)}
    </time>
  );
}

export function Moment({ at, className }: TimeProps) {
  return (
    <time dateTime={at} title={exact.format(new Date(at))} className={className}>
      {moment(at, Date.now())}
    </time>
  );
}
