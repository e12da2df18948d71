"""The embedded sandbox tenant: a child process that outlives a crash of the product.

What is remembered of it lies in the data folder: its state, its API token, and which process it
is. After a crash the running tenant is found there and used again; a clean stop ends it.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue

from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.settings import Settings

READY = "sandbox okta tenant: "
_START_SECONDS = 60.0
_ALIVE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Tenant:
    """A running sandbox tenant and a token that it takes."""

    url: str
    token: str


@contextmanager
def tenant(settings: Settings) -> Generator[Tenant]:
    """Find the tenant of this data folder or start it; end it with the block.

    Raises `DeskhandError`: `already_running` when another process works on it, or
    `sandbox_not_started`. A process that is killed leaves it running.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    folder = settings.data_dir.absolute()
    with _alone(folder):
        token_file = folder / "sandbox-token"
        token = _token(token_file)
        note = folder / "sandbox-process.json"
        found = _still_running(note)
        pid, url = found if found is not None else _start(settings, folder, token_file)
        note.write_text(json.dumps({"pid": pid, "url": url}))
        try:
            yield Tenant(url, token)
        finally:
            _end(pid)
            note.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    """Hold the folder's tenant: a second process would take the running one over, and end it."""
    with (folder / "sandbox.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DeskhandError(
                "already_running",
                "Another process already runs the demo on this data folder",
                f"{folder} is in use. Stop the other process first, or set DESKHAND_DATA_DIR to "
                "another folder.",
                status=409,
            ) from None
        yield


def _token(path: Path) -> str:
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            # Okta's own form: two zeros and forty characters.
            file.write("00" + secrets.token_hex(20))
    return path.read_text().strip()


def _still_running(note: Path) -> tuple[int, str] | None:
    """The tenant that an earlier, killed process of ours started, if it still answers."""
    try:
        known = json.loads(note.read_text())
        pid, url = int(known["pid"]), str(known["url"])
        os.kill(pid, 0)
        with urllib.request.urlopen(f"{url}/_sandbox/state", timeout=_ALIVE_SECONDS):  # noqa: S310  # our own note names a loopback address
            return pid, url
    except (OSError, ValueError, KeyError, urllib.error.URLError):
        return None


def _start(settings: Settings, folder: Path, token_file: Path) -> tuple[int, str]:
    log = (folder / "sandbox.log").open("ab")
    command = [sys.executable, "-m", "deskhand.cli.main", "sandbox"]
    command += ["--port", str(settings.sandbox_port), "--state", str(folder / "sandbox.state")]
    command += ["--api-token-file", str(token_file)]
    # A session of its own: a Ctrl+C in the terminal reaches the product only, which then ends it.
    child = subprocess.Popen(  # noqa: S603  # our own command, no shell
        command, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True
    )
    log.close()
    lines: Queue[str] = Queue()

    def listen() -> None:
        for line in child.stdout or ():
            lines.put(line)
        lines.put("")

    threading.Thread(target=listen, daemon=True).start()
    try:
        while line := lines.get(timeout=_START_SECONDS):
            if line.startswith(READY):
                return child.pid, line.removeprefix(READY).strip()
    except Empty:
        child.kill()
    raise DeskhandError(
        "sandbox_not_started",
        "The sandbox Okta tenant did not start",
        f"It was to listen on port {settings.sandbox_port}; {folder / 'sandbox.log'} says why it "
        "did not. If another program uses the port, set DESKHAND_SANDBOX_PORT to a free one.",
        status=500,
    )


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        # It was started by an earlier process; the system collects it.
        return
