"""The production server: uvicorn around the front, ended in good order by SIGTERM or SIGINT."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kg.config import Settings
from kg.errors import StoreError
from kg.web.app import create_app, service_of
from kg.web.front import Front
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
            log.info("serving %s at http://%s:%d/", settings.store, settings.host, settings.port)
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
    """uvicorn's protocol, which takes headers without end and waits for them for ever, with limits to both."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._head = 0
        self._in_head = True
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._relax()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head += len(data)
            if self._head > _MAX_HEAD:
                self.transport.write(_TOO_LARGE)
                self.transport.close()
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        self._in_head = True
        self._head = 0
        if self._deadline is None:
            self._expect()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head = True
        self._head = 0
        self._relax()
        super().on_message_complete()

    def _expect(self) -> None:
        self._deadline = self.loop.call_later(_SLOWEST_REQUEST, self.transport.abort)

    def _relax(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None
