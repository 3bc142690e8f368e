"""One query at a reader, seen from the event loop: no thread waits, and a slow client does not hold the reader."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from kg.errors import KgError
from kg.web.readers import ClientGoneError, ReaderPool, WorkerProcess, reported_error, timeout_error
from kg.web.spool import MOST, Spool
from kg.web.wire import DATA, END, ERROR, Request, Unpacker, unpack_whole

# After so long it is worth while to look whether the client is still there.
PATIENCE = 0.1


class Exchange:
    """A request under way. Made in the event loop; `finish` has to be called whatever happens."""

    def __init__(self, pool: ReaderPool, reader: WorkerProcess, *, limit: float) -> None:
        self.rows = 0
        self._loop = asyncio.get_running_loop()
        self._pool = pool
        self._reader = reader
        self._handle = reader.handle
        self._limit = self._left = limit
        self._unpacker: Unpacker | None = None
        self._spool: Spool | None = None
        self._whole: bytes | None = None
        self._error: KgError | None = None
        self._done = False
        self._since = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._wanted: asyncio.Future[None] | None = None
        self._on_patience: Callable[[], None] | None = None
        self._on_settled: Callable[[], None] | None = None

    def start(
        self, request: Request, *, on_patience: Callable[[], None], on_settled: Callable[[], None] | None = None
    ) -> None:
        """Hand the request over.

        The request has to be small enough for the pipe to the worker, or the event loop would wait.

        Args:
            on_patience: Called if the answer does not come soon.
            on_settled: Called, once, when the first piece is there, or the end, unless `detach` was called before.
        """
        self._on_patience, self._on_settled = on_patience, on_settled
        try:
            self._reader.send(request)
        except KgError as error:
            self._end(error)
        else:
            self._resume(min(PATIENCE, self._left))

    def detach(self, on_patience: Callable[[], None]) -> None:
        """Have nobody called but who waits; `on_patience` is called now, as the answer did not come soon."""
        self._on_settled = self._on_patience = None
        if not self._done:
            on_patience()

    async def next_piece(self) -> bytes:
        """The next piece of the answer, b"" at its end. KgError if the query failed, then or in its midst."""
        while True:
            piece = self._take()
            if piece:
                if not self._done and self._timer is None and self._waiting < MOST // 2:
                    self._resume(self._left)
                return piece
            if self._done:
                if self._error:
                    raise self._error
                return b""
            self._wanted = self._loop.create_future()
            await self._wanted

    def ready(self) -> bytes | None:
        """The whole answer if it has come in one piece and is complete; None if there is more to wait for."""
        if not self._done or self._error:
            return None
        piece = self._take()
        if self._waiting:
            parts = [piece]
            while more := self._take():
                parts.append(more)
            return b"".join(parts)
        return piece

    async def settle(self) -> None:
        """Wait until the first piece is there, or the end."""
        if not self._done and not self._waiting:
            self._wanted = self._loop.create_future()
            await self._wanted

    def abandon(self) -> None:
        """The client is gone: stop the query."""
        if not self._done:
            self._reader.interrupt()
            self._end(ClientGoneError("the client closed the connection"))

    def leave(self) -> None:
        """The client is gone, but may have been given its answer in a moment: stop the query only if that is over.

        To kill and replace a reader takes far longer than most queries do.
        """
        self._on_settled = None
        self._on_patience = self.finish
        if self._done:
            self.finish()

    def finish(self) -> None:
        """Let go what is left; a query that is still running is stopped."""
        self._on_settled = None
        self.abandon()
        if self._spool:
            self._spool.close()

    @property
    def _waiting(self) -> int:
        """Bytes that have come and were not taken."""
        return len(self._whole or b"") + (self._spool.size if self._spool else 0)

    def _take(self) -> bytes:
        if self._whole is not None:
            piece, self._whole = self._whole, None
            return piece
        return self._spool.get() if self._spool else b""

    def _resume(self, first: float) -> None:
        self._loop.add_reader(self._handle, self._read)
        self._since = time.monotonic()
        self._timer = self._loop.call_later(first, self._tick)

    def _pause(self) -> None:
        """Do not read on; the time until the client has caught up is not the query's."""
        self._loop.remove_reader(self._handle)
        if self._timer:
            self._left -= time.monotonic() - self._since
            self._timer.cancel()
            self._timer = None

    def _tick(self) -> None:
        if self._on_patience:
            called, self._on_patience = self._on_patience, None
            called()
        if self._done:
            return
        left = self._left - (time.monotonic() - self._since)
        if left > 0:
            self._timer = self._loop.call_later(left, self._tick)
        elif self._reader.is_starting:
            self._since = time.monotonic()
            self._timer = self._loop.call_later(self._left, self._tick)
        else:
            self._reader.interrupt()
            self._end(timeout_error(self._limit))

    def _read(self) -> None:
        data = self._reader.receive()
        if data is None:
            # The worker has only just started: the time of the query begins here.
            self._since = time.monotonic()
            return
        if not data:
            # The loop has to forget the descriptor before it is closed, as it may be another's then.
            self._pause()
            self._end(self._reader.death())
            return
        if self._unpacker is None:
            # Most answers come at once and need no buffers.
            if whole := unpack_whole(data):
                self._whole, self.rows = whole
                self._reader.idle = True
                self._end(None)
                return
            self._unpacker, self._spool = Unpacker(), Spool()
        assert self._spool is not None
        self._unpacker.feed(data)
        while frame := self._unpacker.next_frame():
            kind, payload = frame
            if kind == DATA:
                self._spool.put(payload)
            elif kind in (END, ERROR):
                self._reader.idle = True
                if kind == END:
                    self.rows = int(payload or 0)
                self._end(reported_error(payload) if kind == ERROR else None)
                return
        if self._spool.size >= MOST:
            self._pause()
        if self._spool.size:
            self._wake()

    def _end(self, error: KgError | None) -> None:
        if self._timer:
            self._pause()
        self._error = error
        self._done = True
        if self._reader.idle:
            self._pool.release(self._reader)
        else:
            # To bury and replace a process takes too long for the event loop.
            self._loop.run_in_executor(None, self._pool.release, self._reader)
        self._wake()

    def _wake(self) -> None:
        if self._on_settled:
            called, self._on_settled = self._on_settled, None
            called()
        if self._wanted and not self._wanted.done():
            self._wanted.set_result(None)
