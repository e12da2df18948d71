"""The built interface: hashed assets for ever, and its one page for every other address."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

FOLDER = Path(__file__).parent / "spa"
_INDEX = "index.html"
_FOR_EVER = "public, max-age=31536000, immutable"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
_PACKED = frozenset({".css", ".html", ".js", ".json", ".svg", ".txt"})
_NOT_BUILT = (
    "Deskhand runs, but its interface is not built.\n"
    "Run `make install`, which builds it, then load this page again. The API under /api/v1 works.\n"
)


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    packed: bytes | None
    media_type: str
    etag: str


class Interface:
    """Answers what no endpoint does. Files are read once; a rebuilt one is read anew."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._files: dict[tuple[str, int], _File] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        answer = await self._answer(request)
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path = request.scope["path"].strip("/")
        if path == "api" or path.startswith("api/"):
            raise HTTPException(404)
        if request.method not in {"GET", "HEAD"}:
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        file = await asyncio.to_thread(self._read, path)
        if file is None:
            if "." in path.rpartition("/")[2]:
                raise HTTPException(404)
            path, file = _INDEX, await asyncio.to_thread(self._read, _INDEX)
        if file is None:
            return PlainTextResponse(_NOT_BUILT, 503)
        return _answer(request, file, for_ever=path.startswith("assets/"))

    def _read(self, path: str) -> _File | None:
        """A file of the interface; hidden ones (the build's own notes) are not."""
        names = path.split("/")
        found = self._folder.joinpath(*names)
        if found.suffix not in _TYPES or any(name.startswith(".") or not name for name in names):
            return None
        try:
            key = (path, found.stat().st_mtime_ns)
            if key not in self._files:
                self._files[key] = _load(found)
        except OSError:
            return None
        return self._files[key]


def _load(path: Path) -> _File:
    body = path.read_bytes()
    packed = gzip.compress(body, mtime=0) if path.suffix in _PACKED else None
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return _File(body, packed, _TYPES[path.suffix], etag)


def _answer(request: Request, file: _File, *, for_ever: bool) -> Response:
    headers = {
        "Cache-Control": _FOR_EVER if for_ever else "no-cache",
        "ETag": file.etag,
        "Vary": "Accept-Encoding",
    }
    if file.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = file.body
    if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = file.packed
    return Response(body, headers=headers, media_type=file.media_type)
