"""Read the provider's group rules: they explain memberships, and nothing depends on them."""

from __future__ import annotations

from deskhand.directory.source import SourceError, SourceGroupRule
from deskhand.directory.sync import store_rules, store_runs
from deskhand.directory.sync.attempt import Attempt
from deskhand.directory.sync.together import unbroken
from deskhand.kernel import clock

PART = "rules"


async def read_rules(attempt: Attempt) -> None:
    """Read all rules and keep them. A refusal is a note: the rules stay as they were.

    Raises `SourceError` only when the tenant refuses our credentials as such.
    """
    if PART in attempt.finished:
        return
    rules: list[SourceGroupRule] = []
    try:
        async for page in attempt.source.group_rules():
            rules.extend(page)
    except SourceError as error:
        if error.connection_broken:
            raise
        proof = " ".join(str(v) for v in (error.http_status, error.error_code) if v)
        attempt.progress.note(
            f"Group rules could not be read ({proof or error.title}). Which memberships come from "
            "rules is shown as it was known before, if at all."
        )
        return
    # Rules name groups, and a group is known by our id once its list was read.
    if await attempt.groups.get() is not None:
        await unbroken(_write(attempt, rules))


async def _write(attempt: Attempt, rules: list[SourceGroupRule]) -> None:
    async with attempt.database.transaction() as session:
        await store_rules.replace(session, attempt.connection_id, rules, attempt.group_ids)
        await store_rules.mark_read(session, attempt.connection_id, clock.now())
        await store_runs.finish_parts(session, attempt.run_id, [(PART, {"read": len(rules)})])
