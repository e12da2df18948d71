"""The sandbox tenant at full size: how long it loads, what it holds, how many pages it serves.

Starts a tenant in a process of its own and reads every kind of list from it over HTTP, with a client
that does as little as can be done. Beside each kind stands its floor, measured in the same run: a
bare aiohttp server that answers the same bytes. Pages per second are given by the clock and by the
server's own processor time: the second is what one core can do, whatever else the machine does.

    python benchmarks/sandbox.py [--users 100000] [--groups 2000] [--apps 300]
        [--memberships 1000000] [--assignments 500000] [--seconds 4] [--rounds 1]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlsplit

TOKEN = "benchmark-token"
_READY = "sandbox okta tenant: "
_CONNECTIONS = 4
_LISTS = 60
"""Of so many groups and apps the members are read."""
_TICKS = os.sysconf("SC_CLK_TCK")
_NEXT = re.compile(rb'(?i)^link: <https?://[^/]+([^>]*)>; rel="next"', re.MULTILINE)
_LENGTH = re.compile(rb"(?i)^content-length: (\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rate:
    """Pages per second by the clock, and per second of the server's processor time."""

    clock: float
    core: float


def main() -> None:
    """Print two tables: loading, and pages per second."""
    options = _options()
    if options.floor:
        bodies = {f"/{file.name}": file.read_bytes() for file in Path(options.floor).iterdir()}
        asyncio.run(_serve_floor(bodies))
        return
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state.db"
        print(f"{'start':<22}{'seconds':>9}{'cpu s':>8}{'MB':>7}")
        for name, file in (("in memory", None), ("new state file", state), ("same file", state)):
            with tenant(options, state=file, label=name):
                pass
        print(f"state file: {state.stat().st_size >> 20} MB")
        rates = {}
        for mode in ("ordinary", "frozen"):
            with tenant(options, state=state, frozen=mode == "frozen", label=mode) as server:
                paths = _paths(server)
                rates[mode] = {kind: _rate(server, urls, options) for kind, urls in paths.items()}
                samples = {
                    kind: _Connection(server.port).get(urls[0])[1] for kind, urls in paths.items()
                }
    rates["floor"] = _floor(samples, options)
    _print(rates, samples)


@dataclass(frozen=True, slots=True)
class Server:
    """A server in a process of its own."""

    pid: int
    port: int

    def cpu(self) -> float:
        """Seconds of processor time that it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory(self) -> int:
        """Resident megabytes."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") >> 20


@contextmanager
def tenant(
    options: argparse.Namespace, *, state: Path | None, label: str, frozen: bool = False
) -> Iterator[Server]:
    """A tenant of the asked size; prints how long it took to start."""
    sizes = {
        name: getattr(options, name)
        for name in ("users", "groups", "apps", "memberships", "assignments")
    }
    if frozen:
        sizes["frozen"] = True
    start = (
        "from pathlib import Path; from deskhand.sandbox.okta.server import run; "
        f"run(port=0, seed=1, state={f'Path({str(state)!r})' if state else None}, "
        f"api_tokens=[{TOKEN!r}], **{sizes!r})"
    )
    began = time.perf_counter()
    with _child([sys.executable, "-c", start]) as server:
        took = time.perf_counter() - began
        print(f"{label:<22}{took:>9.1f}{server.cpu():>8.1f}{server.memory():>7}", flush=True)
        yield server


@contextmanager
def _child(command: list[str]) -> Iterator[Server]:
    """Start a server that prints its address; ends it afterwards and waits for its end."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            line = child.stdout.readline()
            if not line.startswith(_READY):
                raise SystemExit("the server did not start")
            yield Server(child.pid, urlsplit(line.removeprefix(_READY).strip()).port or 0)
        finally:
            child.send_signal(signal.SIGTERM)


class _Connection:
    """One kept-alive connection. It reads an answer whole and looks at nothing but its length."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._buffer = bytearray(16 << 20)
        self._view = memoryview(self._buffer)

    def ask(self, path: str) -> None:
        self._socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: SSWS {TOKEN}\r\n\r\n".encode()
        )

    def answer(self) -> tuple[bytes, int]:
        """The head, and how long the whole answer was."""
        got, end = 0, -1
        while end < 0:
            got += self._more(got)
            end = self._buffer.find(b"\r\n\r\n", 0, got)
        end += 4
        head = bytes(self._view[:end])
        found = _LENGTH.search(head)
        if found is None or not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"unexpected answer: {head.decode()}")
        whole = end + int(found[1])
        while got < whole:
            got += self._more(got)
        return head, whole

    def get(self, path: str) -> tuple[bytes, bytes]:
        """The head and the body of one answer."""
        self.ask(path)
        head, whole = self.answer()
        return head, bytes(self._view[len(head) : whole])

    def _more(self, got: int) -> int:
        more = self._socket.recv_into(self._view[got:])
        if not more:
            raise SystemExit("the server closed the connection")
        return more


def _onward(head: bytes) -> str | None:
    """The path of the next page."""
    found = _NEXT.search(head)
    return found[1].decode() if found else None


def _paths(server: Server) -> dict[str, list[str]]:
    """First pages of each kind; their `next` links are followed."""
    probe = _Connection(server.port)
    groups = [row["id"] for row in json.loads(probe.get("/api/v1/groups?limit=10000")[1])]
    apps = [row["id"] for row in json.loads(probe.get("/api/v1/apps?limit=200")[1])]
    search = quote('status eq "ACTIVE"')
    return {
        "users, 200": ["/api/v1/users?limit=200"],
        "users by search, 200": [f"/api/v1/users?limit=200&search={search}"],
        "users by filter, 200": [f"/api/v1/users?limit=200&filter={search}"],
        "groups, 200": ["/api/v1/groups?limit=200"],
        "groups with stats, 200": ["/api/v1/groups?limit=200&expand=stats"],
        "members, 1000": [f"/api/v1/groups/{key}/users?limit=1000" for key in groups[:_LISTS]],
        "apps, 200": ["/api/v1/apps?limit=200"],
        "app users, 500": [f"/api/v1/apps/{key}/users?limit=500" for key in apps[:_LISTS]],
    }


def _rate(server: Server, first: list[str], options: argparse.Namespace) -> Rate:
    """Every connection walks lists from their first page to their last, over and over.

    One walk goes before, so that nothing is counted that is made only once.
    """
    warming = _Connection(server.port)
    for path in first:
        onward: str | None = path
        while onward:
            onward = _onward(warming.get(onward)[0])
    rounds = [_round(server, first, options.seconds) for _ in range(options.rounds)]
    return Rate(median(each.clock for each in rounds), median(each.core for each in rounds))


def _round(server: Server, first: list[str], seconds: float) -> Rate:
    starts = cycle(first)
    walks = [(_Connection(server.port), next(starts)) for _ in range(_CONNECTIONS)]
    for connection, path in walks:
        connection.ask(path)
    pages, cpu, began = 0, server.cpu(), time.perf_counter()
    while (took := time.perf_counter() - began) < seconds:
        for connection, _ in walks:
            head, _ = connection.answer()
            connection.ask(_onward(head) or next(starts))
        pages += len(walks)
    return Rate(pages / took, pages / max(server.cpu() - cpu, 1 / _TICKS))


def _floor(samples: dict[str, bytes], options: argparse.Namespace) -> dict[str, Rate]:
    with tempfile.TemporaryDirectory() as folder:
        for number, body in enumerate(samples.values()):
            (Path(folder) / str(number)).write_bytes(body)
        with _child([sys.executable, __file__, "--floor", folder]) as server:
            return {
                kind: _rate(server, [f"/{number}"], options) for number, kind in enumerate(samples)
            }


async def _serve_floor(bodies: dict[str, bytes]) -> None:
    """Nothing but aiohttp: a body by its path."""
    from aiohttp import web

    async def handle(request: web.BaseRequest) -> web.Response:
        return web.Response(body=bodies[request.path], content_type="application/json")

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    runner = web.ServerRunner(web.Server(handle, access_log=None))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(f"{_READY}http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await stop.wait()
    await runner.cleanup()


def _print(rates: dict[str, dict[str, Rate]], samples: dict[str, bytes]) -> None:
    print(f"\n{'pages a second':<24}{'KB':>6}", end="")
    for mode in rates:
        print(f"{mode:>11}{'per core':>10}", end="")
    print()
    for kind, body in samples.items():
        print(f"{kind:<24}{len(body) >> 10:>6}", end="")
        for found in rates.values():
            print(f"{found[kind].clock:>11.0f}{found[kind].core:>10.0f}", end="")
        print()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=100_000)
    parser.add_argument("--groups", type=int, default=2_000)
    parser.add_argument("--apps", type=int, default=300)
    parser.add_argument("--memberships", type=int, default=1_000_000)
    parser.add_argument("--assignments", type=int, default=500_000)
    parser.add_argument("--seconds", type=float, default=4.0, help="how long each kind is read")
    parser.add_argument("--rounds", type=int, default=1, help="the median of so many counts")
    parser.add_argument("--floor", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
