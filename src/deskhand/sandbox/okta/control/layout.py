"""The console's frame: escaping, style, script, and the parts that pages share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import msgspec

STYLE = """
:root { color-scheme: light dark;
  --surface: #ffffff; --sunken: #f3f4f6; --line: #d9dce3; --ink: #14171f; --dim: #565d6b;
  --accent: #3b5bdb; --on-accent: #ffffff; --good: #155c2c; --good-bg: #dcf7e3;
  --bad: #9b1c1c; --bad-bg: #fde4e4; --warn: #6f4203; --warn-bg: #fdf0c4;
  --calm: #454c5a; --calm-bg: #eceef2; }
@media (prefers-color-scheme: dark) { :root {
  --surface: #1b1c20; --sunken: #25272c; --line: #3a3d45; --ink: #e9eaee; --dim: #a4a9b5;
  --accent: #91a7ff; --on-accent: #14171f; --good: #86e3a2; --good-bg: #133a20;
  --bad: #ffb3b3; --bad-bg: #4a1c1e; --warn: #fcd667; --warn-bg: #3f3008;
  --calm: #c6cad4; --calm-bg: #30333a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--surface); color: var(--ink);
  font: 14px/1.5 system-ui, sans-serif; }
header { background: var(--sunken); border-bottom: 1px solid var(--line); }
header > div, main { max-width: 76rem; margin: 0 auto; padding: 0.9rem 1.25rem; }
header > div { display: flex; gap: 1.5rem; align-items: baseline; flex-wrap: wrap; }
header strong { font-size: 1rem; }
nav { display: flex; gap: 1.1rem; flex: 1; }
a { color: var(--accent); }
nav a[aria-current] { color: var(--ink); text-decoration: none; font-weight: 600; }
h1 { font-size: 1.5rem; margin: 0.6rem 0 0.2rem; }
h2 { font-size: 1.05rem; margin: 1.8rem 0 0.5rem; }
p { margin: 0.3rem 0; }
.dim { color: var(--dim); }
.columns { display: grid; gap: 0 2.5rem; grid-template-columns: repeat(auto-fit, minmax(23rem, 1fr)); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.32rem 0.75rem 0.32rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
th { font-weight: 600; color: var(--dim); white-space: nowrap; }
code { font: 12.5px ui-monospace, monospace; overflow-wrap: anywhere; }
.tag { border-radius: 4px; padding: 0.05rem 0.4rem; font-size: 0.85em; white-space: nowrap; }
.good { color: var(--good); background: var(--good-bg); }
.bad { color: var(--bad); background: var(--bad-bg); }
.warn { color: var(--warn); background: var(--warn-bg); }
.calm { color: var(--calm); background: var(--calm-bg); }
button, input { font: inherit; padding: 0.3rem 0.7rem; border-radius: 5px;
  border: 1px solid var(--dim); background: var(--surface); color: var(--ink); }
button { cursor: pointer; }
button.strong { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button[aria-pressed="true"] { background: var(--bad-bg); color: var(--bad); border-color: var(--bad); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
form { display: flex; gap: 0.6rem; align-items: end; flex-wrap: wrap; margin: 0.6rem 0; }
label { display: block; font-weight: 600; }
input[type="search"] { width: 22rem; max-width: 100%; }
.row { display: flex; gap: 0.6rem; align-items: center; flex-wrap: wrap; padding: 0.4rem 0;
  border-bottom: 1px solid var(--line); }
.row > span { flex: 1; min-width: 14rem; }
#notice:not(:empty) { padding: 0.5rem 0.75rem; border-radius: 5px; margin: 0.5rem 0;
  color: var(--bad); background: var(--bad-bg); }
"""

SCRIPT = """
document.addEventListener('click', async (event) => {
  const button = event.target.closest('button[data-path]');
  if (!button || (button.dataset.confirm && !confirm(button.dataset.confirm))) return;
  const notice = document.getElementById('notice');
  button.disabled = true;
  try {
    const answer = await fetch('/_sandbox/' + button.dataset.path, {
      method: button.dataset.method,
      headers: { 'Content-Type': 'application/json' },
      body: button.dataset.body,
    });
    if (answer.ok) return location.reload();
    notice.textContent = (await answer.json()).error;
  } catch (error) {
    notice.textContent = 'The tenant does not answer.';
  }
  button.disabled = false;
});
"""

_PLACES = (("", "Overview"), ("log", "Call log"))
_TONES = {
    "ACTIVE": "good",
    "valid": "good",
    "SUSPENDED": "bad",
    "DEPROVISIONED": "bad",
    "LOCKED_OUT": "bad",
    "revoked": "bad",
    "expired": "bad",
    "owner gone": "bad",
    "RECOVERY": "warn",
    "PASSWORD_EXPIRED": "warn",
    "INACTIVE": "warn",
}


def document(title: str, place: str, org: str, content: str, nonce: str) -> str:
    """A whole page. `content` is HTML, everything else is text."""
    links = "".join(
        f'<a href="/_sandbox/{path}"{" aria-current=page" if path == place else ""}>{name}</a>'
        for path, name in _PLACES
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · sandbox Okta tenant</title>"
        f'<link rel="icon" href="data:,"><style>{STYLE}</style></head><body>'
        f"<header><div><strong>Sandbox Okta tenant</strong>"
        f'<nav aria-label="Console">{links}</nav>'
        f'<span class="dim">{escape(org)}</span></div></header>'
        f'<main><div id="notice" role="alert"></div>{content}</main>'
        f'<script nonce="{nonce}">{SCRIPT}</script></body></html>'
    )


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], empty: str) -> str:
    """A table of HTML cells under a heading; `empty` says what it means when there are none."""
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    heading = f"<h2>{escape(caption)}</h2>"
    if not body:
        return f"<section>{heading}<p>{escape(empty)}</p></section>"
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    return (
        f'<section>{heading}<div class="scroll" tabindex="0" role="group" '
        f'aria-label="{escape(caption)}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></section>"
    )


def tag(text: str) -> str:
    return f'<span class="tag {_TONES.get(text, "calm")}">{escape(text)}</span>'


def button(
    label: str,
    method: str,
    path: str,
    body: Any = None,
    *,
    strong: bool = False,
    pressed: bool | None = None,
    confirm: str = "",
) -> str:
    """A button that sends a command to the control API and then shows the page anew."""
    data = escape(msgspec.json.encode(body).decode()) if body is not None else ""
    parts = [
        f'data-method="{method}" data-path="{escape(path)}"',
        f'data-body="{data}"' if data else "",
        'class="strong"' if strong else "",
        f'aria-pressed="{str(pressed).lower()}"' if pressed is not None else "",
        f'data-confirm="{escape(confirm)}"' if confirm else "",
    ]
    return f'<button type="button" {" ".join(filter(None, parts))}>{escape(label)}</button>'


def moment(text: str | None) -> str:
    if text is None:
        return '<span class="dim">never</span>'
    return f'<time datetime="{escape(text)}">{escape(text[:19].replace("T", " "))}</time>'
