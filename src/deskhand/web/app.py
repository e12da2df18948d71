"""The web application, put together from its parts."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Lifespan

import deskhand
from deskhand.web import health, problems
from deskhand.web.api import (
    accounts,
    action_settings,
    actions,
    applications,
    bulk,
    connections,
    groups,
    live,
    people,
    pickers,
    requests,
    saved_views,
    session,
    syncs,
    timeline,
)
from deskhand.web.guard import Guard
from deskhand.web.parts import Parts
from deskhand.web.problems import ProblemView
from deskhand.web.spa import Interface
from deskhand.web.streams import Streams

_DESCRIPTION = (
    "Sessions live in a cookie. Ask `GET /api/v1/session` first: it answers with a token that each "
    "call which changes something carries in the header `X-CSRF-Token`; signing in answers with a "
    "new one. Failures are problem documents (RFC 9457) with a stable `code`."
)
_ROUTERS = (
    session,
    requests,
    bulk,
    timeline,
    saved_views,
    actions,
    action_settings,
    accounts,
    people,
    groups,
    applications,
    pickers,
    connections,
    syncs,
    live,
)


def create_app(parts: Parts, *, lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """The application on these parts.

    Whoever serves it calls `app.state.streams.close()` when it is told to stop; otherwise open
    browsers hold it until the server's own patience ends.
    """
    app = FastAPI(
        title="Deskhand",
        version=deskhand.__version__,
        description=_DESCRIPTION,
        lifespan=lifespan,
        # The documentation pages load scripts from elsewhere, which the content policy forbids.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.parts = parts
    app.state.streams = Streams(parts)
    app.state.revision = health.Revision(parts.settings)
    for module in _ROUTERS:
        app.include_router(module.router)
    app.include_router(health.router)
    app.router.default = Interface()
    problems.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(Guard, settings=parts.settings)
    describe = app.openapi
    app.openapi = lambda: _with_problems(describe())  # type: ignore[method-assign]  # FastAPI's own way
    return app


def _with_problems(described: dict[str, Any]) -> dict[str, Any]:
    """Add the schemas that `PROBLEMS` refers to."""
    _, made = models_json_schema(
        [(ProblemView, "serialization")], ref_template="#/components/schemas/{model}"
    )
    described.setdefault("components", {}).setdefault("schemas", {}).update(made["$defs"])
    return described
