"""The console's frame, and the parts that its pages share: tables, tags, buttons and forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import msgspec

from deskhand.sandbox.okta.look import CONSOLE_STYLE, SCRIPT, STYLE

_PLACES = (
    ("", "Overview"),
    ("people", "People"),
    ("mail", "Mailbox"),
    ("log", "Call log"),
    ("events", "System Log"),
    ("trouble", "Faults"),
    ("access", "Access"),
    ("time", "Time and state"),
)
_TONES = {
    "ACTIVE": "good",
    "SUCCESS": "good",
    "ALLOW": "good",
    "valid": "good",
    "can sign in": "good",
    "SUSPENDED": "bad",
    "DEPROVISIONED": "bad",
    "LOCKED_OUT": "bad",
    "FAILURE": "bad",
    "DENY": "bad",
    "revoked": "bad",
    "expired": "bad",
    "owner gone": "bad",
    "RECOVERY": "warn",
    "PASSWORD_EXPIRED": "warn",
    "INACTIVE": "warn",
    "PENDING_ACTIVATION": "warn",
}


def document(title: str, place: str, org: str, now: str, content: str, nonce: str) -> str:
    """A whole page. `content` is HTML, everything else is text."""
    links = "".join(
        f'<a href="/_sandbox/{path}"{" aria-current=page" if path == place else ""}>{name}</a>'
        for path, name in _PLACES
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · sandbox Okta tenant</title>"
        f'<link rel="icon" href="data:,"><style>{STYLE}{CONSOLE_STYLE}</style></head><body>'
        '<header><a class="skip" href="#main">Skip to the content</a>'
        f'<div><strong>Sandbox Okta tenant</strong><nav aria-label="Console">{links}</nav>'
        f'<span class="meta">{escape(org)}</span><span class="meta" id="now">{escape(now)}</span>'
        "</div></header>"
        '<main id="main" tabindex="-1"><div id="notice" role="status"></div>'
        '<div id="heard" class="unseen" aria-live="polite"></div>'
        f'<div id="content">{content}</div></main>'
        f'<script nonce="{nonce}">{SCRIPT}</script></body></html>'
    )


def table(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    empty: str,
    *,
    heading: bool = True,
) -> str:
    """A table of HTML cells; `empty` says what it means when there are none.

    Without a heading the caption is heard only. On narrow screens each row is a block of its own,
    whose cells stand under each other with the names of their columns; the roles say that it is a
    table all the same.
    """
    body = "".join(_row(columns, row) for row in rows)
    above = f"<h2>{escape(caption)}</h2>" if heading else ""
    if not body:
        return f'<section>{above}<p class="dim">{escape(empty)}</p></section>'
    head = "".join(
        f'<th role="columnheader" scope="col">{escape(column)}</th>' for column in columns
    )
    return (
        f'<section>{above}<div class="scroll" tabindex="0" role="group" '
        f'aria-label="{escape(caption)}"><table role="table"><thead role="rowgroup">'
        f'<tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
        "</div></section>"
    )


def _row(columns: Sequence[str], row: Sequence[str]) -> str:
    cells = "".join(
        f'<td role="cell" data-column="{escape(column)}">{cell}</td>'
        for column, cell in zip(columns, row, strict=True)
    )
    return f'<tr role="row">{cells}</tr>'


def section(heading: str, content: str) -> str:
    return f"<section><h2>{escape(heading)}</h2>{content}</section>"


def live(name: str, content: str, *, told: str = "") -> str:
    """A part that the page renews by itself; `told` is read out when it has changed."""
    news = f' data-told="{escape(told)}"' if told else ""
    return f'<div data-live="{name}"{news}>{content}</div>'


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
    about: str = "",
    done: str = "",
) -> str:
    """A button that sends a command to the control API and then shows the page anew.

    `about` says which of many buttons with the same words this is, to those who hear them.
    """
    data = escape(msgspec.json.encode(body).decode()) if body is not None else ""
    parts = [
        f'data-method="{method}" data-path="{escape(path)}"',
        f'data-body="{data}"' if data else "",
        'class="strong"' if strong else "",
        f'aria-pressed="{str(pressed).lower()}"' if pressed is not None else "",
        f'data-confirm="{escape(confirm)}"' if confirm else "",
        f'aria-label="{escape(f"{label}: {about}")}"' if about else "",
        f'data-done="{escape(done)}"' if done else "",
    ]
    return f'<button type="button" {" ".join(filter(None, parts))}>{escape(label)}</button>'


def command_form(
    method: str, path: str, fields: str, submit: str, *, done: str = "", stacked: bool = False
) -> str:
    """A form whose named fields become the JSON body of a command; empty ones are left out.

    One of many fields is `stacked`, not set in lines.
    """
    look = ' class="stacked"' if stacked else ""
    told = f' data-done="{escape(done)}"' if done else ""
    return (
        f'<form{look} data-method="{method}" data-path="{escape(path)}">{fields}'
        f"<button{told}>{escape(submit)}</button></form>"
    )


def filter_form(place: str, fields: str, *, submit: str = "Show") -> str:
    """A form whose fields become the query of a page."""
    return (
        f'<form method="get" action="/_sandbox/{place}" role="search">{fields}'
        f'<button class="strong">{escape(submit)}</button></form>'
    )


def text_field(
    name: str, label: str, value: str = "", *, kind: str = "text", size: int = 20, more: str = ""
) -> str:
    """`more` are further attributes, as HTML."""
    return (
        f'<div><label for="{name}">{escape(label)}</label><input type="{kind}" id="{name}" '
        f'name="{name}" value="{escape(value)}" size="{size}"{" " + more if more else ""}></div>'
    )


def lines_field(name: str, label: str, *, kind: str, hint: str = "", rows: int = 2) -> str:
    """Of several lines. `kind` says what its text becomes: words (a list) or json."""
    told = f' aria-describedby="{name}-hint"' if hint else ""
    below = f'<p class="meta" id="{name}-hint">{escape(hint)}</p>' if hint else ""
    return (
        f'<div><label for="{name}">{escape(label)}</label><textarea id="{name}" name="{name}" '
        f'data-kind="{kind}" rows="{rows}" cols="56" spellcheck="false"{told}></textarea>'
        f"{below}</div>"
    )


def checks(name: str, legend: str, options: Iterable[str]) -> str:
    """Any of these; the chosen ones become a list."""
    listed = "".join(
        f'<label class="check"><input type="checkbox" name="{name}" value="{escape(each)}" '
        f'data-kind="one of">{escape(each)}</label>'
        for each in options
    )
    return f"<fieldset><legend>{escape(legend)}</legend>{listed}</fieldset>"


def check(name: str, label: str) -> str:
    return f'<label class="check"><input type="checkbox" name="{name}">{escape(label)}</label>'


def facts(named: Iterable[tuple[str, str]]) -> str:
    """Names and what they are, as HTML."""
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{what}</dd>" for name, what in named)
    return f'<dl class="facts">{listed}</dl>'


def choice(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str = "") -> str:
    """Options are pairs of a value and the words for it."""
    listed = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(words)}</option>"
        for value, words in options
    )
    return (
        f'<div><label for="{name}">{escape(label)}</label>'
        f'<select id="{name}" name="{name}">{listed}</select></div>'
    )


def moment(text: str | None) -> str:
    if text is None:
        return '<span class="dim">never</span>'
    return f'<time datetime="{escape(text)}">{escape(text[:19].replace("T", " "))}</time>'
