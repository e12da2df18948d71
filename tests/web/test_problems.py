"""What went wrong, on the wire: one shape for everything."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import structlog

from deskhand.web import guard
from deskhand.web.app import create_app
from deskhand.web.guard import MOST_BODY
from tests.web.client import Browser, Reply, serving
from tests.web.desk import Desk

Open = Callable[..., Awaitable[Browser]]
KEYS = {"type", "title", "status", "detail", "code", "next", "retry_after", "errors"}


def is_problem(reply: Reply, status: int, code: str) -> dict[str, Any]:
    assert reply.headers["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = reply.json
    assert set(found) == KEYS
    assert (reply.status, found["status"], found["code"]) == (status, status, code)
    assert found["title"]
    return found


async def test_invalid_input_names_its_fields(browser: Open) -> None:
    one = await browser("noah")
    reply = await one.post("/api/v1/requests", {"description": 7, "requester_id": "nobody"})
    found = is_problem(reply, 422, "invalid")
    assert {each["field"] for each in found["errors"]} == {"title", "description", "requester_id"}
    reply = await one.get("/api/v1/requests?limit=0&status=lost")
    found = is_problem(reply, 422, "invalid")
    assert {each["field"] for each in found["errors"]} == {"limit", "status"}


async def test_the_password_is_not_told_again(browser: Open) -> None:
    reply = await (await browser()).post("/api/v1/session", {"password": "s3cret" * 99})
    is_problem(reply, 422, "invalid")
    assert b"s3cret" not in reply.body


async def test_a_body_that_is_no_json(browser: Open) -> None:
    one = await browser("noah")
    headers = {"X-CSRF-Token": one.csrf, "Content-Type": "application/json"}
    async with one.http.post(one.url + "/api/v1/requests", data=b"{", headers=headers) as answer:
        reply = Reply(answer.status, answer.headers, await answer.read())
    assert is_problem(reply, 422, "invalid")["detail"] == "The body is not JSON."


async def test_nothing_there(browser: Open) -> None:
    one = await browser("noah")
    is_problem(await one.get("/api/v1/nothing"), 404, "not_found")
    is_problem(await one.get("/api"), 404, "not_found")
    is_problem(await one.post("/api/v1/nothing"), 404, "not_found")
    is_problem(await one.get("/api/v1/requests/REQ-77"), 404, "not_found")


async def test_a_method_that_is_not_taken(browser: Open) -> None:
    one = await browser("noah")
    is_problem(await one.send("PUT", "/api/v1/requests", {}), 405, "method_not_allowed")
    is_problem(await one.post("/people", {}), 405, "method_not_allowed")


async def test_a_body_that_is_too_large(browser: Open) -> None:
    one = await browser("noah")
    body = {"title": "x", "description": "x" * MOST_BODY}
    is_problem(await one.post("/api/v1/requests", body), 413, "too_large")


async def test_a_body_that_does_not_arrive(
    url: str, browser: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await browser()
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.05)
    host, _, port = url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        b"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: 100\r\n\r\n{"
    )
    # The server ends the connection: the rest of the body would look like the next request.
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    assert head.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"too_slow"' in body
    assert (await one.get("/api/v1/session")).status == 200


async def test_a_status_that_does_not_exist(browser: Open) -> None:
    one = await browser("noah")
    for status in ("visible", "all", "Active", "LOCKED_OUT"):
        assert (await one.get(f"/api/v1/people?status={status}")).status == 200, status
    for status in ("active", "lost", ""):
        found = is_problem(await one.get(f"/api/v1/people?status={status}"), 422, "invalid")
        [error] = found["errors"]
        assert error["field"] == "status"
        assert "visible, all, transitioning, Active, Provisioned" in error["message"]
        assert "LOCKED_OUT" in error["message"]


@pytest.mark.parametrize(
    "path", ["/api/v1/requests?q=%00", "/api/v1/requests/%00", "/api/v1/syncs/a%00b"]
)
async def test_no_database_is_asked_for_a_nul(browser: Open, path: str) -> None:
    is_problem(await (await browser("noah")).get(path), 422, "invalid")


async def test_no_database_is_given_a_nul(browser: Open) -> None:
    reply = await (await browser("noah")).post("/api/v1/requests", {"title": "a\0b"})
    found = is_problem(reply, 422, "invalid")
    assert [each["field"] for each in found["errors"]] == ["title"]


@pytest.mark.parametrize("title", ["\\ud800", "a\\udfffb"])
async def test_half_a_character_is_no_text(browser: Open, title: str) -> None:
    one = await browser("noah")
    headers = {"X-CSRF-Token": one.csrf, "Content-Type": "application/json"}
    data = f'{{"title": "{title}"}}'
    async with one.http.post(one.url + "/api/v1/requests", data=data, headers=headers) as answer:
        reply = Reply(answer.status, answer.headers, await answer.read())
    is_problem(reply, 422, "invalid")


@pytest.mark.parametrize("path", ["/api/v1/people/9223372036854775808", "/api/v1/people/0"])
async def test_no_database_is_asked_for_what_it_cannot_count(browser: Open, path: str) -> None:
    is_problem(await (await browser("noah")).get(path), 422, "invalid")


async def test_an_error_of_ours_tells_nothing_but_where_to_look(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise LookupError("the secret of the house")

    monkeypatch.setattr(desk.requests, "page", broken)
    async with serving(create_app(desk.parts)) as url, Browser(url) as one:
        await one.sign_in("noah")
        with structlog.testing.capture_logs() as logs:
            reply = await one.get("/api/v1/requests")
        found = is_problem(reply, 500, "internal")
        assert b"secret of the house" not in reply.body
        assert reply.headers["X-Correlation-Id"] in found["detail"]
        [logged] = [each for each in logs if each["event"] == "request.failed"]
        assert logged["correlation_id"] == reply.headers["X-Correlation-Id"]
        assert isinstance(logged["exc_info"], LookupError)


async def test_an_error_undoes_the_whole_request(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise LookupError("after everything was written")

    monkeypatch.setattr(desk.requests, "get", broken)
    async with serving(create_app(desk.parts)) as url, Browser(url) as one:
        await one.sign_in("noah")
        with desk.live.listen() as news, structlog.testing.capture_logs():
            reply = await one.post("/api/v1/requests", {"title": "Never there"})
            is_problem(reply, 500, "internal")
            assert news.empty()
        monkeypatch.undo()
        assert (await one.get("/api/v1/requests")).json["total"] == 0


async def test_every_answer_is_guarded(browser: Open) -> None:
    one = await browser("noah")
    for path in ("/api/v1/requests", "/api/v1/nothing", "/healthz", "/", "/nothing.js"):
        headers = (await one.get(path)).headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert headers["X-Correlation-Id"], path
