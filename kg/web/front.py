"""The way into the server: plain SPARQL queries go from the event loop to a reader and back, all else to Flask.

Only what succeeds is answered here. A request that is anything but a plain query, or is wrong in any way, runs in the
Flask application, which knows the whole protocol; an error of a query that was run here is handed to it to be told.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from flask import Flask

from kg.errors import KgError
from kg.web.app import PAGE_HEADERS, service_of
from kg.web.bridge import SLOWEST, Bridge, Headers, Message, Presence, Receive, Send, make_environ
from kg.web.cache import Answer
from kg.web.compression import MIN_LENGTH, Encoding, choose_encoding, make_packer, pack_whole, packed_tag
from kg.web.errors import QUERY_ID
from kg.web.exchange import PATIENCE, Exchange
from kg.web.intake import Body, find_query, read_body
from kg.web.journal import Account
from kg.web.plans import Parameters, Plan, known_tag, plan_query
from kg.web.readers import ClientGoneError, WorkerProcess
from kg.web.sparql import CORS, FAILURE

log = logging.getLogger(__name__)

PATH = "/sparql"
# A longer request might fill the pipe to a reader, and the event loop would wait.
_LONGEST = 1 << 15
# Others are rare: Flask knows what to make of them.
_HOST = re.compile(rb"[a-z0-9.-]+(?::(?!80$|443$)[0-9]+)?")


@dataclass(slots=True, eq=False)
class Question:
    """A plain query with what its client likes, and what has become of it so far.

    Attributes:
        named: Whether the answer gets an entity tag.
        known: The If-None-Match header.
        exchange: The query at a reader, once it is there.
    """

    plan: Plan
    account: Account
    named: bool
    encoding: Encoding | None
    known: str
    exchange: Exchange | None = None


class Front:
    """The ASGI application around the Flask application."""

    def __init__(self, app: Flask, *, threads: int) -> None:
        self.service = service_of(app)
        self.pool = self.service.pool
        self._bridge = Bridge(app, threads=threads)
        fixed = PAGE_HEADERS | CORS | {"Cache-Control": "no-cache", "Vary": "Accept, Accept-Encoding"}
        self.headers: Headers = [(name.lower().encode(), value.encode()) for name, value in fixed.items()]

    def close(self) -> None:
        """Take no more requests."""
        self._bridge.close()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            body = await read_body(scope, receive)
        except ClientGoneError:
            # What was cut off may still read like something: half an update must not be done.
            return
        question = self._read(scope, body) if scope["path"] == PATH else None
        await self._serve(question, scope, Presence(receive), send, body)

    async def resume(self, question: Question, scope: Message, receive: Receive, send: Send) -> None:
        """Go on with a question that is at a reader, of a request without a body."""
        await self._serve(question, scope, Presence(receive), send, Body(BytesIO(), 0))

    async def _serve(
        self, question: Question | None, scope: Message, presence: Presence, send: Send, body: Body
    ) -> None:
        try:
            environ: dict[str, object] = {}
            if question:
                try:
                    await self._answer(question, _Exit(self, scope, presence, send))
                    return
                except ClientGoneError:
                    return
                except KgError as error:
                    environ = {FAILURE: error, QUERY_ID: question.account.id}
            body.stream.seek(0)
            environ |= make_environ(scope, body.stream, body.length)
            await self._bridge.answer(environ, presence=presence, send=send)
        finally:
            presence.close()
            body.stream.close()

    def _read(self, scope: Message, body: Body) -> Question | None:
        """The question of the request; None if it is none, or is not plain, or is wrong."""
        headers = dict(scope["headers"])
        if (body.length or 0) > _LONGEST or len(headers) != len(scope["headers"]) or b"content-encoding" in headers:
            return None
        try:
            found = find_query(scope, headers.get(b"content-type", b"").decode("latin-1"), body.stream)
        except (KgError, UnicodeDecodeError):
            return None
        return self.question(found, scope, headers) if found else None

    def question(
        self, found: tuple[str, Parameters], scope: Message, headers: Mapping[bytes, bytes]
    ) -> Question | None:
        """A query that was found in a request, planned; None if Flask has to say what is wrong with it."""
        host = headers.get(b"host", b"")
        authorization = headers.get(b"authorization", b"").decode("latin-1")
        if len(found[0]) > _LONGEST or not _HOST.fullmatch(host) or not self.service.access.may_read(authorization):
            return None
        try:
            state = self.service.state(f"{scope['scheme']}://{host.decode()}{PATH}")
            plan = plan_query(*found, accept=headers.get(b"accept", b"").decode("latin-1"), state=state)
        except KgError:
            return None
        holder = self.service.access.who(authorization, basic=True) if authorization else None
        client = holder.name if holder else (scope.get("client") or ("",))[0]
        return Question(
            plan,
            self.service.open_account(plan, client),
            named=scope["method"] == "GET" and not plan.volatile,
            encoding=choose_encoding(headers.get(b"accept-encoding", b"").decode("latin-1")),
            known=headers.get(b"if-none-match", b"").decode("latin-1"),
        )

    def at_once(self, question: Question) -> tuple[int, Headers, bytes] | None:
        """The answer if it needs no reader: that the client has it already, or one that is kept."""
        plan = question.plan
        if question.named and question.known and (tag := known_tag(question.known, plan.key)):
            question.account.close("unchanged")
            return 304, [*_identity(question), (b"etag", tag.encode())], b""
        if kept := self.service.kept(plan):
            return self.whole(question, kept, outcome="kept")
        return None

    def whole(self, question: Question, answer: Answer, *, outcome: str = "ok") -> tuple[int, Headers, bytes]:
        """A complete answer as status, headers and body."""
        body, encoding = answer.body, question.encoding
        headers = _identity(question)
        headers.append((b"content-type", question.plan.content_type.encode()))
        tag = f'"{answer.tag}"' if question.named else ""
        question.account.sent = len(body)
        if encoding and len(body) >= MIN_LENGTH:
            body = pack_whole(body, encoding)
            tag = tag and packed_tag(tag, encoding)
            headers.append((b"content-encoding", encoding.encode()))
        if tag:
            headers.append((b"etag", tag.encode()))
        headers.append((b"content-length", b"%d" % len(body)))
        question.account.close(outcome)
        return 200, headers, body

    async def _answer(self, question: Question, leave: _Exit) -> None:
        """Send the answer; KgError if there is none and nothing has been sent."""
        account, plan = question.account, question.plan
        try:
            if question.exchange is None:
                if found := self.at_once(question):
                    await leave.send(*found)
                    return
                await self._start(question, leave.presence)
            else:
                exchange = question.exchange
                exchange.detach(lambda: leave.presence.watch(exchange.abandon))
            assert question.exchange is not None
            await question.exchange.settle()
            body = question.exchange.ready()
            account.rows = question.exchange.rows
            if body is None:
                await leave.send_stream(question)
            else:
                await leave.send(*self.whole(question, self.service.keep(plan, body)))
        except BaseException as error:
            account.close(error=error)
            raise
        finally:
            if question.exchange:
                question.exchange.finish()
            account.close("cut")

    async def _start(self, question: Question, presence: Presence) -> None:
        """Hand a question to a reader as soon as one is free."""
        account = question.account
        reader = self.pool.take_free() or await self._wait(presence, account.client)
        account.waited, account.stop = account.seconds, reader.stop_query
        exchange = question.exchange = Exchange(self.pool, reader, limit=question.plan.limit)
        exchange.start(question.plan.request, on_patience=lambda: presence.watch(exchange.abandon))

    async def _wait(self, presence: Presence, client: str) -> WorkerProcess:
        """A reader, when it is this request's turn."""
        reserved = self.pool.reserve(client)
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        reserved.add_done_callback(lambda _: loop.call_soon_threadsafe(_settle, turn))
        impatience = loop.call_later(self.pool.wait, _settle, turn)
        watch = loop.call_later(PATIENCE, lambda: presence.watch(lambda: _settle(turn)))
        try:
            await turn
            if presence.gone:
                raise ClientGoneError("the client closed the connection")
            if not reserved.done():
                raise self.pool.impatience()
            return reserved.result()
        except BaseException:
            self.pool.forget(reserved)
            raise
        finally:
            impatience.cancel()
            watch.cancel()

    def count(self, method: str, status: int) -> None:
        """Note an answer for the metrics."""
        self.service.requests.count(method, PATH, status)


class _Exit:
    """One request's way out."""

    def __init__(self, front: Front, scope: Message, presence: Presence, send: Send) -> None:
        self._front = front
        self._method: str = scope["method"]
        self._send = send
        self.presence = presence

    async def send(self, status: int, headers: Headers, body: bytes) -> None:
        """An answer that is complete."""
        await self._begin(status, headers)
        await self._send({"type": "http.response.body", "body": body})

    async def send_stream(self, question: Question) -> None:
        """An answer as it comes; an error in its midst breaks it off, so that nobody takes a part for the whole."""
        exchange, account = question.exchange, question.account
        assert exchange is not None
        piece = await exchange.next_piece()
        headers = [*_identity(question), (b"content-type", question.plan.content_type.encode())]
        packer = make_packer(question.encoding) if question.encoding else None
        if question.encoding:
            headers.append((b"content-encoding", question.encoding.encode()))
        if question.named:
            headers.append((b"etag", f'W/"{question.plan.key}"'.encode()))
        await self._begin(200, headers)
        try:
            while piece:
                account.sent += len(piece)
                await self._send_piece(packer.pack(piece) if packer else piece)
                piece = await exchange.next_piece()
            await self._send({"type": "http.response.body", "body": packer.end() if packer else b""})
        except (KgError, TimeoutError) as error:
            account.rows = exchange.rows
            account.close(error=error)
            log.warning("an answer was cut short: %s", error or "the client took nothing")
        else:
            account.rows = exchange.rows
            account.close()

    async def _send_piece(self, piece: bytes) -> None:
        async with asyncio.timeout(SLOWEST):
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})

    async def _begin(self, status: int, headers: Headers) -> None:
        self._front.count(self._method, status)
        await self._send({"type": "http.response.start", "status": status, "headers": self._front.headers + headers})


def _identity(question: Question) -> Headers:
    return [(b"query-id", question.account.id.encode())]


def _settle(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_result(None)
