"""Parts of the timeline, and how many entries each has."""

from __future__ import annotations

from tests.unit.requests.hands import Hands
from tests.web.desk import Desk


async def test_each_part_has_its_entries_and_its_count(desk: Desk) -> None:
    noah, elena = Hands(desk, "noah"), Hands(desk, "elena")
    ref = await elena.open(description="Help")
    await noah.write(ref, "She is on the road.", "note")
    await noah.write(ref, "On it.")
    await noah.change(ref, None, priority="high")
    await noah.act(ref)
    expected = {
        "all": ["opened", "note", "reply", "status", "priority", "action"],
        "public": ["opened", "reply", "status", "action"],
        "notes": ["note"],
        "actions": ["action"],
    }
    for who, seen in (
        (noah, expected),
        (elena, {**expected, "all": expected["public"], "notes": []}),
    ):
        for part, kinds in seen.items():
            found = await who.whole_timeline(ref, part)  # type: ignore[arg-type]  # keys of a dict
            assert [each.entry.kind for each in found.items] == kinds
            assert found.counts == {name: len(each) for name, each in seen.items()}


async def test_the_last_public_message_is_dated(desk: Desk) -> None:
    noah, elena = Hands(desk, "noah"), Hands(desk, "elena")
    ref = await elena.open()
    assert (await noah.get(ref)).request.last_message_at is None
    written = await noah.write(ref, "On it.")
    await noah.write(ref, "For us only.", "note")
    assert (await noah.get(ref)).request.last_message_at == written.entry.at
