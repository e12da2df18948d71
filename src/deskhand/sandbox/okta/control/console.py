"""The console: which page answers, and the frame around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from deskhand.sandbox.okta.control.layout import document
from deskhand.sandbox.okta.control.pages import (
    access,
    calls,
    events,
    mail,
    overview,
    people,
    time,
    trouble,
)
from deskhand.sandbox.okta.control.pages.parts import Page, Visit
from deskhand.sandbox.okta.control.views import View

PLACES: dict[str, Callable[[Visit], Page]] = {
    "": overview.show,
    "people": people.show,
    "mail": mail.show,
    "log": calls.show,
    "events": events.show,
    "trouble": trouble.show,
    "access": access.show,
    "time": time.show,
}
"""By the first segment of the path; a page is given the rest of it, and the query."""


def page(view: View, noun: str, name: str, query: Mapping[str, str], nonce: str) -> tuple[str, int]:
    """A whole page and its status."""
    tenant = view.tenant
    found = PLACES[noun](Visit(view, name, query))
    org = f"{tenant.org.company} · {len(tenant.users):,} people"
    now = f"{tenant.clock.stamp()[:16].replace('T', ' ')} UTC"
    return document(found.title, noun, org, now, found.content, nonce), found.status
