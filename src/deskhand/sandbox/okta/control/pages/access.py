"""Who may call the API: API tokens with their administrators, and OAuth clients."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote

from deskhand.sandbox.okta.control.layout import (
    button,
    command_form,
    moment,
    section,
    table,
    tag,
    text_field,
)
from deskhand.sandbox.okta.control.pages import clients
from deskhand.sandbox.okta.control.pages.parts import Page, Visit
from deskhand.sandbox.okta.seed.people import SERVICE


def show(visit: Visit) -> Page:
    if visit.name:
        return clients.show(visit)
    view = visit.view
    rows = (_token(view.token(each)) for each in view.tenant.tokens)
    columns = (
        "Token",
        "State",
        "Administrator",
        "Roles",
        "Rate limits",
        "Ends if unused",
        "Change",
    )
    fields = text_field("token", "Value", more="required") + text_field(
        "admin", "Administrator", SERVICE, size=28
    )
    form = command_form("POST", "tokens", fields, "Add", done="The token works.")
    return Page(
        "Access",
        "<h1>Access</h1>"
        + table("API tokens", columns, rows, "There is no API token.")
        + section("Another API token", form)
        + clients.listed(view)
        + clients.form(),
    )


def _token(token: dict[str, Any]) -> tuple[str, ...]:
    owner, name = token["owner"] or "", token["name"]
    change = (
        button(
            "Revoke", "DELETE", f"tokens/{token['id']}", about=name, done="The token is revoked."
        )
        if token["state"] == "valid"
        else button(
            "Restore", "POST", "tokens", {"token": token["id"]}, about=name, done="The token works."
        )
    )
    path = f"admins/{quote(owner)}"
    role = (
        button("Make read-only", "PUT", path, {"roles": ["READ_ONLY_ADMIN"]}, about=owner)
        if "SUPER_ADMIN" in token["roles"]
        else button("Make super admin", "PUT", path, {"roles": ["SUPER_ADMIN"]}, about=owner)
    )
    roles = " ".join(tag(each) for each in token["roles"]) or tag("no role")
    return (
        escape(name),
        tag(token["state"]),
        escape(owner),
        roles,
        f"{token['rate_limit_percent']} %",
        moment(token["expires"]),
        f"{change} {role if owner else ''}",
    )
