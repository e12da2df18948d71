"""The first page: what the tenant holds, who is in it, and what happened last."""

from __future__ import annotations

from deskhand.sandbox.okta.control.layout import filter_form, text_field
from deskhand.sandbox.okta.control.pages.parts import (
    Page,
    Visit,
    calls_table,
    mails_table,
    reset_section,
)
from deskhand.sandbox.okta.control.pages.people import people_table, search
from deskhand.sandbox.okta.control.views import View

_PEOPLE_SHOWN = 10
_CALLS_SHOWN = 12
_MAILS_SHOWN = 6


def show(visit: Visit) -> Page:
    view, query = visit.view, visit.query
    text = query.get("q", "")
    people = search(view, text)
    more = len(people) - _PEOPLE_SHOWN
    rest = f'<p class="meta">and {more:,} more: <a href="/_sandbox/people">all people</a></p>'
    field = text_field("q", "Find people by name, login or title", text, kind="search", size=36)
    return Page(
        "Overview",
        "<h1>Overview</h1>"
        + _figures(view)
        + filter_form("", field, submit="Search")
        + people_table(people[:_PEOPLE_SHOWN])
        + (rest if more > 0 else "")
        + calls_table(view, "Latest calls", view.latest_calls(_CALLS_SHOWN))
        + mails_table("Latest mails", view.latest_mails(_MAILS_SHOWN))
        + reset_section(),
    )


def _figures(view: View) -> str:
    state = view.state()
    named = (
        ("People", state["users"]["total"]),
        ("Active", state["users"]["by_status"]["ACTIVE"]),
        ("Groups", state["groups"]["total"]),
        ("Applications", state["apps"]["total"]),
        ("Memberships", state["memberships"]),
        ("Assignments", state["assignments"]),
        ("Calls", state["calls"]),
        ("Faults switched on", state["faults"]),
    )
    listed = "".join(f"<div><dd>{count:,}</dd><dt>{words}</dt></div>" for words, count in named)
    return f'<dl class="figures">{listed}</dl>'
