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
.call { display: block; min-width: 17rem; }
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
    if (answer.ok) return await renew(place, from.dataset.done || 'Done.', 'good');
    const told = (await answer.json()).error;
    // What was typed into a form stays for another try; a button may have been out of date.
    if (from.form) say(told, 'bad');
    else return await renew(place, told, 'bad');
  } catch (error) {
    say('The tenant does not answer.', 'bad');
  }
  from.disabled = false;
}

async function renew(place, told, tone) {
  const page = await (await fetch(location.href)).text();
  const fresh = new DOMParser().parseFromString(page, 'text/html');
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

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.dataset.path) return;
  event.preventDefault();
  const wish = {};
  for (const field of form.elements) {
    if (!field.name || field.value === '') continue;
    wish[field.name] = field.type === 'number' ? Number(field.value) : field.value;
  }
  command(event.submitter, form.dataset.method, form.dataset.path, JSON.stringify(wish));
});

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
