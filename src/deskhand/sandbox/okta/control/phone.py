"""A person's phone: read and answered by programs, and as a page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import quote

import msgspec
from aiohttp import web

from deskhand.sandbox.okta.control.layout import button, live, moment, section, table, tag
from deskhand.sandbox.okta.control.pages.parts import person_link
from deskhand.sandbox.okta.control.views import View
from deskhand.sandbox.okta.control.wishes import Refused, named_user, read_wish
from deskhand.sandbox.okta.factors import phone
from deskhand.sandbox.okta.factors.pushes import NotWaiting
from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.state.tenant import Tenant

_STYLE = """<style>
.ask { border: 1px solid var(--edge); border-radius: 8px; padding: 16px; margin: 8px 0;
  max-width: 30rem; }
.ask div { display: flex; gap: 8px; flex-wrap: wrap; margin-top: 12px; }
.ask button { height: 48px; min-width: 96px; font-size: 16px; flex: 1; }
.code { font: 600 20px/28px ui-monospace, monospace; letter-spacing: 1px; }
</style>"""
_YES = "Yes, it's me"
_WRONG_NUMBER = "That was not the number of the sign-in page: the push is refused."
_TOLD = {"SUCCESS": "Confirmed.", "REJECTED": "Refused."}
_MESSAGE_KINDS = {"sms": "SMS", "call": "Call"}


class _Answer(msgspec.Struct):
    """`transaction` is a push's or a set-up's, `number` the one chosen of those that are shown."""

    transaction: str
    approve: bool
    number: int | None = None


class PhoneCommands:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def show(self, request: web.BaseRequest, name: str) -> Any:
        """What the phone of the person of this login or id shows."""
        return phone.phone_of(self._tenant, named_user(self._tenant, name))

    async def answer(self, request: web.BaseRequest, name: str) -> Any:
        user = named_user(self._tenant, name)
        wish = await read_wish(request, _Answer)
        try:
            result = phone.answer(
                self._tenant,
                user,
                wish.transaction,
                approve=wish.approve,
                number=wish.number,
            )
        except NotWaiting:
            told = f"the phone of {user.login} does not ask {wish.transaction} (any more)"
            raise Refused(told, 409) from None
        told = _WRONG_NUMBER if wish.approve and result == "REJECTED" else _TOLD[result]
        return {**phone.phone_of(self._tenant, user), "result": result, "told": told}


def phone_page(view: View, user: User) -> str:
    """The page's content as HTML; its live parts renew themselves."""
    shown = phone.phone_of(view.tenant, user)
    where = f"phone/{quote(user.login)}"
    asked = [_push(where, push) for push in shown["pushes"]]
    asked += [_setup(where, waiting) for waiting in shown["setups"]]
    nothing = '<p class="dim">Nothing waits for an answer.</p>'
    return (
        f"{_STYLE}<h1>Phone of {escape(user.name)}</h1>"
        f'<p>{person_link(user)} · <a href="/_sandbox/people/{quote(user.login)}/phone">'
        "Look again</a></p>"
        + live("asked", section("Okta Verify", "".join(asked) or nothing), told=_asks(len(asked)))
        + live("codes", _codes(shown["codes"]))
        + live("messages", _messages(shown["messages"]), told="The messages have changed.")
    )


def _asks(count: int) -> str:
    return f"Questions that wait for an answer: {count}." if count else "No question waits."


def _push(where: str, push: dict[str, Any]) -> str:
    came = f" from {escape(push['from'])}" if push["from"] else ""
    refuse = _answer(where, push, "No, it's not me", approve=False)
    if push["numbers"]:
        told = "Choose the number that you are told"
        choices = "".join(
            _answer(where, push, str(number), approve=True, number=number)
            for number in push["numbers"]
        )
        offers = f"<div>{choices}</div><div>{refuse}</div>"
    else:
        told = "Did you just try to prove who you are?"
        offers = f"<div>{_answer(where, push, _YES, approve=True, strong=True)}{refuse}</div>"
    return (
        f'<div class="ask" role="group" aria-label="Push"><p><strong>{told}</strong></p>'
        f'<p class="meta">Asked {moment(push["at"])}{came} · until {moment(push["expires"])}</p>'
        f"{offers}</div>"
    )


def _setup(where: str, waiting: dict[str, Any]) -> str:
    take = _answer(where, waiting, "Scan the code", approve=True, strong=True)
    leave = _answer(where, waiting, "Do not set it up", approve=False)
    return (
        '<div class="ask" role="group" aria-label="Set-up"><p><strong>Set up Okta Verify on this '
        f'phone?</strong></p><p class="meta">Until {moment(waiting["expires"])}</p>'
        f"<div>{take}{leave}</div></div>"
    )


def _answer(
    where: str,
    asked: dict[str, Any],
    label: str,
    *,
    approve: bool,
    number: int | None = None,
    strong: bool = False,
) -> str:
    body = {"transaction": asked["transaction"], "approve": approve, "number": number}
    return button(label, "POST", where, body, strong=strong)


def _codes(codes: Iterable[dict[str, Any]]) -> str:
    rows = (
        (
            f'<span class="code">{code["code"]}</span>',
            escape(code["app"]),
            f"{code['seconds_left']} s",
            tag(code["status"]),
        )
        for code in codes
    )
    columns = ("Code", "App", "Good for another", "Factor")
    return table("One-time codes", columns, rows, "No app on this phone shows codes.")


def _messages(messages: Iterable[dict[str, Any]]) -> str:
    rows = (
        (
            f'<span class="code">{message["code"]}</span>',
            _MESSAGE_KINDS[message["kind"]],
            escape(message["to"]),
            moment(message["at"]),
            moment(message["expires"]),
        )
        for message in messages
    )
    columns = ("Code", "Kind", "To", "At", "Good until")
    return table("Messages and calls", columns, rows, "No message and no call came.")
