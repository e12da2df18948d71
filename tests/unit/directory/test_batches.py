"""Small pieces are gathered for one writer; nothing waits long, and nothing is lost to an error."""

from __future__ import annotations

import asyncio

import pytest

from deskhand.directory.sync.batches import batches


class ReadError(Exception):
    """Something that ends the reading."""


Pieces = asyncio.Queue[list[int] | Exception | None]


@pytest.fixture
def queue() -> Pieces:
    return Pieces()


def sizes(found: list[list[list[int]]]) -> list[list[int]]:
    return [[len(piece) for piece in batch] for batch in found]


async def test_pieces_are_gathered_up_to_so_many_rows(queue: Pieces) -> None:
    for size in (3, 0, 6, 2, 20, 1):
        queue.put_nowait(list(range(size)))
    queue.put_nowait(None)
    found = [batch async for batch in batches(queue, 8)]
    assert sizes(found) == [[3, 0, 6], [2, 20], [1]]


async def test_nothing_yields_nothing(queue: Pieces) -> None:
    queue.put_nowait(None)
    assert [batch async for batch in batches(queue, 8)] == []


async def test_a_piece_does_not_wait_for_others_that_never_come(queue: Pieces) -> None:
    queue.put_nowait([1])
    gathering = batches(queue, 8)
    async with asyncio.timeout(30):
        assert await anext(gathering) == [[1]]
    queue.put_nowait([2])
    queue.put_nowait(None)
    assert [batch async for batch in gathering] == [[[2]]]


async def test_what_came_before_an_error_is_yielded_first(queue: Pieces) -> None:
    for piece in ([1], [2], ReadError()):
        queue.put_nowait(piece)
    gathering = batches(queue, 8)
    assert await anext(gathering) == [[1], [2]]
    with pytest.raises(ReadError):
        await anext(gathering)
