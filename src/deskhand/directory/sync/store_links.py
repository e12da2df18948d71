"""SQL of a sync for what hangs between objects: memberships, assignments, groups of applications."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory.model import (
    Application,
    ApplicationGroup,
    Assignment,
    Group,
    Membership,
)
from deskhand.kernel.db import among


@dataclass(frozen=True)
class Link:
    """A table of pairs: whose list it is (`parent`), who is in it (`child`), and what it says."""

    table: sa.Table
    parents: sa.Table
    parent: str
    child: str
    facts: tuple[str, ...] = ()
    read_at: str = ""
    problem: str = ""


MEMBERSHIPS = Link(
    cast("sa.Table", Membership.__table__),
    cast("sa.Table", Group.__table__),
    "group_id",
    "person_id",
    read_at="members_read_at",
    problem="members_problem",
)
ASSIGNMENTS = Link(
    cast("sa.Table", Assignment.__table__),
    cast("sa.Table", Application.__table__),
    "application_id",
    "person_id",
    ("scope", "status", "sync_state"),
    read_at="assignments_read_at",
    problem="assignments_problem",
)
APPLICATION_GROUPS = Link(
    cast("sa.Table", ApplicationGroup.__table__),
    cast("sa.Table", Application.__table__),
    "application_id",
    "group_id",
)

Facts = tuple[Any, ...]
"""What a pair says beside its two ids, such as scope and status; nothing for a membership."""

Sets = dict[Facts, set[int]]
"""The children of one parent, by what is said of them."""

Bundle = tuple[int, Facts, list[int]]
"""One parent, and children of whom the same is said."""


class Stake(NamedTuple):
    """Pairs that would go with their parents: all of them, and those of the largest parent."""

    total: int
    largest: int


async def of_parents(session: AsyncSession, link: Link, parents: Sequence[int]) -> dict[int, Sets]:
    """Stored children of some parents. The database hands out whole lists, not pairs."""
    columns = link.table.c
    keys = [columns[link.parent], *(columns[name] for name in link.facts)]
    child = columns[link.child]
    on_sqlite = _on_sqlite(session)
    lists = sa.func.json_group_array(child) if on_sqlite else sa.func.array_agg(child)
    found: dict[int, Sets] = defaultdict(dict)
    chosen = among(session, columns[link.parent], parents)
    for parent, *facts, children in await session.execute(
        sa.select(*keys, lists).where(chosen).group_by(*keys)
    ):
        listed = msgspec.json.decode(children) if on_sqlite else children
        found[parent][tuple(facts)] = set(listed)
    return found


async def of_child(session: AsyncSession, link: Link, child: int) -> dict[int, Facts]:
    """Stored pairs of one person: parent id -> facts."""
    columns = link.table.c
    wanted = [columns[link.parent], *(columns[name] for name in link.facts)]
    rows = await session.execute(sa.select(*wanted).where(columns[link.child] == child))
    return {parent: tuple(facts) for parent, *facts in rows}


async def insert(
    session: AsyncSession, link: Link, connection_id: int, bundles: Sequence[Bundle]
) -> None:
    """Add pairs; those that an own action has written through meanwhile stay as they are."""
    if bundles:
        statement = _insert_lists(session, link).on_conflict_do_nothing()
        await session.execute(statement, _values(session, link, connection_id, bundles))


async def update(
    session: AsyncSession, link: Link, connection_id: int, bundles: Sequence[Bundle]
) -> None:
    """Let pairs that are stored say something else."""
    if bundles:
        statement = _insert_lists(session, link)
        statement = statement.on_conflict_do_update(
            index_elements=[link.parent, link.child],
            set_={name: statement.excluded[name] for name in link.facts},
        )
        await session.execute(statement, _values(session, link, connection_id, bundles))


async def delete(session: AsyncSession, link: Link, pairs: Sequence[tuple[int, int]]) -> None:
    if not pairs:
        return
    columns = link.table.c
    await session.execute(
        sa.delete(link.table).where(
            columns[link.parent] == sa.bindparam("the_parent"),
            columns[link.child] == sa.bindparam("the_child"),
        ),
        [{"the_parent": parent, "the_child": child} for parent, child in pairs],
    )


async def present(session: AsyncSession, link: Link, connection_id: int) -> int:
    """How many pairs of present parents are stored."""
    parents = link.parents
    return (
        await session.scalar(
            sa.select(sa.func.count())
            .select_from(link.table.join(parents, parents.c.id == link.table.c[link.parent]))
            .where(parents.c.connection_id == connection_id, parents.c.missing_since.is_(None))
        )
    ) or 0


async def leaving(session: AsyncSession, link: Link, connection_id: int, generation: int) -> Stake:
    """Pairs of present parents that the run of this generation did not see."""
    parents, parent = link.parents, link.table.c[link.parent]
    counted = (
        sa.select(sa.func.count().label("pairs"))
        .select_from(link.table.join(parents, parents.c.id == parent))
        .where(
            parents.c.connection_id == connection_id,
            parents.c.missing_since.is_(None),
            parents.c.seen_in < generation,
        )
        .group_by(parent)
        .subquery()
    )
    total, largest = (
        await session.execute(sa.select(sa.func.sum(counted.c.pairs), sa.func.max(counted.c.pairs)))
    ).one()
    return Stake(int(total or 0), int(largest or 0))


async def mark_read(
    session: AsyncSession, link: Link, parents: Sequence[int], at: datetime
) -> None:
    """The lists of these parents were read to their ends."""
    await session.execute(
        sa.update(link.parents)
        .where(among(session, link.parents.c.id, parents))
        .values({link.read_at: at, link.problem: None})
    )


async def mark_unreadable(
    session: AsyncSession, link: Link, parent: int, problem: dict[str, Any]
) -> None:
    await session.execute(
        sa.update(link.parents).where(link.parents.c.id == parent).values({link.problem: problem})
    )


def _insert_lists(session: AsyncSession, link: Link) -> Any:
    """An insert whose rows one list makes: a tenth of the cost of a bound row for each pair."""
    if _on_sqlite(session):
        listed = sa.func.json_each(sa.bindparam("the_ids", type_=sa.String)).table_valued("value")
        made: Any = sqlite.insert(link.table)
    else:
        ids = sa.func.unnest(sa.bindparam("the_ids", type_=postgresql.ARRAY(sa.BigInteger)))
        listed = ids.table_valued(sa.column("value", sa.BigInteger), name="listed").render_derived()
        made = postgresql.insert(link.table)
    fixed = (link.parent, "connection_id", *link.facts)
    values = [sa.bindparam(f"the_{name}", type_=link.table.c[name].type) for name in fixed]
    # The condition keeps SQLite from taking ON CONFLICT for a join.
    chosen = sa.select(listed.c.value, *values).where(sa.true())
    return made.from_select([link.child, *fixed], chosen)


def _values(
    session: AsyncSession, link: Link, connection_id: int, bundles: Sequence[Bundle]
) -> list[dict[str, Any]]:
    on_sqlite = _on_sqlite(session)
    return [
        {
            f"the_{link.parent}": parent,
            "the_connection_id": connection_id,
            "the_ids": msgspec.json.encode(children).decode() if on_sqlite else children,
            **{f"the_{name}": value for name, value in zip(link.facts, facts, strict=True)},
        }
        for parent, facts, children in bundles
    ]


def _on_sqlite(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "sqlite"
