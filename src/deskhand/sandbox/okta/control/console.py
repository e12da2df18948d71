"""The console's pages: overview, one person, one mail, and the call log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from deskhand.sandbox.okta import signin
from deskhand.sandbox.okta.control.layout import button, document, moment, table, tag
from deskhand.sandbox.okta.control.presets import PACES, PRESETS
from deskhand.sandbox.okta.control.views import View
from deskhand.sandbox.okta.model import User
from deskhand.sandbox.okta.records import Call, Mail

_PEOPLE_SHOWN = 25
_CALLS_SHOWN = 200
_RECENT_SHOWN = 15


@dataclass(frozen=True, slots=True)
class Page:
    html: str
    status: int = 200


def page(view: View, noun: str, name: str, query: Mapping[str, str], nonce: str) -> Page:
    """`noun` is "", "people", "mail" or "log"; `name` is whom or what the path names."""
    status = 200
    if noun == "log":
        title, content = "Call log", _log(view, only_effects=query.get("show") == "effects")
    elif noun == "people":
        user = view.tenant.find_user(name)
        status = 200 if user else 404
        title = user.name if user else "Nobody of that name"
        content = _person(view, user) if user else _nobody(name)
    elif noun == "mail":
        mail = view.tenant.mails.get(name)
        status = 200 if mail else 404
        title = mail.subject if mail else "No such mail"
        content = _mail(mail) if mail else "<h1>No such mail</h1>"
    else:
        title, content = "Overview", _overview(view, query.get("q", ""))
    org = f"{view.tenant.org.company}, {len(view.tenant.users)} people"
    return Page(document(title, noun, org, content, nonce), status)


def _overview(view: View, text: str) -> str:
    people = _search(view, text)
    rows = (
        (_link(user), escape(str(user.profile.get("title") or "")), tag(user.status))
        for user in people[:_PEOPLE_SHOWN]
    )
    more = len(people) - _PEOPLE_SHOWN
    rest = f'<p class="dim">and {more} more</p>' if more > 0 else ""
    return (
        "<h1>Overview</h1>"
        '<form method="get" action="/_sandbox/" role="search"><div>'
        '<label for="q">Find people by name, login or title</label>'
        f'<input type="search" id="q" name="q" value="{escape(text)}"></div>'
        '<button type="submit" class="strong">Search</button></form>'
        '<div class="columns"><div>'
        + table("People", ("Name", "Title", "Status"), rows, "Nobody matches.")
        + rest
        + f"</div><div>{_switches(view)}{_pace(view)}{_tokens(view)}{_beginning()}</div></div>"
        + _calls("Latest calls", reversed(view.calls()[-_RECENT_SHOWN:]))
        + _mails(view)
    )


def _person(view: View, user: User) -> str:
    whole = view.user(user)
    profile = user.profile
    manager = view.tenant.find_user(str(profile.get("managerId") or ""))
    reports_to = f", reports to {_link(manager)}" if manager else ""
    moving = f", on the way to {tag(user.transition_to)}" if user.transition_to else ""
    admin = "".join(f" {tag(role)}" for role in whole["roles"])
    factors = (
        (escape(f.factor_type), escape(f.provider), moment(f.created), tag(f.status))
        for f in view.tenant.factors_of(user.id)
    )
    sessions = ((moment(s["created"]), moment(s["expires"])) for s in whole["sessions"])
    tokens = ((escape(t["app"]), moment(t["expires"])) for t in whole["oauth_tokens"])
    devices = ((escape(device),) for device in whole["remembered_devices"])
    groups = ((escape(g["name"]), escape(g["type"]), escape(g["by"])) for g in whole["groups"])
    apps = ((escape(a["label"]), escape(a["scope"]), tag(a["status"])) for a in whole["apps"])
    calls = reversed(view.calls(user_id=user.id)[-_RECENT_SHOWN:])
    return (
        f"<h1>{escape(user.name)}</h1>"
        f"<p>{tag(user.status)}{moving}{admin}</p>"
        f"<p>{escape(str(profile.get('title') or ''))}, "
        f"{escape(str(profile.get('department') or ''))}{reports_to}</p>"
        f'<p class="dim"><code>{escape(user.login)}</code> · <code>{user.id}</code> · '
        f"status changed {moment(user.status_changed)} · last sign-in {moment(user.last_login)}</p>"
        f"{_at_sign_in(user)}"
        '<div class="columns"><div>'
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
        + _calls("Recent calls on this person", calls)
    )


def _at_sign_in(user: User) -> str:
    """What the person could do at the sign-in page now."""
    where = quote(user.login)
    offers = []
    if user.status == "ACTIVE":
        offers.append(button("Sign in as this person would", "POST", f"sign-in/{where}"))
    if user.status in signin.LOCKABLE:
        offers.append(button("Lock out by wrong passwords", "POST", f"lock-out/{where}"))
    return f"<p>{' '.join(offers)}</p>" if offers else ""


def _log(view: View, *, only_effects: bool) -> str:
    calls = [call for call in view.calls() if call.effect or not only_effects]
    other = (
        ("log", "Show every call") if only_effects else ("log?show=effects", "Show changes only")
    )
    return (
        "<h1>Call log</h1>"
        f'<p>Newest first. <a href="/_sandbox/{other[0]}">{other[1]}</a></p>'
        + _calls("Calls", reversed(calls[-_CALLS_SHOWN:]))
    )


def _calls(caption: str, calls: Iterable[Call]) -> str:
    rows = (
        (
            str(call.n),
            moment(call.at),
            f"<code>{escape(call.method)} {escape(_target(call))}</code>",
            str(call.status) if call.status else "no answer",
            escape(call.error_code or ""),
            '<span class="tag good">changed</span>' if call.effect else "",
            tag(call.fault) if call.fault else "",
        )
        for call in calls
    )
    columns = ("No.", "At", "Call", "Status", "Code", "Effect", "Fault")
    return table(caption, columns, rows, "No call has arrived.")


def _target(call: Call) -> str:
    return f"{call.path}?{call.query}" if call.query else call.path


def _switches(view: View) -> str:
    on: dict[tuple[str, str, str], str] = {
        (fault.kind, fault.method, fault.path): fault.id for fault in view.faults
    }
    rows = []
    for preset in PRESETS:
        fault_id = on.pop(preset.key, None)
        switch = (
            button("Turn off", "DELETE", f"faults/{fault_id}", pressed=True)
            if fault_id
            else button("Turn on", "POST", "faults", preset.fault(), pressed=False)
        )
        rows.append(
            f'<div class="row"><span>{escape(preset.label)}</span>{_named(switch, preset.label)}</div>'
        )
    rows.extend(
        f'<div class="row"><span><code>{escape(f"{kind} {method} {path}")}</code></span>'
        + _named(button("Turn off", "DELETE", f"faults/{fault_id}", pressed=True), kind)
        + "</div>"
        for (kind, method, path), fault_id in on.items()
    )
    return f"<section><h2>Make things go wrong</h2>{''.join(rows)}</section>"


def _pace(view: View) -> str:
    """How long activations and deactivations take."""
    now = view.tenant.settings.transition_seconds
    paces = [*PACES] if now in dict(PACES).values() else [*PACES, (f"{now:g} seconds", now)]
    rows = []
    for label, seconds in paces:
        choose = button("Choose", "PUT", "settings", {"transition_seconds": seconds})
        told, control = escape(label), _named(choose, label)
        if seconds == now:
            told, control = f"{told} {tag('chosen')}", ""
        rows.append(f'<div class="row"><span>{told}</span>{control}</div>')
    return f"<section><h2>Activation and deactivation take</h2>{''.join(rows)}</section>"


def _named(control: str, about: str) -> str:
    """The same words stand on many buttons: say which is which to those who hear them."""
    opening, _, rest = control.partition(">")
    words, _, closing = rest.partition("<")
    return f'{opening} aria-label="{escape(f"{words}: {about}")}">{words}<{closing}'


def _tokens(view: View) -> str:
    rows = []
    for token in (view.token(each) for each in view.tenant.tokens):
        owner, name = token["owner"] or "", token["name"]
        revoke = (
            button("Revoke", "DELETE", f"tokens/{token['id']}")
            if token["state"] == "valid"
            else button("Restore", "POST", "tokens", {"token": token["id"]})
        )
        path = f"admins/{quote(owner)}"
        role = (
            button("Make read-only", "PUT", path, {"roles": ["READ_ONLY_ADMIN"]})
            if "SUPER_ADMIN" in token["roles"]
            else button("Make super admin", "PUT", path, {"roles": ["SUPER_ADMIN"]})
        )
        roles = " ".join(tag(each) for each in token["roles"]) or tag("no role")
        rows.append(
            f'<div class="row"><span>{escape(name)} {tag(token["state"])}<br>'
            f"{escape(owner)} {roles}</span>{_named(revoke, name)}{_named(role, owner)}</div>"
        )
    body = "".join(rows) or "<p>There is no API token.</p>"
    return f"<section><h2>API tokens</h2>{body}</section>"


def _mails(view: View) -> str:
    rows = (
        (
            moment(mail["at"]),
            escape(mail["to"]),
            f'<a href="/_sandbox/mail/{mail["id"]}">{escape(mail["subject"])}</a>',
        )
        for mail in view.mails("")[:_RECENT_SHOWN]
    )
    return table("Mails sent", ("At", "To", "Subject"), rows, "No mail was sent.")


def _mail(mail: Mail) -> str:
    """What lies in the person's mailbox, with the link that nobody else is shown."""
    link = f'<p><a href="{escape(mail.link)}">{escape(mail.subject)}</a></p>' if mail.link else ""
    return (
        f"<h1>{escape(mail.subject)}</h1>"
        f'<p class="dim">To {escape(mail.to)} · {moment(mail.at)}</p>{link}'
    )


def _beginning() -> str:
    question = "Put the tenant back to its beginning? Every change in it is lost."
    return (
        "<section><h2>Start over</h2><p>People, groups, applications, time and calls go back to "
        f"the beginning.</p><p>{button('Reset the tenant', 'POST', 'reset', confirm=question)}</p>"
        "</section>"
    )


def _nobody(name: str) -> str:
    return f"<h1>Nobody of that name</h1><p>There is no <code>{escape(name)}</code> in this tenant.</p>"


def _search(view: View, text: str) -> list[User]:
    words = text.casefold().split()
    found = [user for user in view.tenant.users if all(word in _haystack(user) for word in words)]
    return sorted(found, key=lambda user: user.name)


def _haystack(user: User) -> str:
    profile = user.profile
    parts = (user.name, user.login, profile.get("email"), profile.get("title"))
    return " ".join(str(part) for part in parts if part).casefold()


def _link(user: User) -> str:
    return f'<a href="/_sandbox/people/{user.id}">{escape(user.name)}</a>'
