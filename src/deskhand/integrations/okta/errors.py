"""What Okta's answers mean: kind, proof, and in plain words what mends it.

Only `errorCode` decides; `errorSummary` is for people and may hold what users typed, so it is kept
as plain text of bounded length. Codes are those of Okta's error list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from deskhand.actions.declare import Answer, Kind, Reveals
from deskhand.directory.source import SourceError
from deskhand.integrations.okta import advice
from deskhand.integrations.okta.buckets import budget_of
from deskhand.integrations.okta.clean import NOT_JSON, plain, storable
from deskhand.kernel.http import FaultKind, HttpFault, Response

_MOST_CAUSES = 5

# Okta says that it did nothing and will do it later; with the seconds that usually suffice.
_LATER = {
    (409, "E0000112"): 60.0,
    (409, "E0000249"): 60.0,
    (409, "E0000253"): 60.0,
    (423, "E0000239"): 30.0,
    (503, "E0000010"): 60.0,
    (503, "E0000100"): 10.0,
    (429, "E0000109"): 30.0,
    (429, "E0000118"): 5.0,
    (429, "E0000133"): 30.0,
}
# A day's worth of messages to one phone is used up: waiting does not help.
_USED_UP = {"E0000146", "E0000147"}
_MAYBE_DONE = {"E0000016", "E0000032", "E0000062", "E0000090"}
# What a lifecycle call answers in the wrong status, which may be the very one it leads to.
_WRONG_STATUS = {"E0000001", "E0000038", "E0000107"}
_TOKEN_REFUSED = {"E0000004", "E0000005", "E0000011", "E0000260"}
_FEATURE_OFF = "E0000015"
_SERVER_SIDE = 500
_CHALLENGE = re.compile(r'(\w+)="([^"]*)"')


class OktaError(Exception):
    """A read that came to nothing, with what Okta said.

    `may_pass`: the same read may go through shortly. `slow`: it may when less is asked for.
    """

    def __init__(self, answer: Answer, *, may_pass: bool = False, slow: bool = False) -> None:
        super().__init__(answer.error_summary or f"HTTP {answer.http_status}")
        self.answer = answer
        self.may_pass = may_pass
        self.slow = slow


def answer_to(method: str, path: str, response: Response) -> Answer:
    """Classify any answer to a call."""
    body = _body(response)
    code = _text(body.get("errorCode")) if body else None
    status = response.status
    answer = Answer(
        kind=Kind.OK,
        method=method,
        path=path,
        http_status=status,
        error_code=code,
        provider_request_id=request_id_of(response),
        duration_ms=response.duration_ms,
    )
    if 200 <= status < 300:
        if response.body and not is_json(response.body):
            return replace(
                answer,
                kind=Kind.LOST,
                error_summary="Okta's answer was not readable",
                advice=advice.UNREADABLE,
            )
        return answer
    return _refusal(answer, body, response.headers)


def with_secret(answer: Answer, response: Response, reveals: Reveals) -> Answer:
    """The answer with what it reveals; one that should and does not has lost it."""
    if answer.kind is not Kind.OK:
        return answer
    body = _body(response) or {}
    secret = body.get(reveals.member)
    if not isinstance(secret, str) or not secret:
        return replace(
            answer,
            kind=Kind.LOST,
            error_summary=f"Okta's answer held no {reveals.member}",
            advice=advice.UNREADABLE,
        )
    return replace(answer, secret=secret)


def request_id_of(response: Response) -> str | None:
    """Okta's own name for a call, to prove it with."""
    return _text(response.headers.get("x-okta-request-id"))


def answer_lost(method: str, path: str, fault: HttpFault) -> Answer:
    """What a call without an answer means: it never left, or nobody knows."""
    return Answer(
        kind=Kind.LOST if fault.sent else Kind.NOT_SENT,
        method=method,
        path=path,
        error_summary=advice.FAULTS[fault.kind][0],
        advice=advice.of_fault(fault),
    )


def may_pass(answer: Answer) -> bool:
    """Whether a read that got this answer may get a better one shortly."""
    return answer.kind is Kind.LATER or answer.kind is Kind.LOST


def is_slow(answer: Answer) -> bool:
    """How Okta shows that a page was too much to ask for."""
    status = answer.http_status
    return status == 504 or (status == 500 and answer.error_code == "E0000009")


def is_slow_fault(fault: HttpFault) -> bool:
    return fault.kind in {FaultKind.TIMEOUT, FaultKind.TOO_LARGE}


def source_error(error: OktaError) -> SourceError:
    """The same for those who read the directory."""
    answer = error.answer
    found = answer.advice or advice.refused(answer.error_summary)
    code, title = advice.headline(answer)
    return SourceError(
        code,
        title,
        found.text,
        status=502 if answer.http_status != 404 else 404,
        next=found.steps[0] if found.steps else None,
        retry_after=answer.retry_after,
        http_status=answer.http_status,
        error_code=answer.error_code,
        provider_request_id=answer.provider_request_id,
        connection_broken=answer.token_invalid,
        steps=list(found.steps),
    )


def not_permitted(answer: Answer) -> bool:
    """Our role or scope does not reach this, or the org does not have it."""
    return answer.http_status == 403 or answer.error_code == _FEATURE_OFF


def is_json(body: bytes) -> bool:
    """Whether a body is whole JSON of any shape."""
    try:
        msgspec.json.decode(storable(body))
    except NOT_JSON:
        return False
    return True


def _refusal(answer: Answer, body: dict[str, Any] | None, headers: Mapping[str, str]) -> Answer:
    status, code = answer.http_status or 0, answer.error_code
    said = _CHALLENGE.findall(headers.get("WWW-Authenticate", ""))
    challenge = {name: plain(value) for name, value in said}
    causes = _causes(body)
    summary = _text((body or {}).get("errorSummary")) or challenge.get("error_description")
    token_invalid = code in _TOKEN_REFUSED or (status == 401 and code != _FEATURE_OFF)
    kind = _kind(answer)
    answer = replace(
        answer,
        kind=kind,
        error_summary=summary or f"Okta answered HTTP {status}",
        causes=causes,
        retry_after=_retry_after(status, code, headers) if kind is Kind.LATER else None,
        token_invalid=token_invalid,
    )
    from_okta = body is not None or bool(challenge)
    return replace(answer, advice=advice.of_answer(answer, challenge.get("scope"), from_okta))


def _kind(answer: Answer) -> Kind:
    status, code = answer.http_status or 0, answer.error_code
    if (status, code) in _LATER or (status == 429 and code not in _USED_UP):
        return Kind.LATER
    if status == 408 or (status >= _SERVER_SIDE and code != "E0000060"):
        return Kind.LOST
    if code in _MAYBE_DONE or (status == 404 and answer.method == "DELETE"):
        return Kind.MAYBE_DONE
    if "/lifecycle/" in answer.path and code in _WRONG_STATUS:
        return Kind.MAYBE_DONE
    return Kind.REFUSED


def _retry_after(status: int, code: str | None, headers: Mapping[str, str]) -> float:
    known = _LATER.get((status, code or ""))
    if known is not None:
        return known
    budget = budget_of(headers)
    if budget is None or budget.is_concurrency:
        return 1.5
    return budget.resets_in + 1


def _body(response: Response) -> dict[str, Any] | None:
    try:
        found = msgspec.json.decode(storable(response.body))
    except NOT_JSON:
        return None
    return found if isinstance(found, dict) else None


def _causes(body: dict[str, Any] | None) -> tuple[str, ...]:
    """Documented as an array, once as a bare object, and sometimes left out."""
    found = (body or {}).get("errorCauses")
    listed = found if isinstance(found, list) else [found]
    texts = [_text(each.get("errorSummary")) for each in listed if isinstance(each, dict)]
    return tuple(each for each in texts[:_MOST_CAUSES] if each)


def _text(value: object) -> str | None:
    return (plain(value) or None) if isinstance(value, str) else None
