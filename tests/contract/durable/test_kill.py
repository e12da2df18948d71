"""kill -9 at every boundary of a job and inside every step: what ended stays, the rest goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from deskhand.kernel.settings import Settings

WORKER = Path(__file__).with_name("worker.py")
POINTS = [f"{step}:{when}" for step in (1, 2, 3) for when in ("early", "late")]


def live(settings: Settings, still_at: str) -> list[str]:
    """One life of the worker: killed where it stands still, or until it has ended."""
    command = [sys.executable, str(WORKER), str(settings.data_dir), settings.database_url, still_at]
    said: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        for line in worker.stdout:
            said.append(line.strip())
            if said[-1] == "still":
                worker.kill()
                break
        worker.wait(60)
    return said


def test_killed_at_every_point_in_turn(settings: Settings) -> None:
    # A step that had ended is not begun again; one that was cut off is, from its beginning.
    assert [live(settings, point) for point in POINTS] == [
        ["begin 1", "still"],
        ["begin 1", "effect 1", "still"],
        ["begin 1", "effect 1", "begin 2", "still"],
        ["begin 2", "effect 2", "still"],
        ["begin 2", "effect 2", "begin 3", "still"],
        ["begin 3", "effect 3", "still"],
    ]
    assert live(settings, "nowhere") == ["begin 3", "effect 3", "ended"]
