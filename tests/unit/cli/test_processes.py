"""The product's processes and files, as the rest of the machine sees them."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from tests.product import Product, Tenant


def modes(folder: Path) -> dict[str, int]:
    """What the group and others may do with a folder and everything in it."""
    paths = [folder, *folder.rglob("*")]
    return {str(path): stat.S_IMODE(path.stat().st_mode) & 0o077 for path in paths}


def test_a_second_demo_leaves_the_first_alone(tmp_path: Path) -> None:
    with Product(tmp_path) as first:
        # On the same folder, with ports of its own.
        done = Product(tmp_path).run("run")
        assert done.returncode == 1
        assert "in use" in done.stderr
        assert Tenant(first.sandbox_url).get("state")["users"]["total"] > 0
        done = first.run("sync", "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        assert not any(modes(tmp_path / "var").values())


@pytest.mark.skipif(sys.platform != "linux", reason="reads the list of processes from /proc")
def test_the_tenants_token_is_in_no_list_of_processes(tmp_path: Path) -> None:
    with Product(tmp_path):
        folder = tmp_path / "var"
        pid = json.loads((folder / "sandbox-process.json").read_text())["pid"]
        arguments = Path(f"/proc/{pid}/cmdline").read_text()
        assert "sandbox" in arguments
        assert (folder / "sandbox-token").read_text() not in arguments


def test_a_database_in_real_use_is_private(tmp_path: Path) -> None:
    done = Product(tmp_path, demo=False).run("migrate")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "var" / "deskhand.db").exists()
    assert not any(modes(tmp_path / "var").values())
