"""OAuth clients: the list of them, one whole, and the form that makes another."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from deskhand.sandbox.okta.control.clients import shown
from deskhand.sandbox.okta.control.layout import (
    button,
    check,
    checks,
    choice,
    command_form,
    facts,
    lines_field,
    section,
    table,
    tag,
    text_field,
)
from deskhand.sandbox.okta.control.pages.parts import Page, Visit
from deskhand.sandbox.okta.control.views import View
from deskhand.sandbox.okta.oauth import clients
from deskhand.sandbox.okta.roles import PERMISSIONS

_KINDS = (
    ("web", "web: signs people in, keeps a secret"),
    ("native", "native: signs people in on their device"),
    ("browser", "browser: signs people in within a page"),
    ("service", "service: acts by itself, signs with a key"),
    ("integration", "integration: acts by itself, has a secret"),
)
_BACK = '<p><a href="/_sandbox/access">All tokens and clients</a></p>'


def listed(view: View) -> str:
    found = (clients.registered(view.tenant, row.id) for row in view.tenant.clients)
    rows = (
        (
            f'<a href="/_sandbox/access/{quote(client.id)}">{escape(client.app.label)}</a>',
            f'<code class="fixed">{escape(client.id)}</code>',
            _codes(sorted(clients.scopes_of(view.tenant, client.app))),
            _tags(role.type for role in client.client.roles),
            _delete(client.id, client.app.label),
        )
        for client in found
        if client is not None
    )
    columns = ("Application", "Client", "Granted scopes", "Roles", "Change")
    return table("OAuth clients", columns, rows, "No client is registered.")


def show(visit: Visit) -> Page:
    """One client, by the rest of the path."""
    tenant = visit.view.tenant
    client = clients.registered(tenant, visit.name)
    if client is None:
        told = f"<p>No client has the id <code>{escape(visit.name)}</code>.</p>"
        return Page("No such client", f"<h1>No such client</h1>{told}{_BACK}", 404)
    whole = shown(tenant, client)
    named = (
        ("Client id", f"<code>{escape(client.id)}</code>"),
        ("Kind", escape(whole["kind"])),
        ("Application", f"{tag(whole['status'])} <code>{escape(whole['app_id'])}</code>"),
        ("Proves itself by", f"<code>{escape(whole['method'])}</code>"),
        ("Proof of possession", "DPoP, with every token" if whole["dpop"] else "not asked for"),
        ("Refresh tokens", _rotation(rotate=whole["rotate"], grace=whole["grace_seconds"])),
        ("Granted scopes", _codes(whole["grants"])),
        ("Roles", _tags(whole["roles"])),
        ("Redirect URIs", _codes(whole["redirect_uris"])),
        ("Assigned to", _logins(whole["assigned"])),
    )
    return Page(
        client.app.label,
        f"<h1>{escape(client.app.label)}</h1>{facts(named)}"
        f"<p>{_delete(client.id, client.app.label)}</p>{_BACK}",
    )


def form() -> str:
    fields = (
        text_field("label", "Label", size=28, more="required")
        + choice("kind", "Kind", _KINDS)
        + lines_field(
            "redirect_uris",
            "Redirect URIs",
            kind="words",
            hint="One a line; for clients that sign people in.",
        )
        + lines_field(
            "jwks", "Public keys (JWKS)", kind="json", hint="For a service: a key or a set of them."
        )
        + lines_field(
            "grants",
            "Granted scopes",
            kind="words",
            hint="Such as okta.users.manage okta.groups.read",
        )
        + text_field("secret", "Secret", size=28, more='autocomplete="off"')
        + checks("roles", "Administrator roles of a client that acts by itself", PERMISSIONS)
        + f"<fieldset>{check('dpop', 'Ask for proof of possession (DPoP)')}</fieldset>"
    )
    hint = (
        '<p class="meta">Everybody with an administrator role is assigned. '
        "An integration needs a secret; a web client gets one that is told once.</p>"
    )
    return section(
        "Another OAuth client",
        hint
        + command_form(
            "POST", "clients", fields, "Make the client", done="The client is there.", stacked=True
        ),
    )


def _delete(client_id: str, label: str) -> str:
    return button(
        "Delete",
        "DELETE",
        f"clients/{quote(client_id)}",
        about=label,
        confirm=f"Delete {label}? Its tokens and assignments go with it.",
        done="The client is deleted.",
    )


def _rotation(*, rotate: bool, grace: int) -> str:
    if not rotate:
        return "stay the same"
    return f"change with each use; the old one is good for {grace} s more"


def _codes(texts: Iterable[str]) -> str:
    return _listed(f"<code>{escape(text)}</code>" for text in texts)


def _tags(texts: Iterable[str]) -> str:
    return _listed(tag(text) for text in texts)


def _logins(logins: Iterable[str]) -> str:
    return _listed(
        f'<a href="/_sandbox/people/{quote(login)}">{escape(login)}</a>' for login in logins
    )


def _listed(parts: Iterable[str]) -> str:
    return " ".join(parts) or '<span class="dim">none</span>'
