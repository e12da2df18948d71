"""The same text sent again because its answer was lost: it is written once."""

from __future__ import annotations

import asyncio

import pytest

from deskhand.kernel.errors import DeskhandError
from tests.unit.requests.hands import Hands
from tests.web.desk import Desk


async def test_a_message_is_written_once(desk: Desk) -> None:
    noah, elena = Hands(desk, "noah"), Hands(desk, "elena")
    ref = await elena.open()
    first = await noah.write(ref, " On it. ", idempotency_key="k1")
    again = await noah.write(ref, "On it.", idempotency_key="k1")
    assert again.entry.id == first.entry.id
    # Two people may hit on the same key, and without one everything is new.
    await elena.write(ref, "Thanks.", idempotency_key="k1")
    await elena.write(ref, "Thanks.")
    assert [body for kind, body in await noah.told(ref) if kind == "reply"] == [
        *("On it.", "Thanks.", "Thanks.")
    ]


async def test_a_repeated_reply_moves_nothing_again(desk: Desk) -> None:
    noah, elena = Hands(desk, "noah"), Hands(desk, "elena")
    ref = await elena.open()
    await noah.write(ref, "Is it good now?", idempotency_key="k")
    await noah.change(ref, 2, status="waiting")
    await elena.write(ref, "Yes.", idempotency_key="k")
    await noah.change(ref, 4, status="resolved")
    await elena.write(ref, "Yes.", idempotency_key="k")
    assert (await noah.get(ref)).request.status == "resolved"


async def test_a_key_stands_for_one_text(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref, other = await Hands(desk, "elena").open(), await Hands(desk, "elena").open()
    await noah.write(ref, "On it.", idempotency_key="k")
    for attempt in (
        noah.write(ref, "Something else.", idempotency_key="k"),
        noah.write(ref, "On it.", "note", idempotency_key="k"),
        noah.write(other, "On it.", idempotency_key="k"),
        noah.open("On it.", idempotency_key="k"),
    ):
        with pytest.raises(DeskhandError) as caught:
            await attempt
        assert caught.value.code == "invalid"
    assert [kind for kind, _ in await noah.told(other)] == ["opened"]
    assert len(await noah.refs(status="all")) == 2


async def test_a_request_is_opened_once(desk: Desk) -> None:
    elena = Hands(desk, "elena")
    ref = await elena.open("New phone", description=" Help ", idempotency_key="k")
    assert await elena.open(" New phone", description="Help", idempotency_key="k") == ref
    with pytest.raises(DeskhandError) as caught:
        await elena.open("New phone", description="Another", idempotency_key="k")
    assert caught.value.code == "invalid"
    assert await elena.refs(status="all") == [ref]


async def test_the_same_twice_at_once(desk: Desk) -> None:
    elena = Hands(desk, "elena")
    refs = await asyncio.gather(*(elena.open(idempotency_key="k") for _ in range(5)))
    assert len(set(refs)) == 1
    written = await asyncio.gather(
        *(elena.write(refs[0], "Hello?", idempotency_key="m") for _ in range(5))
    )
    assert len({each.entry.id for each in written}) == 1
    assert [kind for kind, _ in await elena.told(refs[0])] == ["opened", "reply"]


async def test_one_key_for_two_texts_at_once_writes_one(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    refs = [await Hands(desk, "elena").open() for _ in range(4)]
    results = await asyncio.gather(
        *(noah.write(ref, "Hello", "note", idempotency_key="k") for ref in refs),
        return_exceptions=True,
    )
    refused = [each.code for each in results if isinstance(each, DeskhandError)]
    assert refused == ["invalid"] * 3
    notes = [len(await noah.timeline(ref, "notes")) for ref in refs]
    assert sorted(notes) == [0, 0, 0, 1]
