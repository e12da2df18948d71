"""The tenant's own time. Tests and the console move it; nothing here waits for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_SECOND_PRECISION = "%Y-%m-%dT%H:%M:%S.000Z"


class Clock:
    """The machine's time plus an offset, in whole or parts of seconds."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def stamp(self) -> str:
        """Now, as Okta writes it on objects: whole seconds with `.000Z`."""
        return stamp(self.now())

    def advance(self, seconds: float) -> None:
        self.offset += timedelta(seconds=seconds)


def stamp(moment: datetime) -> str:
    return moment.strftime(_SECOND_PRECISION)


def precise(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def milliseconds(moment: datetime) -> int:
    """Since 1970."""
    return int(moment.timestamp() * 1_000)


def parse(text: str) -> datetime:
    """An ISO 8601 date as it stands in an object or a filter, in UTC. Raises ValueError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        return found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(str(error)) from None
