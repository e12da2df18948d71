"""One call leaves once, and what comes back, or does not, is told apart."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deskhand.kernel.http import FaultKind, Http, HttpFault, Request, Timeouts

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[..., Awaitable[str]]


class Arrived:
    """Calls as the server saw them, newest last."""

    def __init__(self) -> None:
        self.calls: list[web.Request] = []


class Names(AbstractResolver):
    """A name server that leads every name to one address, or knows none."""

    def __init__(self, address: str | None) -> None:
        self._address = address

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if self._address is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            ResolveResult(
                hostname=host, host=self._address, port=port, family=family, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        pass


@pytest.fixture
async def http() -> AsyncGenerator[Http]:
    made = Http(timeouts=Timeouts(connect=30, silence=30, total=30))
    yield made
    await made.close()


@pytest.fixture
async def serve() -> AsyncGenerator[Serve]:
    """Starts a server with one handler for everything; returns its address."""
    runners: list[web.AppRunner] = []

    async def start(
        handler: Handler, arrived: Arrived | None = None, tls: ssl.SSLContext | None = None
    ) -> str:
        async def handle(request: web.Request) -> web.StreamResponse:
            await request.read()
            if arrived is not None:
                arrived.calls.append(request)
            return await handler(request)

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handle)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0)
        await runner.setup()
        runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
        port = runner.addresses[0][1]
        return f"http{'s' if tls else ''}://127.0.0.1:{port}"

    yield start
    for runner in runners:
        await runner.cleanup()


def drop(request: web.Request) -> None:
    """Cut the connection without an answer."""
    assert request.transport is not None
    request.transport.abort()


async def answer_json(_request: web.Request) -> web.Response:
    return web.json_response({"ok": True})


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
async def test_a_call_arrives_once_even_when_the_peer_drops_it(
    serve: Serve, http: Http, method: str
) -> None:
    """On a connection that was used before: that is where aiohttp would send it again."""
    arrived = Arrived()

    async def handle(request: web.Request) -> web.Response:
        if request.path == "/drop":
            drop(request)
        return web.json_response({})

    url = await serve(handle, arrived)
    await http.send(Request("GET", f"{url}/first"))
    with pytest.raises(HttpFault) as fault:
        await http.send(Request(method, f"{url}/drop", body=b"{}"))
    assert fault.value.kind is FaultKind.DROPPED
    assert fault.value.sent
    assert [each.path for each in arrived.calls] == ["/first", "/drop"]


async def test_a_write_without_a_body_is_json_of_length_nought(serve: Serve, http: Http) -> None:
    arrived = Arrived()
    url = await serve(answer_json, arrived)
    await http.send(Request("POST", f"{url}/x", body=b""))
    await http.send(Request("PUT", f"{url}/x", body=b""))
    for call in arrived.calls:
        assert call.headers["Content-Length"] == "0"
        assert call.headers["Content-Type"] == "application/json"
        assert call.headers["Accept"] == "application/json"
        assert call.headers["User-Agent"].startswith("Deskhand/")


async def test_an_address_leaves_as_it_was_given(serve: Serve, http: Http) -> None:
    arrived = Arrived()
    url = await serve(answer_json, arrived)
    await http.send(Request("GET", f"{url}/u%2Fx?after=a%2Bb%3D+c%7E"))
    assert arrived.calls[0].raw_path == "/u%2Fx?after=a%2Bb%3D+c%7E"


async def test_redirects_are_answers_and_cookies_are_forgotten(serve: Serve, http: Http) -> None:
    arrived = Arrived()

    async def handle(request: web.Request) -> web.Response:
        found = web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"})
        found.set_cookie("session", "x")
        return found

    url = await serve(handle, arrived)
    assert (await http.send(Request("GET", url))).status == 302
    await http.send(Request("GET", url))
    assert "Cookie" not in arrived.calls[1].headers


async def test_a_netrc_file_changes_nothing(
    serve: Serve, http: Http, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    arrived = Arrived()
    url = await serve(answer_json, arrived)
    await http.send(Request("GET", url, {"Authorization": "SSWS ours"}))
    assert arrived.calls[0].headers["Authorization"] == "SSWS ours"


async def test_an_answer_that_is_too_large_is_not_read_to_its_end(serve: Serve) -> None:
    async def handle(request: web.Request) -> web.Response:
        return web.Response(body=b"x" * 3000)

    url = await serve(handle)
    http = Http(most_bytes=2000)
    with pytest.raises(HttpFault) as fault:
        await http.send(Request("GET", url))
    await http.close()
    assert fault.value.kind is FaultKind.TOO_LARGE
    assert not fault.value.may_pass


async def test_an_answer_that_breaks_off_is_none(serve: Serve, http: Http) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "100"})
        await answer.prepare(request)
        await answer.write(b"[{")
        drop(request)
        return answer

    url = await serve(handle)
    with pytest.raises(HttpFault) as fault:
        await http.send(Request("POST", url))
    assert fault.value.kind is FaultKind.DROPPED


async def test_silence_is_a_time_out_of_a_call_that_left(serve: Serve) -> None:
    async def handle(request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    url = await serve(handle)
    http = Http(timeouts=Timeouts(connect=30, silence=0.05, total=30))
    with pytest.raises(HttpFault) as fault:
        await http.send(Request("POST", url))
    await http.close()
    assert fault.value.kind is FaultKind.TIMEOUT
    assert fault.value.sent


async def test_what_is_not_http_is_told_apart(http: Http) -> None:
    async def babble(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.acme.example ESMTP\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(HttpFault) as fault:
            await http.send(Request("GET", f"http://127.0.0.1:{port}/"))
    assert fault.value.kind is FaultKind.GARBLED


async def test_nobody_listening_is_never_sent(http: Http) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(HttpFault) as fault:
            await http.send(Request("PUT", f"http://127.0.0.1:{port}/"))
    assert fault.value.kind is FaultKind.CONNECT
    assert not fault.value.sent


async def test_an_unknown_name_is_never_sent() -> None:
    http = Http(resolver=Names(None))
    with pytest.raises(HttpFault) as fault:
        await http.send(Request("PUT", "https://acme.okta.example/"))
    await http.close()
    assert fault.value.kind is FaultKind.DNS
    assert not fault.value.sent
    assert fault.value.host == "acme.okta.example"


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "100.64.0.1", "::1"]
)
async def test_a_name_that_leads_inside_gets_nothing(address: str) -> None:
    http = Http(resolver=Names(address))
    with pytest.raises(HttpFault) as fault:
        await http.send(Request("GET", "https://acme.okta.example/"))
    await http.close()
    assert fault.value.kind is FaultKind.BLOCKED
    assert address in fault.value.reason


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A self-signed certificate for 127.0.0.1 with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    today = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


async def test_an_untrusted_certificate_is_never_sent_to(
    serve: Serve, http: Http, tls: ssl.SSLContext
) -> None:
    arrived = Arrived()
    url = await serve(answer_json, arrived, tls)
    with pytest.raises(HttpFault) as fault:
        await http.send(Request("PUT", url))
    assert fault.value.kind is FaultKind.TLS
    assert "certificate" in fault.value.reason
    assert not fault.value.sent
    assert not fault.value.may_pass
    assert arrived.calls == []


async def test_the_usual_variable_adds_a_trusted_certificate(
    serve: Serve, tls: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    url = await serve(answer_json, None, tls)
    http = Http()
    assert (await http.send(Request("GET", url))).status == 200
    await http.close()


async def _proxy(seen: list[bytes]) -> asyncio.Server:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    return await asyncio.start_server(refuse, "127.0.0.1", 0)


async def test_the_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []
    async with await _proxy(seen) as server:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("HTTPS_PROXY", f"http://joe:word@127.0.0.1:{port}")
        http = Http()
        with pytest.raises(HttpFault) as fault:
            await http.send(
                Request("PUT", "https://acme.okta.example/x", {"Authorization": "SSWS 00secret"})
            )
        await http.close()
    assert seen[0].startswith(b"CONNECT acme.okta.example:443 ")
    assert b"proxy-authorization: basic" in seen[0].lower()
    assert b"00secret" not in seen[0]
    assert fault.value.kind is FaultKind.PROXY
    assert not fault.value.sent
    assert "407" in fault.value.reason
    assert fault.value.__cause__ is None


@pytest.mark.parametrize("spared", ["NO_PROXY", "loopback"])
async def test_some_calls_need_no_proxy(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, spared: str
) -> None:
    seen: list[bytes] = []
    async with await _proxy(seen) as server:
        proxy = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        monkeypatch.setenv("HTTP_PROXY", proxy)
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        if spared == "NO_PROXY":
            monkeypatch.setenv("NO_PROXY", ".okta.example")
            http = Http(resolver=Names(None))
            with pytest.raises(HttpFault) as fault:
                await http.send(Request("GET", "https://acme.okta.example/"))
            assert fault.value.kind is FaultKind.DNS
        else:
            http = Http()
            assert (await http.send(Request("GET", await serve(answer_json)))).status == 200
        await http.close()
    assert seen == []


def test_nothing_shows_what_a_call_carries() -> None:
    call = Request("PUT", "https://acme.okta.example/x", {"Authorization": "SSWS 00secret"}, b"pw")
    assert "00secret" not in repr(call)
    assert "pw" not in repr(call)


async def test_aiohttp_still_has_the_switch(http: Http, serve: Serve) -> None:
    """Setting an attribute that a new version no longer reads would go unnoticed."""
    await http.send(Request("GET", await serve(answer_json)))
    session = http._session
    assert session is not None
    assert session._retry_connection is False
    async with aiohttp.ClientSession() as plain:
        assert plain._retry_connection is True
