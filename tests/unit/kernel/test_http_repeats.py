"""Reads are tried again, with growing pauses, and not for ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from deskhand.kernel import clock
from deskhand.kernel.http import Repeats, TryAgain

Move = Callable[..., Any]


class Reader:
    """Raises what it is told to, in order, then answers."""

    def __init__(self, *problems: Exception) -> None:
        self.problems = list(problems)
        self.at: list[float] = []

    async def __call__(self) -> str:
        self.at.append(clock.monotonic())
        if self.problems:
            raise self.problems.pop(0)
        return "answer"


def failed(text: str = "down") -> TryAgain:
    return TryAgain(LookupError(text))


def busy(after: float | None = None) -> TryAgain:
    return TryAgain(LookupError("busy"), busy=True, after=after)


async def test_two_failures_are_outlived(moved_clock: Move) -> None:
    reader = Reader(failed(), failed())
    assert await Repeats(random=lambda: 0.0)(reader) == "answer"
    assert reader.at == [0, 0.5, 1.5]


async def test_the_third_failure_is_the_last(moved_clock: Move) -> None:
    reader = Reader(failed("one"), failed("two"), failed("three"))
    with pytest.raises(LookupError, match="three"):
        await Repeats()(reader)
    assert len(reader.at) == 3


async def test_pauses_differ_between_those_who_failed_together(moved_clock: Move) -> None:
    reader = Reader(failed())
    await Repeats(random=lambda: 0.5)(reader)
    assert reader.at == [0, 0.75]


async def test_being_asked_to_wait_is_no_failure(moved_clock: Move) -> None:
    reader = Reader(busy(7), busy(0), failed(), busy(3), failed())
    assert await Repeats()(reader) == "answer"
    assert reader.at[:3] == [0, 7, 7]


async def test_waiting_ends_some_time_too(moved_clock: Move) -> None:
    reader = Reader(*[busy(1) for _ in range(50)])
    with pytest.raises(LookupError, match="busy"):
        await Repeats(waits=4)(reader)
    assert len(reader.at) == 4


async def test_other_errors_are_not_repeated(moved_clock: Move) -> None:
    reader = Reader(ValueError("ours"))
    with pytest.raises(ValueError, match="ours"):
        await Repeats()(reader)
    assert len(reader.at) == 1
