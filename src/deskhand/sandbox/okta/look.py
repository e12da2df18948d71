"""How the console and the hosted pages look, and the little that the console does by script."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark;
  --surface: #ffffff; --sunken: #f6f7f9; --line: #e1e4ea; --edge: #868e9c; --ink: #171a21;
  --dim: #565d6b; --accent: #4338ca; --on-accent: #ffffff; --hover: #eceef3;
  --good: #155c2c; --good-bg: #dff5e5; --bad: #9b1c1c; --bad-bg: #fde7e7;
  --warn: #6f4203; --warn-bg: #fdf0c8; --calm: #454c5a; --calm-bg: #eceef2; }
@media (prefers-color-scheme: dark) { :root {
  --surface: #17181c; --sunken: #1e2025; --line: #30333b; --edge: #757c8a; --ink: #e8e9ed;
  --dim: #a2a8b4; --accent: #a5b0ff; --on-accent: #14151a; --hover: #2a2d34;
  --good: #8ae0a4; --good-bg: #143521; --bad: #ffb4b4; --bad-bg: #471c1f;
  --warn: #f8d572; --warn-bg: #3c310c; --calm: #c6cad4; --calm-bg: #2c2f36; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--surface); color: var(--ink);
  font: 13px/20px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
header { background: var(--sunken); border-bottom: 1px solid var(--line); }
header > div { display: flex; gap: 4px 20px; align-items: baseline; flex-wrap: wrap;
  padding: 12px 20px; }
header strong { font-size: 14px; font-weight: 600; }
main { padding: 16px 20px 48px; max-width: 76rem; }
a { color: var(--accent); }
h1 { font-size: 20px; line-height: 28px; font-weight: 600; margin: 0 0 4px; }
h2 { font-size: 14px; line-height: 20px; font-weight: 600; margin: 24px 0 4px; }
p { margin: 4px 0; max-width: 60rem; }
code { font: 12px/16px ui-monospace, monospace; overflow-wrap: anywhere; }
.dim { color: var(--dim); }
.meta { color: var(--dim); font-size: 12px; line-height: 16px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 8px; top: 8px; background: var(--surface); padding: 4px 8px; z-index: 1; }
.tag { border-radius: 4px; padding: 1px 6px; font-size: 12px; line-height: 16px;
  white-space: nowrap; display: inline-block; }
.good { color: var(--good); background: var(--good-bg); }
.bad { color: var(--bad); background: var(--bad-bg); }
.warn { color: var(--warn); background: var(--warn-bg); }
.calm { color: var(--calm); background: var(--calm-bg); }
button, input, select { font: inherit; height: 30px; padding: 0 10px; border-radius: 6px;
  border: 1px solid var(--edge); background: var(--surface); color: var(--ink); max-width: 100%; }
button { cursor: pointer; font-weight: 500; }
input[type="number"] { width: 6rem; }
button:hover { background: var(--hover); }
button:disabled { color: var(--dim); cursor: default; }
button.strong { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button[aria-pressed="true"] { background: var(--bad-bg); color: var(--bad);
  border-color: var(--bad); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
form { display: flex; gap: 8px 12px; align-items: end; flex-wrap: wrap; margin: 8px 0; }
label { display: block; font-size: 12px; line-height: 16px; font-weight: 500; margin-bottom: 2px; }
.row { display: flex; gap: 4px 8px; align-items: center; flex-wrap: wrap; min-height: 36px;
  padding: 2px 0; border-bottom: 1px solid var(--line); }
.row > span { flex: 1; min-width: 13rem; }
.list { max-width: 46rem; }
.offers { display: flex; gap: 8px 12px; align-items: center; flex-wrap: wrap; min-height: 36px; }
.fixed, td a, td button, time { white-space: nowrap; }
.call { display: block; min-width: 26rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; height: 36px; padding: 2px 14px 2px 0; vertical-align: middle;
  border-bottom: 1px solid var(--line); }
th { font-weight: 500; font-size: 12px; color: var(--dim); white-space: nowrap; height: 28px; }
"""

CONSOLE_STYLE = """
nav { display: flex; flex-wrap: wrap; gap: 2px; margin: 0 -10px; }
nav a { color: var(--ink); text-decoration: none; padding: 5px 10px; border-radius: 6px; }
nav a:hover { background: var(--hover); }
nav a[aria-current] { background: var(--hover); font-weight: 600; }
.columns { display: grid; gap: 0 40px;
  grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); }
.figures { display: flex; flex-wrap: wrap; gap: 12px 32px; margin: 12px 0 0; }
.figures div { display: flex; flex-direction: column-reverse; }
.figures dd { margin: 0; font-size: 20px; line-height: 28px; font-weight: 600; }
.figures dt { color: var(--dim); font-size: 12px; line-height: 16px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
textarea { font: 12px/16px ui-monospace, monospace; padding: 6px 10px; border-radius: 6px;
  border: 1px solid var(--edge); background: var(--surface); color: var(--ink); max-width: 100%; }
form > div { min-width: 0; max-width: 100%; }
form > div > input { min-width: 100%; }
form.stacked { display: grid; gap: 12px 20px; align-items: start; max-width: 56rem;
  grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); }
.stacked > div > * { width: 100%; }
.stacked > fieldset { grid-column: 1 / -1; }
.stacked > button { justify-self: start; }
fieldset { border: 0; padding: 0; margin: 0; flex-basis: 100%; }
legend { font-size: 12px; line-height: 16px; font-weight: 500; padding: 0; }
label.check { display: inline-flex; gap: 6px; align-items: center; font-weight: 400; margin: 0 16px 0 0;
  min-height: 30px; }
label.check input { width: 16px; height: 16px; }
summary { cursor: pointer; }
details pre { font: 12px/16px ui-monospace, monospace; white-space: pre-wrap; max-width: 40rem;
  overflow-wrap: anywhere; margin: 4px 0 8px; max-height: 24rem; overflow-y: auto; }
tr:has(details[open]) td { vertical-align: top; padding-top: 8px; }
dl.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 20px; }
dl.facts dt { color: var(--dim); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 45rem) {
  table, tbody, tr, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody tr { padding: 6px 0; border-bottom: 1px solid var(--line); }
  tbody td { height: auto; min-height: 24px; padding: 2px 0 2px 7.5rem; border: 0;
    position: relative; overflow-wrap: anywhere; }
  tbody td:empty { display: none; }
  tbody td::before { content: attr(data-column); position: absolute; left: 0; width: 7rem;
    font-size: 12px; color: var(--dim); }
  .call { min-width: 0; }
  td a, td button, td .fixed { white-space: normal; }
}
#notice { position: sticky; top: 0; }
#notice:not(:empty) { padding: 8px 12px; border-radius: 6px; margin: 0 0 12px; }
@media (min-width: 60rem) {
  body { display: grid; grid-template-columns: 220px minmax(0, 1fr); min-height: 100vh; }
  header { border-bottom: 0; border-right: 1px solid var(--line); }
  header > div { position: sticky; top: 0; flex-direction: column; align-items: stretch;
    padding: 16px 20px; }
  nav { flex-direction: column; margin-top: 8px; margin-bottom: 8px; }
}
"""

SCRIPT = """
const notice = document.getElementById('notice');
const say = (text, tone) => {
  notice.textContent = text;
  notice.className = tone;
};
const buttons = () => [...document.querySelectorAll('main button')];

async function command(from, method, path, body) {
  const place = buttons().indexOf(from);
  from.disabled = true;
  try {
    const answer = await fetch('/_sandbox/' + path, {
      method, body, headers: { 'Content-Type': 'application/json' },
    });
    const said = await answer.json();
    if (answer.ok) {
      const secret = said.secret ? ` Its secret, told this once: ${said.secret}` : '';
      const done = said.told || from.dataset.done || 'Done.';
      return await renew(place, done + secret, said.result === 'REJECTED' ? 'warn' : 'good');
    }
    const told = said.error;
    // What was typed into a form stays for another try; a button may have been out of date.
    if (from.form) say(told, 'bad');
    else return await renew(place, told, 'bad');
  } catch (error) {
    say('The tenant does not answer.', 'bad');
  }
  from.disabled = false;
}

async function anew() {
  const page = await (await fetch(location.href)).text();
  return new DOMParser().parseFromString(page, 'text/html');
}

async function renew(place, told, tone) {
  const fresh = await anew();
  for (const part of ['content', 'now']) {
    document.getElementById(part).replaceWith(fresh.getElementById(part));
  }
  say(told, tone);
  buttons()[place]?.focus();
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-path]');
  if (!button || (button.dataset.confirm && !confirm(button.dataset.confirm))) return;
  command(button, button.dataset.method, button.dataset.path, button.dataset.body);
});

function take(wish, field) {
  const { name, value, type } = field;
  const kind = field.dataset.kind;
  if (kind === 'json') wish[name] = JSON.parse(value);
  else if (kind === 'words') wish[name] = value.trim().split(/[\\s,]+/);
  else if (kind === 'one of') field.checked && (wish[name] ??= []).push(value);
  else if (type === 'checkbox') wish[name] = field.checked;
  else wish[name] = type === 'number' ? Number(value) : value;
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.dataset.path) return;
  event.preventDefault();
  const wish = {};
  for (const field of form.elements) {
    if (!field.name || field.value === '') continue;
    try {
      take(wish, field);
    } catch {
      field.focus();
      return say(`${field.labels[0].textContent}: this is not JSON.`, 'bad');
    }
  }
  command(event.submitter, form.dataset.method, form.dataset.path, JSON.stringify(wish));
});

// Parts that change by themselves. Only those that differ are replaced: what somebody is about to
// press stays where it is.
async function look() {
  if (document.visibilityState !== 'visible') return;
  const fresh = await anew().catch(() => null);
  for (const old of document.querySelectorAll('[data-live]')) {
    const part = fresh?.querySelector(`[data-live="${old.dataset.live}"]`);
    if (!part || part.outerHTML === old.outerHTML) continue;
    const held = old.contains(document.activeElement) ? document.activeElement : null;
    const body = held?.dataset.body;
    old.replaceWith(part);
    if (part.dataset.told) document.getElementById('heard').textContent = part.dataset.told;
    if (held) {
      const same = [...part.querySelectorAll('button')].find((each) => each.dataset.body === body);
      (same || document.getElementById('main')).focus();
    }
  }
}
if (document.querySelector('[data-live]')) setInterval(look, 2000);

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, select, textarea');
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return;
  const search = document.querySelector('input[type=search]');
  if (search) {
    event.preventDefault();
    search.focus();
  }
});
"""
