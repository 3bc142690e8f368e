"""The way into the server: plain SPARQL queries go from the event loop to a reader and back, all else to Flask.

Only what succeeds is answered here. A request that is anything but a plain query, or is wrong in any way, runs in the
Flask application, which knows the whole protocol; an error of a query that was run here is handed to it to be told.
"""

from __future__ import annotations

import asyncio
import logging
import re
import tempfile
import zlib
from functools import lru_cache
from io import BytesIO
from typing import IO

from flask import Flask
from werkzeug.http import parse_accept_header

from kg.errors import KgError
from kg.web.app import MAX_BODY, PAGE_HEADERS, service_of
from kg.web.bridge import SLOWEST, Bridge, Headers, Message, Presence, Receive, Send, make_environ
from kg.web.cache import Answer
from kg.web.compression import MIN_LENGTH, gzip_tag, make_packer
from kg.web.exchange import PATIENCE, Exchange
from kg.web.plans import FORM, QUERY, Parameters, Plan, known_tag, plan_query, read_parameters
from kg.web.readers import ClientGoneError, WorkerProcess
from kg.web.sparql import CORS, FAILURE

log = logging.getLogger(__name__)

_PATH = "/sparql"
# A longer request might fill the pipe to a reader, and the event loop would wait.
_LONGEST = 1 << 15
# Bodies beyond this go to a file.
_IN_MEMORY = 1 << 19
# Others are rare: Flask knows what to make of them.
_HOST = re.compile(rb"[a-z0-9.-]+(?::(?!80$|443$)[0-9]+)?")
_UTF_8 = re.compile(r"; *charset=\"?utf-?8\"?", re.IGNORECASE)


class Front:
    """The ASGI application around the Flask application."""

    def __init__(self, app: Flask, *, threads: int) -> None:
        self._service = service_of(app)
        self._pool = self._service.pool
        self._bridge = Bridge(app, threads=threads)
        fixed = PAGE_HEADERS | CORS | {"Cache-Control": "no-cache", "Vary": "Accept, Accept-Encoding"}
        self._headers: Headers = [(name.lower().encode(), value.encode()) for name, value in fixed.items()]

    def close(self) -> None:
        """Take no more requests."""
        self._bridge.close()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body, length = await _read_body(scope, receive)
        presence = Presence(receive)
        failure: KgError | None = None
        try:
            plan = self._plan(scope, body, length) if scope["path"] == _PATH else None
            if plan:
                try:
                    await self._answer(plan, _Exit(self, scope, presence, send))
                    return
                except ClientGoneError:
                    return
                except KgError as error:
                    failure = error
            body.seek(0)
            environ = make_environ(scope, body, length)
            if failure:
                environ[FAILURE] = failure
            await self._bridge.answer(environ, presence=presence, send=send)
        finally:
            presence.close()
            body.close()

    def _plan(self, scope: Message, body: IO[bytes], length: int) -> Plan | None:
        """The query of the request; None if it is none, or is not plain, or is wrong."""
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"")
        if length > _LONGEST or len(headers) != len(scope["headers"]) or not _HOST.fullmatch(host):
            return None
        try:
            found = _find_query(scope, headers.get(b"content-type", b"").decode("latin-1"), body)
            if found is None or len(found[0]) > _LONGEST:
                return None
            state = self._service.state(f"{scope['scheme']}://{host.decode()}{_PATH}")
            return plan_query(*found, accept=headers.get(b"accept", b"").decode("latin-1"), state=state)
        except (KgError, UnicodeDecodeError):
            return None

    async def _answer(self, plan: Plan, leave: _Exit) -> None:
        """Send the answer; KgError if there is none and nothing has been sent."""
        named = leave.method == "GET" and not plan.volatile
        if named and (tag := known_tag(leave.header(b"if-none-match"), plan.key)):
            await leave.send_unchanged(tag)
            return
        if kept := self._service.kept(plan):
            await leave.send_whole(kept, plan, named=named)
            return
        reader = self._pool.take_free() or await self._wait(leave.presence)
        exchange = Exchange(self._pool, reader, limit=self._service.settings.query_timeout)
        try:
            exchange.start(plan.request, on_patience=lambda: leave.presence.watch(exchange.abandon))
            await exchange.settle()
            body = exchange.ready()
            if body is None:
                await leave.send_stream(exchange, plan, named=named)
            else:
                await leave.send_whole(self._service.keep(plan, body), plan, named=named)
        finally:
            exchange.finish()

    async def _wait(self, presence: Presence) -> WorkerProcess:
        """A reader, when it is this request's turn."""
        reserved = self._pool.reserve()
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        reserved.add_done_callback(lambda _: loop.call_soon_threadsafe(_settle, turn))
        impatience = loop.call_later(self._pool.wait, _settle, turn)
        watch = loop.call_later(PATIENCE, presence.watch)
        try:
            await turn
            if presence.gone:
                raise ClientGoneError("the client closed the connection")
            if not reserved.done():
                raise self._pool.impatience()
            return reserved.result()
        except BaseException:
            self._pool.forget(reserved)
            raise
        finally:
            impatience.cancel()
            watch.cancel()

    @property
    def headers(self) -> Headers:
        """What every answer to a query has."""
        return self._headers

    def count(self, method: str, status: int) -> None:
        """Note an answer for the metrics."""
        self._service.requests.count(method, _PATH, status)


class _Exit:
    """One request's way out: its answer, compressed if the client likes that."""

    def __init__(self, front: Front, scope: Message, presence: Presence, send: Send) -> None:
        self._front = front
        self._scope = scope
        self._send = send
        self.presence = presence
        self.method: str = scope["method"]

    def header(self, wanted: bytes) -> str:
        """The value of a header, "" if there is none."""
        return next((value.decode("latin-1") for name, value in self._scope["headers"] if name == wanted), "")

    async def send_unchanged(self, tag: str) -> None:
        """The client has the answer already."""
        await self._begin(304, [(b"etag", tag.encode())])
        await self._send({"type": "http.response.body", "body": b""})

    async def send_whole(self, answer: Answer, plan: Plan, *, named: bool) -> None:
        """An answer that is complete."""
        body, tag = answer.body, f'"{answer.tag}"' if named else ""
        headers = [(b"content-type", plan.content_type.encode())]
        if len(body) >= MIN_LENGTH and self._packs():
            packer = make_packer()
            body = packer.compress(body) + packer.flush()
            tag = tag and gzip_tag(tag)
            headers.append((b"content-encoding", b"gzip"))
        if named:
            headers.append((b"etag", tag.encode()))
        headers.append((b"content-length", str(len(body)).encode()))
        await self._begin(200, headers)
        await self._send({"type": "http.response.body", "body": body})

    async def send_stream(self, exchange: Exchange, plan: Plan, *, named: bool) -> None:
        """An answer as it comes; an error in its midst breaks it off, so that nobody takes a part for the whole."""
        piece = await exchange.next_piece()
        headers = [(b"content-type", plan.content_type.encode())]
        packer = make_packer() if self._packs() else None
        if packer:
            headers.append((b"content-encoding", b"gzip"))
        if named:
            headers.append((b"etag", f'W/"{plan.key}"'.encode()))
        await self._begin(200, headers)
        try:
            while piece:
                await self._send_piece(packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH) if packer else piece)
                piece = await exchange.next_piece()
            await self._send({"type": "http.response.body", "body": packer.flush() if packer else b""})
        except (KgError, TimeoutError) as error:
            log.warning("an answer was cut short: %s", error or "the client took nothing")

    async def _send_piece(self, piece: bytes) -> None:
        async with asyncio.timeout(SLOWEST):
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})

    async def _begin(self, status: int, headers: Headers) -> None:
        self._front.count(self.method, status)
        await self._send({"type": "http.response.start", "status": status, "headers": self._front.headers + headers})

    def _packs(self) -> bool:
        return accepts_gzip(self.header(b"accept-encoding"))


def _settle(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_result(None)


@lru_cache(maxsize=256)
def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header allows gzip."""
    return bool(header) and parse_accept_header(header).quality("gzip") > 0


async def _read_body(scope: Message, receive: Receive) -> tuple[IO[bytes], int]:
    """The body and its length; of one that is too long only the length is true, or at least too large."""
    announced = next((value for name, value in scope["headers"] if name == b"content-length"), None)
    if announced is None and not any(name == b"transfer-encoding" for name, _ in scope["headers"]):
        return BytesIO(), 0
    if announced is not None and int(announced) > MAX_BODY:
        return BytesIO(), int(announced)
    body = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (closed with the request)
    length, more = 0, True
    while more and length <= MAX_BODY:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        piece = message.get("body", b"")
        length += len(piece)
        body.write(piece)
        more = message.get("more_body", False)
    body.seek(0)
    return body, length


def _find_query(scope: Message, content_type: str, body: IO[bytes]) -> tuple[str, Parameters] | None:
    """The text of a plain query with its parameters."""
    parameters = read_parameters(scope["query_string"])
    if scope["method"] == "POST":
        kind = _UTF_8.sub("", content_type).strip()
        if kind == QUERY:
            return None if parameters.all("query") else (body.read().decode("utf-8"), parameters)
        if kind != FORM:
            return None
        parameters = Parameters(parameters.pairs + read_parameters(body.read()).pairs)
    elif scope["method"] != "GET":
        return None
    text = parameters.one("query")
    return None if text is None or parameters.all("update") else (text, parameters)
