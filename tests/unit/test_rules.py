"""Rules of the code base that no linter knows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "deskhand"
KERNEL = SOURCE / "kernel"
# The sandbox tenant is a program of its own, with its own clock and its own state file.
PRODUCT = [path for path in SOURCE.rglob("*.py") if "sandbox" not in path.parts]


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(SOURCE)}:{getattr(node, 'lineno', '?')}"


def test_nobody_commits_but_the_edge() -> None:
    found = [
        where(path, node)
        for path in PRODUCT
        if path not in {KERNEL / "lease.py", KERNEL / "db" / "sqlite.py"}
        for node, name in calls(path)
        if name.endswith((".commit", ".rollback"))
    ]
    assert found == []


def test_only_the_kernels_clock_tells_the_time() -> None:
    naive = ("datetime.now", "datetime.utcnow", "date.today", "time.time", "time.monotonic")
    found = [
        where(path, node)
        for path in PRODUCT
        if path != SOURCE / "kernel" / "clock.py"
        for node, name in calls(path)
        if name in naive or name.endswith(("datetime.now", "datetime.utcnow"))
    ]
    assert found == []


def test_sql_stands_in_stores_only() -> None:
    allowed = {"store.py", "model.py", "env.py"}
    found = []
    for path in PRODUCT:
        inside = path.relative_to(SOURCE)
        if inside.parts[0] in {"kernel", "migrations"} or path.name in allowed:
            continue
        if path.name.startswith("store_") or path.parent.name == "store":
            continue
        for node, name in calls(path):
            if name in {"sa.select", "sa.update", "sa.insert", "sa.delete", "sa.text", "select"}:
                found.append(where(path, node))
    assert found == []


@pytest.mark.parametrize("path", [p for p in SOURCE.rglob("*.py") if "versions" not in p.parts])
def test_files_stay_readable(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 500, "split it along its nouns"
