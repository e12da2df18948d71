"""The mailbox: what Okta would have mailed, with links that work."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from deskhand.sandbox.okta.control.layout import filter_form, moment, text_field
from deskhand.sandbox.okta.control.pages.parts import (
    Page,
    Visit,
    mails_table,
    more_link,
    number_of,
    person_link,
)
from deskhand.sandbox.okta.control.views import View
from deskhand.sandbox.okta.state.records import Mail

_SHOWN = 50


def show(visit: Visit) -> Page:
    view, name, query = visit.view, visit.name, visit.query
    if not name:
        return _list(view, query)
    mail = view.tenant.mails.get(name)
    if mail is None:
        return Page("No such mail", "<h1>No such mail</h1>", 404)
    return Page(mail.subject, _mail(view, mail))


def _list(view: View, query: Mapping[str, str]) -> Page:
    wanted = query.get("q", "")
    mails = [mail for mail in view.latest_mails() if wanted.casefold() in mail.to.casefold()]
    shown = min(number_of(query, "show", _SHOWN), len(mails))
    field = text_field("q", "To", wanted, kind="search", size=36)
    return Page(
        "Mailbox",
        "<h1>Mailbox</h1><p>What this tenant has mailed, newest first. Links in a mail work.</p>"
        + filter_form("mail", field)
        + mails_table("Mails", mails[:shown], heading=False)
        + more_link("mail", query, shown, len(mails)),
    )


def _mail(view: View, mail: Mail) -> str:
    """What lies in the person's mailbox, with the secret that nobody else is shown."""
    user = view.tenant.users.get(mail.user_id)
    link = f'<p><a href="{escape(mail.link)}">{escape(mail.subject)}</a></p>' if mail.link else ""
    code = f"<p>Code: <code>{escape(mail.token)}</code></p>" if mail.token and not link else ""
    return (
        f"<h1>{escape(mail.subject)}</h1>"
        f'<p class="meta">To {escape(mail.to)}{f" ({person_link(user)})" if user else ""} · '
        f"{moment(mail.at)}</p>{link}{code}"
    )
