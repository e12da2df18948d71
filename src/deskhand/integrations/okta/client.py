"""Calls of one connection: through its gate, with its token, reads repeated, writes sent once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from deskhand.actions.declare import Answer, Kind, Write
from deskhand.integrations.okta.advice import LIMIT, UNREADABLE
from deskhand.integrations.okta.buckets import Priority, budget_of, family_of
from deskhand.integrations.okta.clean import NOT_JSON
from deskhand.integrations.okta.errors import (
    OktaError,
    answer_lost,
    answer_to,
    is_slow,
    is_slow_fault,
    may_pass,
    request_id_of,
    with_secret,
)
from deskhand.integrations.okta.gate import Busy, Gate
from deskhand.integrations.okta.links import next_of
from deskhand.integrations.okta.records import ORGANIZATION
from deskhand.kernel.http import Http, HttpFault, Repeats, Request, Response, TryAgain

T = TypeVar("T")
Decode = Callable[[bytes], tuple[T, int]]
# Seconds for which an action's read waits in silence; for longer, its run is put off and says so.
_PATIENCE = 2.0
_NO_HEADERS: Mapping[str, str] = {}
_IN_BACKGROUND: Mapping[str, str] = {"Prefer": "respond-async"}


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose behalf calls are made; they are counted by method and endpoint template."""

    priority: Priority
    calls: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Target:
    """What is read: the raw path with its query, and the template that it is counted under."""

    url: str
    endpoint: str

    @classmethod
    def of(cls, template: str, *ids: str, **query: str) -> Target:
        """Fill the `{id}`s of a template."""
        path = template
        for each in ids:
            path = path.replace("{id}", quote(each, safe=""), 1)
        return cls(f"{path}?{urlencode(query, quote_via=quote)}" if query else path, template)

    @property
    def path(self) -> str:
        return self.url.partition("?")[0]


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """What a read brought: how much of it was `odd`, and the raw address of what comes next."""

    value: T
    odd: int
    next: str | None
    answer: Answer


class OktaClient:
    """One org with one token, or none. `base_url` has no slash at its end."""

    def __init__(
        self, http: Http, base_url: str, token: str, *, gate: Gate, repeats: Repeats
    ) -> None:
        self.base_url = base_url
        self.gate = gate
        self._http = http
        self._repeats = repeats
        self._token = token
        self._headers = {"Authorization": f"SSWS {token}"} if token else {}
        self._org_hosts: frozenset[str] | None = None

    def uses(self, base_url: str, token: str) -> bool:
        return self.base_url == base_url and self._token == token

    async def read(
        self, target: Target, decode: Decode[T], caller: Caller, *, shrinkable: bool = False
    ) -> Read[T]:
        """One read. Raises `OktaError`; `shrinkable`: at once when less could be asked for."""

        async def attempt() -> Read[T]:
            try:
                return await self._read_once(target, decode, caller)
            except OktaError as error:
                if (shrinkable and error.slow) or not error.may_pass:
                    raise
                busy = error.answer.http_status == 429
                if busy and _is_long(error.answer.retry_after, caller):
                    raise
                # The gate keeps a refused call until its bucket is filled again.
                raise TryAgain(error, busy=busy, after=0.0 if busy else None) from None

        return await self._repeats(attempt)

    async def write(self, write: Write, caller: Caller) -> Answer:
        """Send a change, once, and say what came of it; raises nothing of Okta's or the net's."""
        query = f"?{urlencode(write.query, quote_via=quote)}" if write.query else ""
        prefer = _IN_BACKGROUND if write.background else _NO_HEADERS
        body = b"" if write.json is None else msgspec.json.encode(write.json)
        try:
            response = await self._send(
                *(write.method, write.path, query, body, caller, write.path), headers=prefer
            )
        except HttpFault as fault:
            return answer_lost(write.method, write.path, fault)
        answer = answer_to(write.method, write.path, response)
        return with_secret(answer, response, write.reveals) if write.reveals else answer

    async def org_hosts(self, caller: Caller) -> frozenset[str]:
        """Names that the org says it has: Okta's links may use another one than we do."""
        if self._org_hosts is None:
            target = Target.of("/.well-known/okta-organization")
            self._org_hosts = (await self.read(target, ORGANIZATION.one, caller)).value.hosts
        return self._org_hosts

    async def _read_once(self, target: Target, decode: Decode[T], caller: Caller) -> Read[T]:
        path, _, query = target.url.partition("?")
        try:
            response = await self._send(
                *("GET", path, f"?{query}" if query else "", None, caller, target.endpoint),
                patience=_PATIENCE if caller.priority is Priority.ACTION else None,
            )
        except Busy as busy:
            raise OktaError(_held_back(path, busy.seconds)) from None
        except HttpFault as fault:
            answer = answer_lost("GET", path, fault)
            error = OktaError(answer, slow=is_slow_fault(fault), may_pass=fault.may_pass)
            raise error from None
        if not 200 <= response.status < 300:
            answer = answer_to("GET", path, response)
            raise OktaError(answer, slow=is_slow(answer), may_pass=may_pass(answer))
        try:
            value, odd = decode(response.body)
        except NOT_JSON:
            raise OktaError(_unreadable(path, response), may_pass=True) from None
        links = response.headers.getall("link", [])
        return Read(value, odd, next_of(links), _proof(path, response))

    async def _send(
        self,
        method: str,
        path: str,
        query: str,
        body: bytes | None,
        caller: Caller,
        endpoint: str,
        patience: float | None = None,
        headers: Mapping[str, str] = _NO_HEADERS,
    ) -> Response:
        if not path.startswith("/"):
            # Put behind the host, it would name another one.
            raise ValueError("a path begins with a slash")
        async with self.gate.passing(family_of(method, path), caller.priority, patience) as passage:
            caller.calls[f"{method} {endpoint}"] += 1
            url = f"{self.base_url}{path}{query}"
            request = Request(method, url, {**self._headers, **headers}, body)
            response = await self._http.send(request)
            passage.budget = budget_of(response.headers)
            passage.refused = response.status == 429
            return response


def _is_long(seconds: float | None, caller: Caller) -> bool:
    """Whether a run had better be put off, which people see, than wait here in silence."""
    return caller.priority is Priority.ACTION and seconds is not None and seconds > _PATIENCE


def _held_back(path: str, seconds: float) -> Answer:
    return Answer(
        Kind.LATER,
        "GET",
        path,
        error_summary="Okta's limit of calls a minute is used up",
        retry_after=seconds,
        advice=LIMIT,
    )


def _proof(path: str, response: Response) -> Answer:
    return Answer(
        Kind.OK,
        "GET",
        path,
        http_status=response.status,
        provider_request_id=request_id_of(response),
        duration_ms=response.duration_ms,
    )


def _unreadable(path: str, response: Response) -> Answer:
    return Answer(
        Kind.LOST,
        "GET",
        path,
        http_status=response.status,
        error_summary="Okta's answer was not readable",
        provider_request_id=request_id_of(response),
        duration_ms=response.duration_ms,
        advice=UNREADABLE,
    )
