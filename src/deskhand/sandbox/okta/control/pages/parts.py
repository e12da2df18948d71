"""What several pages show: calls, events, mails, and people as links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

import msgspec

from deskhand.sandbox.okta import signin
from deskhand.sandbox.okta.control.layout import button, moment, section, table, tag
from deskhand.sandbox.okta.control.views import View
from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.state.records import Call, Mail
from deskhand.sandbox.okta.syslog.model import Event

_RAN_OUT = ("RECOVERY", "PROVISIONED", "PASSWORD_EXPIRED", "STAGED")


@dataclass(frozen=True, slots=True)
class Visit:
    """`name` is the rest of the path behind the page's own segment, "" where there is none."""

    view: View
    name: str
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """`title` is text, `content` is HTML."""

    title: str
    content: str
    status: int = 200


def person_link(user: User) -> str:
    return f'<a href="/_sandbox/people/{user.id}">{escape(user.name)}</a>'


def can_tag(user: User) -> str:
    """Whether the person can sign in now, in a word and a colour."""
    if signin.why_not(user) is None:
        return tag("can sign in")
    tone = "warn" if user.status in _RAN_OUT else "bad"
    return f'<span class="tag {tone}">cannot</span>'


def calls_table(
    view: View, caption: str, calls: Iterable[Call], *, heading: bool = True, empty: str = ""
) -> str:
    rows = (
        (
            str(call.n),
            moment(call.at),
            f'<code class="call">{escape(call.method)}&nbsp;{_target(call)}</code>',
            str(call.status) if call.status else "no answer",
            f'<code class="fixed">{escape(call.error_code)}</code>' if call.error_code else "",
            '<span class="tag good">changed</span>' if call.effect else "",
            tag(call.fault) if call.fault else "",
            _about(view, call),
            escape(call.principal or "").replace("@", "<wbr>@"),
        )
        for call in calls
    )
    columns = ("No.", "At", "Call", "Status", "Code", "Effect", "Fault", "About", "By")
    filled, kept = _without_empty(columns, list(rows))
    return table(caption, filled, kept, empty or "No call has arrived.", heading=heading)


def events_table(
    caption: str, events: Iterable[Event], *, heading: bool = True, empty: str = ""
) -> str:
    rows = (
        (
            moment(event.published),
            _unfolding(event),
            tag(event.outcome) + (f" {escape(event.reason)}" if event.reason else ""),
            escape(event.origin.actor.display_name or event.origin.actor.id),
            "<br>".join(escape(f"{t.type} {t.display_name or t.id}") for t in event.targets),
        )
        for event in events
    )
    columns = ("At", "Event", "Outcome", "By", "On")
    return table(caption, columns, rows, empty or "Nothing has happened yet.", heading=heading)


def mails_table(
    caption: str, mails: Iterable[Mail], *, heading: bool = True, empty: str = ""
) -> str:
    rows = (
        (
            moment(mail.at),
            escape(mail.to),
            f'<a href="/_sandbox/mail/{mail.id}">{escape(mail.subject)}</a>',
        )
        for mail in mails
    )
    columns = ("At", "To", "Subject")
    return table(caption, columns, rows, empty or "No mail was sent.", heading=heading)


def number_of(query: Mapping[str, str], name: str, default: int) -> int:
    """A number of the query that is at least 1, or the default."""
    text = query.get(name, "")
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else default


def more_link(place: str, query: Mapping[str, str], shown: int, total: int) -> str:
    """How much of a list is shown, and the way to more of it."""
    if not total:
        return ""
    if shown >= total:
        return f'<p class="meta">All {total:,} shown.</p>'
    onward = urlencode({**query, "show": str(shown * 2)})
    return (
        f'<p class="meta">{shown:,} of {total:,} shown. '
        f'<a href="/_sandbox/{place}?{escape(onward)}">Show more</a></p>'
    )


def reset_section() -> str:
    question = "Put the tenant back to its beginning? Every change in it is lost."
    reset = button("Reset the tenant", "POST", "reset", confirm=question, done="The tenant is new.")
    return section(
        "Start over",
        "<p>People, groups, applications, time, faults and calls go back to the beginning. "
        f"Snapshots stay.</p><p>{reset}</p>",
    )


def _target(call: Call) -> str:
    """As HTML that may break between its parts, and not within a word."""
    text = escape(f"{call.path}?{call.query}" if call.query else call.path)
    return re.sub(r"(/|\?|&amp;)(?!$)", r"<wbr>\1", text)


def _without_empty(
    columns: Sequence[str], rows: list[tuple[str, ...]]
) -> tuple[list[str], list[list[str]]]:
    """Columns that say something in at least one row."""
    kept = [n for n in range(len(columns)) if any(row[n] for row in rows)]
    return [columns[n] for n in kept], [[row[n] for n in kept] for row in rows]


def _unfolding(event: Event) -> str:
    """The type of an event; behind it what it means, and the whole of it."""
    body = event.body
    about = (
        f"{escape(body['displayMessage'])}. Severity {escape(body['severity'])}."
        f"{f' Reason: {escape(event.reason)}.' if event.reason else ''}"
    )
    whole = escape(msgspec.json.format(msgspec.json.encode(body), indent=2).decode())
    return (
        f'<details><summary><code class="fixed">{escape(event.event_type)}</code></summary>'
        f'<p>{about}</p><pre tabindex="0" role="group" aria-label="Whole event">{whole}</pre></details>'
    )


def _about(view: View, call: Call) -> str:
    user = view.tenant.users.get(call.user_id) if call.user_id else None
    return person_link(user) if user else ""
