"""Commands in this process, on an installation of the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deskhand.cli.main import app
from deskhand.kernel import crypto, logs

Command = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of an installation in real use, with a key of its own."""
    monkeypatch.setenv("DESKHAND_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DESKHAND_DATABASE_URL", "")
    monkeypatch.setenv("DESKHAND_SECRET_KEYS", crypto.generate_key())
    # The logs of this process are the test runner's.
    monkeypatch.setattr(logs, "configure", lambda _level: None)
    return tmp_path / "data"


@pytest.fixture
def command(folder: Path) -> Command:
    """Runs a command to its end; what it raises is in the result."""

    def run(*arguments: str, text: str | None = None) -> Result:
        return CliRunner().invoke(app, arguments, input=text)

    return run
