"""The Flask application for an event loop: each request runs in a thread, its answer comes out through a spool.

A request is handed over when its body is complete, so that no thread waits for a slow sender, and an answer is taken
out at once, so that none waits for a slow reader.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from kg.web.answers import CLIENT_GONE
from kg.web.spool import MOST, Spool

log = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

# Seconds without a byte taken after which a client counts as gone.
SLOWEST = 120.0
_TICK = 0.5


class Presence:
    """Whether the client is still there, watched from when it is first asked for."""

    def __init__(self, receive: Receive) -> None:
        self.gone = False
        self._receive = receive
        self._task: asyncio.Task[None] | None = None
        self._on_gone: Callable[[], None] | None = None

    def watch(self, on_gone: Callable[[], None] | None = None) -> None:
        """Look out for its leaving; only after the body has been read."""
        self._on_gone = on_gone
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    def close(self) -> None:
        """Look no longer."""
        if self._task:
            self._task.cancel()

    async def _run(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            continue
        self.gone = True
        if self._on_gone:
            self._on_gone()


class Outbox:
    """What a thread has answered, on its way into the event loop."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: Headers = []
        self.whole = False
        self._loop = asyncio.get_running_loop()
        self._spool = Spool()
        self._changed = threading.Condition()
        self._ended = False
        self._closed = False
        self._wanted: asyncio.Future[None] | None = None

    def begin(self, status: str, headers: Iterable[tuple[str, str]], error: object = None) -> Callable[[bytes], None]:
        """`start_response` of WSGI."""
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return self.put

    def put(self, data: bytes) -> None:
        """Add a piece, in the thread. ConnectionAbortedError if nobody wants it any more."""
        with self._changed:
            while self._spool.size > MOST and not self._closed:
                self._changed.wait(_TICK)
            if self._closed:
                raise ConnectionAbortedError("the client closed the connection")
        self._spool.put(data)
        self._loop.call_soon_threadsafe(self._wake)

    def end(self, *, whole: bool) -> None:
        """Nothing more comes, in the thread; whether the answer is whole."""
        self.whole = whole
        self._ended = True
        self._loop.call_soon_threadsafe(self._wake)

    async def next_piece(self) -> bytes:
        """The next piece, in the event loop; b"" at the end."""
        while True:
            ended = self._ended
            piece = self._spool.get()
            if piece or ended:
                return piece
            self._wanted = self._loop.create_future()
            await self._wanted

    def is_closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        """Nobody wants the rest, in the event loop."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._spool.close()

    def _wake(self) -> None:
        if self._wanted and not self._wanted.done():
            self._wanted.set_result(None)


class Bridge:
    """Runs a WSGI application in threads."""

    def __init__(self, app: Callable[..., Iterable[bytes]], *, threads: int) -> None:
        self._app = app
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="kg-web")

    def close(self) -> None:
        """Start nothing more; what runs ends with the readers that it waits for."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def answer(self, environ: dict[str, Any], *, presence: Presence, send: Send) -> None:
        """Run the application for one request and send what it answers."""
        outbox = Outbox()
        environ[CLIENT_GONE] = outbox.is_closed
        presence.watch(outbox.close)
        running = asyncio.get_running_loop().run_in_executor(self._threads, self._run, environ, outbox)
        try:
            piece = await outbox.next_piece()
            if presence.gone:
                return
            await send({"type": "http.response.start", "status": outbox.status or 500, "headers": outbox.headers})
            while piece:
                async with asyncio.timeout(SLOWEST):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await outbox.next_piece()
            # Without its end a client sees that the answer is broken.
            if outbox.whole:
                await send({"type": "http.response.body", "body": b""})
        except TimeoutError:
            log.warning("a client took nothing for %g seconds", SLOWEST)
        finally:
            outbox.close()
            running.cancel()

    def _run(self, environ: dict[str, Any], outbox: Outbox) -> None:
        whole = False
        try:
            pieces = self._app(environ, outbox.begin)
            try:
                for piece in pieces:
                    outbox.put(piece)
                whole = True
            finally:
                close = getattr(pieces, "close", None)
                if close:
                    close()
        except ConnectionAbortedError as error:
            log.debug("an answer was broken off: %s", error)
        finally:
            outbox.end(whole=whole)


def make_environ(scope: Message, body: IO[bytes], length: int | None) -> dict[str, Any]:
    """The request as WSGI knows it; `length` is None if the request tells none."""
    host, port = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
    for name, value in scope["headers"]:
        _add_header(environ, name.decode("latin-1"), value.decode("latin-1"))
    return environ


def _add_header(environ: dict[str, Any], name: str, value: str) -> None:
    # A name with an underscore would be taken for the one with a hyphen; the length is that of the body as it was read.
    if "_" in name or name in ("content-length", "transfer-encoding"):
        return
    key = name.upper().replace("-", "_")
    if key != "CONTENT_TYPE":
        key = f"HTTP_{key}"
    environ[key] = f"{environ[key]},{value}" if key in environ else value
