"""The shortest way from a request to its answer: a plain query by GET is answered on its connection, without a task.

It is for what most queries are: read in one piece, answered at once. What turns out to take longer, to be large or to
fail becomes an ordinary request in the middle of its way; see `Front.resume`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Protocol

from kg.errors import KgError
from kg.web.bridge import Headers, Message, Receive, Send
from kg.web.exchange import Exchange
from kg.web.front import PATH, Front, Question
from kg.web.intake import plain_query
from kg.web.plans import read_parameters

App = Callable[[Message, Receive, Send], Awaitable[None]]

START = f"GET {PATH}?".encode()
_PREFIX = len(PATH) + 1
_STATUS = {200: b"HTTP/1.1 200 OK\r\n", 304: b"HTTP/1.1 304 Not Modified\r\n"}
# Requests with these are more than a query.
_UNUSUAL = frozenset(
    {b"content-length", b"transfer-encoding", b"content-encoding", b"expect", b"upgrade", b"connection", b"te"}
)
_KEEP_ALIVE = b"keep-alive"


class Connection(Protocol):
    """What a query needs of the connection that it came by."""

    scope: Any

    def reply(self, answer: bytes) -> None:
        """Send the whole answer; the next request may come."""
        ...

    def promote(self, app: App) -> None:
        """Let the request go on as an ordinary one."""
        ...


class Lane:
    """Takes the queries that it can answer."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._fixed = _lines(front.headers)
        self._defaults: Headers = []
        self._default_lines = b""

    def begin(self, connection: Connection, url: bytes, defaults: Headers) -> Quick | None:
        """Answer a request, or begin to; None if it is not for this lane.

        Args:
            url: The target of the request, which begins with the path of the endpoint.
            defaults: Headers that the server adds to every answer.
        """
        scope: Message = connection.scope
        headers = dict(scope["headers"])
        if len(headers) != len(scope["headers"]) or b"#" in url:
            return None
        if not _UNUSUAL.isdisjoint(headers) and not _is_usual(headers):
            return None
        scope.update(method="GET", path=PATH, raw_path=PATH.encode(), query_string=url[_PREFIX:])
        try:
            found = plain_query(read_parameters(scope["query_string"]))
        except KgError:
            return None
        question = self._front.question(found, scope, headers) if found else None
        if question is None:
            return None
        if defaults is not self._defaults:
            self._defaults, self._default_lines = defaults, _lines(defaults)
        quick = Quick(self, self._front, connection, question)
        quick.start()
        return quick

    def write(self, connection: Connection, status: int, headers: Headers, body: bytes) -> None:
        """Send an answer over its connection."""
        self._front.count("GET", status)
        head = (_STATUS[status], self._default_lines, self._fixed, _lines(headers), b"\r\n", body)
        connection.reply(b"".join(head))


class Quick:
    """One query in the lane. It is `done` when it is answered, has left the lane or has been given up."""

    def __init__(self, lane: Lane, front: Front, connection: Connection, question: Question) -> None:
        self.done = False
        self._lane = lane
        self._front = front
        self._connection = connection
        self._question = question

    def start(self) -> None:
        """Answer it, or hand it to a reader."""
        question, front = self._question, self._front
        if found := front.at_once(question):
            self._reply(*found)
            return
        reader = front.pool.take_free()
        if reader is None:
            self._leave()
            return
        account = question.account
        account.waited, account.stop = account.seconds, reader.stop_query
        question.exchange = Exchange(front.pool, reader, limit=question.plan.limit)
        question.exchange.start(question.plan.request, on_patience=self._leave, on_settled=self._settle)

    def abandon(self) -> None:
        """The client is gone."""
        if not self.done:
            self.done = True
            if self._question.exchange:
                self._question.exchange.leave()
            self._question.account.close("client-gone")

    def _settle(self) -> None:
        question = self._question
        assert question.exchange is not None
        if self.done:
            return
        body = question.exchange.ready()
        if body is None:
            self._leave()
            return
        question.account.rows = question.exchange.rows
        answer = self._front.service.keep(question.plan, body)
        self._reply(*self._front.whole(question, answer))

    def _reply(self, status: int, headers: Headers, body: bytes) -> None:
        self.done = True
        self._lane.write(self._connection, status, headers, body)

    def _leave(self) -> None:
        if not self.done:
            self.done = True
            self._connection.promote(partial(self._front.resume, self._question))


def _is_usual(headers: dict[bytes, bytes]) -> bool:
    """Whether the only one of the unusual headers says that the connection is to be kept, as it is anyway."""
    found = _UNUSUAL & headers.keys()
    return found == {b"connection"} and headers[b"connection"].lower() == _KEEP_ALIVE


def _lines(headers: Headers) -> bytes:
    return b"".join([b"%s: %s\r\n" % header for header in headers])
