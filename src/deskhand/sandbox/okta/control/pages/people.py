"""People: the list of all, and one person whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from operator import itemgetter
from urllib.parse import quote

from deskhand.sandbox.okta import signin
from deskhand.sandbox.okta.control.layout import (
    button,
    choice,
    filter_form,
    moment,
    table,
    tag,
    text_field,
)
from deskhand.sandbox.okta.control.pages.parts import (
    Page,
    Visit,
    calls_table,
    can_tag,
    events_table,
    mails_table,
    more_link,
    number_of,
    person_link,
)
from deskhand.sandbox.okta.control.phone import phone_page
from deskhand.sandbox.okta.control.views import CallFilter, View
from deskhand.sandbox.okta.state.model import STATUSES, User

_SHOWN = 50
_RECENT_SHOWN = 12


def show(visit: Visit) -> Page:
    view, name, query = visit.view, visit.name, visit.query
    if not name:
        return _list(view, query)
    who, _, what = name.partition("/")
    user = view.tenant.find_user(who)
    if user is None or what not in {"", "phone"}:
        told = f"<p>There is no <code>{escape(name)}</code> in this tenant.</p>"
        return Page("Nobody of that name", f"<h1>Nobody of that name</h1>{told}", 404)
    if what == "phone":
        return Page(f"Phone of {user.name}", phone_page(view, user))
    return Page(user.name, _person(view, user))


def search(view: View, text: str, status: str = "") -> list[User]:
    """In the order of their names; every word has to occur in name, login, e-mail or title."""
    words = text.casefold().split()
    found = [
        user
        for user in view.tenant.users
        if (not status or user.status == status) and all(word in _haystack(user) for word in words)
    ]
    return sorted(found, key=lambda user: user.name)


def people_table(people: Iterable[User]) -> str:
    rows = (
        (
            person_link(user),
            escape(str(user.profile.get("title") or "")),
            f"<code>{escape(user.login)}</code>",
            tag(user.status)
            + (f" {tag(f'to {user.transition_to}')}" if user.transition_to else ""),
            can_tag(user),
        )
        for user in people
    )
    columns = ("Name", "Title", "Login", "Status", "Sign-in")
    return table("People", columns, rows, "Nobody matches.", heading=False)


def _list(view: View, query: Mapping[str, str]) -> Page:
    text, status = query.get("q", ""), query.get("status", "")
    people = search(view, text, status)
    shown = min(number_of(query, "show", _SHOWN), len(people))
    statuses = (("", "any status"), *((each, each) for each in STATUSES))
    fields = text_field("q", "Name, login or title", text, kind="search", size=36)
    password = view.tenant.settings.password
    return Page(
        "People",
        "<h1>People</h1>"
        f'<p>Everybody from the seed signs in at <a href="/login">/login</a> with the password '
        f"<code>{escape(password)}</code>.</p>"
        + filter_form("people", fields + choice("status", "Status", statuses, status))
        + people_table(people[:shown])
        + more_link("people", query, shown, len(people)),
    )


def _person(view: View, user: User) -> str:
    whole = view.user(user)
    factors = (
        (escape(f.factor_type), escape(f.provider), moment(f.created), tag(f.status))
        for f in view.tenant.factors_of(user.id)
    )
    newest = itemgetter("expires", "id")
    sessions = (
        (moment(s["created"]), moment(s["expires"]))
        for s in sorted(whole["sessions"], key=newest, reverse=True)
    )
    tokens = (
        (escape(t["app"]), moment(t["expires"]))
        for t in sorted(whole["oauth_tokens"], key=newest, reverse=True)
    )
    devices = ((escape(device),) for device in whole["remembered_devices"])
    groups = ((escape(g["name"]), escape(g["type"]), escape(g["by"])) for g in whole["groups"])
    apps = ((escape(a["label"]), escape(a["scope"]), tag(a["status"])) for a in whole["apps"])
    calls = reversed(view.calls(CallFilter(user=user.id))[-_RECENT_SHOWN:])
    mails = [mail for mail in view.latest_mails() if mail.user_id == user.id][:_RECENT_SHOWN]
    return (
        _head(view, user, whole["roles"])
        + _at_sign_in(user)
        + '<div class="columns"><div>'
        + table(
            "Factors", ("Kind", "Provider", "Enrolled", "Status"), factors, "No factor is enrolled."
        )
        + table("Sessions", ("Since", "Until"), sessions, "Signed in nowhere.")
        + table("OAuth tokens", ("Application", "Until"), tokens, "No application holds a token.")
        + table("Remembered devices", ("Device",), devices, "No device is remembered.")
        + "</div><div>"
        + table("Groups", ("Name", "Type", "Put there by"), groups, "In no group.")
        + table("Applications", ("Name", "Assigned", "Status"), apps, "No application is assigned.")
        + "</div></div>"
        + mails_table("Mails", mails, empty="Nothing was mailed to this person.")
        + calls_table(view, "Recent calls on this person", calls)
        + events_table("System Log of this person", view.events_on(user.id, _RECENT_SHOWN))
    )


def _head(view: View, user: User, roles: Iterable[str]) -> str:
    profile = user.profile
    manager = view.tenant.find_user(str(profile.get("managerId") or ""))
    about = [escape(str(profile[name])) for name in ("title", "department") if profile.get(name)]
    about += [f"reports to {person_link(manager)}"] if manager else []
    moving = f", on the way to {tag(user.transition_to)}" if user.transition_to else ""
    return (
        f"<h1>{escape(user.name)}</h1>"
        f"<p>{tag(user.status)}{moving}{''.join(f' {tag(role)}' for role in roles)}</p>"
        f"<p>{', '.join(about)}</p>"
        f'<p class="meta"><code>{escape(user.login)}</code> · <code>{user.id}</code> · '
        f"status changed {moment(user.status_changed)} · last sign-in {moment(user.last_login)}</p>"
    )


def _at_sign_in(user: User) -> str:
    """Whether the person can sign in now, why not, and what he could do at the sign-in page."""
    told, login = signin.why_not(user), quote(user.login, safe="")
    offers = [
        f'<a href="/login?prompt=login&amp;login_hint={login}">Sign-in page</a>',
        f'<a href="/_sandbox/people/{user.id}/phone">Phone</a>',
    ]
    if told is None:
        done = f"{user.name} is signed in."
        offers.append(
            button("Sign in as this person would", "POST", f"sign-in/{user.id}", done=done)
        )
    if user.status in signin.LOCKABLE:
        offers.append(
            button(
                "Lock out by wrong passwords",
                "POST",
                f"lock-out/{user.id}",
                done=f"{user.name} is locked out.",
            )
        )
    return (
        f"<section><h2>Sign-in</h2><p>{can_tag(user)} {escape(told or '')}</p>"
        f'<p class="offers">{" ".join(offers)}</p></section>'
    )


def _haystack(user: User) -> str:
    profile = user.profile
    parts = (user.name, user.login, profile.get("email"), profile.get("title"))
    return " ".join(str(part) for part in parts if part).casefold()
