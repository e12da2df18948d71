"""The log's filter and keywords: what they find, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.syslog.filter import compile_filter
from deskhand.sandbox.okta.syslog.keywords import compile_keywords
from deskhand.sandbox.okta.syslog.model import Entity, Event, Origin
from tests.contract.sandbox.client import ELENA, Okta

LOGS = "/api/v1/logs"
Body = dict[str, Any]


def targets(body: Body, member: str) -> list[str]:
    return [target[member] for target in body["target"] or []]


def found_by(okta: Okta, test: Callable[[Body], bool]) -> list[str]:
    return [event.uuid for event in okta.tenant.events if test(event.body)]


# Filters with {user} and {token} to fill in, beside what they mean.
FILTERS: dict[str, Callable[[Body, str, str], bool]] = {
    'eventType eq "user.session.start"': (
        lambda e, user, token: e["eventType"] == "user.session.start"
    ),
    'eventType ne "user.session.start"': (
        lambda e, user, token: e["eventType"] != "user.session.start"
    ),
    'eventType sw "user.lifecycle"': (
        lambda e, user, token: e["eventType"].startswith("user.lifecycle")
    ),
    'eventType EW ".add"': lambda e, user, token: e["eventType"].endswith(".add"),
    'displayMessage co "group"': lambda e, user, token: "group" in e["displayMessage"],
    'target.id eq "{user}"': lambda e, user, token: user in targets(e, "id"),
    'target.id eq "{user}" and target.type eq "UserGroup"': (
        lambda e, user, token: user in targets(e, "id") and "UserGroup" in targets(e, "type")
    ),
    'target.id ne "{user}"': lambda e, user, token: user not in targets(e, "id"),
    'not (outcome.result eq "SUCCESS")': (
        lambda e, user, token: e["outcome"]["result"] != "SUCCESS"
    ),
    'outcome.reason pr AND NOT eventType sw "user.account"': (
        lambda e, user, token: (
            e["outcome"]["reason"] is not None and not e["eventType"].startswith("user.account")
        )
    ),
    '(actor.type eq "SystemPrincipal" or severity eq "WARN") and target pr': (
        lambda e, user, token: (
            (e["actor"]["type"] == "SystemPrincipal" or e["severity"] == "WARN")
            and bool(e["target"])
        )
    ),
    'eventType eq "user.account.lock" or actor.type eq "User" and severity eq "WARN"': (
        lambda e, user, token: (
            e["eventType"] == "user.account.lock"
            or (e["actor"]["type"] == "User" and e["severity"] == "WARN")
        )
    ),
    'transaction.detail.requestApiTokenId eq "{token}"': (
        lambda e, user, token: e["transaction"]["detail"].get("requestApiTokenId") == token
    ),
    'debugContext.debugData.requestUri sw "/api/v1/users/"': (
        lambda e, user, token: (
            e["debugContext"]["debugData"].get("requestUri", "").startswith("/api/v1/users/")
        )
    ),
    "client.geographicalContext.geolocation.lat gt 50": (
        lambda e, user, token: (
            (e["client"]["geographicalContext"] or {"geolocation": {"lat": 0}})["geolocation"][
                "lat"
            ]
            > 50
        )
    ),
    'client.userAgent.browser eq "FIREFOX"': (
        lambda e, user, token: (e["client"]["userAgent"] or {}).get("browser") == "FIREFOX"
    ),
    'request.ipChain.ip sw "203.0.113."': (
        lambda e, user, token: any(
            link["ip"].startswith("203.0.113.") for link in e["request"]["ipChain"]
        )
    ),
    'eventType ge "user.m" and eventType lt "user.z"': (
        lambda e, user, token: "user.m" <= e["eventType"] < "user.z"
    ),
    "device pr": lambda e, user, token: False,
}


async def test_filters_find_what_they_say(okta: Okta) -> None:
    user, token = okta.user(), next(iter(okta.tenant.tokens))
    group = okta.group("Payroll Viewers")
    for method in ("DELETE", "PUT"):
        await okta.call(method, f"/api/v1/groups/{group.id}/users/{user.id}")
    for operation in ("suspend", "suspend", "unsuspend"):
        await okta.post(f"/api/v1/users/{user.id}/lifecycle/{operation}")
    since = min(event.published for event in okta.tenant.events)
    for text, test in FILTERS.items():
        wanted = found_by(okta, lambda body, test=test: test(body, user.id, token.id))  # type: ignore[misc]  # bound now
        asked = text.replace("{user}", user.id).replace("{token}", token.id)
        got = await okta.get(LOGS, since=since, filter=asked, limit=1000)
        assert [event["uuid"] for event in got.body] == wanted, text
        assert wanted or text == "device pr", f"nothing to find: {text}"


async def test_a_filter_holds_over_pages(okta: Okta) -> None:
    since = min(event.published for event in okta.tenant.events)
    wanted = found_by(okta, lambda body: body["eventType"] == "user.session.start")
    until = max(event.published for event in okta.tenant.events)
    query = {"filter": 'eventType eq "user.session.start"', "limit": 7}
    found = await okta.walk(LOGS, since=since, until=until, **query)
    assert [event["uuid"] for event in found] == wanted
    seen: list[str] = []
    page = await okta.get(LOGS, since=since, **query)
    while page.body:
        seen.extend(event["uuid"] for event in page.body)
        assert page.next is not None
        page = await okta.get(page.next)
    assert seen == wanted


@pytest.mark.parametrize(
    "text",
    [
        'published gt "2026-01-01T00:00:00.000Z"',
        'target.changeDetails.to.title eq "x"',
        "target.changeDetails pr",
        'nothing eq "x"',
        'actor eq "x"',
        'eventType is "x"',
        "eventType eq",
        'eventType eq "x',
        'eventType eq "x" and',
        '(eventType eq "x"',
        'eventType eq "x")',
        "eventType co 5",
        "not",
        " ",
    ],
)
def test_what_a_filter_may_not_say(text: str) -> None:
    with pytest.raises(ApiError) as refused:
        compile_filter(text)
    assert refused.value.code == "E0000031"


def test_a_filter_has_an_end() -> None:
    with pytest.raises(ApiError) as refused:
        compile_filter(" or ".join(['uuid eq "x"'] * 101))
    assert refused.value.code == "E0000094"


def test_ne_is_the_opposite_of_eq_for_every_value() -> None:
    origin = Origin(Entity("a", "User", "a@acme.example", "A"), "t")
    event = Event(1, "u", "2026-01-01T00:00:00.000Z", "user.session.start", origin, debug={"n": 5})
    for value in ("5", "6", '"5"', "true"):
        same = compile_filter(f"debugContext.debugData.n eq {value}")(event)
        assert compile_filter(f"debugContext.debugData.n ne {value}")(event) is not same
        assert same == (value == "5")


async def test_keywords_are_whole_words_of_any_value(okta: Okta) -> None:
    await okta.post(f"/api/v1/users/{okta.user().id}/lifecycle/suspend")
    for query, kinds in (
        ("ELENA moreau suspended", {"user.lifecycle.suspend"}),
        (f"{ELENA} user.lifecycle.suspend", {"user.lifecycle.suspend"}),
        ("elen suspended", set()),
        ("elena no-such-word", set()),
    ):
        got = await okta.get(LOGS, q=query, limit=1000)
        assert {event["eventType"] for event in got.body} == kinds, query


async def test_every_word_of_an_event_finds_it(okta: Okta) -> None:
    await okta.post(f"/api/v1/users/{okta.user().id}", {"profile": {"city": "Ås Öst"}})
    await okta.post(f"/api/v1/users/{okta.user().id}/lifecycle/unsuspend")
    for event in okta.tenant.events:
        words = {word for text in texts(event.body) for word in text.casefold().split()}
        for word in words:
            if len(word) <= 40:
                assert compile_keywords(word)(event), word
        assert not compile_keywords("nowhere")(event)


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []


def test_keywords_have_limits() -> None:
    compile_keywords(" ".join(["a" * 40] * 10))
    for text in (" ".join(["a"] * 11), "a" * 41):
        with pytest.raises(ApiError) as refused:
            compile_keywords(text)
        assert refused.value.code == "E0000053"
