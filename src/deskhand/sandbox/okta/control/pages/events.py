"""The System Log, newest first, as an administrator's console shows it."""

from __future__ import annotations

from deskhand.sandbox.okta.control.layout import choice, filter_form, text_field
from deskhand.sandbox.okta.control.pages.parts import (
    Page,
    Visit,
    events_table,
    more_link,
    number_of,
)

_SHOWN = 100
_OUTCOMES = (("", "any"), ("SUCCESS", "SUCCESS"), ("FAILURE", "FAILURE"))


def show(visit: Visit) -> Page:
    view, query = visit.view, visit.query
    kind, outcome = query.get("type", ""), query.get("outcome", "")
    events = [
        event
        for event in view.latest_events()
        if kind in event.event_type and outcome in {"", event.outcome}
    ]
    shown = min(number_of(query, "show", _SHOWN), len(events))
    fields = text_field("type", "Event type contains", kind, kind="search", size=30)
    return Page(
        "System Log",
        "<h1>System Log</h1><p>What <code>GET /api/v1/logs</code> tells, newest first.</p>"
        + filter_form("events", fields + choice("outcome", "Outcome", _OUTCOMES, outcome))
        + events_table(
            "Events",
            events[:shown],
            heading=False,
            empty="No event matches." if kind or outcome else "",
        )
        + more_link("events", query, shown, len(events)),
    )
