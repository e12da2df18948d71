"""The call log: every request that reached the tenant, newest first."""

from __future__ import annotations

from html import escape

from deskhand.sandbox.okta.control.layout import choice, filter_form, text_field
from deskhand.sandbox.okta.control.pages.parts import Page, Visit, calls_table, more_link, number_of
from deskhand.sandbox.okta.control.views import CallFilter
from deskhand.sandbox.okta.state.calllog import KEPT

_SHOWN = 100
_METHODS = (("", "any"), *((each, each) for each in ("GET", "POST", "PUT", "PATCH", "DELETE")))
_STATUSES = (
    ("", "any"),
    ("2xx", "2xx done"),
    ("4xx", "4xx refused"),
    ("429", "429 too many"),
    ("5xx", "5xx failed"),
    ("none", "no answer"),
)
_EFFECTS = (("", "any"), ("true", "changed something"), ("false", "changed nothing"))


def show(visit: Visit) -> Page:
    view, query = visit.view, visit.query
    try:
        wanted, told = CallFilter.of(query), ""
    except ValueError as error:
        wanted, told = CallFilter(), f'<p class="tag bad">{escape(str(error))}</p>'
    calls = view.calls(wanted)
    shown = min(number_of(query, "show", _SHOWN), len(calls))
    fields = (
        text_field("path", "Path contains", wanted.path, kind="search", size=24)
        + text_field("user", "About (login or id)", wanted.user, size=24)
        + text_field("principal", "By", wanted.principal, size=14)
        + choice("method", "Method", _METHODS, wanted.method)
        + choice("status", "Status", _STATUSES, wanted.status)
        + choice("effect", "Effect", _EFFECTS, wanted.effect)
    )
    return Page(
        "Call log",
        "<h1>Call log</h1><p>Every request to the API and to the authorization server, newest first. "
        '<a href="/_sandbox/log?effect=true">Changes only</a></p>'
        f'<p class="meta">Without bodies, and without what people do at the tenant\'s own pages: '
        f"the System Log tells that. Of more than {KEPT:,} calls the oldest are dropped.</p>"
        + told
        + filter_form("log", fields)
        + calls_table(
            view,
            "Calls",
            calls[: -shown - 1 : -1],
            heading=False,
            empty="No call matches." if len(view.tenant.calls) else "",
        )
        + more_link("log", query, shown, len(calls)),
    )
