"""What each answer of Okta's means for a run, and what it advises."""

from __future__ import annotations

import json
from typing import Any

import pytest
from multidict import CIMultiDict, CIMultiDictProxy

from deskhand.actions.declare import Kind
from deskhand.directory.problem import SETTINGS_PAGE
from deskhand.integrations.okta.errors import (
    OktaError,
    answer_lost,
    answer_to,
    not_permitted,
    source_error,
)
from deskhand.kernel.http import FaultKind, HttpFault, Response

SUSPEND = "/api/v1/users/00u1/lifecycle/suspend"
MEMBER = "/api/v1/groups/00g1/users/00u1"
APP_USER = "/api/v1/apps/0oa1/users"


def response(
    status: int, code: str | None = None, *causes: str, body: Any = None, **headers: str
) -> Response:
    if code is not None:
        body = {
            "errorCode": code,
            "errorSummary": f"summary of {code}",
            "errorCauses": [{"errorSummary": each} for each in causes],
        }
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    named = CIMultiDict({name.replace("_", "-"): value for name, value in headers.items()})
    return Response(status, raw, CIMultiDictProxy(named), 12.5)


@pytest.mark.parametrize(
    ("method", "path", "status", "code", "kind"),
    [
        ("POST", SUSPEND, 429, "E0000047", Kind.LATER),
        ("POST", SUSPEND, 429, None, Kind.LATER),
        ("POST", SUSPEND, 429, "E0000146", Kind.REFUSED),
        ("POST", SUSPEND, 409, "E0000112", Kind.LATER),
        ("PUT", MEMBER, 409, "E0000249", Kind.LATER),
        ("PUT", MEMBER, 409, "E0000253", Kind.LATER),
        ("PUT", MEMBER, 423, "E0000239", Kind.LATER),
        ("PUT", MEMBER, 503, "E0000010", Kind.LATER),
        ("PUT", MEMBER, 503, "E0000100", Kind.LATER),
        ("PUT", MEMBER, 503, None, Kind.LOST),
        ("PUT", MEMBER, 500, "E0000009", Kind.LOST),
        ("PUT", MEMBER, 502, None, Kind.LOST),
        ("PUT", MEMBER, 504, None, Kind.LOST),
        ("PUT", MEMBER, 408, None, Kind.LOST),
        ("PUT", MEMBER, 501, "E0000060", Kind.REFUSED),
        ("POST", SUSPEND, 403, "E0000016", Kind.MAYBE_DONE),
        ("POST", SUSPEND, 403, "E0000032", Kind.MAYBE_DONE),
        ("POST", SUSPEND, 400, "E0000001", Kind.MAYBE_DONE),
        ("POST", SUSPEND, 403, "E0000038", Kind.MAYBE_DONE),
        ("POST", APP_USER, 409, "E0000062", Kind.MAYBE_DONE),
        ("POST", APP_USER, 400, "E0000001", Kind.REFUSED),
        ("POST", APP_USER, 409, "E0000195", Kind.REFUSED),
        ("DELETE", MEMBER, 404, "E0000007", Kind.MAYBE_DONE),
        ("PUT", MEMBER, 404, "E0000007", Kind.REFUSED),
        ("PUT", MEMBER, 403, "E0000006", Kind.REFUSED),
        ("PUT", MEMBER, 401, "E0000011", Kind.REFUSED),
        ("PUT", MEMBER, 400, "E0000003", Kind.REFUSED),
        ("PUT", MEMBER, 405, "E0000022", Kind.REFUSED),
        ("PUT", MEMBER, 302, None, Kind.REFUSED),
    ],
)
def test_refusals(method: str, path: str, status: int, code: str | None, kind: Kind) -> None:
    answer = answer_to(method, path, response(status, code))
    assert answer.kind is kind
    assert answer.http_status == status
    assert answer.error_code == code
    assert answer.advice is not None
    assert answer.advice.text
    assert (answer.retry_after is not None) is (kind is Kind.LATER)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"{}", Kind.OK),
        (204, b"", Kind.OK),
        (202, b"{}", Kind.OK),
        (200, b'{"tempPass', Kind.LOST),
        (200, b"<html>signed out</html>", Kind.LOST),
        (200, b'{"a": "\xff"}', Kind.LOST),
    ],
)
def test_acceptance_must_be_readable(status: int, body: bytes, kind: Kind) -> None:
    assert answer_to("POST", SUSPEND, response(status, body=body)).kind is kind


def test_proof_is_kept_and_foreign_text_is_bounded() -> None:
    found = answer_to(
        "PUT",
        MEMBER,
        response(400, "E0000001", "first\ncause", "x" * 1000, x_okta_request_id="req-9"),
    )
    assert found.provider_request_id == "req-9"
    assert found.duration_ms == 12.5
    assert found.error_summary == "summary of E0000001"
    assert found.causes[0] == "first cause"
    assert len(found.causes[1]) == 300


@pytest.mark.parametrize(
    "body",
    [
        {"errorCode": "E0000001", "errorSummary": "s", "errorCauses": {"errorSummary": "bare"}},
        {"errorCode": "E0000001", "errorSummary": "s"},
        {"errorCode": "E0000001", "errorSummary": None, "errorCauses": ["text"]},
        {"errorCode": 7},
        ["not an object"],
    ],
)
def test_odd_error_bodies_do_no_harm(body: Any) -> None:
    assert answer_to("PUT", MEMBER, response(400, body=body)).kind is Kind.REFUSED


def test_what_no_database_takes_does_not_come_out_of_an_answer() -> None:
    body = rb"""{"errorCode": "E0000001\u0000", "errorSummary": "no\u0000\u001b \ud800such",
        "errorCauses": [{"errorSummary": "\udfff\u0000"}, {"errorSummary": "\u0000"}]}"""
    challenge = 'Bearer scope="okta\udcff.x", error_description="said\udcff"'
    answer = answer_to(
        "PUT",
        MEMBER,
        response(400, body=body, x_okta_request_id="req\udcff-1", WWW_Authenticate=challenge),
    )
    assert answer.kind is Kind.REFUSED
    assert answer.error_code == "E0000001\ufffd"
    assert answer.error_summary == "no\ufffd \ufffdsuch"
    assert answer.causes == ("\ufffd\ufffd", "\ufffd")
    assert answer.provider_request_id == "req -1"
    bare = answer_to("PUT", MEMBER, response(403, WWW_Authenticate=challenge))
    assert bare.error_summary == "said"
    assert bare.advice is not None
    assert bare.advice.text.isascii()
    nameless = answer_to("PUT", MEMBER, response(204, x_okta_request_id="\udcff"))
    assert nameless.provider_request_id is None


def test_half_a_character_does_not_hide_what_okta_answered() -> None:
    """The answer decides what becomes of a run, so it must be readable whatever it quotes."""
    quoted = rb'{"errorCode": "E0000016", "errorSummary": "\ud83d"}'
    assert answer_to("POST", SUSPEND, response(403, body=quoted)).kind is Kind.MAYBE_DONE
    assert answer_to("POST", SUSPEND, response(200, body=rb'{"a": "\ud83d"}')).kind is Kind.OK


def test_an_answer_nested_without_end_is_none() -> None:
    body = b"[" * 10_000 + b"]" * 10_000
    assert answer_to("POST", SUSPEND, response(200, body=body)).kind is Kind.LOST
    assert answer_to("POST", SUSPEND, response(403, body=body)).kind is Kind.REFUSED


@pytest.mark.parametrize(
    ("status", "code", "refused"),
    [
        (401, "E0000011", True),
        (401, None, True),
        (403, "E0000005", True),
        (403, "E0000260", True),
        (401, "E0000015", False),
        (403, "E0000006", False),
    ],
)
def test_only_some_refusals_are_about_the_token(
    status: int, code: str | None, refused: bool
) -> None:
    assert answer_to("GET", "/api/v1/users", response(status, code)).token_invalid is refused


def test_a_refused_token_is_mended_in_the_settings() -> None:
    answer = answer_to("GET", "/api/v1/users", response(401, "E0000011"))
    found = source_error(OktaError(answer))
    assert found.connection_broken
    assert found.code == "token_invalid"
    assert found.next is not None
    assert (found.next.kind, found.next.href) == ("reconnect", SETTINGS_PAGE)


@pytest.mark.parametrize(
    ("method", "path", "role"),
    [
        ("GET", "/api/v1/apps", "Read-only Administrator"),
        ("POST", SUSPEND, "Group Administrator"),
        ("POST", "/api/v1/users/00u1/lifecycle/reset_factors", "Help Desk Administrator"),
        ("DELETE", "/api/v1/users/00u1/sessions", "Help Desk Administrator"),
        ("PUT", MEMBER, "Group Membership Administrator"),
        ("POST", APP_USER, "Application Administrator"),
        ("POST", "/api/v1/users/00u1", "Group Administrator"),
    ],
)
def test_a_missing_role_is_named(method: str, path: str, role: str) -> None:
    answer = answer_to(method, path, response(403, "E0000006"))
    assert answer.advice is not None
    assert role in answer.advice.text
    assert "Super Administrator" in answer.advice.text


def test_a_missing_scope_is_named() -> None:
    challenge = (
        'Bearer authorization_uri="http://acme/oauth2/v1/authorize", realm="http://acme", '
        'scope="okta.groups.manage", error="insufficient_scope", '
        'error_description="The access token provided does not contain the required scopes."'
    )
    answer = answer_to("PUT", MEMBER, response(403, WWW_Authenticate=challenge))
    assert answer.kind is Kind.REFUSED
    assert answer.advice is not None
    assert "okta.groups.manage" in answer.advice.text
    assert "required scopes" in (answer.error_summary or "")
    assert not answer.token_invalid


def test_an_expired_token_without_a_body_is_a_token_matter() -> None:
    challenge = 'Bearer scope="okta.users.read", error="invalid_token"'
    assert answer_to("GET", "/x", response(401, WWW_Authenticate=challenge)).token_invalid


def test_a_page_of_a_proxy_is_not_taken_for_okta() -> None:
    answer = answer_to("PUT", MEMBER, response(403, body=b"<html>Blocked by policy</html>"))
    assert answer.kind is Kind.REFUSED
    assert answer.advice is not None
    assert "proxy or firewall" in answer.advice.text


def test_the_wait_is_by_the_answers_own_clock() -> None:
    answer = answer_to(
        "PUT",
        MEMBER,
        response(
            429,
            "E0000047",
            date="Mon, 02 Mar 2026 10:00:00 GMT",
            x_rate_limit_limit="50",
            x_rate_limit_remaining="0",
            x_rate_limit_reset="1772445617",
        ),
    )
    assert answer.retry_after == 18


@pytest.mark.parametrize(
    ("kind", "meaning", "step"),
    [
        (FaultKind.DNS, Kind.NOT_SENT, "retry"),
        (FaultKind.TLS, Kind.NOT_SENT, "open"),
        (FaultKind.PROXY, Kind.NOT_SENT, "retry"),
        (FaultKind.BLOCKED, Kind.NOT_SENT, "open"),
        (FaultKind.CONNECT, Kind.NOT_SENT, "retry"),
        (FaultKind.CONNECT_TIMEOUT, Kind.NOT_SENT, "retry"),
        (FaultKind.TIMEOUT, Kind.LOST, "retry"),
        (FaultKind.DROPPED, Kind.LOST, "retry"),
        (FaultKind.GARBLED, Kind.LOST, "retry"),
        (FaultKind.TOO_LARGE, Kind.LOST, "open"),
    ],
)
def test_no_answer(kind: FaultKind, meaning: Kind, step: str) -> None:
    answer = answer_lost("PUT", MEMBER, HttpFault(kind, "acme.okta.com", "why"))
    assert answer.kind is meaning
    assert answer.http_status is None
    assert answer.advice is not None
    assert answer.advice.steps[0].kind == step
    assert "{" not in answer.advice.text
    assert source_error(OktaError(answer)).code == "okta_unreachable"


def test_what_may_be_left_out() -> None:
    assert not_permitted(answer_to("GET", "/x", response(403, "E0000006")))
    assert not_permitted(answer_to("GET", "/x", response(401, "E0000015")))
    assert not not_permitted(answer_to("GET", "/x", response(401, "E0000011")))
    assert not not_permitted(answer_to("GET", "/x", response(404, "E0000007")))
