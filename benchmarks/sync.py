"""The first import against a bare floor: seconds, CPU, memory and calls.

Starts a sandbox tenant, then reads it twice, each time in a process of its own: once with the
product's own connect and sync, once with nothing but aiohttp, msgspec and one insert a page. Both
write SQLite. CPU is the reading process's own, from its first call to its last commit.

    python benchmarks/sync.py [--users 20000] [--groups 500] [--apps 100]
        [--memberships 100000] [--assignments 50000] [--rounds 1]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

TOKEN = "benchmark-token"
IN_FLIGHT = 10
_READY = "sandbox okta tenant: "


def main() -> None:
    """Run the rounds and print one table."""
    options = _options()
    if options.child:
        child = asyncio.run(
            floor(options.url) if options.child == "floor" else product(options.url)
        )
        print(json.dumps(child))
        return
    results: dict[str, list[dict[str, Any]]] = {"floor": [], "product": []}
    with tenant(options) as url:
        for _ in range(options.rounds):
            for who, runs in results.items():
                runs.append(_run(who, url))
    _print(results)


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
        f"host='127.0.0.1', **{sizes!r})"
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


async def product(url: str) -> dict[str, Any]:
    """Connect and import with the product's own code, on its own durable engine."""
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
        settings = Settings(data_dir=Path(folder))
        await asyncio.to_thread(upgrade, settings)
        database = Database(settings)
        durable = Durable(database, (Queue("sync", 1),))
        provider = OktaProvider()
        keys = KeyRing.parse(generate_key())
        directory = Directory(database, Live(), Events(), durable, keys, provider)
        await durable.start()
        meter = Meter()
        await directory.connect(url, TOKEN)
        while True:
            async with database.reading() as session:
                connection = await directory.connection(session)
                [run] = await directory.sync.recent(session, connection.id or 0, 1)
            if run.state not in {"queued", "running"}:
                break
            await asyncio.sleep(0.25)
        found = meter.stop()
        await durable.stop()
        await provider.close()
        await database.dispose()
    if run.state != "succeeded":
        raise SystemExit(f"the sync ended {run.state}: {run.problem}")
    rows = {key: counts["read"] for key, counts in run.counts.items()}
    return {**found, "rows": rows, "calls": sum(run.calls.values()), "endpoints": run.calls}


async def floor(url: str) -> dict[str, Any]:
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
            bare = Bare(url, session, store)
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


def _run(who: str, url: str) -> dict[str, Any]:
    command = [sys.executable, __file__, "--child", who, "--url", url]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _print(results: dict[str, list[dict[str, Any]]]) -> None:
    middle = {
        who: {name: median(run[name] for run in runs) for name in ("wall_s", "cpu_s", "peak_mb")}
        for who, runs in results.items()
    }
    print(f"{'':10}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'calls':>7}")
    for who, runs in results.items():
        row = middle[who]
        print(
            f"{who:10}{row['wall_s']:>9}{row['cpu_s']:>9}{row['peak_mb']:>9}{runs[0]['calls']:>7}"
        )
    ratio = middle["product"]["cpu_s"] / middle["floor"]["cpu_s"]
    print(f"CPU against the floor: {ratio:.2f}")
    print(f"rows: {results['product'][0]['rows']}")
    for endpoint, count in sorted(results["product"][0]["endpoints"].items()):
        print(f"  {endpoint:40}{count:>6}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=20_000)
    parser.add_argument("--groups", type=int, default=500)
    parser.add_argument("--apps", type=int, default=100)
    parser.add_argument("--memberships", type=int, default=100_000)
    parser.add_argument("--assignments", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--child", choices=("floor", "product"), help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
