"""The production server: uvicorn around the front, ended in good order by SIGTERM or SIGINT."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import re
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any, cast

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from kg.config import Settings
from kg.errors import StoreError
from kg.web.app import create_app, service_of
from kg.web.front import Front
from kg.web.lane import START, App, Lane, Quick
from kg.web.pages import prepare
from kg.web.readers import WAITING_THREADS_PER_READER

log = logging.getLogger(__name__)

# Seconds that running answers have after the signal.
_GRACE = 10
_KEEP_ALIVE = 60
# Bytes of a request's line and headers: a query by GET stands in the line.
_MAX_HEAD = 1 << 18
# Seconds in which a request has to come in, so that half-sent ones do not stay.
_SLOWEST_REQUEST = 120.0
_MAX_CONNECTIONS = 1000
# Threads besides those that wait for a reader: exports, pages and health checks always get one.
_OTHER_THREADS = 8
# Seconds after which a busy thread lets another one on: the event loop is one of them.
_SWITCH = 0.0005
_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: 27\r\nconnection: close\r\n\r\nthe headers are too large.\n"
)

# How a request begins that has a method at all.
_METHOD = re.compile(rb"[A-Za-z!#$%&'*+.^_`|~-]{1,40} ")
_NOT_IMPLEMENTED = (
    b"HTTP/1.1 501 Not Implemented\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: 24\r\nconnection: close\r\n\r\nthere is no such method.\n"
)


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; then answer what is running, end the readers and return.

    Raises:
        StoreError: There is nothing to read, or the address cannot be listened on.
    """
    app = create_app(settings)
    service = service_of(app)
    sys.setswitchinterval(_SWITCH)
    try:
        service.start()
        # What is there now stays: the collector need not look through it again and again.
        gc.collect()
        gc.freeze()
        with _listen(settings) as listener:
            threads = settings.readers * (1 + WAITING_THREADS_PER_READER) + _OTHER_THREADS
            front = Front(app, threads=threads)
            threading.Thread(target=prepare, args=(app,), name="pages", daemon=True).start()
            log.info("serving %s at http://%s:%d/", settings.target, settings.host, settings.port)
            try:
                _Server(_config(front)).run(sockets=[listener])
            finally:
                front.close()
    finally:
        service.close()


def _config(front: Front) -> uvicorn.Config:
    return uvicorn.Config(
        front,
        http=LimitedProtocol,
        loop="uvloop",
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        headers=[("server", "newsgraph")],
        limit_concurrency=_MAX_CONNECTIONS,
        backlog=1024,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=_GRACE,
    )


def _listen(settings: Settings) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        return socket.create_server((settings.host, settings.port), family=family, backlog=1024)
    except OSError as error:
        raise StoreError(f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}") from error


class _Server(uvicorn.Server):
    """uvicorn whose end by a signal is an ordinary return."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        former = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, action in former.items():
                signal.signal(number, action)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        log.info("shutting down")
        self.should_exit = True


class LimitedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which takes headers without end and waits for them for ever, with limits to both.

    A request that is read in one piece, with nothing before or behind it, may be answered by the lane.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._head = 0
        self._in_head = True
        self._deadline: asyncio.TimerHandle | None = None
        front = self.config.app
        self._lane = Lane(front) if isinstance(front, Front) else None
        self._between = True
        self._alone = False
        self._taken = False
        self._quick: Quick | None = None
        self._held = b""
        self._latest = b""
        self._closing = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._relax()
        quick, self._quick = self._quick, None
        if quick:
            quick.abandon()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._quick:
            self._hold(data)
            return
        self._alone = self._is_alone(data)
        self._latest = data
        if self._in_head:
            self._head += len(data)
            if self._head > _MAX_HEAD:
                self.transport.write(_TOO_LARGE)
                self.transport.close()
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        self._in_head = True
        self._between = False
        # What of this piece belongs to the request: what stands behind the end of the one before.
        self._head = len(self._latest) - max(0, self._latest.rfind(b"\r\n\r\n"))
        if self._deadline is None and not self._alone:
            self._expect()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        if self._alone and self._lane and self.parser.get_http_version() == "1.1":
            quick = self._lane.begin(self, self.url, self.server_state.default_headers)
            if quick:
                self._taken = True
                self._quick = None if quick.done else quick
                return
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head = self._between = True
        self._head = 0
        self._relax()
        if self._taken:
            self._taken = False
            return
        super().on_message_complete()

    def reply(self, answer: bytes) -> None:
        """Send the whole answer of the lane; the next request may come."""
        self._quick = None
        self.transport.write(answer)
        if self._closing:
            self.transport.close()
        self.on_response_complete()
        self._release()

    def promote(self, app: App) -> None:
        """Let a request of the lane go on as uvicorn's own."""
        self._quick = None
        self.cycle = RequestResponseCycle(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=not self._closing,
            on_response=self.on_response_complete,
        )
        self.cycle.more_body = False
        self._start_asgi_task(self.cycle, cast(Any, app))
        self._release()

    def shutdown(self) -> None:
        self._closing = True
        if not self._quick:
            super().shutdown()

    def send_400_response(self, msg: str) -> None:
        if _METHOD.match(self._latest) and isinstance(sys.exc_info()[1], httptools.HttpParserInvalidMethodError):
            self.transport.write(_NOT_IMPLEMENTED)
            self.transport.close()
            return
        super().send_400_response(msg)

    def _is_alone(self, data: bytes) -> bool:
        """Whether this is one request for the lane, and nothing else is under way on the connection."""
        return (
            self._between
            and data.startswith(START)
            and data.find(b"\r\n\r\n") == len(data) - 4
            and len(data) <= _MAX_HEAD
            and (self.cycle is None or self.cycle.response_complete)
            and not self.flow.write_paused
            and len(self.connections) < (self.limit_concurrency or sys.maxsize)
        )

    def _hold(self, data: bytes) -> None:
        """Keep what comes before its turn; a client that sends on and on has to wait."""
        self._held += data
        if len(self._held) > _MAX_HEAD:
            self.flow.pause_reading()

    def _release(self) -> None:
        held, self._held = self._held, b""
        if held:
            self.flow.resume_reading()
            if not self.transport.is_closing():
                self.data_received(held)

    def _expect(self) -> None:
        self._deadline = self.loop.call_later(_SLOWEST_REQUEST, self.transport.abort)

    def _relax(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None
