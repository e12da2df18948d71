"""How the web server is set up."""

from __future__ import annotations

from typing import Any

import pytest

from deskhand.cli import serve
from deskhand.kernel.settings import Settings


@pytest.mark.parametrize(
    ("trusted", "seen"),
    [(None, "127.0.0.1"), ("10.0.0.1", "127.0.0.1"), ("10.0.0.1,127.0.0.1", "203.0.113.9")],
)
async def test_who_is_believed_about_addresses(trusted: str | None, seen: str) -> None:
    clients = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        clients.append(scope["client"][0])

    settings = Settings() if trusted is None else Settings(trusted_proxies=trusted)
    config = serve._config(app, settings)  # type: ignore[arg-type]  # any ASGI application will do
    config.load()
    scope = {
        "type": "http",
        "client": ("127.0.0.1", 50_000),
        "scheme": "http",
        "headers": [(b"x-forwarded-for", b"203.0.113.9")],
    }
    await config.loaded_app(scope, None, None)
    assert clients == [seen]
