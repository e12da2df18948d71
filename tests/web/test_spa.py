"""The built interface: caching, compression, and every address that is one of its pages."""

from __future__ import annotations

import gzip
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from deskhand.web.app import create_app
from deskhand.web.spa import Interface
from tests.web.client import Browser, serving
from tests.web.desk import Desk

# Nothing here depends on the kind of database, so one will do.
pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

SCRIPT = b"console.log('deskhand');" * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    built = tmp_path / "spa"
    (built / "assets").mkdir(parents=True)
    (built / ".vite").mkdir()
    (built / "index.html").write_bytes(b"<!doctype html><title>Deskhand</title>")
    (built / "assets" / "index-abc123.js").write_bytes(SCRIPT)
    (built / "assets" / "inter-abc123.woff2").write_bytes(b"font")
    (built / ".vite" / "manifest.json").write_text("{}")
    (built / "notes.py").write_text("not for the world")
    return built


@pytest.fixture
async def one(desk: Desk, folder: Path) -> AsyncGenerator[Browser]:
    app = create_app(desk.parts)
    app.router.default = Interface(folder)
    async with serving(app) as url, Browser(url) as browser:
        yield browser


@pytest.mark.parametrize("path", ["/", "/requests/REQ-12", "/settings/integrations/okta", "/x/"])
async def test_every_page_is_the_one_page(one: Browser, path: str) -> None:
    reply = await one.get(path)
    assert (reply.status, reply.body) == (200, b"<!doctype html><title>Deskhand</title>")
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert reply.headers["Cache-Control"] == "no-cache"
    policy = reply.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "http" not in policy
    again = await one.get(path, headers={"If-None-Match": reply.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    # The browser puts the headers of this answer over those that it keeps with the page.
    assert again.headers["Content-Security-Policy"] == policy


async def test_hashed_files_stay_for_ever(one: Browser) -> None:
    reply = await one.get("/assets/index-abc123.js", headers={"Accept-Encoding": "identity"})
    assert reply.body == SCRIPT
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert reply.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "Content-Encoding" not in reply.headers


async def test_text_is_packed_once(one: Browser) -> None:
    path = one.url + "/assets/index-abc123.js"
    async with one.http.get(
        path, headers={"Accept-Encoding": "gzip"}, auto_decompress=False
    ) as answer:
        body = await answer.read()
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(body) == SCRIPT
    font = await one.get("/assets/inter-abc123.woff2")
    assert "Content-Encoding" not in font.headers


@pytest.mark.parametrize(
    "path",
    [
        "/assets/index-old.js",
        "/.vite/manifest.json",
        "/notes.py",
        "/%2e%2e/%2e%2e/etc/passwd.txt",
        "/..%2f..%2fpyproject.txt",
        "/assets//index-abc123.js",
    ],
)
async def test_nothing_else_leaves_the_folder(one: Browser, path: str) -> None:
    assert (await one.get(path)).status == 404


async def test_a_rebuilt_page_is_read_anew(one: Browser, folder: Path) -> None:
    import os

    await one.get("/")
    (folder / "index.html").write_bytes(b"<!doctype html><title>New</title>")
    os.utime(folder / "index.html", ns=(1, 1))
    assert b"New" in (await one.get("/")).body


async def test_without_a_build_it_says_what_to_do(desk: Desk, tmp_path: Path) -> None:
    app = create_app(desk.parts)
    app.router.default = Interface(tmp_path / "nothing")
    async with serving(app) as url, Browser(url) as browser:
        reply = await browser.get("/")
        assert reply.status == 503
        assert "make install" in reply.body.decode()
