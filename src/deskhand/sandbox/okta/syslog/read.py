"""GET /api/v1/logs: a stream to poll, or a bounded stretch of the past.

Polling (no `until`, ascending) goes by the order of writing and always has a next page; a bounded
request goes by `published` and ends.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.grammar import Predicate
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.syslog.filter import compile_filter
from deskhand.sandbox.okta.syslog.keywords import compile_keywords
from deskhand.sandbox.okta.syslog.model import Event, key_of
from deskhand.sandbox.okta.wire.answers import encode
from deskhand.sandbox.okta.wire.call import Answer, Page, Request

RETENTION = timedelta(days=90)
_OLDEST_QUESTION = timedelta(days=180)
_DEFAULT_SPAN = timedelta(days=7)
_USUAL, _MOST = 100, 1_000
_CURSOR = re.compile(r"(\d{1,16})_(\d{1,3})(?:_([0-9a-f]{8}))?")


class LogError(ApiError):
    """An error as the log tells it: without a link, and without causes where there are none."""

    def __init__(self, error: ApiError) -> None:
        super().__init__(error.code, *error.causes)
        self.summary = error.summary

    def body(self, error_id: str) -> dict[str, Any]:
        found = super().body(error_id)
        del found["errorLink"]
        if not found["errorCauses"]:
            del found["errorCauses"]
        return found


@dataclass(frozen=True, slots=True)
class _Question:
    """`after` is the number of the last event that the client has; None on a first page."""

    since: datetime
    until: datetime | None
    after: int | None
    descending: bool
    limit: int
    tests: tuple[Predicate, ...]

    def asks_for(self, event: Event) -> bool:
        return all(test(event) for test in self.tests)


def list_events(request: Request) -> Answer:
    try:
        question = _question(request)
        if question.until is None:
            return Answer(_stream(request, question))
        return Answer(_stretch(request, question, question.until))
    except ApiError as error:
        raise LogError(error) from None


def _stream(request: Request, question: _Question) -> Page:
    kept = _first_number(request.tenant.clock.now() - RETENTION)
    start = question.after
    if start is None:
        start = min(_first_number(question.since), _newest(request))
    events = filter(question.asks_for, request.tenant.events.behind(max(start, kept)))
    found = list(itertools.islice(events, question.limit))
    last = found[-1].n if found else start
    return _page(request, question, found, last)


def _stretch(request: Request, question: _Question, until: datetime) -> Page:
    tenant = request.tenant
    since = max(question.since, tenant.clock.now() - RETENTION)
    first, last = clock.precise(since), clock.precise(until)
    rows = [
        event
        for event in tenant.events.behind(_first_number(since))
        if first <= event.published <= last
    ]
    rows.sort(key=_place, reverse=question.descending)
    ahead = _ahead(request, question, rows)
    found = list(itertools.islice(filter(question.asks_for, ahead), question.limit + 1))
    if len(found) <= question.limit:
        return _page(request, question, found, None)
    found = found[: question.limit]
    return _page(request, question, found, found[-1].n if found else question.after)


def _ahead(request: Request, question: _Question, rows: Iterable[Event]) -> Iterator[Event]:
    """What lies behind the cursor, in the asked direction."""
    n = question.after
    if n is None:
        return iter(rows)
    known = request.tenant.events.get(key_of(n))
    at = known.published if known is not None else _moment(n)
    if question.descending:
        return (event for event in rows if _place(event) < (at, n))
    return (event for event in rows if _place(event) > (at, n))


def _page(request: Request, question: _Question, found: list[Event], last: int | None) -> Page:
    rows = [encode(event.body) for event in found]
    onward = None if last is None else _cursor(last, request.query.get("since"))
    return Page(rows, question.limit, onward)


def _question(request: Request) -> _Question:
    query = request.query
    now = request.tenant.clock.now()
    order = query.get("sortOrder", "ASCENDING").upper()
    if order not in {"ASCENDING", "DESCENDING"}:
        raise _refused("The sortOrder parameter must be ASCENDING or DESCENDING.")
    until = _date(request, "until")
    descending = order == "DESCENDING"
    if until is None and descending:
        until = now
    since = _date(request, "since")
    if since is None:
        # Dates from before there were logs have no week before them.
        since = max(until or now, now - _OLDEST_QUESTION) - _DEFAULT_SPAN
    after = _after(request)
    if after is None and since < now - _OLDEST_QUESTION:
        raise _refused("The since parameter is over 180 days prior to the current day.")
    if until is not None and until < since:
        raise _refused("The until parameter lies before the since parameter.")
    tests = []
    if query.get("filter"):
        tests.append(compile_filter(query["filter"]))
    if query.get("q"):
        tests.append(compile_keywords(query["q"]))
    return _Question(since, until, after, descending, _limit(request), tuple(tests))


def _limit(request: Request) -> int:
    text = request.query.get("limit", str(_USUAL))
    if not re.fullmatch(r"\d{1,4}", text) or int(text) > _MOST:
        raise _refused(f"The limit parameter must lie between 0 and {_MOST}.")
    return int(text)


def _date(request: Request, name: str) -> datetime | None:
    text = request.query.get(name)
    if not text:
        return None
    try:
        # A plus sign that was not escaped arrives as a space.
        return clock.parse(text.replace(" ", "+"))
    except ValueError:
        raise ApiError("E0000030", f"{name}: '{text}' is not a date") from None


def _after(request: Request) -> int | None:
    """Links may hold `since` beside `after`; a client that puts them together itself may not."""
    text = request.query.get("after")
    if not text:
        return None
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise ApiError("E0000029", "Invalid cursor.")
    since = request.query.get("since")
    if since and found[3] != _tag(since):
        raise _refused("The since and after parameters cannot be combined.")
    n = int(found[1]) * 1_000 + int(found[2])
    # From before a reset that turned the clock back: better an error than silence until then.
    if n > _newest(request):
        raise ApiError("E0000029", "Invalid cursor.")
    return n


def _cursor(n: int, since: str | None) -> str:
    text = f"{n // 1_000}_{n % 1_000}"
    return f"{text}_{_tag(since)}" if since else text


def _tag(since: str) -> str:
    return hashlib.sha256(since.encode()).hexdigest()[:8]


def _first_number(moment: datetime) -> int:
    """Smaller than the number of every event of this moment and later."""
    return max(0, clock.milliseconds(moment) * 1_000 - 1)


def _newest(request: Request) -> int:
    """No event that there is has a greater number."""
    tenant = request.tenant
    return max(tenant.events.last_number, _first_number(tenant.clock.now()))


def _moment(n: int) -> str:
    return clock.precise(datetime.fromtimestamp(n / 1_000_000, UTC))


def _place(event: Event) -> tuple[str, int]:
    return event.published, event.n


def _refused(text: str) -> ApiError:
    return ApiError("E0000053", detail=text)
