"""The fixture for other projects: what the page in docs shows runs as it stands there."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.testing import CommandRefused, okta_sandbox

PAGE = Path(__file__).parents[3] / "docs" / "sandbox.md"
_BLOCK = re.compile(r"```python\n# (\w+\.py)( \(continued\))?\n(.*?)```", re.DOTALL)


def project(folder: Path) -> None:
    """The files that the page shows."""
    for name, continued, code in _BLOCK.findall(PAGE.read_text()):
        with (folder / name).open("a" if continued else "w") as file:
            file.write(code)


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        # Plugins that happen to be installed here are none of the documented project's.
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_documented_tests_pass(tmp_path: Path) -> None:
    project(tmp_path)
    (tmp_path / "test_plan.py").write_text(
        "def test_plan(okta_sandbox_session):\n"
        "    state = okta_sandbox_session.control('GET', 'state')\n"
        "    assert (state['users']['total'], state['groups']['total']) == (120, 40)\n"
    )
    ran = run(tmp_path, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert "5 passed" in ran
    assert "OK" in run(tmp_path, "-W", "error", "-m", "unittest", "test_directory")


def test_a_tenant_ends_with_its_block() -> None:
    before = threading.active_count()
    with okta_sandbox(Plan(users=60)) as okta:
        assert okta.control("GET", "state")["users"]["total"] == 60
        assert threading.active_count() == before + 1
    assert threading.active_count() == before
    with pytest.raises(urllib.error.URLError):
        okta.control("GET", "state")


def test_two_tenants_do_not_know_each_other() -> None:
    with okta_sandbox() as one, okta_sandbox() as other:
        one.control("POST", "lock-out/elena.moreau")
        assert one.user("elena.moreau")["status"] == "LOCKED_OUT"
        assert other.user("elena.moreau")["status"] == "ACTIVE"


def test_what_the_tenant_refuses_is_raised_with_its_reason() -> None:
    with okta_sandbox() as okta, pytest.raises(CommandRefused, match="only goes forward"):
        okta.advance(-1)


def test_what_keeps_a_tenant_from_starting_is_raised() -> None:
    with pytest.raises(ValueError, match="workforce"), okta_sandbox(rate_limits="silver"):
        raise AssertionError
    before = threading.active_count()
    # Too few for what every company has.
    with pytest.raises(ValueError, match="unpack"), okta_sandbox(Plan(users=1)):
        raise AssertionError
    assert threading.active_count() == before


async def test_it_answers_while_a_loop_is_running() -> None:
    with okta_sandbox() as okta:
        request = urllib.request.Request(f"{okta.url}/api/v1/users/me", headers=okta.headers)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with await asyncio.to_thread(opener.open, request) as answer:
            assert answer.status == 200
