"""The product as a process of its own: `deskhand run` on free ports and a folder of the test."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from deskhand.kernel.crypto import generate_key

T = TypeVar("T")

_READY_SECONDS = 60
_STRETCHES, _PORTS = 12, 1_000


class Product:
    """A running `deskhand run`, its embedded tenant, and ways to talk to both."""

    def __init__(self, folder: Path, *, database_url: str = "", demo: bool = True) -> None:
        self.folder = folder
        self.port, self.sandbox_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.sandbox_url = f"http://127.0.0.1:{self.sandbox_port}"
        self.log = folder / "product.log"
        self._environment = {
            **os.environ,
            "DESKHAND_DATA_DIR": str(folder / "var"),
            "DESKHAND_DATABASE_URL": database_url,
            "DESKHAND_PORT": str(self.port),
            "DESKHAND_SANDBOX_PORT": str(self.sandbox_port),
            "DESKHAND_PUBLIC_URL": self.url,
            "DESKHAND_HOST": "127.0.0.1",
            "DESKHAND_SECRET_KEYS": "" if demo else generate_key(),
        }
        self._start = ("run",) if demo else ("run", "--no-demo", "--allow-sandbox")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is None or self._process.poll() is not None:
            # The tenant outlives a killed product, so a last start and stop ends it.
            self.start()
        self.stop()

    def start(self) -> None:
        """Start it and wait until it is ready."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(*self._start), env=self._environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError(f"the product did not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        """End it as an administrator would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        assert self._process.wait(timeout=60) == 0, self.log.read_text()

    def kill(self) -> None:
        """End it as kill -9 does: no clean-up of any kind; the tenant lives on."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def run(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Another `deskhand` command on the same installation."""
        return subprocess.run(
            self.command(*arguments),
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            **options,
        )

    @staticmethod
    def command(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "deskhand.cli.main", *arguments]


class Client:
    """A signed-in client of the API, without a browser around it."""

    def __init__(self, product: Product, demo_key: str) -> None:
        self._url = product.url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        self._csrf = ""
        self._csrf = self.get("/api/v1/session")["csrf"]
        self._csrf = self.send("POST", "/api/v1/session/demo", {"key": demo_key})["csrf"]

    def get(self, path: str) -> Any:
        return self.send("GET", path)

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's JSON. Raises `HTTPError` for a refusal."""
        headers = {"X-CSRF-Token": self._csrf}
        return call(self._opener, method, self._url + path, body, headers)

    def newest_run(self, ref: str) -> dict[str, Any]:
        """The newest action run on the timeline of a request."""
        items = self.get(f"/api/v1/requests/{ref}/timeline")["items"]
        runs: list[dict[str, Any]] = [each["action"] for each in items if each["action"]]
        return runs[-1]


class Tenant:
    """The control side of a sandbox tenant."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opener = urllib.request.build_opener()

    def get(self, path: str) -> Any:
        return self.send("GET", path)

    def send(self, method: str, path: str, body: Any = None) -> Any:
        return call(self._opener, method, f"{self._url}/_sandbox/{path}", body, {})

    def user(self, login: str) -> Any:
        return self.get(f"users/{login}")

    def writes(self, path_end: str) -> list[dict[str, Any]]:
        """The calls of the log that changed something at a path with this end."""
        return [
            each for each in self.get("calls") if each["effect"] and each["path"].endswith(path_end)
        ]


def call(
    opener: urllib.request.OpenerDirector,
    method: str,
    url: str,
    body: Any,
    headers: dict[str, str],
) -> Any:
    """One call with JSON both ways; None for an empty answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        url, data, {"Content-Type": "application/json", **headers}, method=method
    )
    with opener.open(request, timeout=30) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def until(found: Callable[[], T], *, seconds: float = 60) -> T:
    """Ask again until the answer is true; what it was, or a failure that says what it last was."""
    deadline = time.monotonic() + seconds
    while not (last := found()):
        if time.monotonic() > deadline:
            raise AssertionError(f"still {last!r} after {seconds} s")
        time.sleep(0.02)
    return last


def free_port() -> int:
    """A free port below those that the system gives to outgoing connections, which may take it.

    Each test process looks in a stretch of its own: one that is found free stays so until it is
    used.
    """
    stretch = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _STRETCHES
    first = 20_000 + stretch * _PORTS
    while True:
        port = random.randrange(first, first + _PORTS)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
